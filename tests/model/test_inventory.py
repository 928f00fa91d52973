"""How a workload finds its neighbours, and what is left alone."""

from tests.building import SERVICE, WEB, inventory, workload

BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      app: web
"""


def test_service_that_selects_the_pods_is_a_neighbour() -> None:
    assert [each.name for each in workload(WEB, SERVICE).services] == ["web"]


def test_service_without_a_selector_selects_nothing() -> None:
    assert workload(WEB, SERVICE.replace("  selector:\n    app: web\n", "")).services == ()


def test_budget_in_another_namespace_does_not_count() -> None:
    assert workload(WEB, BUDGET.replace("  name: web", "  name: web\n  namespace: other")).budgets == ()


def test_budget_must_match_every_label_not_any() -> None:
    assert workload(WEB, BUDGET.replace("      app: web", "      app: web\n      tier: front")).budgets == ()


def test_budget_with_expressions_matches() -> None:
    text = BUDGET.replace(
        "    matchLabels:\n      app: web", "    matchExpressions:\n    - {key: app, operator: Exists}"
    )
    assert [each.name for each in workload(WEB, text).budgets] == ["web"]


def test_empty_selector_matches_all_in_v1_and_none_in_v1beta1() -> None:
    text = BUDGET.replace("  selector:\n    matchLabels:\n      app: web", "  selector: {}")
    assert workload(WEB, text).budgets
    assert not workload(WEB, text.replace("policy/v1", "policy/v1beta1")).budgets


def test_neighbours_may_come_in_any_order() -> None:
    assert workload(BUDGET, SERVICE, WEB).budgets
    assert workload(BUDGET, SERVICE, WEB).services


def test_autoscaler_gives_the_fewest_copies() -> None:
    text = """
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec: {maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
    """
    assert workload(WEB, text).fewest == 1
    assert workload(WEB, text.replace("maxReplicas: 9", "minReplicas: 2, maxReplicas: 9")).fewest == 2


def test_replicas_unset_means_one() -> None:
    assert workload(WEB.replace("  replicas: 3\n", "")).fewest == 1


def test_strategic_merge_patch_is_left_alone() -> None:
    found = inventory(WEB, WEB.replace("image: web:1", "$patch: delete"))
    assert list(found.partial.values()) == ["patch"]
    assert len(found.ids) == 1


def test_patch_without_selector_and_image_is_left_alone() -> None:
    text = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: web, env: []}]}}}
    """
    assert list(inventory(WEB, text).partial.values()) == ["patch"]


def test_deployment_without_containers_is_left_alone() -> None:
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n"
    assert list(inventory(WEB, text).partial.values()) == ["no-containers"]
