"""The workload at rest on its nodes: where every scenario begins."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf

from wizard.model.topology import Topology
from wizard.model.workload import Workload
from wizard.simulation.events.budgets import budgets
from wizard.simulation.events.controllers import Revision
from wizard.simulation.events.daemon import DaemonSet
from wizard.simulation.events.drain import Evictions
from wizard.simulation.events.neighbours import Others, Settled
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.rollout import Deployment
from wizard.simulation.events.stateful import StatefulSet
from wizard.simulation.events.world import PLACING, World
from wizard.simulation.given.asked import of_workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.landing import copies, pod_name, settle_others
from wizard.simulation.outcome import LONG_AGO
from wizard.simulation.placing.board import Board
from wizard.simulation.placing.fitting import Unschedulable
from wizard.simulation.placing.scheduler import Scheduler
from wizard.simulation.traffic import timing
from wizard.text.paths import Data

Object = Mapping[str, Data]


@dataclass(frozen=True)
class Stage:
    """One workload on its nodes, and who acts on it."""

    workload: Workload
    topology: Topology
    assumptions: Assumptions
    world: World
    controller: Deployment | StatefulSet | DaemonSet
    evictions: Evictions
    others: tuple[Settled, ...] = ()
    """The pods of others where they are."""
    their_budgets: tuple[Object, ...] = ()

    @property
    def replicas(self) -> int:
        return self.controller.replicas

    def busiest(self, label: str = "") -> tuple[str, ...]:
        """The hosts, or the values of a node label, that hold pods; the most first."""
        nodes = self.topology.nodes
        names = [node.labels.get(label, "") if label else node.name for node in nodes]
        found = Counter(names[pod.node] for pod in self.world.pods if pod.node is not None)
        return tuple(sorted(filter(None, found), key=lambda name: (-found[name], name)))

    def number(self, name: str) -> int:
        """The board's number of a node."""
        return next(number for number, node in enumerate(self.topology.nodes) if node.name == name)


def set_up(  # noqa: PLR0913 - the last has a default
    workload: Workload,
    topology: Topology,
    assumptions: Assumptions,
    others: Iterable[Object],
    seed: int,
    *,
    steps: int | None = None,
) -> Stage:
    """Place every pod; what could be placed has been Ready for long. Raises TooLong where that takes more `steps`."""
    board = Board(topology.nodes)
    known = others if isinstance(others, Others) else list(others)
    there = [each for each in known if each.get("kind") != "PodDisruptionBudget"]
    settled = settle_others(board, workload, known)
    world = World(Scheduler(board, seed), steps=steps)
    asked = of_workload(workload)
    revision = Revision(1, workload, asked, timing.of(workload, assumptions))
    world.attachments.track(asked.exclusive)
    for each in settled:
        world.attachments.attach(each.asked.volumes, each.node)
    controller = _controller(workload, revision, world, assumptions)
    world.controllers.append(controller)
    _start(world, controller)
    held = budgets(workload, there, daemons=lambda daemon: len(world.scheduler.matching(of_workload(daemon))))
    evictions = Evictions(world, held, controller.replicas)
    theirs = tuple(each for each in known if each.get("kind") == "PodDisruptionBudget")
    return Stage(workload, topology, assumptions, world, controller, evictions, settled, theirs)


def _controller(
    workload: Workload, revision: Revision, world: World, assumptions: Assumptions
) -> Deployment | StatefulSet | DaemonSet:
    def name(number: int) -> str:
        return pod_name(workload, number)

    scheduler = world.scheduler
    if workload.kind == "DaemonSet":
        return DaemonSet(workload, revision, name, scheduler.matching(revision.asked))
    replicas = copies(workload)
    if workload.kind == "StatefulSet":
        return StatefulSet(workload, revision, name, replicas, zonal=assumptions.zonal_volumes)
    return Deployment(workload, revision, name, replicas)


def _start(world: World, controller: Deployment | StatefulSet | DaemonSet) -> None:
    world.now = LONG_AGO
    # One turn of an ordered StatefulSet makes one pod, and the next only once that one is ready.
    while controller.turn(world):
        world.spend(len(world.pods))
        for pod in world.pods:
            if pod.node is None and pod.waits_for is None:
                _place(world, pod)
    world.begin()


def _place(world: World, pod: Pod) -> None:
    world.spend(PLACING + len(world.board.nodes))
    found = world.scheduler.place(pod.asked, pod.pinned, pod.pinned_by)
    if isinstance(found, Unschedulable):
        pod.waits_for = found
        return
    pod.node = found
    if not world.attach(pod):
        return
    pod.running, pod.runs_at = True, world.now
    pod.serving_at = inf if pod.timing.serving == inf else world.now
    if pod.timing.ready is not None and pod.timing.killing is None:
        # Twice as long ago, so that minReadySeconds are over. One that is killed again and again is down by now.
        pod.ready, pod.ready_at = True, 2 * LONG_AGO
