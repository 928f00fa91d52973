"""The kinds of object that are asked of a cluster, as the API server files them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Kind:
    """A kind of object as the API server files it."""

    name: str
    group_version: str
    plural: str
    short: str
    namespaced: bool = True

    def path(self, namespace: str | None, name: str | None = None) -> str:
        """Where the server has it; None for the namespace means all of them."""
        root = "/api/v1" if self.group_version == "v1" else f"/apis/{self.group_version}"
        where = f"/namespaces/{quote(namespace, safe='')}" if namespace and self.namespaced else ""
        return f"{root}{where}/{self.plural}" + (f"/{quote(name, safe='')}" if name else "")


WORKLOADS = (
    Kind("Deployment", "apps/v1", "deployments", "deploy"),
    Kind("StatefulSet", "apps/v1", "statefulsets", "sts"),
    Kind("DaemonSet", "apps/v1", "daemonsets", "ds"),
)
NEIGHBOURS = (
    Kind("Service", "v1", "services", "svc"),
    Kind("PodDisruptionBudget", "policy/v1", "poddisruptionbudgets", "pdb"),
    Kind("HorizontalPodAutoscaler", "autoscaling/v2", "horizontalpodautoscalers", "hpa"),
)
CUSTOM = (Kind("ScaledObject", "keda.sh/v1alpha1", "scaledobjects", "so"),)
"""Neighbours that a cluster may not know of: who cannot list them is not told of it."""
NODES = Kind("Node", "v1", "nodes", "no", namespaced=False)
PODS = Kind("Pod", "v1", "pods", "po")
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*WORKLOADS, *NEIGHBOURS, *CUSTOM, NODES, PODS)}
