"""Mends of probes: values that another value decides."""

import ipaddress
import math

from wizard.mends.mend import Object, Place, drop, mends, node
from wizard.model import autoscaling
from wizard.model.defaults import probe_number
from wizard.model.probing import HANDLERS
from wizard.model.shapes import integer, items, mapping, mappings, text


@mends("grpc-port-is-a-name")
def numbered_port(data: Object, place: Place) -> Object | None:
    """The number of the port of that name."""
    grpc, container = node(data, place.path[:-1]), node(data, place.path[:-3])
    for port in mappings(container.get("ports")):
        if port.get("name") == grpc.get("port") and integer(port.get("containerPort")) is not None:
            grpc["port"] = port["containerPort"]
            return data
    return None


@mends("probe-host-set")
def host_header(data: Object, place: Place) -> Object:
    """The pod's own address again; a name that was meant for a virtual host goes into the Host header."""
    handler = node(data, place.path[:-1])
    host = text(handler.pop("host", None))
    headers = items(handler.get("httpHeaders"))
    stated = any(text(mapping(each).get("name")).lower() == "host" for each in headers)
    if place.path[-2] == "httpGet" and not stated and not _is_address(host):
        handler["httpHeaders"] = [*headers, {"name": "Host", "value": host}]
    return data


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return True


@mends("exec-probe-often")
def every_ten_seconds(data: Object, place: Place) -> Object:
    """Every 10 s."""
    node(data, place.path[:-1])["periodSeconds"] = 10
    return data


@mends("liveness-as-strict-as-readiness")
def twice_the_patience(data: Object, place: Place) -> Object:
    """Liveness gives up after twice the time that readiness does (FACTS 6d)."""
    liveness = node(data, place.path)
    readiness = mapping(node(data, place.path[:-1]).get("readinessProbe"))
    patience = probe_number(readiness, "periodSeconds") * probe_number(readiness, "failureThreshold")
    liveness["failureThreshold"] = math.ceil(2 * patience / max(1, probe_number(liveness, "periodSeconds")))
    return data


@mends("deadline-before-ready")
def later_deadline(data: Object, place: Place) -> Object:
    """Twice the time that a pod needs to count as available."""
    node(data, ("spec",))["progressDeadlineSeconds"] = 2 * int(place.bite.values["ready"])
    return data


@mends("stateful-update-held-back")
def rolling_again(data: Object, place: Place) -> Object:
    """RollingUpdate down to the first pod."""
    if place.path[-1] == "partition":
        return drop(data, place.path)
    node(data, ("spec", "updateStrategy"))["type"] = "RollingUpdate"
    return data


@mends("recreate-strategy")
def rolling_update(data: Object, place: Place) -> Object | None:
    """RollingUpdate, where somebody has said that two versions may run side by side."""
    if not place.agreed:
        return None
    node(data, ("spec", "strategy"))["type"] = "RollingUpdate"
    return data


@mends("surge-waits-for-volume")
def old_before_new(data: Object, place: Place) -> Object | None:
    """Recreate, where somebody has said that each update may be an outage."""
    if not place.agreed:
        return None
    node(data, ("spec",))["strategy"] = {"type": "Recreate"}
    return data


@mends("autoscaler-minimum-below-two")
def two_at_least(data: Object, place: Place) -> Object | None:
    """Two copies at the quietest hour; a StatefulSet's or a shared volume's copies are for people to raise."""
    own, spec = place.workload, node(data, ("spec",))
    # What a ScaledObject has made it would put back.
    if autoscaling.is_made(data) or autoscaling.held_at(data) is not None or (autoscaling.most(data) or 0) < 2:
        return None
    if own is None or own.kind != "Deployment" or own.shares_volume:
        return None
    spec[autoscaling.minimum_field(data)] = 2
    return data


@mends("killed-while-starting")
def start_that_is_waited_for(data: Object, place: Place) -> Object:
    """A startupProbe that waits as long as a start may take, two periods more (FACTS 6d); it asks as liveness does."""
    container, start = node(data, place.path[:-1]), int(place.bite.values["start"])
    source = node(data, place.path)
    probe = {key: each for key, each in source.items() if key in {*HANDLERS, "timeoutSeconds"}}
    if place.path[-1] == "startupProbe":
        probe = dict(source)
    elif "periodSeconds" in source:
        probe["periodSeconds"] = source["periodSeconds"]
    period = integer(probe.get("periodSeconds")) or 10
    container["startupProbe"] = {**probe, "failureThreshold": math.ceil(start / period) + 2}
    return data


@mends("deadline-before-start")
def deadline_after_start(data: Object, place: Place) -> Object:
    """A minute more than a start and minReadySeconds take."""
    values = place.bite.values
    node(data, ("spec",))["progressDeadlineSeconds"] = int(values["start"]) + int(values["ready"]) + 60
    return data
