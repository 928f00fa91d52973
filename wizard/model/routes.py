"""How requests reach the pods of a workload, and how late each way learns that a pod comes or goes."""

from wizard.model.shapes import mapping
from wizard.model.workload import Workload
from wizard.text.yamldata import Data

ROUTE_SECONDS = {"none": 0, "service": 10, "ingress": 15, "lb-nodes": 20, "lb-local": 30, "lb-pods": 30, "headless": 35}
"""Seconds a pod should wait before it stops, by how traffic comes in (FACTS 6e)."""
MARGIN = 5
"""Seconds of them that are margin; what is left is assumed for the slowest hop."""


def traffic(workload: Workload) -> str:
    """How requests come in, as told, else by the slowest Service in sight; unseen, an ingress is assumed."""
    if workload.facts.traffic is not None:
        return workload.facts.traffic
    found = [_path_of(each.spec.get("type"), each.spec) for each in workload.services]
    return max(found, key=lambda path: ROUTE_SECONDS[path], default="ingress" if workload.served else "none")


def slowest_hop(path: str) -> int:
    """Seconds until the last hop is assumed to have learnt that a pod has come or goes."""
    return max(0, ROUTE_SECONDS[path] - MARGIN)


def _path_of(kind: Data, spec: object) -> str:
    service = mapping(spec)
    if kind == "LoadBalancer":
        return "lb-local" if service.get("externalTrafficPolicy") == "Local" else "lb-nodes"
    if kind == "NodePort":
        return "lb-nodes"
    return "headless" if service.get("clusterIP") == "None" else "service"
