"""Play one case: make its nodes and objects, ask our engine what will come of it, then do it and look."""

import time
from dataclasses import dataclass
from typing import Any

from tests.cluster.agree.cases import Case, Object
from wizard.cluster.connection import Cluster
from wizard.cluster.loading import Wanted, load
from wizard.model.eligible import eligible_nodes
from wizard.model.kinds import KINDS
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.spread import SpreadChoice
from wizard.sources.loading import Target

PENDING = {
    "more-replicas-than-hosts",
    "more-replicas-than-zones",
    "strict-key-missing-on-nodes",
    "min-domains-never-reached",
}
"""Ids that promise pods which stay Pending; host-port-takes-nodes where there are more copies than nodes."""
STICKS = {"surge-finds-no-host", "surge-finds-no-zone", "host-port-takes-nodes"}
"""Ids that promise an update which never ends."""
BLOCKS = {
    "budget-blocks-drain",
    "budget-percent-blocks-drain",
    "budget-has-no-field",
    "two-budgets-on-one-pod",
    "budget-on-one-replica",
}
"""Ids that promise a drain which never ends; broken-nodes-count-as-domains and broken-pods-hold-drain in their case."""
GOOD = {"create": "fits", "update": "finishes", "drain": "passes"}
BAD = {"create": "pending", "update": "sticks", "drain": "blocks"}
ENDS = 12.0
"""Seconds within which what goes well has ended; pods need 0.2 s to be Ready and 0.3 s to go."""


@dataclass(frozen=True)
class Played:
    """What was promised and what came."""

    case: Case
    promise: str
    reality: str
    because: str
    """The ids that the promise stands on."""

    @property
    def agrees(self) -> bool:
        return self.promise == self.reality


def play(control_plane: Any, case: Case, namespace: str) -> Played:
    """Raises AssertionError when the case itself cannot be set up."""
    try:
        return _played(control_plane, case, namespace)
    finally:
        # To the wizard they are nodes of the same cluster, and other tests plan for it.
        control_plane.clear(namespace)
        control_plane.call("DELETE", f"/api/v1/nodes?labelSelector=pool%3D{namespace}")


def _played(control_plane: Any, case: Case, namespace: str) -> Played:
    for number in range(case.nodes):
        control_plane.create(_node(case, namespace, number))
    assert _until(lambda: _usable(control_plane, namespace) == case.nodes, 60), f"{case.name}: no nodes"
    workload = _workload(case, namespace)
    control_plane.create(workload, *(_budget(case, namespace, number) for number in range(len(case.budgets))))
    if case.does != "create":
        _await_start(control_plane, case, namespace)
    promise, because = promised(control_plane, case, namespace)
    good = {"create": _fits, "update": _updates, "drain": _drains}[case.does](control_plane, case, namespace)
    return Played(case, promise, (GOOD if good else BAD)[case.does], because)


def promised(control_plane: Any, case: Case, namespace: str) -> tuple[str, str]:
    """What the catalogue says of the objects as the cluster has them."""
    cluster = Cluster.connect(None, str(control_plane.kubeconfig))
    plan = Plan(load(cluster, Wanted(namespace=namespace), Target()).inventory)
    (id,) = plan.inventory.ids
    workload = plan.before(id)
    assert len(eligible_nodes(workload) or ()) == case.nodes
    found = {each.id for each in plan.mistakes(id)}
    if case.after is not None:
        # The wizard's own words on a change of this rule.
        choice = SpreadChoice("host", strict=True, form="podAntiAffinity", replicas=None)
        found |= {each.id for each in PRACTICES[0].risks(choice, workload)}
    if case.does == "create":
        bad = found & PENDING or ({"host-port-takes-nodes"} & found if workload.replicas > case.nodes else set())
    elif case.does == "update":
        bad = found & STICKS
    else:
        bad = found & BLOCKS
        if case.sick:
            bad |= found & {"broken-pods-hold-drain"}
        if case.replicas >= case.nodes:
            # The least full domain is the drained one, and it counts as long as its taint is not honoured.
            bad |= found & {"broken-nodes-count-as-domains"}
    return (BAD if bad else GOOD)[case.does], ", ".join(sorted(bad))


def _fits(control_plane: Any, case: Case, namespace: str) -> bool:
    settled = _until(lambda: _ready(control_plane, namespace) >= case.replicas or _stuck(control_plane, namespace))
    assert settled, f"{case.name}: neither all ready nor any unschedulable"
    return _ready(control_plane, namespace) >= case.replicas


