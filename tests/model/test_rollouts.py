"""An Argo Rollout that refers to a Deployment runs its pods: count and updates are what it says."""

import pytest

from tests.building import WEB, inventory, plan
from wizard.checks import mistakes
from wizard.model.rollouts import referred
from wizard.model.workload import Workload
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan

ROLLOUT = """
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web-rollout}
spec:
  replicas: 5
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  strategy: {canary: {maxSurge: 2, maxUnavailable: 0, steps: [{setWeight: 20}]}}
"""
BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
"""
SCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web-rollout}
  minReplicas: 4
  maxReplicas: 9
"""
PARKED = WEB.replace("replicas: 3", "replicas: 0")


def first(*texts: str) -> Workload:
    read = inventory(*texts)
    return read.workload(read.ids[0])


def test_count_and_updates_are_those_of_the_rollout() -> None:
    found = first(PARKED, ROLLOUT)
    assert (found.replicas, found.surge, found.unavailable) == (5, 2, 0)
    assert first(PARKED, ROLLOUT.replace("canary:", "blueGreen:")).surge == 5


def test_an_autoscaler_of_the_rollout_is_the_workloads() -> None:
    assert first(PARKED, ROLLOUT, SCALER).fewest == 4
    assert not first(PARKED, SCALER).autoscalers


def test_nothing_is_said_of_a_parked_count() -> None:
    ids = {each.id for each in mistakes(first(PARKED, ROLLOUT, BUDGET))}
    assert not {"one-replica", "budget-blocks-drain", "budget-on-one-replica"} & ids


@pytest.mark.parametrize("field", ["namespace: b", "name: other"])
def test_a_rollout_of_something_else_changes_nothing(field: str) -> None:
    other = ROLLOUT.replace("name: web-rollout", "name: web-rollout, namespace: b")
    other = other if field == "namespace: b" else ROLLOUT.replace("name: web}", "name: other}")
    assert first(PARKED, other).replicas == 0


@pytest.mark.parametrize("wrong", ["7", "[]", "{name: [1]}", "{}"])
def test_a_reference_of_a_wrong_type_refers_to_nothing(wrong: str) -> None:
    odd = f"apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: 7\nspec: {{workloadRef: {wrong}}}"
    assert first(WEB, odd).replicas == 3
    assert referred({"kind": ["Rollout"], "apiVersion": 7}) is None


def test_what_the_rollout_says_is_not_said_in_the_deployment() -> None:
    made = plan(WEB.replace("replicas: 3", "replicas: 1"), ROLLOUT.replace("replicas: 5", "replicas: 1"))
    fixed = fix(made.inventory, {"replicas": ["3"]}, skip=["shutdown", "readiness"])
    assert not fixed.plan.changes
    assert any("stays as it is: spec.replicas is said elsewhere" in each for each in fixed.open)


def test_what_the_template_says_is_edited_in_the_deployment() -> None:
    read = inventory(WEB, ROLLOUT)
    fixed = fix(read, {})
    assert isinstance(fixed.plan, Plan)
    after = fixed.plan.changes[0].after
    assert "topologySpreadConstraints" in after
    assert "preStop" in after
    assert "maxSurge" in after  # the Rollout's own
    assert after.count("strategy") == 1
