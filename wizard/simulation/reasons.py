"""Why a scenario did not come to its end, or what it leaves undone, beside the pods that wait for a node: ids, values.

wording.simulation has the sentences.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from math import inf

from wizard.model.shapes import mapping
from wizard.simulation.events.controllers import available
from wizard.simulation.events.daemon import DaemonSet
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.rollout import Deployment
from wizard.simulation.events.stateful import StatefulSet
from wizard.simulation.events.volumes import DETACH_MINUTES
from wizard.simulation.given.asked import Place
from wizard.simulation.placing.priority import may_preempt
from wizard.simulation.stage import Stage

Said = tuple[str, Mapping[str, float | str]]
IN_USE = {"claim-in-use", "disk"}
"""Why the scheduler finds no node for a pod whose volume another pod has."""


def reasons(stage: Stage, *, ends: bool) -> tuple[Said, ...]:
    """Everything that a person would have to know or to do, the nearest first."""
    if not stage.replicas:
        return (("no-pods", {}),)
    return (*_left_undone(stage), *(() if ends else _holding(stage)))


def _holding(stage: Stage) -> Iterator[Said]:
    yield from _evictions(stage)
    yield from _dead_hosts(stage)
    yield from _volumes(stage)
    controller = stage.controller
    by_hand = isinstance(controller, StatefulSet | DaemonSet) and controller.by_hand
    if by_hand:
        yield "by-hand", {}
    paused = isinstance(controller, Deployment) and controller.paused
    if paused:
        yield "paused", {}
    sick = [pod for pod in _sick(stage) if pod.timing.killing is None]
    if sick:
        yield "never-ready", {"pods": len(sick)}
    yield from _ordered(stage)
    old = sum(pod.serves and pod.revision != controller.revision.number for pod in stage.world.pods)
    if old and not by_hand and not paused:
        yield "old-serves", {"pods": old}
    said = {event: values for _seconds, event, values in stage.world.steps}
    if "spared" in said:
        yield "only-copy", {}
    if "progress-deadline" in said:
        yield "progress-deadline", said["progress-deadline"]


def _evictions(stage: Stage) -> Iterator[Said]:
    for (budget, own), pods in Counter((name, pod.own) for pod, name in stage.evictions.held.items()).items():
        yield "budget" if own else "their-budget", {"budget": budget, "pods": pods}
    if stage.evictions.failed:
        yield "two-budgets", {"pods": stage.evictions.failed}


def _dead_hosts(stage: Stage) -> Iterator[Said]:
    """What a person must do about the pods of hosts that died; a Deployment's that terminate hold nobody up."""
    lost = [pod for pod in stage.world.pods if pod.lost_at is not None]
    bound = sum(pod.staying for pod in lost)
    stopped = sum(event == "eviction-stopped" for _seconds, event, _values in stage.world.steps)
    if bound and isinstance(stage.controller, DaemonSet):
        yield "daemons-bound", {"pods": bound}
    elif bound and stopped:
        yield "eviction-stopped", {"nodes": stopped}
    elif bound:
        yield "tolerating", {"pods": bound}
    if isinstance(stage.controller, StatefulSet) and len(lost) > bound:
        yield "terminating", {"pods": len(lost) - bound}


def _sick(stage: Stage) -> list[Pod]:
    """Those that run, or should, and are not Ready."""
    return [pod for pod in stage.world.pods if pod.staying and pod.running and not pod.ready and pod.lost_at is None]


def _volumes(stage: Stage) -> Iterator[Said]:
    """The volumes that pods wait for, and where each is kept; of one in use the scheduler itself tells."""
    world = stage.world
    waiting: Counter[Place] = Counter()
    for pod in (each for each in world.pods if each.staying):
        if pod.held_up:
            waiting[pod.held_up] += 1
        elif pod.waits_for and any(id in IN_USE for id, _about, _nodes in pod.waits_for.reasons):
            waiting.update(each for each, volume in pod.asked.exclusive.items() if volume.one_pod)
    held = {pod.held_up for pod in world.pods}
    for place, pods in waiting.items():
        if world.attachments.node(place) in world.dead:
            yield "volume-on-dead-host", {"volume": place[-1], "pods": pods, "minutes": DETACH_MINUTES}
        elif place in held:
            yield "volume-held", {"volume": place[-1], "pods": pods}


def _ordered(stage: Stage) -> Iterator[Said]:
    """The pod of an ordered StatefulSet that the others wait for."""
    controller, world = stage.controller, stage.world
    if not isinstance(controller, StatefulSet) or not controller.ordered:
        return
    there = {pod.ordinal: pod for pod in world.pods}
    for ordinal in range(controller.replicas):
        pod = there.get(ordinal)
        if pod is not None and not available(pod, world.now, controller.min_ready):
            waiting = sum(
                other not in there
                or (other >= controller.partition and there[other].revision != controller.revision.number)
                for other in range(controller.replicas)
                if other != ordinal
            )
            if waiting:
                yield "in-order", {"pod": pod.name, "pods": waiting}
            return


def _left_undone(stage: Stage) -> Iterator[Said]:
    """A partition keeps what is below it as it was, and what nobody checks counts as updated: both are an end, too."""
    if stage.workload.autoscaler is not None:
        yield from _autoscaled(stage)
    others = [pod for pod in stage.world.others if pod.staying and pod.waits_for is not None]
    if others:
        yield "others-pending", {"pods": len(others), "pod": others[0].name}
    why = [pod.waits_for for pod in stage.world.pods if pod.staying and pod.waits_for is not None]
    if why and may_preempt(
        {**stage.workload.priority, **stage.workload.pod}, why, (mapping(each.pod.get("spec")) for each in stage.others)
    ):
        yield "preemption", {}
    killed = (pod.timing.killing for pod in stage.world.pods if pod.running and not pod.ready)
    for killing, pods in Counter(filter(None, killed)).items():
        id = "startup-kills" if killing.probe == "startupProbe" else "liveness-kills"
        yield id, {"container": killing.container, "seconds": killing.seconds, "pods": pods}
    silent = sum(pod.ready and pod.serving_at == inf for pod in stage.world.pods)
    if silent:
        yield "answers-nobody", {"pods": silent}
    controller = stage.controller
    if isinstance(controller, StatefulSet) and controller.partition:
        kept = sum(pod.staying and pod.revision != controller.revision.number for pod in stage.world.pods)
        below = sum(pod.ordinal < controller.partition for pod in stage.world.pods)
        if kept:
            yield "partition", {"partition": controller.partition, "pods": min(kept, below)}


def _autoscaled(stage: Stage) -> Iterator[Said]:
    """When the autoscaler had the most copies, and when the fewest again."""
    for seconds, event, values in stage.world.steps:
        if event == "scaled-enough":
            yield "scaled-enough", {"replicas": values["replicas"], "seconds": seconds}
        elif event == "scaled-short":
            yield "scaled-short", values