def _updates(control_plane: Any, case: Case, namespace: str) -> bool:
    path = KINDS[case.kind].path(namespace, "web")
    template = {"metadata": {"annotations": {"revision": "2"}}, "spec": case.after or {}}
    status, answer = control_plane.call("PATCH", path, {"spec": {"template": template}}, "application/merge-patch+json")
    assert status == 200, answer
    words = ("rollout", "status", f"{case.kind.lower()}/web", "-n", namespace, f"--timeout={ENDS:.0f}s")
    return bool(control_plane.kubectl(*words).returncode == 0)


def _drains(control_plane: Any, case: Case, namespace: str) -> bool:
    """Drain the nodes of the case one after the other, each brought back before the next."""
    names = sorted({each["spec"]["nodeName"] for each in _pods(control_plane, namespace)})
    for name in names:
        words = ("drain", name, "--ignore-daemonsets", "--force", f"--timeout={ENDS:.0f}s")
        done = control_plane.kubectl(*words)
        if done.returncode != 0:
            return False
        if not case.sick and not _until(lambda: _ready(control_plane, namespace) >= case.replicas):
            # A successor that fits nowhere stops the next drain, which is what the promise is about.
            return False
        control_plane.kubectl("uncordon", name)
    return True


def _await_start(control_plane: Any, case: Case, namespace: str) -> None:
    def started() -> bool:
        if not case.sick:
            return _ready(control_plane, namespace) >= case.replicas
        return len([each for each in _pods(control_plane, namespace) if each["status"]["phase"] == "Running"]) >= 3

    assert _until(started, 30), f"{case.name}: did not start"
    if not case.budgets:
        return
    path = f"/apis/policy/v1/namespaces/{namespace}/poddisruptionbudgets"

    healthy = 0 if case.sick else case.replicas

    def counted() -> bool:
        found = control_plane.call("GET", path)[1]["items"]
        # Of two budgets over one pod the controller counts only the first (disruption.go getPdbForPod).
        enough = any if len(found) > 1 else all
        return enough(
            each["status"].get("observedGeneration") == each["metadata"]["generation"]
            and (each["spec"].get("selector") is None or each["status"].get("currentHealthy", 0) >= healthy)
            for each in found
        )

    assert _until(counted, 30), f"{case.name}: the budgets were not counted"


def _until(condition: Any, seconds: float = ENDS) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _usable(control_plane: Any, namespace: str) -> int:
    found = control_plane.call("GET", f"/api/v1/nodes?labelSelector=pool%3D{namespace}")[1]["items"]
    return sum(not each["spec"].get("taints") and _holds(each, "Ready", "True") for each in found)


def _pods(control_plane: Any, namespace: str) -> list[Object]:
    found = control_plane.call("GET", f"/api/v1/namespaces/{namespace}/pods")[1]["items"]
    return [each for each in found if "deletionTimestamp" not in each["metadata"]]


def _ready(control_plane: Any, namespace: str) -> int:
    return sum(_holds(each, "Ready", "True") for each in _pods(control_plane, namespace))


def _stuck(control_plane: Any, namespace: str) -> bool:
    pods = _pods(control_plane, namespace)
    waiting = [each for each in pods if _holds(each, "PodScheduled", "False")]
    return bool(waiting) and all(_holds(each, "Ready", "True") for each in pods if each not in waiting)


def _holds(pod: Object, condition: str, status: str) -> bool:
    conditions = pod["status"].get("conditions", [])
    return any(each["type"] == condition and each["status"] == status for each in conditions)


def _node(case: Case, namespace: str, number: int) -> Object:
    name = f"{namespace}-{number}"
    zone = f"{namespace}-{chr(ord('a') + number % case.zones)}"
    labels = {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone, "pool": namespace}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}}


def _workload(case: Case, namespace: str) -> Object:
    container = {"name": "web", "image": "web:1", **case.container}
    annotations = {"fake/never-ready": "true"} if case.sick else {}
    template = {
        "metadata": {"labels": {"app": "web"}, "annotations": annotations},
        "spec": {"containers": [container], "nodeSelector": {"pool": namespace}, **case.pod},
    }
    spec = {"replicas": case.replicas, "selector": {"matchLabels": {"app": "web"}}, "template": template, **case.spec}
    if case.kind == "StatefulSet":
        spec["serviceName"] = "web"
    return {
        "apiVersion": "apps/v1",
        "kind": case.kind,
        "metadata": {"name": "web", "namespace": namespace},
        "spec": spec,
    }


def _budget(case: Case, namespace: str, number: int) -> Object:
    spec = {"selector": {"matchLabels": {"app": "web"}}, **case.budgets[number]}
    metadata = {"name": f"web-{number}", "namespace": namespace}
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata, "spec": spec}
