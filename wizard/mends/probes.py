"""Mends of probes and hooks: values that another value decides."""

import ipaddress
import math

from wizard.mends.mend import Object, Place, drop, mends, node
from wizard.model.defaults import grace, probe_number
from wizard.model.shapes import integer, items, mapping, mappings, text
from wizard.model.versions import knows


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


@mends("sleep-out-of-range")
def possible_sleep(data: Object, place: Place) -> Object:
    """The nearest number that the server takes."""
    values = place.bite.values
    nearest = min(max(int(values["seconds"]), int(values["lowest"])), int(values["grace"]))
    node(data, place.path[:-1])["seconds"] = nearest
    return data


@mends("hook-opens-socket", "start-hook-opens-socket")
def no_socket(data: Object, place: Place) -> Object:
    """A hook that always fails goes; one beside it stays."""
    drop(data, place.path)
    if not node(data, place.path[:-1]):
        drop(data, place.path[:-1])
    return data


@mends("pre-stop-shorter-than-route")
def longer_pause(data: Object, place: Place) -> Object | None:
    """As long as the slowest hop needs, where the hook is the sleep action; the grace period is fitted (FACTS 6e)."""
    hook, needed = node(data, place.path), int(place.bite.values["needed"])
    if "sleep" not in hook:
        return None
    node(data, (*place.path, "sleep"))["seconds"] = needed
    pod = node(data, ("spec", "template", "spec"))
    drain = place.workload.facts.drain_seconds if place.workload else None
    fitting = needed + (30 if drain is None else drain) + 5
    if grace(pod) < fitting:
        pod["terminationGracePeriodSeconds"] = fitting
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


@mends("sleep-action-too-new")
def sleep_by_shell(data: Object, place: Place) -> Object:
    """The same pause by the image's own shell; where it has none there is no pause, as now."""
    hook = node(data, place.path[:-1])
    wanted = integer(mapping(hook.pop("sleep")).get("seconds")) or 0
    hook["exec"] = {"command": ["/bin/sh", "-c", f"sleep {wanted}"]}
    return data


@mends("pre-stop-on-some-containers")
def same_pause(data: Object, place: Place) -> Object | None:
    """The sleep action of its neighbour, where the server knows it; a command may not be in this image."""
    if place.workload is None or not knows(place.workload.version, "sleep-action"):
        return None
    container = node(data, place.path)
    for each in mappings(node(data, place.path[:-2]).get("containers")):
        wanted = mapping(each, "lifecycle", "preStop", "sleep")
        if wanted:
            lifecycle = container.setdefault("lifecycle", {})
            if isinstance(lifecycle, dict):
                lifecycle["preStop"] = {"sleep": dict(wanted)}
                return data
    return None


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
    if own is None or own.kind != "Deployment" or own.shares_volume or (integer(spec.get("maxReplicas")) or 0) < 2:
        return None
    spec["minReplicas"] = 2
    return data
