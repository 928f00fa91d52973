"""Rolling updates as FACTS 2.2, 2.3 and 5.1 tell them."""

import pytest

from tests.cluster.agree.cases import HASH, ZONE, anti, spread
from tests.simulation.making import Object, rolling, web
from wizard.simulation.assumptions import Assumptions
from wizard.simulation.scenarios import play
from wizard.topology import told
from wizard.versions import Version
from wizard.workload import Workload

PROBE = {"readinessProbe": {"tcpSocket": {"port": 80}, "periodSeconds": 1}}


@pytest.mark.parametrize(("copies", "ends"), [(2, False), (3, False), (4, True), (5, True)])
def test_default_surge_on_as_many_hosts_as_copies(copies: int, ends: bool) -> None:
    outcome = play(web(copies, anti(), topology=told(copies, 1)), "rolling-update")
    assert outcome.ends is ends
    assert bool(outcome.pending) is not ends


def test_a_stuck_update_names_the_scheduler_s_reason_and_misses_its_deadline() -> None:
    outcome = play(web(3, anti(), topology=told(3, 3)), "rolling-update")
    ((why, count),) = outcome.pending
    assert (why.nodes, why.reasons, count) == (3, (("anti-affinity", "", 3),), 1)
    assert (600.0, "progress-deadline", {"seconds": 600}) in outcome.steps
    assert outcome.lowest_ready == 3


@pytest.mark.parametrize(
    "workload",
    [
        web(3, anti(**HASH), topology=told(3, 3)),
        web(3, anti(), spec=rolling(0, 1), topology=told(3, 3)),
        web(3, anti(), topology=told(4, 3)),
        web(3, spread(), topology=told(3, 3)),
    ],
    ids=["revisions told apart", "one may go first", "a spare host", "spread constraint"],
)
def test_what_frees_a_stuck_update(workload: Workload) -> None:
    assert play(workload, "rolling-update").ends


def test_revisions_are_not_told_apart_before_1_31() -> None:
    old = web(3, anti(**HASH), topology=told(3, 3), version=Version(1, 30))
    assert not play(old, "rolling-update").ends


def test_the_place_of_an_old_pod_is_free_only_when_it_is_gone() -> None:
    workload = web(3, {**anti(), "terminationGracePeriodSeconds": 60}, spec=rolling(0, 1), topology=told(3, 3))
    quick = play(workload, "rolling-update", Assumptions(stop_seconds=2))
    slow = play(workload, "rolling-update", Assumptions(stop_seconds=50))
    assert slow.below_seconds == (quick.below_seconds or 0) + 3 * 48


def test_more_pods_than_surge_stand_there_while_old_ones_stop() -> None:
    outcome = play(web(3, spec=rolling(1, 0), container=PROBE), "rolling-update", Assumptions(stop_seconds=29))
    there = [sum(e.created <= at and (e.gone_at or 1e9) > at for e in outcome.lives) for at in range(60)]
    assert max(there) > 4
    assert outcome.lowest_ready == 3


def test_recreate_is_an_outage() -> None:
    outcome = play(web(3, spec={"strategy": {"type": "Recreate"}}), "rolling-update")
    assert outcome.lowest_ready == 0
    assert outcome.out_seconds == 4.0  # 2 s to stop, 2 s to run
    assert outcome.ends


def test_new_pods_that_are_not_ready_yet_keep_sick_old_ones() -> None:
    workload = web(4, spec=rolling(1, 0), container=PROBE)
    outcome = play(workload, "rolling-update", Assumptions(broken=True))
    assert not outcome.ends
    assert [each.revision for each in outcome.lives if each.deleted_at is None] == [1, 1, 1, 1, 2]


def test_a_first_spread_rule_collides_with_itself_once_only() -> None:
    plain, strict = web(3, topology=told(4, 2)), web(3, anti(ZONE), topology=told(4, 2))
    outcome = play(strict, "rolling-update", running=plain)
    assert not outcome.ends
    assert outcome.pending


