"""Mistakes of Ingresses and Gateway routes: they lead to no Service, or to a port that it does not have."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, Value, object_check
from wizard.model.fronts import ROUTES, Backend, backends
from wizard.model.inventory import Inventory
from wizard.model.shapes import mappings
from wizard.model.surroundings import around, is_whole
from wizard.model.workload import Neighbour

_FRONTS = ("Ingress", *ROUTES)


def _named(inventory: Inventory, front: Neighbour, backend: Backend) -> list[Neighbour]:
    """The Services of that name; one of the two may leave its namespace to whoever applies it."""
    return [
        each
        for each in around(inventory, front, "Service")
        if each.name == backend.name
        and (each.namespace == backend.namespace or not (each.namespace and backend.namespace))
    ]


@object_check(Severity.ERROR, *_FRONTS)
def front_names_no_service(front: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """What it names is not there: requests get 503, or the route is not accepted (networking/v1, gateway-api).

    An error only where all of the namespace was read, or where a Service of nearly that name stands there.
    """
    told = set[str]()
    for backend in backends(front):
        if backend.name in told or "Service" in inventory.unseen or _named(inventory, front, backend):
            continue
        told.add(backend.name)
        there = [each for each in around(inventory, front, "Service") if each.namespace == backend.namespace]
        from wizard.model.nearness import nearest  # noqa: PLC0415  # most are found as they are named

        near = nearest(backend.name, [each.name for each in there])
        sure = near or (is_whole(inventory, front) and backend.namespace == front.namespace)
        values: dict[str, Value] = {"name": front.name, "kind": front.kind, "service": backend.name}
        yield Bite(
            backend.path, {**values, "near": near, "sure": int(bool(sure))}, severity=None if sure else Severity.INFO
        )


@object_check(Severity.ERROR, *_FRONTS)
def front_names_no_port(front: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """The Service has no such port, by number or by name (networking/v1 ServiceBackendPort, gateway-api)."""
    for backend in backends(front):
        found = [each for each in _named(inventory, front, backend) if each.namespace == backend.namespace]
        ports = [port for each in found for port in mappings(each.spec.get("ports"))]
        if not ports or backend.port is None or isinstance(backend.port, bool | dict | list):
            continue
        wanted = str(backend.port)
        if not any(wanted in {str(port.get("port")), str(port.get("name"))} for port in ports):
            values: dict[str, Value] = {"name": front.name, "kind": front.kind, "service": backend.name}
            has = ", ".join(str(port.get("port")) for port in ports)
            yield Bite(backend.path, {**values, "port": wanted, "ports": has})
