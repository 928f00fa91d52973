"""Mistakes of starts that take longer than somebody waits: the kubelet, or whoever watches the update."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, Value, check
from wizard.checks.probes import probes
from wizard.model.commands import program
from wizard.model.defaults import deadline, probe_number
from wizard.model.images import Lacks, lacks
from wizard.model.patience import patience
from wizard.model.probing import exec_command
from wizard.model.shapes import integer, mapping, text
from wizard.model.workload import Container, Workload


@check(Severity.ERROR, "readiness")
def killed_while_starting(workload: Workload) -> Iterator[Bite]:
    """The kubelet kills what a startup or liveness probe has found silent for too long (prober/worker.go).

    Sure where somebody told how long a start takes; a readiness probe that begins late only lets one guess.
    """
    for container in workload.running:
        start, told = _start(container, workload)
        if start is not None and (values := impatient(container, start, told=told)):
            sure = bool(values["sure"])
            if values["probe"] == "startupProbe" and not told and not sure:
                continue  # somebody has thought of the start, and the two hardly differ
            severity = Severity.ERROR if told and sure else Severity.WARNING if told or sure else Severity.INFO
            yield Bite((*container.path, str(values["probe"])), values, severity=severity)


def impatient(container: Container, start: int, *, told: bool) -> dict[str, Value]:
    """What is to be said of the probe that gives up before a start of this length is over; empty where none does."""
    limit = patience(container)
    if limit is None or start <= limit.least:
        return {}
    # The last question may be waited for until its time-out.
    slowest = limit.most + probe_number(mapping(container.data.get(limit.probe)), "timeoutSeconds")
    how: dict[str, Value] = {"told": "yes" if told else "", "sure": "yes" if start > slowest else ""}
    bounds: dict[str, Value] = {"least": limit.least, "patience": limit.most}
    return {"container": container.name, "probe": limit.probe, "start": start, **bounds, **how}


def _start(container: Container, workload: Workload) -> tuple[int | None, bool]:
    """How long a container takes to start, and whether somebody said so; None where nothing tells."""
    told = workload.facts.start_seconds
    if told is not None:
        return (told, True) if container in (workload.served or workload.containers) else (None, True)
    return integer(mapping(container.data.get("readinessProbe")).get("initialDelaySeconds")), False


@check(Severity.WARNING, "shutdown")
def deadline_before_start(workload: Workload) -> Iterator[Bite]:
    """An update is reported as failed when no pod has become available for progressDeadlineSeconds (apps/v1).

    A pod is available minReadySeconds after it is Ready; a startupProbe lets it take that long, one sidecar after the
    other and then the main containers together (KEP-753).
    """
    stated, ready = integer(workload.spec.get("progressDeadlineSeconds")), _min_ready(workload)
    latest = deadline(workload.spec)
    if workload.kind != "Deployment" or ready >= latest:
        return
    surely, may = _sure_start(workload), _longest_start(workload)
    for start, sure in ((surely, True), (may, False)):
        if start + ready > latest:
            # Who left the deadline at its default hardly asks anybody to watch it.
            severity = None if sure or stated else Severity.INFO
            values: dict[str, Value] = {"start": start, "ready": ready, "deadline": latest}
            path = ("spec", "progressDeadlineSeconds") if stated else ("spec",)
            yield Bite(path, {**values, "sure": "yes" if sure else ""}, severity=severity)
            return


def _min_ready(workload: Workload) -> int:
    return integer(workload.spec.get("minReadySeconds")) or 0


def _sure_start(workload: Workload) -> int:
    """Seconds that a pod surely needs until it is Ready: as told, else before its readiness is asked at all."""
    delays = (
        integer(mapping(each.data.get("readinessProbe")).get("initialDelaySeconds")) or 0 for each in workload.running
    )
    return max((workload.facts.start_seconds or 0, *delays))


def _longest_start(workload: Workload) -> int:
    """Seconds that the startup probes let a pod take."""
    before = sum(map(_allowed, workload.sidecars))
    return before + max(map(_allowed, workload.containers), default=0)


def _allowed(container: Container) -> int:
    """Seconds that its startupProbe lets a container take; 0 for one that has none."""
    limit = patience(container)
    return limit.most if limit is not None and limit.probe == "startupProbe" else 0


@check(Severity.WARNING)
def command_not_in_image(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #74: exec runs what is in the image; a probe that cannot fails, and a postStart kills (core/v1)."""
    for container in workload.running:
        image, hook = text(container.data.get("image")), mapping(container.data.get("lifecycle"), "postStart")
        asked = [(name, mapping(probe, "exec")) for own, name, probe in probes(workload) if own == container]
        for name, handler in (*asked, ("postStart", mapping(hook, "exec"))):
            tool = program(exec_command(handler))
            if missing := lacks(image, tool, workload.facts.shell):
                severity = Severity.ERROR if missing is Lacks.SURELY else None
                values: dict[str, Value] = {"program": tool.rpartition("/")[2], "image": image, "field": name}
                path = (*container.path, *(("lifecycle", name) if name == "postStart" else (name,)), "exec")
                yield Bite(path, {**values, "sure": "yes" if missing is Lacks.SURELY else ""}, severity=severity)