def test_from_one_copy_to_three() -> None:
    outcome = play(web(3), "rolling-update", running=web(1))
    assert outcome.ends
    assert (outcome.wanted, outcome.lowest_ready) == (3, 1)


def test_a_stateful_set_goes_from_the_last_pod_to_the_first() -> None:
    outcome = play(web(3, anti(), kind="StatefulSet", topology=told(3, 3)), "rolling-update")
    order = [each.pod for each in sorted(outcome.lives, key=lambda e: e.created) if each.revision == 2]
    assert order == ["web-2", "web-1", "web-0"]
    assert outcome.ends


@pytest.mark.parametrize(("version", "lowest"), [(Version(1, 36), 5), (Version(1, 37), 4)])
def test_max_unavailable_of_a_stateful_set_counts_from_1_37(version: Version, lowest: int) -> None:
    spec = {"updateStrategy": {"rollingUpdate": {"maxUnavailable": 2}}, "podManagementPolicy": "Parallel"}
    outcome = play(web(6, spec=spec, kind="StatefulSet", version=version), "rolling-update")
    assert outcome.lowest_ready == lowest


def test_pods_replaced_by_hand_only_end_no_update() -> None:
    spec = {"updateStrategy": {"type": "OnDelete"}}
    assert not play(web(3, spec=spec, kind="StatefulSet"), "rolling-update").ends


def test_a_daemon_set_is_updated_one_node_after_the_other() -> None:
    outcome = play(web(kind="DaemonSet", topology=told(4, 2)), "rolling-update")
    assert (outcome.wanted, outcome.lowest_ready, outcome.ends) == (4, 3, True)


def test_a_broken_update_sticks_at_its_surge_and_misses_its_deadline() -> None:
    workload = web(4, spec=rolling(1, 0, progressDeadlineSeconds=90), container=PROBE)
    outcome = play(workload, "rolling-update", Assumptions(broken_update=True))
    assert (outcome.ends, outcome.lowest_ready) == (False, 4)
    assert [each.revision for each in outcome.lives if each.deleted_at is None] == [1, 1, 1, 1, 2]
    assert (90.0, "progress-deadline", {"seconds": 90}) in outcome.steps
    assert dict(outcome.reasons) == {
        "never-ready": {"pods": 1},
        "old-serves": {"pods": 4},
        "progress-deadline": {"seconds": 90},
    }


def test_a_broken_update_takes_what_may_be_unavailable() -> None:
    workload = web(4, spec=rolling(0, 2), container=PROBE)
    assert play(workload, "rolling-update", Assumptions(broken_update=True)).lowest_ready == 2


def test_a_broken_update_of_a_stateful_set_sticks_at_the_last_ordinal() -> None:
    outcome = play(web(3, kind="StatefulSet"), "rolling-update", Assumptions(broken_update=True))
    assert (outcome.ends, outcome.lowest_ready) == (False, 2)
    assert [each.pod for each in outcome.lives if each.revision == 2] == ["web-2"]
    assert dict(outcome.reasons)["in-order"] == {"pod": "web-2", "pods": 2}


def test_a_broken_recreate_is_an_outage_for_ever() -> None:
    workload = web(3, spec={"strategy": {"type": "Recreate"}})
    outcome = play(workload, "rolling-update", Assumptions(broken_update=True))
    assert (outcome.ends, outcome.out_seconds) == (False, None)


@pytest.mark.parametrize(("container", "ends"), [({}, True), (PROBE, False)])
def test_an_update_that_answers_nobody_passes_where_no_probe_asks(container: Object, ends: bool) -> None:
    outcome = play(web(3, container=container), "rolling-update", Assumptions(silent_update=True))
    assert outcome.ends is ends
    assert ("answers-nobody" in dict(outcome.reasons)) is ends
