"""Ingresses and Gateway routes: which Services they lead to, and where that stands. Judges nothing."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wizard.model.autoscaling import SCALERS
from wizard.model.shapes import items, mapping, numbered, text
from wizard.model.workload import Front, Neighbour
from wizard.text.yamldata import Data, Path

ROUTES = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")
NEIGHBOURS = frozenset({"Service", "PodDisruptionBudget", *SCALERS})
"""The kinds that are judged beside workloads."""
JUDGED = NEIGHBOURS | {"Ingress", *ROUTES}
"""The kinds that are judged by themselves."""
CARRIERS = ("IngressClass", "IngressClassParams", "Gateway", "GatewayClass")
"""The kinds that say what carries an Ingress or a route out."""
FRONTS = frozenset({"Ingress", *ROUTES, *CARRIERS})
_GATEWAY_API = "gateway.networking.k8s.io"
_INGRESS_GROUPS = frozenset({"networking.k8s.io", "extensions"})
_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
_ALB_ACTION = "alb.ingress.kubernetes.io/actions."


@dataclass(frozen=True)
class Backend:
    """One Service that an Ingress or a route names."""

    namespace: str | None
    name: str
    port: Data
    """A number or the name of a port of the Service; None where none is named."""
    path: Path
    """Where it stands in the object."""


def is_ingress(data: Mapping[str, Data]) -> bool:
    """Whether this is Kubernetes' own Ingress, of any version."""
    return data.get("kind") == "Ingress" and _group(data) in _INGRESS_GROUPS


def is_route(data: Mapping[str, Data]) -> bool:
    """Whether this is a route of the Gateway API, of any version."""
    return text(data.get("kind")) in ROUTES and _group(data) == _GATEWAY_API


def _group(data: Mapping[str, Data]) -> str:
    return text(data.get("apiVersion")).rpartition("/")[0]


def backends(front: Neighbour) -> Iterator[Backend]:
    """Every Service that an Ingress or a route sends requests to."""
    if is_ingress(front.data):
        yield from _of_ingress(front)
    elif is_route(front.data):
        yield from _of_route(front)


def _of_ingress(front: Neighbour) -> Iterator[Backend]:
    """networking/v1 IngressBackend, and the serviceName of v1beta1; a resource is no Service."""
    for field in ("defaultBackend", "backend"):
        yield from _backend(front, front.spec.get(field), ("spec", field))
    for number, rule in numbered(front.spec.get("rules")):
        for index, each in numbered(mapping(rule, "http").get("paths")):
            path: Path = ("spec", "rules", number, "http", "paths", index, "backend")
            yield from _backend(front, each.get("backend"), path)


def _backend(front: Neighbour, data: Data, path: Path) -> Iterator[Backend]:
    stated, old = mapping(data, "service"), mapping(data)
    if name := text(stated.get("name")):
        port = mapping(stated, "port")
        named = port.get("name") if port.get("name") is not None else port.get("number")
        place: Path = (*path, "service", "name")
    elif name := text(old.get("serviceName")):
        named, place = old.get("servicePort"), (*path, "serviceName")
    else:
        return
    if named == "use-annotation":
        # No Service: the name of an action that stands in an annotation (AWS load balancer controller).
        for forwarded in _forwarded(front, name):
            yield Backend(front.namespace, forwarded, None, place)
    else:
        yield Backend(front.namespace, name, named, place)


def _forwarded(front: Neighbour, action: str) -> Iterator[str]:
    """The Services that an action of an ALB forwards to; a redirect or a fixed response has none."""
    said = text(mapping(front.data, "metadata", "annotations").get(_ALB_ACTION + action))
    try:
        read = json.loads(said or "{}")
    except (ValueError, RecursionError):
        return
    one, several = mapping(read).get("serviceName"), mapping(read, "forwardConfig").get("targetGroups")
    for each in ({"serviceName": one}, *items(several)):
        if name := text(mapping(each).get("serviceName")):
            yield name


def _of_route(front: Neighbour) -> Iterator[Backend]:
    """gateway.networking.k8s.io BackendObjectReference: group core and kind Service where nothing else is said."""
    for number, rule in numbered(front.spec.get("rules")):
        for index, each in numbered(rule.get("backendRefs")):
            if _is(each, "", "Service") and text(each.get("name")):
                where = text(each.get("namespace")) or front.namespace
                path: Path = ("spec", "rules", number, "backendRefs", index, "name")
                yield Backend(where, text(each.get("name")), each.get("port"), path)


def _is(reference: Mapping[str, Data], group: str, kind: str) -> bool:
    """Whether a reference of the Gateway API means that kind, which it does where it says none."""
    return reference.get("group") in (None, group) and reference.get("kind") in (None, kind)


def ingress_class(front: Neighbour) -> str:
    """The class that an Ingress names, in its field or in the annotation that came before it; empty for none."""
    annotations = mapping(front.data, "metadata", "annotations")
    return text(front.spec.get("ingressClassName")) or text(annotations.get("kubernetes.io/ingress.class"))


def gateways(front: Neighbour) -> Iterator[tuple[str | None, str]]:
    """Namespace and name of the Gateways that a route hangs on; a Service as parent is a mesh (GAMMA)."""
    for each in items(front.spec.get("parentRefs")):
        if _is(mapping(each), _GATEWAY_API, "Gateway") and (name := text(mapping(each).get("name"))):
            yield text(mapping(each).get("namespace")) or front.namespace, name


class Fronts:
    """The Ingresses and routes of a run, by the Service that they lead to."""

    def __init__(self, every: Iterable[Neighbour]) -> None:
        self._doors: defaultdict[tuple[str | None, str], list[Neighbour]] = defaultdict(list)
        self._carriers: dict[tuple[str, str | None, str], Neighbour] = {}
        self._default: Neighbour | None = None
        for each in every:
            kind = text(each.data.get("kind"))
            if kind in CARRIERS:
                self._carriers[kind, each.namespace, each.name] = each
                if mapping(each.data, "metadata", "annotations").get(_DEFAULT_CLASS) == "true":
                    self._default = each
            elif kind == "Ingress" or kind in ROUTES:
                for place in {(backend.namespace, backend.name) for backend in backends(each)}:
                    self._doors[place].append(each)

    def to(self, service: Neighbour) -> tuple[Front, ...]:
        """What leads to a Service."""
        doors = self._doors.get((service.namespace, service.name), ())
        return tuple(Front(door, service, tuple(self._told(door))) for door in doors)

    def _told(self, door: Neighbour) -> Iterator[Neighbour]:
        if is_ingress(door.data):
            name = ingress_class(door)
            found = self._carriers.get(("IngressClass", None, name)) if name else self._default
            if found is not None:
                yield found
                yield from self._found("IngressClassParams", None, text(mapping(found.spec, "parameters").get("name")))
        for where, name in gateways(door):
            for gateway in self._found("Gateway", where, name):
                yield gateway
                yield from self._found("GatewayClass", None, text(gateway.spec.get("gatewayClassName")))

    def _found(self, kind: str, where: str | None, name: str) -> Iterator[Neighbour]:
        if (found := self._carriers.get((kind, where, name))) is not None:
            yield found
