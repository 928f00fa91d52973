"""Losses as FACTS 5.3 tells them."""

from collections.abc import Collection

import pytest

from tests.cluster.agree.cases import HONOR, ZONE, spread
from tests.simulation.making import Object, web
from wizard.errors import WizardError
from wizard.model.topology import HOSTNAME, Node, Topology, told
from wizard.model.versions import Version
from wizard.simulation.events.outage import Outage
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.scenarios import play, playable
from wizard.simulation.stage import Stage, set_up

UNREACHABLE = {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute"}


@pytest.mark.parametrize(("version", "seconds"), [(Version(1, 31), 40 + 300 + 2), (Version(1, 32), 50 + 300 + 2)])
def test_a_dead_host_is_noticed_and_left_after_the_defaults(version: Version, seconds: float) -> None:
    outcome = play(web(3, spread(), version=version), "host-loss")
    assert (outcome.lowest_ready, outcome.below_seconds, outcome.seconds_to_full) == (2, seconds, seconds)
    assert outcome.ends


@pytest.mark.parametrize(
    ("tolerations", "seconds"), [([{**UNREACHABLE, "tolerationSeconds": 30}], 82.0), ([{"operator": "Exists"}], None)]
)
def test_a_pod_says_itself_how_long_it_stays(tolerations: list[Object], seconds: float | None) -> None:
    outcome = play(web(3, {"tolerations": tolerations}), "host-loss")
    assert outcome.seconds_to_full == seconds


def test_a_stateful_set_does_not_come_back_from_a_dead_host() -> None:
    outcome = play(web(3, spread(), kind="StatefulSet"), "host-loss")
    assert not outcome.ends
    assert outcome.seconds_to_full is None
    assert not outcome.pending
    assert [each.pod for each in outcome.lives if each.deleted_at is not None and each.gone_at is None]


@pytest.mark.parametrize(("policy", "comes_back"), [({}, False), (HONOR, True)])
def test_a_dead_zone_counts_as_a_domain_unless_its_taints_are_honoured(
    policy: dict[str, str], comes_back: bool
) -> None:
    outcome = play(web(6, spread(ZONE, **policy)), "zone-loss")
    assert outcome.ends is comes_back
    assert bool(outcome.pending) is not comes_back


def _lose(hosts: int, zones: int, lost: Collection[str], copies: int = 12) -> Stage:
    workload = web(copies, topology=told(hosts, zones))
    assert workload.topology
    stage = set_up(workload, workload.topology, Assumptions(), (), 0)
    Outage(stage.world, [stage.number(name) for name in lost], 50).start()
    stage.world.run()
    return stage


def test_a_zone_down_in_part_is_never_left_in_a_small_cluster() -> None:
    stage = _lose(10, 2, ["a1", "a2", "a3"])
    assert not stage.controller.done(stage.world)
    assert [event for _seconds, event, _values in stage.world.steps].count("eviction-stopped") == 3


def test_two_dead_hosts_of_a_zone_are_left() -> None:
    stage = _lose(6, 2, ["a1", "a2"])
    assert stage.controller.done(stage.world)


def test_a_large_zone_down_in_part_is_left_slowly() -> None:
    lost = [f"a{number}" for number in range(1, 32)]
    stage = _lose(52 + 52, 2, lost, copies=104)
    expelled = sorted({seconds for seconds, event, _values in stage.world.steps if event == "expelled"})
    assert expelled[:3] == [350.0, 450.0, 550.0]
    assert stage.controller.done(stage.world)


def test_a_whole_zone_is_left_a_host_every_ten_seconds() -> None:
    outcome = play(web(6), "zone-loss")
    assert {seconds for seconds, event, _values in outcome.steps if event == "expelled"} == {350.0, 360.0}
    assert outcome.ends


def test_when_every_zone_is_dead_nothing_is_evicted() -> None:
    outcome = play(web(3, topology=told(2, 1)), "zone-loss")
    assert outcome.ready == ((0, 3), (0, 0))
    assert not [event for _seconds, event, _values in outcome.steps if event == "expelled"]


def test_racks_are_told_by_a_label() -> None:
    nodes = tuple(Node(f"n{n}", {HOSTNAME: f"n{n}", "rack": f"r{n % 3}"}) for n in range(6))
    workload = web(3, topology=Topology(nodes))
    outcome = play(workload, "rack-loss")
    assert len(outcome.targets) == 2
    assert outcome.lowest_ready < 3
    assert "zone-loss" not in playable(workload)


def test_what_cannot_be_played_says_why() -> None:
    with pytest.raises(WizardError, match="rack"):
        play(web(3), "rack-loss")
    with pytest.raises(WizardError, match="is not a scenario"):
        play(web(3), "earthquake")
