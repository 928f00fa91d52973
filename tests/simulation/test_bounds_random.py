"""Whatever the numbers: a budget is never overspent, and an update keeps to its surge and its unavailable."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import WEB, workload
from tests.simulation.making import rolling, web
from wizard.errors import WizardError
from wizard.model.topology import told
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.outcome import Outcome
from wizard.simulation.scenarios import play

COUNT = st.one_of(st.integers(0, 6), st.integers(0, 100).map(lambda share: f"{share}%"))
SLOW = st.builds(
    Assumptions,
    start_seconds=st.integers(0, 30),
    run_seconds=st.sampled_from([0.5, 2, 7]),
    stop_seconds=st.integers(0, 40),
)
PROBE = {"readinessProbe": {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 3}}


def _of(value: int | str, total: int, *, up: bool) -> int:
    if isinstance(value, int):
        return value
    share = int(value[:-1]) * total
    return -(-share // 100) if up else share // 100


def _moments(outcome: Outcome) -> list[float]:
    times = {0.0}
    for life in outcome.lives:
        times |= {
            at for at in (life.created, life.ready_at, life.deleted_at, life.gone_at) if at is not None and at > 0
        }
    return sorted(times)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 9), st.sampled_from(["minAvailable", "maxUnavailable"]), COUNT, st.integers(1, 5), SLOW)
def test_a_budget_is_never_overspent(
    replicas: int, field: str, value: int | str, hosts: int, slow: Assumptions
) -> None:
    workload = web(replicas, budgets=({field: value},), topology=told(5, 1), container=PROBE)
    for scenario in ("drain-several", "vpa-restart"):
        outcome = play(workload, scenario, Assumptions(**{**vars(slow), "hosts_drained": hosts}))
        least = _of(value, replicas, up=True)
        least = least if field == "minAvailable" else replicas - least
        assert outcome.lowest_ready >= min(least, replicas)
        if least >= replicas:
            assert outcome.evictions == 0
            assert not outcome.ends or replicas < 2
        elif scenario == "drain-several" and hosts < 5:
            assert outcome.ends
            assert outcome.seconds_to_full is not None


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 9), COUNT, COUNT, st.integers(0, 12), SLOW)
def test_an_update_keeps_its_bounds(
    replicas: int, surge: int | str, unavailable: int | str, min_ready: int, slow: Assumptions
) -> None:
    spec = rolling(surge, unavailable, minReadySeconds=min_ready)
    outcome = play(web(replicas, spec=spec, container=PROBE), "rolling-update", slow)
    most = _of(surge, replicas, up=True)
    down = _of(unavailable, replicas, up=False)
    down = 1 if not most and not down else min(down, replicas)
    for now in _moments(outcome):
        there = [
            each for each in outcome.lives if each.created <= now and (each.deleted_at is None or each.deleted_at > now)
        ]
        fit = [each for each in there if each.ready_at is not None and each.ready_at + min_ready <= now]
        assert len(there) <= replicas + most
        assert len(fit) >= replicas - down
    assert outcome.ends
    assert {each.revision for each in outcome.lives if each.deleted_at is None} == {2}
    assert sum(each.deleted_at is None for each in outcome.lives) == replicas


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6), st.booleans(), st.integers(0, 4), SLOW)
def test_a_stateful_set_never_has_two_pods_of_one_name(
    replicas: int, parallel: bool, partition: int, slow: Assumptions
) -> None:
    spec = {
        "podManagementPolicy": "Parallel" if parallel else "OrderedReady",
        "updateStrategy": {"rollingUpdate": {"partition": partition}},
    }
    outcome = play(web(replicas, spec=spec, kind="StatefulSet", container=PROBE), "rolling-update", slow)
    assert outcome.ends
    assert outcome.lowest_ready >= replicas - 1
    for name in {each.pod for each in outcome.lives}:
        one = sorted((each for each in outcome.lives if each.pod == name), key=lambda each: each.created)
        ends = [math.inf if each.gone_at is None else each.gone_at for each in one]
        assert all(end <= later.created for end, later in zip(ends, one[1:], strict=False))
        assert one[-1].revision == (2 if int(name.rpartition("-")[2]) >= partition else 1)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 8), st.integers(0, 99))
def test_the_same_seed_plays_the_same(replicas: int, seed: int) -> None:
    workload = web(replicas)
    assert play(workload, "drain-several", seed=seed) == play(workload, "drain-several", seed=seed)


@pytest.mark.parametrize(("more", "scenario"), [({}, "drain"), ({"scale_to": 1_000_000}, "scale-up")])
def test_more_pods_than_can_be_played_are_refused_at_once(more, scenario):
    many = WEB if more else WEB.replace("replicas: 3", "replicas: 1000000")
    with pytest.raises(WizardError, match="1,000,000 pods"):
        play(workload(many), scenario, Assumptions(**more))
