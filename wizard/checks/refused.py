"""Mistakes that the schema lets pass and the server refuses: numbers out of range, a mount of nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from wizard.checks.check import Bite, Severity, Value, check
from wizard.checks.probes import probes
from wizard.model import autoscaling
from wizard.model.probing import pre_stop
from wizard.model.shapes import integer, mapping, mappings, numbered, percent, text
from wizard.model.spreading import POD
from wizard.model.workload import Neighbour, Workload
from wizard.text.yamldata import Data, Path

PORTS = (1, 65535)
_ANY = 2**31 - 1
_Ranged = tuple[Path, Data, int, int]
"""A path, what stands there, and the least and the greatest number that may."""


@check(Severity.ERROR, refused=True)
def number_out_of_range(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #60, 2.1: a negative number, a port above 65535, a share above 100% (core, apps validation)."""
    for path, value, least, most in (*_counts(workload), *_probes(workload), *_ports(workload)):
        yield from _outside(path, value, least, most)


def _outside(path: Path, value: Data, least: int, most: int) -> Iterator[Bite]:
    share = percent(value)
    number, limit = (share, 100) if share is not None else (integer(value), most)
    if number is not None and not least <= number <= limit:
        shown: dict[str, Value] = {"field": str(path[-1]), "value": str(value), "least": least}
        yield Bite(path, {**shown, "most": "" if limit == _ANY else str(limit)})


def _counts(workload: Workload) -> Iterator[_Ranged]:
    for field in ("replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"):
        yield ("spec", field), workload.spec.get(field), 0, _ANY
    for strategy in ("strategy", "updateStrategy"):
        rolling = mapping(workload.spec, strategy, "rollingUpdate")
        for field in ("maxUnavailable", "partition"):
            yield ("spec", strategy, "rollingUpdate", field), rolling.get(field), 0, _ANY


def _probes(workload: Workload) -> Iterator[_Ranged]:
    for container, name, probe in probes(workload):
        # A 0 counts as absent, and the default stands in (SetDefaults_Probe).
        for field in ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"):
            yield (*container.path, name, field), probe.get(field), 0, _ANY
        for handler in ("httpGet", "tcpSocket", "grpc"):
            yield (*container.path, name, handler, "port"), mapping(probe, handler).get("port"), *PORTS
    for container in workload.running:
        path = (*container.path, "lifecycle", "preStop", "httpGet", "port")
        yield path, mapping(pre_stop(container), "httpGet").get("port"), *PORTS


def _ports(workload: Workload) -> Iterator[_Ranged]:
    for container in workload.running:
        for index, port in numbered(container.data.get("ports")):
            yield (*container.path, "ports", index, "containerPort"), port.get("containerPort"), *PORTS
            yield (*container.path, "ports", index, "hostPort"), port.get("hostPort"), 0, PORTS[1]


@check(Severity.ERROR, "spread", refused=True)
def autoscaler_minimum_above_maximum(workload: Workload) -> Iterator[Bite]:
    """The server refuses an autoscaler whose minimum is above its maximum (autoscaling validation)."""
    for scaler in workload.autoscalers:
        for bite in minimum_above_maximum(scaler):
            yield replace(bite, object=scaler.id)


def minimum_above_maximum(scaler: Neighbour) -> Iterator[Bite]:
    """Where an autoscaler says a minimum above its maximum; KEDA's is 100 where none is said (ScaledObjectSpec)."""
    field = autoscaling.minimum_field(scaler.data)
    least, most = integer(scaler.spec.get(field)), autoscaling.most_stated(scaler.data)
    if least is not None and most is not None and least > most:
        yield Bite(("spec", field), {"minimum": least, "maximum": most})


@check(Severity.ERROR, refused=True)
def mount_without_volume(workload: Workload) -> Iterator[Bite]:
    """A container mounts a volume that the pod does not have (core validation); claim templates make some too."""
    templates = mappings(workload.spec.get("volumeClaimTemplates"))
    have = {text(each.get("name")) for each in mappings(workload.pod.get("volumes"))}
    have |= {text(mapping(each.get("metadata")).get("name")) for each in templates}
    for field in ("containers", "initContainers"):
        for index, container in numbered(workload.pod.get(field)):
            yield from _mounts((*POD, field, index), container, have)


def _mounts(path: Path, container: Mapping[str, Data], have: set[str]) -> Iterator[Bite]:
    for index, mount in numbered(container.get("volumeMounts")):
        if (name := text(mount.get("name"))) and name not in have:
            yield Bite((*path, "volumeMounts", index, "name"), {"name": name, "container": str(container.get("name"))})
