"""A whole drain of the fullest host of a random case, or of two at once: whether it ends, and after how many evictions.

Which pods go first is chance in both, and a successor's place may be, so reality must be one of the ways that the
simulator can take. Played only where all pods are of one revision: what a stuck update leaves is not staged here.
"""

import time
from collections import Counter
from collections.abc import Iterator

from tests.cluster.agree.chance import Object
from tests.cluster.agree.placing import PAUSE, Compared, Scene, holds
from wizard.model.kinds import KINDS
from wizard.model.topology import Topology
from wizard.model.workload import Workload
from wizard.simulation.events.budgets import budgets
from wizard.simulation.events.controllers import Revision
from wizard.simulation.events.drain import Drain, Evictions
from wizard.simulation.events.neighbours import Neighbours, parted
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.rollout import Deployment
from wizard.simulation.events.stateful import StatefulSet
from wizard.simulation.events.world import World
from wizard.simulation.given.asked import of_workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.landing import settle_others
from wizard.simulation.outcome import LONG_AGO
from wizard.simulation.placing.board import Board
from wizard.simulation.placing.scheduler import Scheduler
from wizard.simulation.traffic import timing

SEEDS = range(12)
STILL = 5.0
"""Seconds without a change after which a drain has come to nothing that was to come to nothing."""
FORGETTING = 180.0
"""Seconds. A pod that was gone before its eviction was noted stays in disruptedPods for two minutes (disruption.go
DeletionTimeout)."""
PATIENCE = 25.0
"""Seconds after which one has that was to end."""
REVISIONS = ("pod-template-hash", "controller-revision-hash")


def drains(scene: Scene) -> Iterator[Compared]:
    """One drain, from what the evictions before have left."""
    scene.wait("its pods are at rest", lambda: _at_rest(scene))
    pods = scene.pods()
    revisions = {each["metadata"]["labels"].get(label) for each in pods for label in REVISIONS} - {None}
    counts = Counter(each["spec"]["nodeName"] for each in pods if each["spec"].get("nodeName"))
    fullest = sorted(counts, key=lambda node: (-counts[node], node))[: 1 + scene.case.seed % 2]
    if len(revisions) != 1 or not fullest:
        return
    for node in fullest:
        scene.ask("PATCH", f"/api/v1/nodes/{node}", {"spec": {"unschedulable": True}}, "application/merge-patch+json")
    scene.wait("its hosts are cordoned", lambda: scene.usable() == len(scene.case.nodes))
    workload, topology, others = scene.loaded(), scene.topology(), scene.pods("other")
    _await_count(scene)
    pods = sorted(scene.pods(), key=lambda each: str(each["metadata"]["name"]))
    ours = {_simulated(_stage(scene, workload, topology, pods, seed), workload, others, fullest) for seed in SEEDS}
    theirs = _drained(scene, fullest, PATIENCE if any("ends" in each for each in ours) else STILL)
    yield Compared(f"drain of {', '.join(fullest)}", "|".join(sorted(ours)), theirs, theirs in ours)


def _at_rest(scene: Scene) -> bool:
    """Nobody terminates, and who runs is Ready or never will be."""
    path = f"/api/v1/namespaces/{scene.case.namespace}/pods"
    found = scene.ask("GET", path)[1]["items"]
    running = [each for each in found if each["spec"].get("nodeName")]
    waiting = [each for each in found if each not in running]
    sick = scene.case.sick
    return (
        not any("deletionTimestamp" in each["metadata"] for each in found)
        and all(each["status"].get("phase") == "Running" for each in running)
        and all(
            holds(each, "Ready", "True") or (sick and each["metadata"]["labels"].get("app") == "web")
            for each in running
        )
        and all(holds(each, "PodScheduled", "False") for each in waiting)
        and _whole(scene, found)
    )


def _whole(scene: Scene, found: list[Object]) -> bool:
    """Whether each controller has made what it wants; an ordered StatefulSet waits behind one that is not Ready."""
    own = [each for each in found if each["metadata"]["labels"].get("app") == "web"]
    return len(own) == scene.case.replicas or not all(holds(each, "Ready", "True") for each in own)


