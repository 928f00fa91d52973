"""Disruption budget: arithmetic, the budget that is there, and what is never right."""

from dataclasses import replace

import pytest

from tests.building import WEB, workload
from wizard.errors import WizardError
from wizard.model.versions import Version
from wizard.model.workload import AppFacts
from wizard.practices.budget import BUDGET, BudgetChoice, allowed_at_once

BLOCKING = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 3, selector: {matchLabels: {app: web}}}
"""


@pytest.mark.parametrize(
    ("field", "value", "replicas", "allowed"),
    [
        ("maxUnavailable", 1, 3, 1),
        ("maxUnavailable", "25%", 5, 2),
        ("maxUnavailable", "1%", 3, 1),
        ("maxUnavailable", 5, 3, 3),
        ("minAvailable", 2, 3, 1),
        ("minAvailable", "50%", 3, 1),
        ("minAvailable", "51%", 2, 0),
        ("minAvailable", "100%", 9, 0),
    ],
)
def test_percentages_round_up_both_ways(field: str, value: int | str, replicas: int, allowed: int) -> None:
    assert allowed_at_once(BudgetChoice(field, value), replicas) == allowed


@pytest.mark.parametrize("value", [-1, "101%", "half", "", True, "1.5%"])
def test_value_that_is_never_right_is_refused(value: int | str) -> None:
    with pytest.raises(WizardError, match="never right"):
        BudgetChoice("maxUnavailable", value)


def test_one_copy_has_no_budget() -> None:
    assert BUDGET.not_applicable(workload(WEB.replace("replicas: 3", "replicas: 1"))) == "one-replica"


def test_budget_that_blocks_is_replaced_by_one_that_does_not() -> None:
    assert BUDGET.suggest(workload(WEB, BLOCKING)) == BudgetChoice("maxUnavailable", 1, "AlwaysAllow")


def test_budget_that_works_is_opened_as_it_is() -> None:
    fine = BLOCKING.replace("minAvailable: 3", "minAvailable: 2")
    assert BUDGET.suggest(workload(WEB, fine)) == BudgetChoice("minAvailable", 2)


def test_existing_budget_is_edited_never_doubled() -> None:
    edited = BUDGET.edits(BudgetChoice("maxUnavailable", 1), workload(WEB, BLOCKING))
    assert edited.added == ()
    assert [data["spec"]["maxUnavailable"] for data in edited.changed.values()] == [1]  # type: ignore[index,call-overload]


def test_store_keeps_its_broken_members_by_default() -> None:
    assert BUDGET.suggest(workload(WEB.replace("Deployment", "StatefulSet"))).eviction is None


def test_old_server_gets_no_eviction_policy() -> None:
    assert BUDGET.suggest(workload(WEB, version=Version(1, 26))).eviction is None


def test_eight_copies_may_lose_a_quarter() -> None:
    assert BUDGET.suggest(workload(WEB.replace("replicas: 3", "replicas: 8"))).value == "25%"


def test_losing_the_quorum_is_a_risk() -> None:
    found = BUDGET.risks(BudgetChoice("maxUnavailable", 2), workload(WEB.replace("Deployment", "StatefulSet")))
    assert [each.id for each in found] == ["quorum-may-be-lost"]


def test_answer_that_would_block_the_other_is_not_copied() -> None:
    two = workload(WEB.replace("replicas: 3", "replicas: 2"))
    assert BUDGET.portable(BudgetChoice("minAvailable", 2), two) is None
    assert BUDGET.portable(BudgetChoice("minAvailable", 1), two) == BudgetChoice("minAvailable", 1)


STATEFUL = WEB.replace("kind: Deployment", "kind: StatefulSet")


@pytest.mark.parametrize(("quorum", "policy"), [(None, None), (True, None), (False, "AlwaysAllow")])
def test_broken_members_of_a_store_may_go_only_where_no_majority_is_needed(
    quorum: bool | None, policy: str | None
) -> None:
    asked = replace(workload(STATEFUL), facts=AppFacts(quorum=quorum))
    assert BUDGET.suggest(asked) == BudgetChoice("maxUnavailable", 1, policy)


def test_budget_that_loses_the_majority_is_suggested_anew() -> None:
    loose = BLOCKING.replace("minAvailable: 3", "maxUnavailable: 2, unhealthyPodEvictionPolicy: AlwaysAllow")
    asked = workload(WEB, loose)
    assert BUDGET.suggest(asked) == BudgetChoice("maxUnavailable", 2, "AlwaysAllow")
    assert BUDGET.suggest(replace(asked, facts=AppFacts(quorum=True))) == BudgetChoice("maxUnavailable", 1)


def test_doubt_about_a_majority_ends_with_the_answer() -> None:
    choice, asked = BudgetChoice("maxUnavailable", 2, "AlwaysAllow"), workload(STATEFUL)
    assert len(BUDGET.risks(choice, asked)) == 2
    assert BUDGET.risks(choice, replace(asked, facts=AppFacts(quorum=False))) == ()


def test_eviction_of_broken_pods_is_not_copied_to_what_needs_a_majority() -> None:
    choice = BudgetChoice("maxUnavailable", 1, "AlwaysAllow")
    asked = replace(workload(WEB), facts=AppFacts(quorum=True))
    assert BUDGET.portable(choice, asked) == BudgetChoice("maxUnavailable", 1)
