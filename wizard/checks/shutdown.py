"""Mistakes that cut or refuse requests when a pod ends: preStop, grace, rollout strategy."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, check
from wizard.probing import HOOK_HANDLERS, pre_stop, pre_stop_seconds
from wizard.shapes import integer, items, mapping, resolved, text
from wizard.spreading import POD
from wizard.versions import SINCE, knows
from wizard.workload import Workload

GRACE = (*POD, "terminationGracePeriodSeconds")
PRE_STOP = ("lifecycle", "preStop")
LONGEST_GRACE = 600
"""Seconds; the cluster autoscaler's --max-graceful-termination-sec (FACTS 7 #80)."""


@check(Severity.WARNING, "shutdown", missing=True)
def no_pre_stop(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #76, #77: routes still lead to a pod that has already gone."""
    for container in workload.served:
        if not pre_stop(container):
            yield Bite(container.path, {"container": container.name})


@check(Severity.ERROR, "shutdown")
def pre_stop_eats_grace(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #72: preStop counts inside the grace period; what is left is for the work in flight."""
    for container in workload.containers:
        seconds = pre_stop_seconds(container)
        if seconds and workload.grace_seconds and seconds >= workload.grace_seconds:
            values = {"seconds": seconds, "grace": workload.grace_seconds}
            yield Bite((*container.path, *PRE_STOP), values)


@check(Severity.WARNING, "shutdown")
def no_time_to_drain(workload: Workload) -> Iterator[Bite]:
    """FACTS 6e: grace = preStop + the time that work in flight needs + 5 s."""
    drain = workload.facts.drain_seconds
    for container in workload.containers:
        seconds = pre_stop_seconds(container) or 0
        if drain is not None and seconds < workload.grace_seconds < seconds + drain + 5:
            values = {
                "grace": workload.grace_seconds,
                "needed": seconds + drain + 5,
                "seconds": seconds,
                "drain": drain,
            }
            yield Bite(GRACE, values)
            return


@check(Severity.ERROR, "shutdown")
def sleep_action_too_new(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #73: before 1.30 the server drops preStop.sleep (KEP-3960)."""
    for container in workload.containers:
        if "sleep" in pre_stop(container) and not knows(workload.version, "sleep-action"):
            yield Bite((*container.path, *PRE_STOP, "sleep"), {"since": str(SINCE["sleep-action"])})


@check(Severity.WARNING, "shutdown")
def bash_not_in_image(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #74: a hook that cannot start gives no pause at all."""
    for container in workload.containers:
        command = [text(each) for each in items(mapping(pre_stop(container), "exec").get("command"))]
        image = text(container.data.get("image"))
        shellless = any(word in image for word in ("distroless", "scratch"))
        bashless = shellless or "alpine" in image
        program = command[0].rpartition("/")[2] if command else ""
        if (program == "bash" and bashless) or (program == "sh" and shellless):
            yield Bite((*container.path, *PRE_STOP, "exec"), {"program": program, "image": image})


@check(Severity.ERROR, "shutdown")
def hook_needs_one_handler(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #62, #75: exactly one of sleep, exec, httpGet; tcpSocket fails when it runs."""
    for container in workload.containers:
        hook = pre_stop(container)
        if hook and sum(hook.get(handler) is not None for handler in HOOK_HANDLERS) != 1:
            yield Bite((*container.path, *PRE_STOP), {"container": container.name})


@check(Severity.ERROR, "shutdown")
def grace_is_zero(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #79: the pod is killed at once and preStop never runs."""
    if integer(workload.pod.get("terminationGracePeriodSeconds")) == 0:
        yield Bite(GRACE)


@check(Severity.INFO, "shutdown")
def grace_too_long(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #80: autoscalers and spot nodes do not wait that long."""
    if workload.grace_seconds > LONGEST_GRACE:
        yield Bite(GRACE, {"grace": workload.grace_seconds, "limit": LONGEST_GRACE})


@check(Severity.WARNING, "shutdown")
def recreate_strategy(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #50: all old pods are deleted before the first new one starts."""
    if (
        workload.kind == "Deployment"
        and mapping(workload.spec, "strategy").get("type") == "Recreate"
        and workload.served
    ):
        yield Bite(("spec", "strategy", "type"))


@check(Severity.ERROR, "shutdown")
def rollout_cannot_move(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #51: surge and unavailable both 0 are refused."""
    rolling = mapping(workload.spec, "strategy", "rollingUpdate")
    if (
        workload.kind == "Deployment"
        and rolling.get("maxSurge") in (0, "0%")
        and rolling.get("maxUnavailable") in (0, "0%")
    ):
        yield Bite(("spec", "strategy", "rollingUpdate"))


@check(Severity.ERROR, "shutdown")
def rollout_takes_all(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #52: an update may take every copy away at once."""
    stated = mapping(workload.spec, "strategy", "rollingUpdate").get("maxUnavailable")
    away = resolved(stated, workload.replicas, up=False)
    if workload.kind == "Deployment" and away is not None and workload.replicas >= 2 and away >= workload.replicas:
        path = ("spec", "strategy", "rollingUpdate", "maxUnavailable")
        yield Bite(path, {"value": str(stated), "replicas": workload.replicas})


@check(Severity.ERROR, "shutdown")
def deadline_before_ready(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #55: progressDeadlineSeconds must exceed minReadySeconds."""
    ready = integer(workload.spec.get("minReadySeconds")) or 0
    stated = integer(workload.spec.get("progressDeadlineSeconds"))
    deadline = 600 if stated is None else stated
    if workload.kind == "Deployment" and ready and deadline <= ready:
        yield Bite(("spec", "minReadySeconds"), {"ready": ready, "deadline": deadline})
