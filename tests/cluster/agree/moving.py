"""What follows once the pods of a random case are placed: an update, then evictions one after the other."""

import time
from collections.abc import Iterator

from tests.cluster.agree.chance import Object
from tests.cluster.agree.placing import PAUSE, Compared, Scene, holds
from wizard.model.kinds import KINDS
from wizard.model.workload import Workload
from wizard.simulation.events.budgets import budgets
from wizard.simulation.events.drain import Evictions
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.world import World
from wizard.simulation.given.asked import of_workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.placing.board import Board
from wizard.simulation.placing.scheduler import Scheduler
from wizard.simulation.scenarios import play
from wizard.simulation.traffic import timing

EVICTED = 3
"""Pods of a case that are evicted at most."""
QUICKLY = 0.25
"""Seconds after the first eviction within which no successor is Ready; what is asked later is not compared."""
SEEDS = range(8)
STILL = 5.0
"""Seconds without a change after which an update is stuck that was to be stuck."""
PATIENCE = 30.0
"""Seconds after which one is that was to end: a busy machine must not pass for a disagreement."""


def updates(scene: Scene) -> Iterator[Compared]:
    """Whether an update that changes nothing but an annotation comes to its end."""
    workload, topology, others = scene.loaded(), scene.topology(), scene.pods("other")
    assumptions = Assumptions(broken=scene.case.sick)
    ours = {
        play(workload, "rolling-update", assumptions, topology=topology, others=others, seed=seed).ends
        for seed in SEEDS
    }
    path = KINDS[workload.kind].path(scene.case.namespace, "web")
    change = {"spec": {"template": {"metadata": {"annotations": {"revision": "2"}}}}}
    status, answer = scene.ask("PATCH", path, change, "application/merge-patch+json")
    assert status == 200, answer
    theirs = _finishes(scene, path, PATIENCE if True in ours else STILL)
    yield Compared("update ends", "|".join(sorted(map(str, ours))), str(theirs), theirs in ours)


def _finishes(scene: Scene, path: str, still: float) -> bool:
    since, last = time.monotonic(), None
    while time.monotonic() - since < still:
        found = scene.ask("GET", path)[1]
        if found and _done(found):
            return True
        now = sorted(
            (each["metadata"]["uid"], str(each["spec"].get("nodeName")), holds(each, "Ready", "True"))
            for each in scene.pods()
        )
        if now != last:
            since, last = time.monotonic(), now
        time.sleep(PAUSE)
    return False


def _done(found: Object) -> bool:
    status, wanted = found["status"], found["spec"]["replicas"]
    if status.get("observedGeneration", 0) < found["metadata"]["generation"]:
        return False
    counts = (status.get("updatedReplicas", 0), status.get("availableReplicas", 0), status.get("replicas", 0))
    settled = found["kind"] == "Deployment" or status.get("currentRevision") == status.get("updateRevision")
    return settled and counts == (wanted, wanted, wanted)


def evictions(scene: Scene) -> Iterator[Compared]:
    """What the API answers to each of some evictions."""
    workload = scene.loaded()
    world, api = _staged(scene, workload)
    if len(workload.budgets) == 1:
        _await_count(scene, world)
    path = f"/api/v1/namespaces/{scene.case.namespace}/pods"
    begun = time.monotonic()
    for number, pod in enumerate(world.pods[:EVICTED]):
        before = api.failed
        gone = api.evict(pod)
        ours = "error" if api.failed > before else "allowed" if gone else "refused"
        body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pod.name}}
        status, _answer = scene.ask("POST", f"{path}/{pod.name}/eviction", body)
        if number and time.monotonic() - begun > QUICKLY:
            return
        theirs = {201: "allowed", 429: "refused", 500: "error"}.get(status, str(status))
        yield Compared(f"eviction of {pod.name}", ours, theirs, ours == theirs)


def _staged(scene: Scene, workload: Workload) -> tuple[World, Evictions]:
    topology, others = scene.topology(), scene.pods("other")
    numbers = {node.name: number for number, node in enumerate(topology.nodes)}
    board = Board(topology.nodes)
    asked = of_workload(workload)
    world = World(Scheduler(board))
    for each in sorted(scene.pods(), key=lambda each: str(each["metadata"]["name"])):
        pod = world.create(Pod(each["metadata"]["name"], 1, asked, timing.of(workload, Assumptions()), 0))
        pod.running = each["status"]["phase"] == "Running"
        pod.ready = holds(each, "Ready", "True")
        if node := each["spec"].get("nodeName"):
            pod.node = numbers[node]
            board.put(asked, pod.node)
    return world, Evictions(world, budgets(workload, others), workload.replicas)


def _await_count(scene: Scene, world: World) -> None:
    """Wait until the disruption controller has counted what is there."""
    ready = sum(pod.ready for pod in world.pods)
    path = KINDS["PodDisruptionBudget"].path(scene.case.namespace)

    def counted() -> bool:
        return all(
            each["status"].get("observedGeneration") == each["metadata"]["generation"]
            and each["status"].get("currentHealthy") == ready
            and not each["status"].get("disruptedPods")
            for each in scene.ask("GET", path)[1].get("items", [])
        )

    scene.wait("its budgets are counted", counted)
