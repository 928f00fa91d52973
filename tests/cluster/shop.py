"""A weak shop in a real cluster, and the plan that mends it."""

from typing import Any

from wizard.cluster.connection import Cluster
from wizard.cluster.loading import Wanted, load
from wizard.model.kinds import WORKLOADS
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.sources.loading import Loaded, Target

DEPLOYMENT = WORKLOADS[0]
CHOICES = {"spread": ["zone"], "replicas": ["3"]}
"""As `surefoot fix --spread zone --replicas 3` has them; the rest is suggested."""


def deployment(namespace: str, name: str = "web", replicas: int = 1, **pod: Any) -> dict[str, Any]:
    """A Deployment that no practice is met by."""
    labels = {"app": name}
    container = {
        "name": "web",
        "image": "web:1",
        "ports": [{"name": "http", "containerPort": 8080}],
        "livenessProbe": {"httpGet": {"path": "/healthz", "port": "http"}, "failureThreshold": 6},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container], **pod}},
        },
    }


def service(namespace: str, name: str = "web") -> dict[str, Any]:
    """The Service that makes its port take traffic."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"selector": {"app": name}, "ports": [{"port": 80, "targetPort": "http"}]},
    }


def budget(namespace: str, name: str = "web", **spec: Any) -> dict[str, Any]:
    """A budget over its pods."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"selector": {"matchLabels": {"app": name}}, **(spec or {"maxUnavailable": 1})},
    }


def loaded(kubeconfig: object, namespace: str, name: str = "") -> tuple[Cluster, Loaded]:
    """What the wizard sees of a namespace, or of one Deployment in it."""
    cluster = Cluster.connect(None, str(kubeconfig))
    names = ((DEPLOYMENT, name),) if name else ()
    return cluster, load(cluster, Wanted(namespace=namespace, names=names), Target())


def planned(kubeconfig: object, namespace: str, name: str = "", **choices: list[str]) -> tuple[Cluster, Plan]:
    """The plan that mends every workload of a namespace, or one Deployment in it."""
    cluster, found = loaded(kubeconfig, namespace, name)
    return cluster, fix(found.inventory, choices or CHOICES).plan
