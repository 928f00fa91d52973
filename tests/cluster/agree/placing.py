"""Play a random case: place it for real, and ask the simulator the same at every step of the way."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.agree.chance import Drawn, Object
from tests.cluster.agree.overhearing import Overhearing
from tests.cluster.fake_kubelets import Api
from wizard.cluster.connection import Cluster
from wizard.cluster.loading import Wanted, load
from wizard.model.kinds import KINDS
from wizard.model.shapes import selects
from wizard.model.topology import Topology, from_nodes
from wizard.model.workload import Workload
from wizard.planning.plan import Plan
from wizard.simulation.given.asked import of_pod, of_workload
from wizard.simulation.landing import land
from wizard.simulation.placing.board import Board
from wizard.simulation.placing.scheduler import Scheduler
from wizard.sources.loading import Target

PATIENCE = 20.0
"""Seconds without any change until a case is given up."""
LONGEST = 60.0
PAUSE = 0.2
SECOND_TRY = 2.5
"""Seconds within which the scheduler has tried a waiting pod again."""
SEEDS = range(12)
"""Ties are broken by chance, so reality must be one of the ways that the simulator can take."""


@dataclass(frozen=True)
class Compared:
    """One question put to both."""

    what: str
    ours: str
    theirs: str
    agrees: bool


class Scene:
    """One random case in the cluster."""

    def __init__(self, api: Api, kubeconfig: Path, heard: Overhearing, case: Drawn) -> None:
        self.ask, self._kubeconfig, self.heard, self.case = api.call, kubeconfig, heard, case

    def open(self) -> None:
        """Make nodes, neighbours and the workload, and wait until nothing more happens."""
        case = self.case
        for node in case.nodes:
            self._post("/api/v1/nodes", node)
        self.wait("its nodes are Ready", lambda: self.usable() == len(case.nodes))
        if case.beside is not None:
            self._post(KINDS["Deployment"].path(case.namespace), case.beside)
            self._settle("other", case.beside["spec"]["replicas"])
        for budget in case.budgets:
            self._post(KINDS["PodDisruptionBudget"].path(case.namespace), budget)
        self._post(KINDS[case.workload["kind"]].path(case.namespace), case.workload)
        self._settle("web", case.replicas)

    def close(self) -> None:
        """Take all of it away; in a namespace that ends nothing new is made."""
        space = f"/api/v1/namespaces/{self.case.namespace}"
        self.ask("DELETE", space)
        self.ask("DELETE", f"{space}/pods?gracePeriodSeconds=0")
        self.ask("DELETE", f"/api/v1/nodes?labelSelector=pool%3D{self.case.namespace}")

    def loaded(self) -> Workload:
        """The workload as the wizard loads it, on its own nodes."""
        cluster = Cluster.connect(None, str(self._kubeconfig))
        plan = Plan(load(cluster, Wanted(namespace=self.case.namespace), Target()).inventory)
        return next(found for id in plan.inventory.ids if (found := plan.before(id)).name == "web")

    def topology(self) -> Topology:
        """The nodes of this case as they are now."""
        path = f"/api/v1/nodes?labelSelector=pool%3D{self.case.namespace}"
        return from_nodes(self.ask("GET", path)[1]["items"])

    def pods(self, app: str = "web") -> list[Object]:
        """Its pods that nobody has deleted."""
        path = f"/api/v1/namespaces/{self.case.namespace}/pods?labelSelector=app%3D{app}"
        found = self.ask("GET", path)[1]["items"]
        return [each for each in found if "deletionTimestamp" not in each["metadata"]]

    def _post(self, path: str, data: Object) -> None:
        status, answer = self.ask("POST", path, data)
        assert status == 201, f"refused: {answer.get('message')}"

    def wait(self, what: str, condition: Callable[[], bool], longest: float = LONGEST) -> None:
        """Look again until the condition holds, seldom enough for dozens of cases at once."""
        end = time.monotonic() + longest
        while not condition():
            assert time.monotonic() < end, f"{what}: did not come within {longest:.0f} s"
            time.sleep(PAUSE)

    def usable(self) -> int:
        """How many of its nodes are Ready, with the taint of a cordon where one is."""
        path = f"/api/v1/nodes?labelSelector=pool%3D{self.case.namespace}"
        nodes = self.ask("GET", path)[1].get("items", [])
        return sum(
            holds(each, "Ready", "True")
            and not any("not-ready" in taint["key"] for taint in each["spec"].get("taints", []))
            and each["spec"].get("unschedulable", False)
            == any("unschedulable" in taint["key"] for taint in each["spec"].get("taints", []))
            for each in nodes
        )

    def _settle(self, app: str, wanted: int) -> None:
        """Wait until all run, or those that run are done and the rest has waited for longer than a second try."""
        since, last = time.monotonic(), None
        while time.monotonic() - since < PATIENCE:
            pods = self.pods(app)
            placed = [each for each in pods if each["spec"].get("nodeName")]
            done = [each for each in placed if each["status"].get("phase") == "Running"]
            now = sorted((each["metadata"]["uid"], str(each["spec"].get("nodeName")), each in done) for each in pods)
            if now != last:
                since, last = time.monotonic(), now
            stuck = len(pods) - len(placed) == sum(holds(each, "PodScheduled", "False") for each in pods)
            if len(done) == wanted:
                return
            if pods and len(done) == len(placed) and stuck and time.monotonic() - since > SECOND_TRY:
                return
            time.sleep(PAUSE)
        raise AssertionError(f"{app} did not settle")


def holds(thing: Object, condition: str, status: str) -> bool:
    """Whether a condition of a node or pod has this status."""
    conditions = thing["status"].get("conditions", [])
    return any(each["type"] == condition and each["status"] == status for each in conditions)


def placements(scene: Scene) -> Iterator[Compared]:
    """The nodes that each pod could have had, those that none could have, how many are Pending, whether rules hold."""
    workload, topology = scene.loaded(), scene.topology()
    pods = {each["metadata"]["name"]: each for each in scene.pods()}
    others = scene.pods("other")
    board = Board(topology.nodes)
    numbers = {node.name: number for number, node in enumerate(topology.nodes)}
    for each in others:
        if node := each["spec"].get("nodeName"):
            board.put(of_pod(each, workload.version), numbers[node])
    scheduler, asked = Scheduler(board), of_workload(workload)
    for name, theirs in scene.heard.of(scene.case.namespace):
        if name not in pods:
            continue
        ours = frozenset(topology.nodes[number].name for number in scheduler.feasible(asked))
        yield Compared(f"nodes of {name}", _short(ours), _short(theirs), ours == theirs)
        board.put(asked, numbers[pods[name]["spec"]["nodeName"]])
    waiting = [name for name, each in pods.items() if not each["spec"].get("nodeName")]
    if waiting:
        ours = frozenset(topology.nodes[number].name for number in scheduler.feasible(asked))
        yield Compared(f"nodes of {waiting[0]}", _short(ours), "", not ours)
    yield from _landings(scene, workload, topology, others, list(pods.values()))


def _landings(
    scene: Scene, workload: Workload, topology: Topology, others: list[Object], pods: list[Object]
) -> Iterator[Compared]:
    landed = [land(workload, topology, seed, others=others) for seed in SEEDS]
    theirs = [each["spec"].get("nodeName") for each in pods]
    # A StatefulSet that starts its pods in order has not made those behind a Pending one. Behind one that is placed and
    # never Ready it makes none either, but there the scheduler was not asked: only what is there is compared.
    if None in theirs or not scene.case.sick:
        theirs += [None] * (scene.case.replicas - len(theirs))
    placed = [[node for _pod, node in each.pods][: len(theirs)] for each in landed]
    for what, measure in (
        ("pending", lambda nodes: nodes.count(None)),
        ("spread", lambda nodes: _skews(workload, topology, nodes)),
    ):
        ours = {measure(nodes) for nodes in placed}
        yield Compared(what, "|".join(sorted(map(str, ours))), str(measure(theirs)), measure(theirs) in ours)


def _skews(workload: Workload, topology: Topology, nodes: list[str | None]) -> tuple[bool, ...]:
    """For each strict rule over its own pods, whether they lie as evenly as it asks."""
    found = []
    labels = {node.name: node.labels for node in topology.nodes}
    for each in workload.pod.get("topologySpreadConstraints", []):
        if each["whenUnsatisfiable"] == "DoNotSchedule" and selects(each["labelSelector"], workload.labels):
            key = each["topologyKey"]
            count = Counter({labels[node][key]: 0 for node in labels if key in labels[node]})
            count.update(labels[node].get(key) for node in nodes if node is not None)
            found.append(max(count.values(), default=0) - min(count.values(), default=0) <= each["maxSkew"])
    return tuple(found)


def _short(nodes: frozenset[str]) -> str:
    return ",".join(sorted((each.rpartition("-")[2] for each in nodes), key=int))
