"""Make workloads and stages for the tests of the simulator."""

from typing import Any

import yaml

from tests.building import workload
from wizard.model.topology import Topology, told
from wizard.model.versions import Version
from wizard.model.workload import Workload

Object = dict[str, Any]
SERVER = Version(1, 36)
MATCH = {"matchLabels": {"app": "web"}}


def web(
    replicas: int = 3,
    pod: Object | None = None,
    *,
    spec: Object | None = None,
    budgets: tuple[Object, ...] = (),
    kind: str = "Deployment",
    topology: Topology | None = None,
    version: Version = SERVER,
    container: Object | None = None,
) -> Workload:
    """A workload named web, with these fields beside what every one has."""
    containers = [{"name": "web", "image": "web:1", **(container or {})}]
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": containers, **(pod or {})}}
    whole = {"replicas": replicas, "selector": MATCH, "template": template, **(spec or {})}
    objects: list[Object] = [{"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "web"}, "spec": whole}]
    objects += [
        {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": f"b{number}"}}
        | {"spec": {"selector": MATCH, **budget}}
        for number, budget in enumerate(budgets)
    ]
    return workload(*map(yaml.safe_dump, objects), topology=topology or told(6, 3), version=version)


def rolling(surge: int | str, unavailable: int | str, **more: Any) -> Object:
    """The spec of a rolling update in these steps."""
    return {"strategy": {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}, **more}
