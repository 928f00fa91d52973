"""A liveness or startup probe that is less patient than the application needs kills it before it answers, for ever."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import SERVICE, WEB, workload
from tests.corpus import FOLDER
from tests.simulation.making import Object, web
from wizard.model.patience import Patience, patience
from wizard.model.topology import told
from wizard.model.workload import AppFacts, Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.played import played
from wizard.simulation.scenarios import SCENARIOS, play, playable
from wizard.simulation.traffic.timing import assumed_for, of
from wizard.sources.loading import Target, load
from wizard.wording.simulation import why_words

GET: Object = {"httpGet": {"path": "/", "port": 80}}
READY: Object = {"readinessProbe": GET}
TRIALS = FOLDER.parent / "trials"


def needing(seconds: int | None, container: Object, replicas: int = 3, **more: object) -> Workload:
    return replace(web(replicas, container=container, **more), facts=AppFacts(start_seconds=seconds))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("container", "wanted"),
    [
        ({}, None),
        (READY, None),
        ({"livenessProbe": GET}, Patience("livenessProbe", 20, 30)),
        ({"livenessProbe": {**GET, "initialDelaySeconds": 30}}, Patience("livenessProbe", 50, 60)),
        ({"livenessProbe": {**GET, "periodSeconds": 2, "failureThreshold": 1}}, Patience("livenessProbe", 0, 2)),
        ({"livenessProbe": GET, "startupProbe": {**GET, "failureThreshold": 30}}, Patience("startupProbe", 290, 300)),
        ({"livenessProbe": {"periodSeconds": "soon", "failureThreshold": -4}}, Patience("livenessProbe", 0, 10)),
    ],
)
def test_patience_is_the_delay_and_the_failures(container: Object, wanted: Patience | None) -> None:
    assert patience(web(container=container).containers[0]) == wanted


def test_container_is_killed_again_and_again_ever_later() -> None:
    found = needing(60, {**READY, "livenessProbe": GET})
    killing = of(found, Assumptions(start_seconds=60, run_seconds=2, stop_seconds=2)).killing
    assert killing is not None
    # It runs at 2 s, is killed at 32, gone at 34 and back at once; then after 10, 20, 40 s and so on.
    assert killing.times[:4] == ((32, 34), (64, 76), (106, 128), (158, 200))
    waits = [up - down - 2 for down, up in killing.times[:-1]]
    assert waits == [0, 10, 20, 40, 80, 160]


@pytest.mark.parametrize(
    ("container", "seconds", "reason"),
    [
        ({**READY, "livenessProbe": GET}, 60, ("liveness-kills", 30)),
        ({**READY, "livenessProbe": GET}, 31, ("liveness-kills", 30)),
        ({**READY, "livenessProbe": GET}, 30, None),
        ({**READY, "livenessProbe": GET}, None, None),
        ({**READY, "livenessProbe": {**GET, "initialDelaySeconds": 60}}, 60, None),
        ({**READY, "livenessProbe": GET, "startupProbe": {**GET, "failureThreshold": 12}}, 60, None),
        ({**READY, "startupProbe": {**GET, "periodSeconds": 1}}, 60, ("startup-kills", 3)),
        ({"livenessProbe": {**GET, "periodSeconds": 5}}, 60, ("liveness-kills", 15)),
        ({"livenessProbe": {"exec": {"command": ["true"]}}}, 60, ("liveness-kills", 30)),
    ],
)
def test_what_is_killed_before_it_answers_never_becomes_ready(
    container: Object, seconds: int | None, reason: tuple[str, int] | None
) -> None:
    outcome = play(needing(seconds, container), "rolling-update")
    assert outcome.ends == (reason is None)
    assert (outcome.ready[-1][1] == 0) == (reason is not None)
    if reason is not None:
        said = dict(outcome.reasons)[reason[0]]
        # Without a probe that asks, the new ones are Ready between the kills, and the old ones go.
        pods = 4 if READY.items() <= container.items() else 3
        assert said == {"container": "web", "seconds": reason[1], "pods": pods}
        assert "killed" in " ".join(why_words(outcome))


def test_start_that_is_only_assumed_kills_nobody() -> None:
    impatient = needing(None, {**READY, "livenessProbe": {**GET, "periodSeconds": 1}})
    assert assumed_for(impatient).start_seconds > 3
    assert play(impatient, "rolling-update").ends


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
def test_every_kind_is_killed(kind: str) -> None:
    outcome = play(needing(60, {**READY, "livenessProbe": GET}, kind=kind), "rolling-update")
    assert "liveness-kills" in dict(outcome.reasons)
    assert outcome.ready == ((0, 0),)


def test_update_that_is_killed_leaves_what_runs_alone_where_a_probe_asks() -> None:
    slow, quick = needing(60, {**READY, "livenessProbe": GET}), needing(60, READY)
    outcome = play(slow, "rolling-update", running=quick)
    assert (outcome.ends, outcome.lowest_ready) == (False, 3)
    assert dict(outcome.reasons)["liveness-kills"] == {"container": "web", "seconds": 30, "pods": 1}
    assert [seconds for seconds, event, _values in outcome.steps if event == "killed"][:3] == [32, 64, 106]


def test_update_without_a_readiness_probe_goes_on_between_the_kills() -> None:
    slow, quick = needing(60, {"livenessProbe": GET}, 1), needing(60, {}, 1)
    outcome = play(slow, "rolling-update", running=quick)
    # Ready as soon as it runs: the old one goes at 2 s, and the new one is killed at 32 s, 64 s, 106 s ...
    assert outcome.ready[:6] == ((0, 1), (32, 0), (34, 1), (64, 0), (76, 1), (106, 0))
    assert outcome.ready[-1][1] == 0
    assert not outcome.ends


def test_kill_waits_for_the_hook_and_no_longer_than_the_grace_of_its_probe() -> None:
    hook: Object = {"lifecycle": {"preStop": {"sleep": {"seconds": 15}}}}
    for own, seconds in (({}, 17), ({"terminationGracePeriodSeconds": 5}, 5)):
        found = of(needing(60, {**READY, **hook, "livenessProbe": {**GET, **own}}), Assumptions(start_seconds=60))
        assert found.killing is not None
        assert found.killing.times[0] == (32, 32 + seconds)


def test_silent_update_is_killed_by_a_liveness_probe() -> None:
    outcome = play(web(container={"livenessProbe": GET}), "rolling-update", Assumptions(silent_update=True))
    assert "liveness-kills" in dict(outcome.reasons)
    assert not outcome.ends


def test_all_requests_fail_for_good_at_rest_and_in_every_scenario() -> None:
    probe = "          livenessProbe: {httpGet: {path: /, port: 8080}}\n"
    found = replace(workload(WEB + probe, SERVICE, topology=told(6, 3)), facts=AppFacts(start_seconds=60))
    for scenario in playable(found):
        each = played(found, scenario)
        assert (each.errors.outage_seconds, each.errors.lasting) == (None, 1)
        assert each.errors.ready[0] == (0, 0)


@given(
    st.sampled_from(sorted(SCENARIOS)),
    st.sampled_from(["Deployment", "StatefulSet", "DaemonSet"]),
    st.tuples(st.integers(0, 40), st.integers(1, 15), st.integers(1, 5)),
    st.integers(0, 200),
    st.booleans(),
)
def test_told_start_is_killed_exactly_above_the_bound(
    scenario: str, kind: str, timings: tuple[int, int, int], start: int, asks: bool
) -> None:
    delay, period, failures = timings
    probe = {**GET, "initialDelaySeconds": delay, "periodSeconds": period, "failureThreshold": failures}
    found = needing(start, {**(READY if asks else {}), "livenessProbe": probe}, kind=kind)
    if scenario not in playable(found):
        return
    outcome = play(found, scenario)
    killed = start > delay + failures * period
    assert ("liveness-kills" in dict(outcome.reasons)) == killed
    assert (outcome.ready[0][1] == 0) == killed


@pytest.mark.parametrize(
    ("name", "seconds", "id"),
    [
        ("live/liveness.yaml", 60, "liveness-kills"),
        ("slow-boot.yaml", 180, "liveness-kills"),
        ("liveness-kills-slow-start.yaml", 120, "liveness-kills"),
        ("startup-budget-too-small.yaml", 60, "startup-kills"),
    ],
)
def test_trials_are_killed(name: str, seconds: int, id: str) -> None:
    if not (TRIALS / name).is_file():
        pytest.skip("the trials are not here; SUREFOOT_CORPUS names the folder beside them")
    inventory = load([str(TRIALS / name)], Target(facts=AppFacts(start_seconds=seconds))).inventory
    outcome = play(inventory.workload(inventory.ids[0]), "rolling-update")
    assert id in dict(outcome.reasons)
    assert not outcome.ends
