"""The errors that users meet in a scenario: from the requests, in numbers that can be reckoned by hand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import SERVICE, WEB, workload
from tests.simulation.making import web
from wizard.model.topology import told
from wizard.model.workload import Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.outcome import Life
from wizard.simulation.played import Played, played
from wizard.simulation.scenarios import SCENARIOS, playable
from wizard.simulation.traffic import traffic
from wizard.simulation.traffic.route import windows

READY = "          readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}\n"
RECREATE = WEB.replace("  replicas: 3\n", "  replicas: 3\n  strategy: {type: Recreate}\n")


def shop(text: str = WEB, replicas: int = 1, more: str = "") -> Workload:
    """Behind a Service: its routes learn of a pod after 1, 2, 3, 4 and 5 s; 100 requests a second, of 0.2 s each."""
    return workload(text.replace("  replicas: 3\n", f"  replicas: {replicas}\n") + more, SERVICE, topology=told(6, 3))


def numbers(found: Played) -> tuple[object, ...]:
    met = found.errors
    return met.outage_seconds, met.partial_seconds, round(met.lost, 3), round(met.requests, 3)


def test_only_copy_without_a_probe_fails_until_it_answers() -> None:
    found = played(shop(), "drain")
    # The old one is gone at once, the new one runs at 2 s, and all routes know it by 7 s; it answers at 12 s.
    # They are counted until the last event, at 12 s, has settled: 5 s for the routes, 2 s for a program that stops.
    assert numbers(found) == (12, 0, 1200, 1900)
    assert found.errors.share == pytest.approx(1200 / 1900)
    assert found.errors.ready == ((0, 1), (0, 0), (2, 1))


def test_probe_makes_the_outage_end_when_the_first_route_knows() -> None:
    found = played(shop(more=READY), "drain")
    # Ready at 12 s; the routes know at 13 to 17 s, each a fifth of the requests: four of them fail for a second more.
    assert numbers(found) == (13, 4, 1300 + 20 * (1 + 2 + 3 + 4), 1900)
    assert found.errors.ready == ((0, 1), (0, 0), (12, 1))


def test_pod_that_ends_but_answers_keeps_the_only_copy_from_an_outage() -> None:
    hook = "          lifecycle: {preStop: {sleep: {seconds: 20}}}\n"
    found = played(shop(more=READY + hook), "drain")
    # kube-proxy sends to it for as long as it knows no other (KEP-1669), which is over at 17 s.
    assert numbers(found)[:3] == (0, 0, 0)
    assert found.errors.ready == ((0, 1), (0, 0), (12, 1))


def test_one_of_two_copies_is_a_partial_failure() -> None:
    found = played(shop(replicas=2, more=READY), "pod-deleted")
    # Half of what the routes bring that do not know yet, a second longer each; 0.2 s before it nobody began.
    assert numbers(found)[:3] == (0, 5, 10 * (1 + 2 + 3 + 4 + 5))
    assert found.errors.ready == ((0, 2), (0, 1), (12, 2))


def test_host_that_dies_under_one_of_two_fails_half_until_it_is_noticed() -> None:
    found = played(shop(replicas=2, more=READY), "host-loss", Assumptions(unreachable_seconds=40))
    assert numbers(found)[:3] == (0, 45, 50 * 40 + 10 * (1 + 2 + 3 + 4 + 5))


def test_outage_for_good_has_no_end() -> None:
    found = played(shop(RECREATE, more=READY), "rolling-update", Assumptions(broken_update=True))
    assert (found.errors.outage_seconds, found.errors.lasting) == (None, 1)
    assert found.errors.share == 1
    assert found.errors.ready == ((0, 1), (0, 0))


def test_new_version_that_answers_nobody_is_an_outage_although_all_are_ready() -> None:
    found = played(shop(replicas=3), "rolling-update", Assumptions(silent_update=True))
    assert found.errors.outage_seconds is None
    assert found.errors.ready[-1][1] == 3


def test_what_was_never_ready_fails_from_the_start() -> None:
    found = played(shop(replicas=3, more=READY), "vpa-restart", Assumptions(broken=True))
    assert (found.errors.outage_seconds, found.errors.lasting, found.errors.share) == (None, 1, 1)
    assert found.errors.ready == ((0, 0),)


def test_nobody_who_asks_meets_no_error() -> None:
    found = played(web(1), "drain")
    assert numbers(found) == (0, 0, 0, 0)
    assert found.errors.share == found.errors.lasting == 0
    assert found.errors.ready == ((0, 1), (0, 0), (2, 1))


@st.composite
def workloads(draw: st.DrawFn) -> Workload:
    more = READY if draw(st.booleans()) else ""
    pause = draw(st.sampled_from([0, 3, 20]))
    if pause:
        more += f"          lifecycle: {{preStop: {{sleep: {{seconds: {pause}}}}}}}\n"
    return shop(draw(st.sampled_from([WEB, RECREATE])), draw(st.integers(1, 5)), more)


@given(workloads(), st.sampled_from(sorted(SCENARIOS)), st.integers(0, 3))
def test_every_scenario_keeps_the_measure(found: Workload, scenario: str, seed: int) -> None:
    if scenario not in playable(found):
        return
    each = played(found, scenario, seed=seed)
    met, outcome = each.errors, each.outcome
    assert met.ready[0] == (0, found.count)
    assert met.ready[-1][1] == sum(life.ready_at is not None and _stays(life) for life in outcome.lives)
    assert all(one[1] != two[1] for one, two in zip(met.ready, met.ready[1:], strict=False))
    assert 0 <= met.share <= 1
    assert met.lost == pytest.approx(met.refused + met.cut)
    if not met.lasting:
        assert (met.outage_seconds or 0) + (met.partial_seconds or 0) <= met.requests / 100 + 1e-6
        assert (met.lost > 1e-6) == ((met.outage_seconds or 0) + (met.partial_seconds or 0) > 1e-6)


def _stays(life: Life) -> bool:
    return life.deleted_at is None and life.lost_at is None


def test_copies_that_stay_are_reckoned_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counting(*given: Any) -> Any:
        asked.append(given)
        return windows(*given)

    monkeypatch.setattr(traffic, "windows", counting)
    counts = []
    for replicas in (5, 50):
        asked.clear()
        played(shop(replicas=replicas), "pod-deleted")
        counts.append(len(asked))
    # Those that stay, the one that goes and the one that comes, on each of five routes.
    assert counts == [15, 15]
