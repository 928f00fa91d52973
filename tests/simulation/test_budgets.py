"""A budget by number counts every pod that it selects; one by share needs the scale of whoever owns them."""

from typing import Any

import pytest

from tests.building import workload
from tests.cluster.agree.cases import least, most
from tests.simulation.making import Object, web
from tests.trials import trial
from wizard.model.topology import told
from wizard.simulation.events.budgets import budgets
from wizard.simulation.scenarios import play


def pods(count: int, owner: str | None, *, ready: bool = True) -> tuple[Object, ...]:
    """Pods of somebody else that the same budget selects, on hosts that are not drained."""
    conditions = [{"type": "Ready", "status": str(ready)}]
    return tuple(_pod(number, owner, conditions) for number in range(count))


def _pod(number: int, owner: str | None, conditions: list[Any]) -> Object:
    owners = [{"kind": owner, "name": "x", "controller": True}] if owner else []
    metadata: Object = {"name": f"x-{number}", "labels": {"app": "web"}, "ownerReferences": owners}
    return {"metadata": metadata, "spec": {"nodeName": "c2", "containers": []}, "status": {"conditions": conditions}}


@pytest.mark.parametrize("owner", ["DaemonSet", "Job", "Node", "ReplicaSet", None])
@pytest.mark.parametrize(("kept", "goes"), [(2, True), (4, True), (5, False)])
def test_a_number_counts_all_pods_whoever_owns_them(owner: str | None, kept: int, goes: bool) -> None:
    outcome = play(web(3, budgets=(least(kept),), topology=told(6, 3)), "drain", others=pods(2, owner))
    assert outcome.ends is goes


def test_a_number_counts_only_those_that_are_ready() -> None:
    outcome = play(web(3, budgets=(least(3),)), "drain", others=pods(2, "DaemonSet", ready=False))
    assert not outcome.ends


@pytest.mark.parametrize("budget", [most(1), most("50%"), least("10%")])
@pytest.mark.parametrize(
    ("owner", "goes"), [("DaemonSet", False), ("Job", False), ("Node", False), ("ReplicaSet", True), (None, True)]
)
def test_a_share_cannot_count_pods_whose_owner_has_no_scale(budget: Object, owner: str | None, goes: bool) -> None:
    assert play(web(3, budgets=(budget,)), "drain", others=pods(2, owner)).ends is goes


def test_a_share_of_what_cannot_be_counted_holds_broken_pods_too() -> None:
    (held,) = budgets(web(3, budgets=(most(1),)), pods(1, "DaemonSet"))
    (free,) = budgets(web(3, budgets=(least(1),)), pods(1, "DaemonSet"))
    assert (held.failed, free.failed) == (True, False)


@pytest.mark.parametrize(("budget", "goes"), [(most(1), False), (least("50%"), False), (least(3), True)])
def test_a_daemon_set_s_own_pods_have_no_scale_either(budget: Object, goes: bool) -> None:
    assert play(web(kind="DaemonSet", budgets=(budget,)), "vpa-restart").ends is goes


TWO = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: 3
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}, part-of: shop}}}}
    spec: {{containers: [{{name: it, image: it:1}}]}}
---
"""
SHARED = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{name: shop}}
spec: {{{field}: {value}, selector: {{matchLabels: {{part-of: shop}}}}}}
"""


@pytest.mark.parametrize(
    ("field", "value", "goes"),
    [
        ("minAvailable", 5, True),
        ("minAvailable", 6, False),
        ("maxUnavailable", 1, True),
        ("minAvailable", "80%", True),
        ("minAvailable", "90%", False),
    ],
)
def test_in_files_the_pods_of_the_others_stay_as_they_should_be(field: str, value: int | str, goes: bool) -> None:
    text = TWO.format(name="a") + TWO.format(name="b") + SHARED.format(field=field, value=value)
    assert play(workload(text), "drain").ends is goes


AGENT = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent, part-of: shop}}
    spec: {containers: [{name: it, image: it:1}]}
---
"""


@pytest.mark.parametrize(
    ("field", "value", "goes"),
    [
        ("minAvailable", 2, True),
        ("minAvailable", 8, True),
        ("minAvailable", 9, False),
        ("minAvailable", "10%", False),
        ("maxUnavailable", 3, False),
        ("maxUnavailable", "50%", False),
    ],
)
def test_in_files_a_daemon_set_under_the_same_budget_has_a_pod_on_each_node(
    field: str, value: int | str, goes: bool
) -> None:
    text = TWO.format(name="a") + AGENT + SHARED.format(field=field, value=value)
    assert play(workload(text, topology=told(6, 3)), "drain").ends is goes


def test_the_input_that_was_played_wrong() -> None:
    found = workload(trial("live/pdbint.yaml").read_text())
    assert play(found, "drain").ends
    owned = {"ownerReferences": [{"kind": "DaemonSet", "name": "agent", "controller": True}]}
    agents: list[Object] = [
        {"metadata": {"name": f"agent-{node}", "labels": {"app": "agent", "part-of": "x"}, **owned}}
        | {"spec": {"nodeName": node, "containers": []}}
        for node in ("a1", "a2", "b1", "b2", "c1", "c2")
    ]
    assert play(found, "drain", others=agents).ends


@pytest.mark.parametrize("other", ["a", "c"])
def test_what_a_cluster_tells_of_the_others_counts_in_their_place(other: str) -> None:
    text = TWO.format(name="a") + TWO.format(name="b") + SHARED.format(field="minAvailable", value=4)
    pod: Object = {
        "metadata": {"name": "x", "labels": {"part-of": "shop"}},
        "spec": {"nodeName": f"{other}1", "containers": []},
    }
    # Three of its own and one of the others: four, which is as many as must stay.
    assert not play(workload(text), "drain-several", others=[pod]).ends
