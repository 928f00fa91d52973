"""Mistakes that cut or refuse requests when a pod ends: preStop and grace."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, Value, check, uncounted
from wizard.model.alone import why_alone
from wizard.model.asking import asked
from wizard.model.commands import FOREVER, program
from wizard.model.images import Lacks, lacks
from wizard.model.pausing import pausing, proxies, stopping
from wizard.model.probing import HOOK_HANDLERS, pre_stop, pre_stop_command, pre_stop_read, pre_stop_seconds
from wizard.model.routes import ROUTE_SECONDS, route
from wizard.model.shapes import integer, mapping, text
from wizard.model.spot import spot
from wizard.model.spreading import POD
from wizard.model.versions import SINCE, knows
from wizard.model.workload import Workload

GRACE = (*POD, "terminationGracePeriodSeconds")
PRE_STOP = ("lifecycle", "preStop")
POST_START = ("lifecycle", "postStart")
LONG_PAUSE = 40
"""Seconds; no route of FACTS 6e needs more."""
LONGEST_GRACE = 600
"""Seconds; the cluster autoscaler's --max-graceful-termination-sec (FACTS 7 #80)."""


@uncounted
@check(Severity.WARNING, "shutdown", missing=True)
def no_pre_stop(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #76: routes still lead to a pod that has gone, where the program ends at once on SIGTERM."""
    if not any(map(pre_stop, stopping(workload))):
        for container in pausing(workload):
            yield Bite(container.path, {"container": container.name}, severity=_where_in_sight(workload))


def _where_in_sight(workload: Workload) -> Severity | None:
    """Info where nothing in sight sends requests, or one copy is enough; every way in leads to a Service."""
    enough = workload.kind != "DaemonSet" and workload.fewest == 1 and bool(why_alone(workload))
    return None if asked(workload) and not enough else Severity.INFO


@check(Severity.WARNING, "shutdown")
def hook_does_not_wait(workload: Workload) -> Iterator[Bite]:
    """FACTS 6e, 7 #78: a hook that stops the program at once, or is over at once, lets requests meet a closed port.

    `nginx -s quit` and `apachectl graceful-stop` close the listener first (nginx and httpd manuals on signals).
    """
    needed = route(workload).seconds
    for container in pausing(workload) if needed else ():
        found = pre_stop_read(container)
        if found is not None and found.waits == 0:
            values: dict[str, Value] = {"container": container.name, "command": found.stops, "needed": needed}
            yield Bite((*container.path, *PRE_STOP), values, severity=_where_in_sight(workload))


@check(Severity.WARNING, "shutdown")
def pre_stop_on_some_containers(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #77: hooks of a pod's containers run side by side, and each without one is asked to end at once."""
    if not any(map(pre_stop, stopping(workload))):
        return
    for container in (*pausing(workload), *proxies(workload)):
        if not pre_stop(container):
            yield Bite(container.path, {"container": container.name})


@check(Severity.WARNING, "shutdown", needs=("traffic",))
def pre_stop_shorter_than_route(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #78: the slowest hop learns of it later than the pod waits (FACTS 6e)."""
    needed = ROUTE_SECONDS.get(workload.facts.traffic or "", 0)
    for container in pausing(workload):
        found = pre_stop_read(container)
        # What does not wait at all has a finding of its own, and of what nobody can read nothing is said.
        if found is not None and found.exact and 0 < found.least < needed:
            path = (*container.path, *PRE_STOP)
            yield Bite(path, {"seconds": found.least, "needed": needed, "container": container.name})


@check(Severity.ERROR, "shutdown")
def pre_stop_eats_grace(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #72: preStop counts inside the grace period; what is left is for the work in flight."""
    for container in workload.running:
        seconds = pre_stop_seconds(container)
        if seconds and workload.grace_seconds and seconds >= workload.grace_seconds:
            values: dict[str, Value] = {"seconds": seconds, "grace": workload.grace_seconds}
            yield Bite((*container.path, *PRE_STOP), {**values, "ends": "" if seconds == FOREVER else "yes"})


@check(Severity.WARNING, "shutdown", needs=("drain",))
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


@check(Severity.ERROR, "shutdown", needs=("version",))
def sleep_action_too_new(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #73: before 1.30 the server drops preStop.sleep (KEP-3960)."""
    for container in workload.running if workload.version is not None else ():
        if "sleep" in pre_stop(container) and not knows(workload.version, "sleep-action"):
            yield Bite((*container.path, *PRE_STOP, "sleep"), {"since": str(SINCE["sleep-action"])})


@check(Severity.ERROR, "shutdown", needs=("version",), refused=True)
def sleep_out_of_range(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #73: sleep.seconds goes from 0 to the grace period, from 1 before 1.33 (KEP-3960, KEP-4818)."""
    for container in workload.running:
        if "sleep" not in pre_stop(container) or not knows(workload.version, "sleep-action"):
            continue
        seconds = integer(mapping(pre_stop(container), "sleep").get("seconds"))
        lowest = 0 if workload.version is None or knows(workload.version, "sleep-zero") else 1
        if seconds is not None and not lowest <= seconds <= workload.grace_seconds:
            values = {"seconds": seconds, "lowest": lowest, "grace": workload.grace_seconds}
            yield Bite((*container.path, *PRE_STOP, "sleep", "seconds"), values)


@check(Severity.WARNING, "shutdown")
def bash_not_in_image(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #74: a hook that cannot start gives no pause at all; exec runs what is in the image (core/v1)."""
    for container in workload.running:
        name, image = program(pre_stop_command(container)), text(container.data.get("image"))
        if missing := lacks(image, name, workload.facts.shell):
            severity = Severity.ERROR if missing is Lacks.SURELY else None
            values: dict[str, Value] = {"program": name.rpartition("/")[2], "image": image}
            yield Bite(
                (*container.path, *PRE_STOP, "exec"),
                {**values, "sure": "yes" if missing is Lacks.SURELY else ""},
                severity=severity,
            )


@check(Severity.ERROR, "shutdown", refused=True)
def hook_needs_one_handler(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #62: exactly one of sleep, exec, httpGet (core/v1 LifecycleHandler)."""
    for container in workload.running:
        hook = pre_stop(container)
        if "tcpSocket" not in hook and hook and sum(hook.get(handler) is not None for handler in HOOK_HANDLERS) != 1:
            yield Bite((*container.path, *PRE_STOP), {"container": container.name})


@check(Severity.ERROR, "shutdown")
def hook_opens_socket(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #75: tcpSocket is no hook; it fails when it runs (core/v1 LifecycleHandler)."""
    for container in workload.running:
        if "tcpSocket" in pre_stop(container):
            yield Bite((*container.path, *PRE_STOP, "tcpSocket"), {"container": container.name})


@check(Severity.ERROR)
def start_hook_opens_socket(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #75: tcpSocket is no hook, and a container whose postStart fails is killed (core/v1 Lifecycle)."""
    for container in workload.running:
        if "tcpSocket" in mapping(container.data.get("lifecycle"), "postStart"):
            yield Bite((*container.path, *POST_START, "tcpSocket"), {"container": container.name})


@check(Severity.ERROR, "shutdown")
def grace_is_zero(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #79: the pod is killed at once and preStop never runs."""
    if integer(workload.pod.get("terminationGracePeriodSeconds")) == 0:
        yield Bite(GRACE)


@check(Severity.INFO, "shutdown")
def grace_too_long(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #80: autoscalers and spot nodes do not wait that long; what keeps data may need to, on purpose."""
    keeps_data = workload.kind == "StatefulSet" or workload.binds_volumes
    if workload.grace_seconds > LONGEST_GRACE and not keeps_data:
        yield Bite(GRACE, {"grace": workload.grace_seconds, "limit": LONGEST_GRACE})


@check(Severity.INFO, "shutdown")
def grace_longer_than_notice(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #80, 6e: a spot node is gone after its notice, whatever its pods still do."""
    node, drain = spot(workload), workload.facts.drain_seconds
    pause = max((pre_stop_seconds(each) or 0 for each in workload.running), default=0)
    needed = workload.grace_seconds if drain is None else min(workload.grace_seconds, pause + drain)
    if node is not None and needed > node.notice:
        yield Bite(GRACE, {"grace": needed, "notice": node.notice, "label": node.label})


@check(Severity.INFO, "shutdown")
def restarts_wait_too(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #81: a restart by a liveness probe runs preStop too, so a long pause is a longer outage."""
    for container in workload.running:
        seconds = pre_stop_seconds(container) or 0
        if seconds > LONG_PAUSE and mapping(container.data.get("livenessProbe")):
            yield Bite((*container.path, *PRE_STOP), {"seconds": seconds, "container": container.name})
