"""Mistakes in the writing of probes: ports, handlers and values that the server refuses or that can never answer."""

from collections.abc import Iterator, Mapping

from wizard.checks.check import Bite, Severity, check
from wizard.model.defaults import probe_number
from wizard.model.probing import HANDLERS, has_port, pre_stop
from wizard.model.shapes import integer, mapping, numbered
from wizard.model.spreading import POD
from wizard.model.workload import Container, Workload
from wizard.text.yamldata import Data

PROBES = ("readinessProbe", "livenessProbe", "startupProbe")


def probes(workload: Workload) -> Iterator[tuple[Container, str, Mapping[str, Data]]]:
    """Every probe of the main containers and the sidecars, with its field's name."""
    for container in workload.running:
        for name in PROBES:
            if isinstance(container.data.get(name), dict):
                yield container, name, mapping(container.data.get(name))


@check(Severity.ERROR, "readiness")
def probe_port_not_declared(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #60: a named port must be one of the same container's."""
    for container, name, probe in probes(workload):
        for handler in ("httpGet", "tcpSocket"):
            port = mapping(probe.get(handler)).get("port")
            if not has_port(container, port):
                yield Bite((*container.path, name, handler, "port"), {"port": str(port), "container": container.name})


@check(Severity.ERROR, "readiness", refused=True)
def grpc_port_is_a_name(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #61: GRPCAction.port is a number."""
    for container, name, probe in probes(workload):
        if "grpc" in probe and integer(mapping(probe.get("grpc")).get("port")) is None:
            yield Bite((*container.path, name, "grpc", "port"), {"container": container.name})


@check(Severity.ERROR, "readiness", refused=True)
def probe_needs_one_handler(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #62: exactly one of httpGet, tcpSocket, grpc, exec."""
    for container, name, probe in probes(workload):
        count = sum(probe.get(handler) is not None for handler in HANDLERS)
        if probe and count != 1:
            yield Bite((*container.path, name), {"probe": name, "count": count})


@check(Severity.WARNING, "readiness")
def probe_host_set(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #63: host replaces the pod's own address, and Pod Security refuses it from 1.34 on."""
    for container, name, probe in probes(workload):
        for handler in ("httpGet", "tcpSocket"):
            if mapping(probe.get(handler)).get("host") and workload.pod.get("hostNetwork") is not True:
                yield Bite((*container.path, name, handler, "host"), {"probe": name})
    for container in workload.running:
        if mapping(pre_stop(container), "httpGet").get("host") and workload.pod.get("hostNetwork") is not True:
            yield Bite((*container.path, "lifecycle", "preStop", "httpGet", "host"), {"probe": "preStop"})


@check(Severity.ERROR, "readiness", refused=True)
def success_threshold_not_one(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #64: liveness and startup probes succeed by one success."""
    for container, name, probe in probes(workload):
        if name != "readinessProbe" and probe_number(probe, "successThreshold") != 1:
            yield Bite((*container.path, name, "successThreshold"), {"probe": name})


@check(Severity.ERROR, "readiness", refused=True)
def readiness_has_grace(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #64: terminationGracePeriodSeconds is forbidden on a readiness probe."""
    for container, name, probe in probes(workload):
        if name == "readinessProbe" and "terminationGracePeriodSeconds" in probe:
            yield Bite((*container.path, name, "terminationGracePeriodSeconds"))


@check(Severity.ERROR, refused=True)
def init_container_has_probe(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #71: an init container ends before the pod starts; only a sidecar (restartPolicy Always) has probes."""
    for index, each in numbered(workload.pod.get("initContainers")):
        for field in (*PROBES, "lifecycle"):
            if each.get(field) and each.get("restartPolicy") != "Always":
                yield Bite((*POD, "initContainers", index, field), {"field": field, "container": str(each.get("name"))})
