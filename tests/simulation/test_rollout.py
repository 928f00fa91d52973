"""Rolling updates as FACTS 2.2, 2.3 and 5.1 tell them."""

from dataclasses import replace
from typing import Any

import pytest

from tests.cluster.agree.cases import HASH, ZONE, anti, spread
from tests.simulation.making import Object, rolling, web
from wizard.model.topology import told
from wizard.model.versions import Version
from wizard.model.workload import Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.outcome import Outcome
from wizard.simulation.scenarios import play, unplayable
from wizard.wording.simulation import why_words

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


@pytest.mark.parametrize("number", [-1, -3, "-5%", [], {}, "x"])
@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet"])
def test_numbers_that_the_server_refuses_are_played_to_some_end(kind: str, number: Any) -> None:
    """Nobody can say what they would do, but nothing goes round for ever and nothing breaks."""
    rolls = {"rollingUpdate": dict.fromkeys(("maxSurge", "maxUnavailable", "partition"), number)}
    spec = {"minReadySeconds": number, "strategy": rolls, "updateStrategy": rolls, "progressDeadlineSeconds": number}
    for scenario in ("rolling-update", "drain", "pod-deleted"):
        play(web(3, kind=kind, spec=spec), scenario)
    if kind != "DaemonSet":
        assert "rolling-update" in unplayable(web(-1, kind=kind))


def test_recreate_is_an_outage() -> None:
    outcome = play(web(3, spec={"strategy": {"type": "Recreate"}}), "rolling-update")
    assert outcome.ready == ((0, 3), (0, 0), (4, 3))  # 2 s to stop, 2 s to run
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
    assert (outcome.ends, outcome.ready) == (False, ((0, 3), (0, 0)))


@pytest.mark.parametrize(("container", "ends"), [({}, True), (PROBE, False)])
def test_an_update_that_answers_nobody_passes_where_no_probe_asks(container: Object, ends: bool) -> None:
    outcome = play(web(3, container=container), "rolling-update", Assumptions(silent_update=True))
    assert outcome.ends is ends
    assert ("answers-nobody" in dict(outcome.reasons)) is ends


def daemons(**rolling_update: object) -> Workload:
    """A DaemonSet on eight hosts whose update goes by these fields."""
    spec = {"updateStrategy": {"rollingUpdate": rolling_update}}
    return web(kind="DaemonSet", spec=spec, container=PROBE, topology=told(8, 2))


def _most_there(outcome: Outcome) -> int:
    moments = {each.created for each in outcome.lives if each.created >= 0}
    return max(
        sum(each.created <= at and (each.deleted_at is None or each.deleted_at > at) for each in outcome.lives)
        for at in moments
    )


@pytest.mark.parametrize(("unavailable", "lowest"), [(1, 7), (3, 5), ("30%", 5), ("1%", 7)])
def test_a_daemon_set_takes_what_may_be_unavailable(unavailable: int | str, lowest: int) -> None:
    outcome = play(daemons(maxUnavailable=unavailable), "rolling-update")
    assert (outcome.lowest_ready, outcome.ends, _most_there(outcome)) == (lowest, True, 8)


@pytest.mark.parametrize(("surge", "most"), [(1, 9), (3, 11), ("30%", 11), ("100%", 16)])
def test_a_daemon_set_with_surge_never_lacks_a_pod(surge: int | str, most: int) -> None:
    outcome = play(daemons(maxSurge=surge, maxUnavailable=0), "rolling-update")
    assert (outcome.lowest_ready, outcome.ends, _most_there(outcome)) == (8, True, most)
    assert {each.revision for each in outcome.lives if each.deleted_at is None} == {2}


def test_surge_of_a_daemon_set_finds_no_room_beside_its_host_port() -> None:
    spec = {"updateStrategy": {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}}
    port = {"ports": [{"containerPort": 80, "hostPort": 80}]}
    outcome = play(web(kind="DaemonSet", spec=spec, container=port, topology=told(4, 2)), "rolling-update")
    assert (outcome.ends, outcome.lowest_ready) == (False, 4)
    ((why, count),) = outcome.pending
    assert (why.reasons, count) == ((("node-affinity", "", 3), ("ports", "", 1)), 1)


@pytest.mark.parametrize(("field", "lowest"), [("maxSurge", 8), ("maxUnavailable", 6)])
def test_a_broken_update_of_a_daemon_set_sticks(field: str, lowest: int) -> None:
    workload = daemons(**{"maxUnavailable": 0, field: 2})
    outcome = play(workload, "rolling-update", Assumptions(broken_update=True))
    assert (outcome.ends, outcome.lowest_ready) == (False, lowest)
    assert dict(outcome.reasons)["old-serves"] == {"pods": lowest}


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
def test_on_delete_replaces_only_what_somebody_deletes(kind: str) -> None:
    workload = web(3, kind=kind, spec={"updateStrategy": {"type": "OnDelete"}})
    outcome = play(workload, "rolling-update")
    assert {each.revision for each in outcome.lives} == {1}
    assert (outcome.ends, outcome.lowest_ready) == (False, outcome.wanted)
    assert why_words(outcome) == ("OnDelete: a pod is replaced only when somebody deletes it",)


@pytest.mark.parametrize(("partition", "new"), [(0, 3), (1, 2), (3, 0), (9, 0)])
def test_a_partition_leaves_what_is_below_it(partition: int, new: int) -> None:
    spec = {"updateStrategy": {"rollingUpdate": {"partition": partition}}}
    outcome = play(web(3, kind="StatefulSet", spec=spec), "rolling-update")
    assert outcome.ends
    assert sum(each.revision == 2 for each in outcome.lives) == new
    kept = {"partition": {"partition": partition, "pods": 3 - new}} if partition else {}
    assert dict(outcome.reasons) == kept


@pytest.mark.parametrize("policy", ["OrderedReady", "Parallel"])
def test_a_stateful_set_that_may_lose_all_loses_them_together(policy: str) -> None:
    spec = {"updateStrategy": {"rollingUpdate": {"maxUnavailable": 3}}, "podManagementPolicy": policy}
    workload = web(3, spec=spec, kind="StatefulSet", version=Version(1, 37))
    outcome = play(workload, "rolling-update")
    assert (outcome.ends, outcome.lowest_ready) == (True, 0)
    assert play(replace(workload, version=Version(1, 36)), "rolling-update").lowest_ready == 2


def test_a_paused_deployment_rolls_nothing_out_and_is_scaled_all_the_same() -> None:
    paused = web(3, spec={"paused": True})
    outcome = play(paused, "rolling-update")
    assert (outcome.ends, outcome.lowest_ready) == (False, 3)
    assert [id for id, _values in outcome.reasons] == ["paused"]
    assert not any(event == "progress-deadline" for _seconds, event, _values in outcome.steps)
    assert play(paused, "scale-up").ends
