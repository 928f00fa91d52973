"""Where the pods of a workload land on its nodes, for the picture beside the choice, and what a loss leaves of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from wizard.errors import WizardError
from wizard.model.shapes import mapping, text
from wizard.model.topology import ZONE, Topology, told
from wizard.model.versions import Version
from wizard.model.workload import Workload
from wizard.simulation.events.neighbours import Others, Settled
from wizard.simulation.given.asked import Asked, of_pod, of_workload
from wizard.simulation.placing.board import Board
from wizard.simulation.placing.fitting import Unschedulable
from wizard.simulation.placing.scheduler import Scheduler
from wizard.text.paths import Data
from wizard.wording import _

Object = Mapping[str, Data]

MOST = 10_000
"""Pods; a drain of a sixth of them takes half a minute to play, and ten times as many would never come back."""


@dataclass(frozen=True)
class Landing:
    """Which pod is on which node."""

    topology: Topology
    pods: tuple[tuple[str, str | None], ...]
    """The name of each pod and of its node; None for one that stays Pending."""
    pending: tuple[tuple[Unschedulable, int], ...] = ()
    """Why pods stay Pending, and how many for that reason."""
    down: frozenset[str] = frozenset()
    """The nodes that were lost."""

    @property
    def assumed(self) -> bool:
        return self.topology.assumed

    @property
    def wanted(self) -> int:
        return len(self.pods)

    @cached_property
    def here(self) -> Mapping[str, tuple[str, ...]]:
        """The pods of each node, also of those that hold none."""
        found: dict[str, list[str]] = {node.name: [] for node in self.topology.nodes}
        for pod, node in self.pods:
            if node is not None:
                found[node].append(pod)
        return {node: tuple(pods) for node, pods in found.items()}

    @property
    def running(self) -> int:
        """How many pods run on the nodes that are left."""
        return sum(node is not None and node not in self.down for _pod, node in self.pods)


def assumed_topology() -> Topology:
    """Six hosts in three zones, for a picture where nothing is known."""
    return replace(told(6, 3), assumed=True)


def land(
    workload: Workload, topology: Topology | None = None, seed: int = 0, *, others: Iterable[Object] = ()
) -> Landing:
    """Place every pod of the workload on empty nodes, or beside the pods of others."""
    nodes = topology or workload.topology or assumed_topology()
    board = Board(nodes.nodes)
    settle_others(board, workload, others)
    scheduler = Scheduler(board, seed)
    asked = of_workload(workload)
    pods, waiting = [], Counter[Unschedulable]()
    for number, node in enumerate(_wanted(workload, scheduler, asked)):
        result = scheduler.place(asked) if node is None else scheduler.place(asked, {node}, "node-affinity")
        if isinstance(result, Unschedulable):
            waiting[result] += 1
        name = pod_name(workload, number)
        pods.append((name, None if isinstance(result, Unschedulable) else nodes.nodes[result].name))
    return Landing(nodes, tuple(pods), tuple(waiting.most_common()))


def lose(landing: Landing, *, host: str = "", zone: str = "") -> Landing:
    """The picture the moment after a host or a zone is gone, before anything has moved."""
    lost = (
        node.name for node in landing.topology.nodes if node.name == host or (zone and node.labels.get(ZONE) == zone)
    )
    return replace(landing, down=landing.down | frozenset(lost))


def busiest(landing: Landing, label: str = "") -> str:
    """The host, or the value of a node label, that holds the most running pods: what hurts most to lose."""
    name = {node.name: node.labels.get(label, "") if label else node.name for node in landing.topology.nodes}
    count = Counter(name[node] for _pod, node in landing.pods if node is not None and node not in landing.down)
    return min((each for each in count if each), key=lambda each: (-count[each], each), default="")


def _wanted(workload: Workload, scheduler: Scheduler, asked: Asked) -> Sequence[int | None]:
    """A node for each pod of a DaemonSet, whether or not it fits there; for pods of others the scheduler finds one."""
    if workload.kind == "DaemonSet":
        return scheduler.matching(asked)
    return [None] * copies(workload)


def copies(workload: Workload) -> int:
    """How many pods a Deployment or StatefulSet has. Raises WizardError for more than can be played."""
    count = max(workload.replicas, workload.fewest)
    if count > MOST:
        raise WizardError(too_many(count))
    return count


def too_many(count: int) -> str:
    """The sentence for more pods than can be played."""
    return _("{count:,} pods are more than can be played; the most are {most:,}").format(count=count, most=MOST)


def pod_name(workload: Workload, number: int) -> str:
    """A StatefulSet counts its pods from its first ordinal, the others only in a picture."""
    ordinals = mapping(workload.spec, "ordinals") if workload.kind == "StatefulSet" else {}
    start = ordinals.get("start")
    first = start if isinstance(start, int) else 0 if workload.kind == "StatefulSet" else 1
    return f"{workload.name}-{first + number}"


def settle_others(board: Board, workload: Workload, others: Iterable[Object]) -> tuple[Settled, ...]:
    """Put the pods of others where they are; those of no node are not there yet."""
    settled, read = [], others.read if isinstance(others, Others) else {}
    numbers = {node.name: number for number, node in enumerate(board.nodes)}
    kinds: dict[str, Asked] = {}
    for pod in others:
        node = numbers.get(text(mapping(pod.get("spec")).get("nodeName")))
        if node is not None:
            asked = read.get(id(pod)) or _shared(pod, workload.version, kinds)
            read[id(pod)] = asked
            board.put(asked, node)
            settled.append(Settled(pod, asked, node))
    return tuple(settled)


def _shared(pod: Object, version: Version | None, kinds: dict[str, Asked]) -> Asked:
    """One template for pods that placement cannot tell apart."""
    labels = mapping(pod.get("metadata")).get("labels")
    namespace = mapping(pod.get("metadata")).get("namespace")
    spec = {key: each for key, each in mapping(pod.get("spec")).items() if key != "nodeName"}
    key = repr((namespace, labels, spec))
    if key not in kinds:
        kinds[key] = of_pod({**pod, "spec": spec}, version)
    return kinds[key]
