"""Requests to a workload as its manifest and facts let expect them."""

from dataclasses import dataclass, replace

import pytest

from tests.building import SERVICE, WEB, workload
from wizard.model.routes import ROUTE_SECONDS
from wizard.model.workload import AppFacts, Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.traffic.requests import errors_met, stream, timeline

ASSUMED = Assumptions()


@dataclass(frozen=True)
class Life:
    node: str | None = None
    runs_at: float | None = 0
    serving_at: float | None = 0
    ready_at: float | None = 0
    deleted_at: float | None = None
    gone_at: float | None = None
    lost_at: float | None = None
    unready_at: float | None = None
    spells: tuple[tuple[float, float], ...] = ()


def web(grace: int = 30, pre_stop: int = 0, **facts: object) -> Workload:
    template = WEB.replace("      containers:", f"      terminationGracePeriodSeconds: {grace}\n      containers:")
    hook = f"          lifecycle: {{preStop: {{sleep: {{seconds: {pre_stop}}}}}}}\n" if pre_stop else ""
    return replace(workload(template + hook, SERVICE), facts=AppFacts(**facts))  # type: ignore[arg-type]


def test_hops_are_known_for_each_traffic_path() -> None:
    for path, pause in ROUTE_SECONDS.items():
        assert stream(web(traffic=path), ASSUMED).slowest == max(0, pause - 5)
        assert stream(web(traffic=path), ASSUMED).rate == (0 if path == "none" else 100)
        assert max(stream(web(traffic=path), replace(ASSUMED, propagation_seconds=7)).delays) == 7


@pytest.mark.parametrize("path", sorted(set(ROUTE_SECONDS) - {"none"}))
def test_pause_that_is_suggested_loses_nothing(path: str) -> None:
    lives = [Life(deleted_at=30), Life(), Life(20, 25)]
    waiting = web(ROUTE_SECONDS[path] + 35, ROUTE_SECONDS[path], traffic=path)
    assert errors_met(lives, web(traffic=path), ASSUMED).lost > 50
    assert errors_met(lives, waiting, ASSUMED).lost == 0


def test_host_that_dies_refuses_until_the_cluster_notices() -> None:
    found = errors_met([Life(lost_at=10, unready_at=60), Life()], web(), ASSUMED)
    # Half of them for 50 s, and until the routes know, 3 s later on the average.
    assert found.refused == pytest.approx(100 / 2 * 53, abs=20)


def test_work_that_the_grace_period_is_too_short_for_is_cut() -> None:
    lives, told = [Life(deleted_at=60), Life()], {"drain_seconds": 20}
    short = errors_met(lives, web(12, 10, **told), replace(ASSUMED, stop_seconds=20))
    enough = errors_met(lives, web(35, 10, **told), replace(ASSUMED, stop_seconds=20))
    assert short.refused == enough.refused == enough.cut == 0
    assert short.cut > 1


def test_timeline_has_the_margins() -> None:
    waiting = web(50, 15)
    line = timeline(waiting, waiting.containers[0], replace(ASSUMED, stop_seconds=30))
    assert [name for name, _time in line.marks][-3:] == ["term", "finished", "kill"]
    assert (line.last_route, line.pause_margin, line.ending.margin) == (5, 10, 5)


def test_timeline_of_a_pause_that_eats_the_grace_period_never_finishes() -> None:
    eaten = web(30, 30)
    line = timeline(eaten, eaten.containers[0], replace(ASSUMED, stop_seconds=20))
    assert "finished" not in dict(line.marks)
    assert (line.ending.term, line.ending.kill) == (30, 32)
