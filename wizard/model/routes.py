"""How requests reach the pods of a workload, and how late each way learns that a pod comes or goes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wizard.model.fronts import ingress_class, is_ingress
from wizard.model.shapes import mapping, text
from wizard.model.workload import Front, Neighbour, Workload
from wizard.text.yamldata import Data

ROUTE_SECONDS = {"none": 0, "service": 10, "ingress": 15, "lb-nodes": 20, "lb-local": 30, "lb-pods": 30, "headless": 35}
"""Seconds a pod should wait before it stops, by how traffic comes in (FACTS 6e)."""
GRACEFUL = 10
"""Seconds where the balancer is told before the pod is asked to stop (Tencent, enable-grace-deletion)."""
MARGIN = 5
"""Seconds of them that are margin; what is left is assumed for the slowest hop."""

Annotations = Mapping[str, Data]

_BY_CLASS = {
    "alb": "alb",
    "gce": "gce",
    "gce-internal": "to-pods",
    "qcloud": "clb",
    "azure-application-gateway": "to-pods",
    "azure/application-gateway": "to-pods",
    "azure-alb-external": "to-pods",
}
"""Names of Ingress classes that are a balancer outside the cluster; any other is a proxy in it."""
_BY_CONTROLLER = {
    "ingress.k8s.aws/alb": "alb",
    "eks.amazonaws.com/alb": "alb",
    "azure/application-gateway": "to-pods",
    "alb.networking.azure.io/alb-controller": "to-pods",
    "networking.gke.io/gateway": "to-pods",
    "application-networking.k8s.aws/gateway-api-controller": "to-pods",
    "gateway.k8s.aws/alb": "alb",
    "gateway.k8s.aws/nlb": "alb",
}
"""The same by the controller that an IngressClass or a GatewayClass names."""
_GATEWAYS_TO_PODS = ("gke-l7-", "azure-alb-", "amazon-vpc-lattice")
"""How the names of Gateway classes begin whose balancers send straight to pods."""


@dataclass(frozen=True)
class Route:
    """The slowest way that requests take, and what tells of it."""

    row: str
    """A key of ROUTE_SECONDS."""
    source: str
    """The id of the reason to take it for that (wording.routes has the sentence)."""
    seconds: int
    """How long a pod should wait before it stops."""
    kind: str = ""
    """Of the object that tells of it; empty where none does."""
    name: str = ""
    by: str = ""
    """The annotation, class or field of it that decides."""

    @property
    def told(self) -> Mapping[str, str]:
        """What tells of it, for a sentence."""
        return {"source": self.source, "kind": self.kind, "name": self.name, "by": self.by}

    @property
    def known(self) -> bool:
        """Whether somebody said so, or what was read leads outside; a Service alone may lie behind an Ingress."""
        return self.source not in {"assumed", "nothing", "service", "headless"}


def traffic(workload: Workload) -> str:
    """How requests come in: a key of ROUTE_SECONDS."""
    return route(workload).row


def route(workload: Workload) -> Route:
    """How requests come in, as told, else by the slowest way in sight; unseen, an ingress is assumed."""
    told = workload.facts.traffic
    if told is not None:
        return Route(told, "told", ROUTE_SECONDS[told])
    if ways := _ways(workload):
        return max(ways, key=lambda way: way.seconds)
    row, source = ("ingress", "assumed") if workload.served else ("none", "nothing")
    return Route(row, source, ROUTE_SECONDS[row])


def gated(workload: Workload) -> bool:
    """Whether a pod waits to be Ready until the balancer knows it; AWS's controller adds the gates by a label."""
    injected = workload.namespace_labels.get("elbv2.k8s.aws/pod-readiness-gate-inject") == "enabled"
    return bool(workload.pod.get("readinessGates")) or injected


def slowest_hop(workload: Workload) -> int:
    """Seconds until the last hop is assumed to have learnt that a pod has come or goes."""
    return max(0, route(workload).seconds - MARGIN)


def straight_to_pods(workload: Workload) -> Route | None:
    """The way by which a balancer outside the cluster sends to its pods, and not to nodes; None where none does."""
    if workload.facts.traffic is not None:
        return route(workload) if workload.facts.traffic == "lb-pods" else None
    return next((way for way in _ways(workload) if way.row == "lb-pods"), None)


def _ways(workload: Workload) -> list[Route]:
    """Every way in sight; what an Ingress or a route says of one comes before what its Service says."""
    fronts = [(front.service.id, _by_front(front)) for front in workload.fronts]
    doors = {id: [way for service, way in fronts if service == id] for id, _way in fronts}
    return [*(way for _id, way in fronts), *(_by_service(each, doors.get(each.id, [])) for each in workload.services)]


def _route(row: str, source: str, told: Neighbour, by: str = "", seconds: int | None = None) -> Route:
    kind = text(told.data.get("kind"))
    return Route(row, source, ROUTE_SECONDS[row] if seconds is None else seconds, kind, told.name, by)


def _annotations(neighbour: Neighbour) -> Annotations:
    return mapping(neighbour.data, "metadata", "annotations")


