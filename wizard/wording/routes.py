"""Where it is known from how requests come in, in words."""

from collections.abc import Mapping

from wizard.wording import _, mark, safe

SOURCES = {
    "told": mark("as told"),
    "assumed": mark("assumed: no Service in sight"),
    "nothing": mark("no Service and no port"),
    "service": mark("Service {name}"),
    "headless": mark("Service {name} is headless"),
    "node-port": mark("Service {name} is a NodePort"),
    "balancer": mark("Service {name} is a LoadBalancer"),
    "balancer-local": mark("Service {name} is a LoadBalancer with externalTrafficPolicy Local"),
    "service-to-pods": mark("Service {name} sends to pods: {by}"),
    "front": mark("{kind} {name}"),
    "front-to-pods": mark("{kind} {name} sends to pods: {by}"),
    "front-by-nodes": mark("{kind} {name} sends by nodes: {by}"),
}
"""What tells how requests come in, by the ids of model.routes."""


def source(told: Mapping[str, str]) -> str:
    """What tells how requests come in, by model.routes.Route.told: an object, an option, or that it is assumed."""
    said = {"kind": safe(told["kind"]), "name": safe(told["name"]), "by": safe(told["by"].rpartition("/")[2])}
    return _(SOURCES[told["source"]]).format(**said)
