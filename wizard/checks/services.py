"""Mistakes in how Services lead traffic to a workload's pods."""

from collections.abc import Iterator, Mapping

from wizard.checks.check import Bite, Severity, Value, check, object_check
from wizard.checks.spread import version_label
from wizard.model.inventory import Inventory
from wizard.model.pausing import stopping
from wizard.model.probing import pre_stop_seconds
from wizard.model.routes import gated, straight_to_pods
from wizard.model.shapes import integer, mapping, mappings, numbered, text
from wizard.model.surroundings import around, pods_of
from wizard.model.topology import ZONE
from wizard.model.workload import Neighbour, Workload
from wizard.text.yamldata import Data, Path

LOCAL_WAIT = 20
"""Seconds that a load balancer needs at least to see that a node's last pod has gone (FACTS 6e)."""
_ONE_POD = frozenset({"statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"})
"""Labels that only one pod of a StatefulSet has: a Service that selects one gives that member an address."""


def _traffic_services(workload: Workload) -> Iterator[Neighbour]:
    """Services that clients use: a headless one, or one for a single member, may be for peers only."""
    return (
        each
        for each in workload.services
        if each.spec.get("clusterIP") != "None" and not _ONE_POD & mapping(each.spec, "selector").keys()
    )


@check(Severity.ERROR, "readiness")
def service_publishes_unready_pods(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #82: pods that are not ready, or are ending, stay ready for it (endpointslice utils.go)."""
    for service in _traffic_services(workload):
        if service.spec.get("publishNotReadyAddresses") is True:
            yield Bite(("spec", "publishNotReadyAddresses"), {"name": service.name}, service.id)


@check(Severity.WARNING)
def service_selector_names_version(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #83: an update leaves the Service without pods until somebody changes it too."""
    for service in workload.services:
        if label := version_label({"matchLabels": mapping(service.spec, "selector")}):
            yield Bite(("spec", "selector", label), {"name": service.name, "label": label}, service.id)


@check(Severity.WARNING, "shutdown")
def local_traffic_needs_longer_pause(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #84: with externalTrafficPolicy Local a node's last pod must serve until probes see it (KEP-1669)."""
    waits = [pre_stop_seconds(each) for each in stopping(workload)]
    shortest = min((each or 0 for each in waits), default=0)
    for service in workload.services:
        outside = text(service.spec.get("type")) in {"LoadBalancer", "NodePort"}
        if outside and service.spec.get("externalTrafficPolicy") == "Local" and shortest < LOCAL_WAIT and any(waits):
            yield Bite(
                ("spec", "externalTrafficPolicy"),
                {"name": service.name, "seconds": shortest, "needed": LOCAL_WAIT},
                service.id,
            )


@check(Severity.WARNING, "shutdown", needs=("traffic",))
def ready_before_load_balancer(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #54: a balancer that sends to pods learns of a new one late; a gate or minReadySeconds waits for it."""
    way = straight_to_pods(workload)
    waits = gated(workload) or integer(workload.spec.get("minReadySeconds")) or workload.kind == "DaemonSet"
    if way is not None and not waits:
        yield Bite(("spec",), dict(way.told))


@check(Severity.WARNING, needs=("nodes",))
def close_traffic_too_few_pods(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #96: each zone or node serves its own traffic, so it needs copies of its own (KEP-3015)."""
    topology = workload.topology
    if topology is None or workload.kind == "DaemonSet":
        return
    zones = len(topology.values(ZONE)) or 1
    for service in workload.services:
        wanted = text(service.spec.get("trafficDistribution"))
        if wanted in {"PreferClose", "PreferSameZone", "PreferSameNode"} and workload.fewest < 3 * zones:
            values: dict[str, Value] = {
                "name": service.name,
                "replicas": workload.fewest,
                "zones": zones,
                "needed": 3 * zones,
            }
            yield Bite(("spec", "trafficDistribution"), {**values, "wanted": wanted}, service.id)


def _listening(pod: Mapping[str, Data]) -> list[Mapping[str, Data]]:
    """The ports that the containers and native sidecars of a pod declare (endpointslice FindPort)."""
    beside = (each for each in mappings(pod.get("initContainers")) if each.get("restartPolicy") == "Always")
    return [port for each in (*mappings(pod.get("containers")), *beside) for port in mappings(each.get("ports"))]


def _protocol(port: Mapping[str, Data]) -> str:
    return text(port.get("protocol")) or "TCP"


def _target(port: Mapping[str, Data]) -> Data:
    """Where a port of a Service leads: targetPort, else its own number (core/v1 ServicePort)."""
    return port.get("port") if port.get("targetPort") is None else port.get("targetPort")


@object_check(Severity.ERROR, "Service", needs=("workloads",))
def service_target_port_missing(service: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #83: a targetPort by name finds no port of that name and protocol: no endpoint (endpointslice FindPort).

    A pod that has none of the name is left out; nothing answers where that is so of all of them.
    """
    pods = pods_of(inventory, service)
    for index, port in numbered(service.spec.get("ports")) if pods and service.spec.get("selector") else ():
        target, protocol = _target(port), _protocol(port)
        found = [each for pod in pods for each in _listening(pod)]
        if isinstance(target, str) and not any(
            each.get("name") == target and _protocol(each) == protocol for each in found
        ):
            names = sorted({name for each in found if (name := text(each.get("name"))) and _protocol(each) == protocol})
            values: dict[str, Value] = {"name": service.name, "port": target, "protocol": protocol}
            named = ", ".join(names)
            yield Bite(("spec", "ports", index, "targetPort"), {**values, "names": named})


@object_check(Severity.WARNING, "Service", needs=("workloads",))
def service_reaches_other_pods(service: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #83: a part of its requests goes to pods that listen elsewhere: they are refused."""
    workloads = inventory.selected(service.id)
    for index, port in numbered(service.spec.get("ports")) if len(workloads) > 1 else ():
        target, protocol = _target(port), _protocol(port)
        if not isinstance(target, int):
            continue  # by name a pod without that port is left out
        declared = [(each, _listening(each.pod)) for each in workloads]
        listens = [each.name for each, ports in declared if _has(ports, target, protocol)]
        others = [each.name for each, ports in declared if ports and not _has(ports, target, protocol)]
        if listens and others:
            values: dict[str, Value] = {"name": service.name, "port": target, "own": listens[0], "other": others[0]}
            yield Bite(("spec", "ports", index), values)
            return


def _has(ports: list[Mapping[str, Data]], number: int, protocol: str) -> bool:
    return any(each.get("containerPort") == number and _protocol(each) == protocol for each in ports)


@object_check(Severity.ERROR, "Service")
def service_port_taken(service: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """Two Services ask for one address or one port of the nodes: the server refuses the second (core/v1 nodePort)."""
    wanted = _places(service)
    if not wanted:
        return
    earlier = [each for each in around(inventory, service, "Service") if _comes_before(each, service)]
    taken = {place: each.name for each in reversed(earlier) for place in _places(each)}
    for place, path in wanted.items():
        if place in taken:
            yield Bite(path, {"name": service.name, "other": taken[place], "what": f"{place[0]} {place[1]}"})


def _comes_before(other: Neighbour, service: Neighbour) -> bool:
    """Whether another Service is made before; of one name they are one object, given twice."""
    same = (other.namespace, other.name) == (service.namespace, service.name)
    return not same and other.id != service.id and _order(other) < _order(service)


def _order(service: Neighbour) -> tuple[str, int, int]:
    return service.id.origin, service.id.document, service.id.item or 0


def _places(service: Neighbour) -> dict[tuple[str, str, str], Path]:
    """What only one Service of a cluster can have, and where it asks for that."""
    found: dict[tuple[str, str, str], Path] = {}
    address = text(service.spec.get("clusterIP"))
    if address and address != "None":
        found["clusterIP", address, ""] = ("spec", "clusterIP")
    if check_port := integer(service.spec.get("healthCheckNodePort")):
        found["nodePort", str(check_port), "TCP"] = ("spec", "healthCheckNodePort")
    for index, port in numbered(service.spec.get("ports")):
        if number := integer(port.get("nodePort")):
            found["nodePort", str(number), _protocol(port)] = ("spec", "ports", index, "nodePort")
    return found


@object_check(Severity.ERROR, "Service")
def service_given_twice(service: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """One file gives it twice: the second is what the server keeps, and the first is lost (kubectl apply)."""
    manifest = inventory.manifest(service.id.origin)
    ids = [id for id in (manifest.objects if manifest else ()) if (id.document, id.item or 0) < _order(service)[1:]]
    others = [
        Neighbour(id, inventory.objects[id]) for id in ids if inventory.objects.get(id, {}).get("kind") == "Service"
    ]
    before = [each for each in others if (each.namespace, each.name) == (service.namespace, service.name)]
    if before and service.name and any(each.data != service.data for each in before):
        yield Bite(("metadata", "name"), {"name": service.name})