def _by_service(service: Neighbour, fronts: Sequence[Route]) -> Route:
    """What the Service itself says; a balancer's annotations mean something where it is a LoadBalancer."""
    kind, annotations = service.spec.get("type"), _annotations(service)
    # GKE puts the annotation on every Service; it means nothing where another controller takes the Ingress.
    if by := _neg(annotations, for_ingress=not fronts):
        return _route("lb-pods", "service-to-pods", service, by)
    if kind == "LoadBalancer":
        if by := _to_pods(annotations):
            return _route("lb-pods", "service-to-pods", service, by, _graceful(annotations, "service"))
        local = service.spec.get("externalTrafficPolicy") == "Local"
        return _route("lb-local", "balancer-local", service) if local else _route("lb-nodes", "balancer", service)
    if kind == "NodePort":
        return _route("lb-nodes", "node-port", service)
    headless = service.spec.get("clusterIP") == "None"
    return _route("headless", "headless", service) if headless else _route("service", "service", service)


_TO_PODS = {
    "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
    "service.beta.kubernetes.io/aws-load-balancer-type": "nlb-ip",
    "service.cloud.tencent.com/direct-access": "true",
}
"""Annotations of a LoadBalancer that sends to pods and not to nodes, each with the value that says so."""


def _to_pods(annotations: Annotations) -> str:
    return next((key for key, value in _TO_PODS.items() if annotations.get(key) == value), "")


def _neg(annotations: Annotations, *, for_ingress: bool = True) -> str:
    """Container-native load balancing on GKE: for an Ingress, or for endpoint groups of its own (exposed_ports)."""
    key = "cloud.google.com/neg"
    try:
        said = mapping(json.loads(text(annotations.get(key)) or "{}"))
    except (ValueError, RecursionError):
        return ""
    return key if (for_ingress and said.get("ingress") is True) or said.get("exposed_ports") else ""


def _graceful(annotations: Annotations, of: str) -> int | None:
    return GRACEFUL if annotations.get(f"{of}.cloud.tencent.com/enable-grace-deletion") == "true" else None


def _by_front(front: Front) -> Route:
    by, how = next(_carriers(front), ("", "proxy"))
    if how == "alb":
        return _by_alb(front)
    if how == "clb":
        return _by_clb(front, by)
    if how == "gce" and (neg := _neg(_annotations(front.service))):
        return _route("lb-pods", "front-to-pods", front.door, neg)
    if how == "proxy":
        return _route("ingress", "front", front.door)
    row, source = ("lb-pods", "front-to-pods") if how == "to-pods" else ("lb-nodes", "front-by-nodes")
    return _route(row, source, front.door, by)


def _by_clb(front: Front, by: str) -> Route:
    """Tencent's balancer goes by nodes, unless direct access is asked for."""
    annotations, key = _annotations(front.door), "ingress.cloud.tencent.com/direct-access"
    if annotations.get(key) == "true":
        return _route("lb-pods", "front-to-pods", front.door, key, _graceful(annotations, "ingress"))
    return _route("lb-nodes", "front-by-nodes", front.door, by)


def _by_alb(front: Front) -> Route:
    """An ALB goes by nodes only where a port of the nodes is there (AWS load balancer controller, target-type)."""
    key = "alb.ingress.kubernetes.io/target-type"
    nodes = text(front.service.spec.get("type")) in {"NodePort", "LoadBalancer"}
    # What the class says binds all its Ingresses; then the Service's annotation comes before the Ingress's.
    of_class = [(text(each.spec.get("targetType")), "targetType") for each in front.told]
    annotated = [(text(_annotations(each).get(key)), key) for each in (front.service, front.door)]
    said, by = next((each for each in [*of_class, *annotated] if each[0]), ("instance" if nodes else "ip", "type"))
    row, source = ("lb-pods", "front-to-pods") if said == "ip" else ("lb-nodes", "front-by-nodes")
    return _route(row, source, front.door, by)


def _carriers(front: Front) -> Iterator[tuple[str, str]]:
    """What carries the front out, by what says so: a controller, the name of a class, an annotation of its own."""
    for each in front.told:
        name = text(each.spec.get("controller")) or text(each.spec.get("controllerName"))
        if name in _BY_CONTROLLER:
            yield name, _BY_CONTROLLER[name]
    for each in front.told:
        name = text(each.spec.get("gatewayClassName"))
        if name.startswith(_GATEWAYS_TO_PODS):
            yield name, "to-pods"
    if not is_ingress(front.door.data):
        return
    named, annotations = ingress_class(front.door), _annotations(front.door)
    if named in _BY_CLASS:
        yield named, _BY_CLASS[named]
    if not any(text(each.spec.get("controller")) for each in front.told):
        for prefix, how in (("alb.ingress.kubernetes.io/", "alb"), ("ingress.cloud.tencent.com/", "clb")):
            if key := next((key for key in annotations if key.startswith(prefix)), ""):
                yield key, how
    if not named and not front.told and _neg(_annotations(front.service)):
        # GKE's own controller takes what names no class.
        yield "cloud.google.com/neg", "gce"
