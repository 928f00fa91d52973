"""Mistakes around probes: none where traffic arrives, one that asks too often, gives up too soon or asks too much."""

import re
from collections.abc import Iterator, Mapping

from wizard.checks.check import Bite, Severity, check
from wizard.checks.probes import probes
from wizard.model.commands import instant
from wizard.model.defaults import probe_number
from wizard.model.probing import HANDLERS, exec_command, speaks_no_tcp
from wizard.model.shapes import integer, mapping, text
from wizard.model.versions import Version
from wizard.model.volumes import starts_new_first
from wizard.model.workload import Workload
from wizard.text.yamldata import Data

LONG_UNREADY, LONG_UNWATCHED = 30, 60
"""Seconds of a fixed delay from which it is said to be long."""
_DEPENDENCY = re.compile(
    r"(^|[/_-])(ready|readyz|readiness|deep|deps|dependenc(y|ies)|db|database|full|downstream)([/_-]|$)"
)


@check(Severity.WARNING, "readiness", missing=True)
def no_readiness_probe(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #59: without one a container takes traffic before it listens."""
    # A scrape that fails for a moment is no request that is lost.
    severity = Severity.INFO if workload.only_watched else Severity.ERROR if workload.services else None
    # Of a copy that goes before the next one comes, nobody answers meanwhile, whatever a probe says.
    alone = workload.kind != "DaemonSet" and workload.fewest == 1 and not starts_new_first(workload)
    for container in workload.served:
        if not mapping(container.data.get("readinessProbe")):
            own = Severity.INFO if alone or speaks_no_tcp(container) else severity
            yield Bite(container.path, {"container": container.name}, severity=own)


@check(Severity.INFO, "readiness")
def timeout_longer_than_period(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #65."""
    for container, name, probe in probes(workload):
        timeout, period = probe_number(probe, "timeoutSeconds"), probe_number(probe, "periodSeconds")
        if timeout > period:
            yield Bite((*container.path, name, "timeoutSeconds"), {"timeout": timeout, "period": period})


@check(Severity.INFO, "readiness")
def exec_probe_often(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #69: each exec probe starts a process."""
    for container, name, probe in probes(workload):
        period = probe_number(probe, "periodSeconds")
        if "exec" in probe and period < 10:
            yield Bite((*container.path, name, "periodSeconds"), {"period": period})


@check(Severity.WARNING, "readiness")
def liveness_as_strict_as_readiness(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #66: a busy pod is then restarted instead of only leaving the rotation."""
    # Behind what changes the periods of probes: mends go in the catalogue's order.
    # Only others can take what a busy pod is relieved of, and only through a Service.
    others = workload.services and (workload.kind == "DaemonSet" or workload.fewest > 1)
    for container in workload.running:
        readiness, liveness = (
            mapping(container.data.get("readinessProbe")),
            mapping(container.data.get("livenessProbe")),
        )
        same = any(handler in readiness and readiness[handler] == liveness.get(handler) for handler in HANDLERS)
        if same and _patience(liveness) <= _patience(readiness):
            severity = None if others else Severity.INFO
            yield Bite((*container.path, "livenessProbe"), {"container": container.name}, severity=severity)


def _patience(probe: Mapping[str, Data]) -> int:
    """Seconds of failing before a probe acts."""
    return probe_number(probe, "periodSeconds") * probe_number(probe, "failureThreshold")


@check(Severity.INFO, "readiness")
def long_initial_delay(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #68: a startupProbe waits as long as needed and no longer.

    Beside one the delay costs nothing: it counts from the same start (prober/worker.go doProbe). A readiness probe
    keeps each new pod away so long, a liveness probe only one that hangs as it starts.
    """
    for container, name, probe in probes(workload):
        delay = probe_number(probe, "initialDelaySeconds")
        most = {"readinessProbe": LONG_UNREADY, "livenessProbe": LONG_UNWATCHED}.get(name)
        if most is not None and delay >= most and not mapping(container.data.get("startupProbe")):
            yield Bite((*container.path, name, "initialDelaySeconds"), {"delay": delay})


@check(Severity.INFO, "readiness")
def exec_probe_has_one_second(workload: Workload) -> Iterator[Bite]:
    """A probe without timeoutSeconds has one second, and since 1.20 that ends an exec probe too (FACTS 3, probes)."""
    told: set[str] = set()
    for container, name, probe in probes(workload):
        command = exec_command(mapping(probe, "exec"))
        # What only looks at a file needs no second.
        if command and not instant(command) and not integer(probe.get("timeoutSeconds")) and container.name not in told:
            told.add(container.name)
            yield Bite((*container.path, name, "exec"), {"container": container.name, "probe": name})


_MAJORITY = re.compile(
    r"quorum|leader|primary|rs\.status|wsrep|cluster[-_/]health|endpoint health|zkServer\.sh status|health\?ready=1",
    re.IGNORECASE,
)
"""What a probe says that asks for a majority: etcdctl, zkServer.sh, consul, mongosh, galera, cockroach."""


@check(Severity.INFO, "readiness")
def ordered_start_asks_for_quorum(workload: Workload) -> Iterator[Bite]:
    """With OrderedReady the next pod waits for this one to be Ready, and this one for a majority (apps/v1, KEP-961)."""
    ordered = workload.kind == "StatefulSet" and workload.spec.get("podManagementPolicy") != "Parallel"
    if not ordered or workload.count < 2 or workload.facts.quorum is False:
        return
    for container, name, probe in probes(workload):
        asked = " ".join(exec_command(mapping(probe, "exec"))) or text(mapping(probe, "httpGet").get("path"))
        if name in {"readinessProbe", "startupProbe"} and _MAJORITY.search(asked):
            severity = Severity.WARNING if workload.facts.quorum else None
            yield Bite((*container.path, name), {"container": container.name, "probe": name}, severity=severity)


@check(Severity.WARNING, "readiness")
def liveness_asks_dependencies(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #67: one backend that is away then restarts every copy (docs, pod-lifecycle, cascading failures).

    Where readiness asks the very same, the name is that of the one question which there is, and tells nothing.
    """
    for container, name, probe in probes(workload):
        path = text(mapping(probe, "httpGet").get("path")).partition("?")[0].lower()
        shared = mapping(container.data.get("readinessProbe"), "httpGet") == mapping(probe, "httpGet")
        if name == "livenessProbe" and _DEPENDENCY.search(path) and not shared:
            yield Bite((*container.path, name, "httpGet", "path"), {"path": path, "container": container.name})


@check(Severity.INFO, "readiness", needs=("version",))
def exec_readiness_freezes(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #70: in 1.35 and 1.36 an exec readiness probe stops when the pod is asked to end (k/k #140882)."""
    for container, name, probe in probes(workload):
        affected = workload.version in {Version(1, 35), Version(1, 36)}
        if name == "readinessProbe" and "exec" in probe and affected:
            yield Bite((*container.path, name, "exec"), {"container": container.name})
