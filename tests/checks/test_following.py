"""What follows from what: one cause is told, and what it brings with it stands below it."""

import pytest

from tests.building import SERVICE, WEB, first, plan, within
from wizard.checks import CATALOGUE
from wizard.checks.following import CAUSES

BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {SPEC, selector: {matchLabels: {app: web}}}
"""
ONE = WEB.replace("replicas: 3", "replicas: 1")


def follows(*texts: str) -> dict[str, str]:
    """By the id of each mistake of the first workload, the id that it follows from."""
    made = plan(*texts)
    return {each.id: each.follows for each in made.mistakes(first(made))}


def spec(more: str, text: str = WEB) -> str:
    return text.replace("  selector:\n", f"  {more}\n  selector:\n", 1)


def pod(more: str, text: str = WEB) -> str:
    return text.replace("      containers:\n", f"      {more}\n      containers:\n")


def test_every_cause_and_what_follows_are_checks() -> None:
    assert set(CAUSES) <= set(CATALOGUE)
    assert {id for several in CAUSES.values() for id in several} <= set(CATALOGUE)
    assert all(id not in several for id, several in CAUSES.items())


def test_selector_that_misses_is_why_nothing_is_spread() -> None:
    constraint = "{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: "
    missed = follows(pod(f"topologySpreadConstraints: [{constraint}{{matchLabels: {{app: wbe}}}}}}]"))
    assert missed["no-spread-rule"] == "spread-selector-misses-pods"
    assert follows(WEB)["no-spread-rule"] == ""


def test_node_by_name_is_why_nothing_is_spread() -> None:
    assert follows(pod("nodeName: node-1"))["no-spread-rule"] == "node-name-set"


def test_recreate_is_part_of_having_one_copy_and_stands_by_itself_with_more() -> None:
    recreate = "strategy: {type: Recreate}"
    assert follows(spec(recreate, ONE), SERVICE)["recreate-strategy"] == "one-replica"
    assert follows(spec(recreate), SERVICE)["recreate-strategy"] == ""


def test_object_that_no_server_takes_lacks_nothing_yet() -> None:
    found = follows(WEB.replace("apps/v1", "extensions/v1beta1"))
    assert found["workload-api-gone"] == ""
    assert {found[id] for id in ("no-spread-rule", "no-budget", "no-readiness-probe")} == {"workload-api-gone"}


def test_error_is_never_folded_under_a_warning() -> None:
    found = follows(spec("strategy: {type: Recreate}", ONE), SERVICE, BUDGET.replace("SPEC", "minAvailable: 1"))
    assert found["budget-on-one-replica"] == ""


def test_budget_that_no_server_takes_is_not_reckoned_with() -> None:
    both = follows(WEB, BUDGET.replace("SPEC", "minAvailable: 3, maxUnavailable: 1"))
    assert both["budget-blocks-drain"] == "budget-has-both-fields"
    two = BUDGET.replace("name: web", "name: other").replace("SPEC", "minAvailable: 3")
    other = follows(WEB, BUDGET.replace("SPEC", "minAvailable: 1, maxUnavailable: 1"), two)
    assert other["budget-blocks-drain"] == ""


def test_two_containers_are_two_causes() -> None:
    exec_ = "readinessProbe: {exec: {command: [a]}, tcpSocket: {port: 1}, timeoutSeconds: 20}"
    slow = "readinessProbe: {tcpSocket: {port: 1}, timeoutSeconds: 20}"
    pair = within(WEB, "image: web:1", slow) + f"        - {{name: b, image: b, {exec_}}}\n"
    made = plan(pair)
    found = [each for each in made.mistakes(first(made)) if each.id == "timeout-longer-than-period"]
    assert [each.follows for each in found] == ["", "probe-needs-one-handler"]


@pytest.mark.parametrize("id", sorted(CAUSES))
def test_what_follows_names_a_cause_that_stands_by_itself(id: str) -> None:
    assert not any(id in CAUSES[cause] for cause in CAUSES[id] if cause in CAUSES)