def _await_count(scene: Scene) -> None:
    """Wait until the disruption controller has counted what is there."""
    path = KINDS["PodDisruptionBudget"].path(scene.case.namespace)

    def counted() -> bool:
        # Counted anew each time: a pod may have found its place or become Ready since.
        ready = sum(holds(each, "Ready", "True") for each in scene.pods())
        return _at_rest(scene) and all(
            each["status"].get("observedGeneration") == each["metadata"]["generation"]
            and each["status"].get("currentHealthy") == ready
            and not each["status"].get("disruptedPods")
            for each in scene.ask("GET", path)[1].get("items", [])
        )

    if len(scene.case.budgets) == 1:
        scene.wait("its budget is counted", counted, FORGETTING)


# as simulated


def _stage(scene: Scene, workload: Workload, topology: Topology, pods: list[Object], seed: int) -> World:
    """The workload where it really is, with its controller."""
    given = Assumptions(start_seconds=0, run_seconds=0.2, stop_seconds=0.3, broken=scene.case.sick)
    numbers = {each.name: number for number, each in enumerate(topology.nodes)}
    revision = Revision(1, workload, of_workload(workload), timing.of(workload, given))
    world = World(Scheduler(Board(topology.nodes), seed))
    controller = (
        StatefulSet(workload, revision, lambda number: f"web-{number}", workload.replicas, zonal=False)
        if workload.kind == "StatefulSet"
        else Deployment(workload, revision, lambda number: f"new-{number}", workload.replicas)
    )
    for number, each in enumerate(pods):
        name = each["metadata"]["name"]
        ordinal = int(name.rpartition("-")[2]) if workload.kind == "StatefulSet" else number
        pod = world.create(Pod(name, 1, revision.asked, revision.timing, LONG_AGO, ordinal))
        pod.ready = holds(each, "Ready", "True")
        pod.ready_at = LONG_AGO if pod.ready else None
        if node := each["spec"].get("nodeName"):
            pod.node, pod.running = numbers[node], True
            world.board.put(pod.asked, pod.node)
    world.controllers.append(controller)
    return world


def _simulated(world: World, workload: Workload, others: list[Object], hosts: list[str]) -> str:
    numbers = [number for number, each in enumerate(world.board.nodes) if each.name in hosts]
    moving, staying = parted(settle_others(world.board, workload, others), numbers)
    Neighbours(world, moving, Assumptions(start_seconds=0, run_seconds=0.2, stop_seconds=0.3), workload.version)
    known = budgets(workload, [each.pod for each in staying], moving=[each.pod for each in moving])
    evictions = Evictions(world, known, workload.replicas)
    drain = Drain(world, evictions, numbers)
    world.begin()
    drain.start()
    world.run()
    return _said(ends=drain.done, evicted=evictions.granted)


def _said(*, ends: bool, evicted: int) -> str:
    return f"{'ends' if ends else 'stops'} after {evicted}"


# for real


def _drained(scene: Scene, hosts: list[str], still: float) -> str:
    """Evict as kubectl drain does, only sooner again; its own pods are counted, those of the neighbours go too."""
    space = f"/api/v1/namespaces/{scene.case.namespace}/pods"
    there = [each for app in ("web", "other") for each in scene.pods(app) if each["spec"].get("nodeName") in hosts]
    uids = {each["metadata"]["uid"]: each["metadata"] for each in there}
    asked, evicted, failed = dict(uids), 0, 0
    since, last = time.monotonic(), None
    while time.monotonic() - since < still:
        for uid, metadata in tuple(asked.items()):
            body = {
                "apiVersion": "policy/v1",
                "kind": "Eviction",
                "metadata": {"name": metadata["name"]},
                "deleteOptions": {"preconditions": {"uid": uid}},
            }
            status, _answer = scene.ask("POST", f"{space}/{metadata['name']}/eviction", body)
            if status != 429:
                del asked[uid]
                failed += status >= 500
                evicted += status == 201 and metadata["labels"]["app"] == "web"
        found = scene.ask("GET", space)[1]["items"]
        left = [each for each in found if each["metadata"]["uid"] in uids]
        if not left:
            return _said(ends=True, evicted=evicted)
        now = sorted((each["metadata"]["uid"], holds(each, "Ready", "True")) for each in found)
        if now != last:
            since, last = time.monotonic(), now
        if failed and len(left) == failed + len(asked) and not asked:
            break
        time.sleep(PAUSE)
    return _said(ends=False, evicted=evicted)
