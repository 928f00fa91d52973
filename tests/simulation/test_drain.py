"""Drains as FACTS 2.1, 2.4 and 5.2 tell them."""

import pytest

from tests.cluster.agree.cases import ALWAYS, HONOR, ZONE, anti, least, most, spread
from tests.simulation.making import web
from wizard.model.topology import told
from wizard.simulation.events.budgets import budgets
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.scenarios import play

PROBE = {"readinessProbe": {"tcpSocket": {"port": 80}, "periodSeconds": 1}}
ONE_HOST = told(1, 1)


@pytest.mark.parametrize(
    ("share", "holds", "lets"), [(50, 1, 2), (51, 2, 3), (66, 2, 3), (75, 3, 4), (80, 4, 5), (90, 9, 10)]
)
def test_a_percentage_blocks_all_up_to_a_number_of_copies(share: int, holds: int, lets: int) -> None:
    workload = web(budgets=(least(f"{share}%"),))
    (budget,) = budgets(workload)
    assert holds - budget.desired(holds) == 0
    assert lets - budget.desired(lets) == 1


@pytest.mark.parametrize(
    ("value", "copies", "down"), [("25%", 4, 1), ("25%", 5, 2), ("25%", 9, 3), ("50%", 3, 2), ("1%", 3, 1)]
)
def test_max_unavailable_rounds_up(value: str, copies: int, down: int) -> None:
    (budget,) = budgets(web(copies, budgets=(most(value),)))
    assert copies - budget.desired(copies) == down


@pytest.mark.parametrize("budget", [least(3), most(0), least("67%"), {}])
def test_a_budget_that_lets_none_go_stops_a_drain_for_ever(budget: dict[str, object]) -> None:
    outcome = play(web(3, budgets=(budget,)), "drain")
    assert not outcome.ends
    assert outcome.evictions == 0
    assert outcome.refused_evictions >= 1


def test_without_a_budget_all_pods_of_a_host_go_at_once() -> None:
    workload = web(3, {"nodeSelector": {"kubernetes.io/hostname": "a1"}}, container=PROBE)
    outcome = play(workload, "drain")
    assert (outcome.lowest_ready, outcome.evictions) == (0, 3)
    assert outcome.pending[0][0].reasons == (("node-affinity", "", 5), ("unschedulable", "", 1))


def test_a_budget_lets_them_go_one_after_the_other_every_five_seconds() -> None:
    workload = web(6, budgets=(most(1),), container=PROBE, topology=told(2, 1))
    outcome = play(workload, "drain", Assumptions(start_seconds=10))
    assert (outcome.lowest_ready, outcome.evictions, outcome.ends) == (5, 3, True)
    evicted = [seconds for seconds, event, _values in outcome.steps if event == "evicted"]
    assert evicted == [0.0, 15.0, 30.0]
    # Two are refused at 0, 5 and 10 s, one at 15, 20 and 25 s; one of the two at 15 s goes.
    assert outcome.refused_evictions == 2 + 2 + 2 + 1 + 1 + 1


def test_two_budgets_are_an_error_that_is_not_tried_again() -> None:
    outcome = play(web(3, budgets=(most(1), most(2))), "drain")
    assert (outcome.ends, outcome.evictions, outcome.refused_evictions) == (False, 0, 1)


@pytest.mark.parametrize(
    ("copies", "budget", "goes"),
    [
        (1, most(1), False),
        (1, most(1, **ALWAYS), True),
        (3, most(1), False),
        (3, most(1, **ALWAYS), True),
        (3, least(2), False),
    ],
)
def test_pods_that_never_become_ready_hold_a_drain_by_default(
    copies: int, budget: dict[str, object], goes: bool
) -> None:
    assert play(web(copies, budgets=(budget,)), "drain", Assumptions(broken=True)).ends is goes


@pytest.mark.parametrize(("policy", "comes_back"), [({}, False), (HONOR, True)])
def test_a_cordoned_host_counts_as_a_domain_unless_its_taint_is_honoured(
    policy: dict[str, str], comes_back: bool
) -> None:
    workload = web(6, spread(**policy), budgets=(most(1),), topology=told(3, 3))
    outcome = play(workload, "drain")
    assert outcome.ends is comes_back
    assert bool(outcome.pending) is not comes_back
    assert (outcome.seconds_to_full is not None) is comes_back


def test_min_domains_makes_the_block_again_on_purpose() -> None:
    workload = web(6, spread(ZONE, minDomains=3, **HONOR), budgets=(most(1),), topology=told(3, 3))
    assert not play(workload, "drain").ends


def test_the_last_of_as_many_hosts_leaves_a_pod_pending() -> None:
    outcome = play(web(3, anti(), topology=told(3, 3)), "drain")
    assert outcome.ends
    assert outcome.seconds_to_full is None
    assert outcome.below_seconds is None
    ((why, count),) = outcome.pending
    assert ({id: n for id, _about, n in why.reasons}, count) == ({"anti-affinity": 2, "unschedulable": 1}, 1)


def test_several_hosts_at_once_take_more_copies() -> None:
    workload = web(3, spread(), container=PROBE)
    one, two = play(workload, "drain"), play(workload, "drain-several")
    assert (one.lowest_ready, two.lowest_ready) == (2, 1)


def test_a_drain_leaves_a_daemon_set_alone() -> None:
    outcome = play(web(kind="DaemonSet"), "drain")
    assert (outcome.ends, outcome.evictions, outcome.lowest_ready) == (True, 0, 6)


def test_a_pod_that_tolerates_the_cordon_comes_back_and_the_drain_ends() -> None:
    tolerant = {"tolerations": [{"key": "node.kubernetes.io/unschedulable", "operator": "Exists"}]}
    outcome = play(web(2, tolerant, topology=ONE_HOST), "drain")
    assert (outcome.ends, outcome.evictions, outcome.pending) == (True, 2, ())
    assert outcome.seconds_to_full is not None
