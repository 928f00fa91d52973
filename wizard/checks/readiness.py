"""Mistakes around probes: none where traffic arrives, one that asks the wrong place, one the server refuses."""

from collections.abc import Iterator, Mapping

from wizard.checks.check import Bite, Severity, check
from wizard.probing import HANDLERS, has_port
from wizard.shapes import integer, mapping
from wizard.versions import knows
from wizard.workload import Container, Workload
from wizard.yamldata import Data

PROBES = ("readinessProbe", "livenessProbe", "startupProbe")


def _probes(workload: Workload) -> Iterator[tuple[Container, str, Mapping[str, Data]]]:
    for container in workload.containers:
        for name in PROBES:
            if isinstance(container.data.get(name), dict):
                yield container, name, mapping(container.data.get(name))


def _seconds(probe: Mapping[str, Data], field: str, default: int) -> int:
    stated = integer(probe.get(field))
    return default if stated is None else stated


@check(Severity.WARNING, "readiness", missing=True)
def no_readiness_probe(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #59: without one a container takes traffic before it listens."""
    for container in workload.served:
        if not mapping(container.data.get("readinessProbe")):
            yield Bite(container.path, {"container": container.name})


@check(Severity.ERROR, "readiness")
def probe_port_not_declared(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #60: a named port must be one of the same container's, a number from 1 to 65535."""
    for container, name, probe in _probes(workload):
        for handler in ("httpGet", "tcpSocket"):
            port = mapping(probe.get(handler)).get("port")
            out_of_range = isinstance(port, int) and not 1 <= port <= 65535
            if out_of_range or not has_port(container, port):
                yield Bite((*container.path, name, handler, "port"), {"port": str(port), "container": container.name})


@check(Severity.ERROR, "readiness")
def grpc_port_is_a_name(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #61: GRPCAction.port is a number."""
    for container, name, probe in _probes(workload):
        if "grpc" in probe and integer(mapping(probe.get("grpc")).get("port")) is None:
            yield Bite((*container.path, name, "grpc", "port"), {"container": container.name})


@check(Severity.ERROR, "readiness")
def grpc_probe_too_new(workload: Workload) -> Iterator[Bite]:
    """FACTS 1a: the gRPC probe is on by default since 1.24."""
    for container, name, probe in _probes(workload):
        if "grpc" in probe and not knows(workload.version, "grpc-probe"):
            yield Bite((*container.path, name, "grpc"), {"container": container.name})


@check(Severity.ERROR, "readiness")
def probe_needs_one_handler(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #62: exactly one of httpGet, tcpSocket, grpc, exec."""
    for container, name, probe in _probes(workload):
        count = sum(probe.get(handler) is not None for handler in HANDLERS)
        if probe and count != 1:
            yield Bite((*container.path, name), {"probe": name, "count": count})


@check(Severity.WARNING, "readiness")
def probe_host_set(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #63: host replaces the pod's own address, and Pod Security refuses it from 1.34 on."""
    for container, name, probe in _probes(workload):
        for handler in ("httpGet", "tcpSocket"):
            if mapping(probe.get(handler)).get("host") and workload.pod.get("hostNetwork") is not True:
                yield Bite((*container.path, name, handler, "host"), {"probe": name})


@check(Severity.ERROR, "readiness")
def success_threshold_not_one(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #64: liveness and startup probes succeed by one success."""
    for container, name, probe in _probes(workload):
        if name != "readinessProbe" and _seconds(probe, "successThreshold", 1) != 1:
            yield Bite((*container.path, name, "successThreshold"), {"probe": name})


@check(Severity.ERROR, "readiness")
def readiness_has_grace(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #64: terminationGracePeriodSeconds is forbidden on a readiness probe."""
    for container, name, probe in _probes(workload):
        if name == "readinessProbe" and "terminationGracePeriodSeconds" in probe:
            yield Bite((*container.path, name, "terminationGracePeriodSeconds"))


@check(Severity.WARNING, "readiness")
def timeout_longer_than_period(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #65."""
    for container, name, probe in _probes(workload):
        timeout, period = _seconds(probe, "timeoutSeconds", 1), _seconds(probe, "periodSeconds", 10)
        if timeout > period:
            yield Bite((*container.path, name, "timeoutSeconds"), {"timeout": timeout, "period": period})


@check(Severity.WARNING, "readiness")
def liveness_as_strict_as_readiness(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #66: a busy pod is then restarted instead of only leaving the rotation."""
    for container in workload.containers:
        readiness, liveness = (
            mapping(container.data.get("readinessProbe")),
            mapping(container.data.get("livenessProbe")),
        )
        same = any(handler in readiness and readiness[handler] == liveness.get(handler) for handler in HANDLERS)
        if same and _patience(liveness) <= _patience(readiness):
            yield Bite((*container.path, "livenessProbe"), {"container": container.name})


def _patience(probe: Mapping[str, Data]) -> int:
    """Seconds of failing before a probe acts."""
    return _seconds(probe, "periodSeconds", 10) * _seconds(probe, "failureThreshold", 3)


@check(Severity.INFO, "readiness")
def long_initial_delay(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #68: a startupProbe waits as long as needed and no longer."""
    for container, name, probe in _probes(workload):
        delay = _seconds(probe, "initialDelaySeconds", 0)
        if name != "startupProbe" and delay >= 30:
            yield Bite((*container.path, name, "initialDelaySeconds"), {"delay": delay})


@check(Severity.WARNING, "readiness")
def exec_probe_often(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #69: each exec probe starts a process."""
    for container, name, probe in _probes(workload):
        period = _seconds(probe, "periodSeconds", 10)
        if "exec" in probe and period < 10:
            yield Bite((*container.path, name, "periodSeconds"), {"period": period})
