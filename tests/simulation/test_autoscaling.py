"""An autoscaler keeps the pace that spec.behavior sets, with the server's defaults for what it does not say."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import WEB, workload
from tests.simulation.making import Object
from wizard.model.topology import told
from wizard.simulation.events.autoscaling import Pace
from wizard.simulation.outcome import Outcome
from wizard.simulation.scenarios import play


def hpa(most: int, behavior: Object | None = None, *, fewest: int | None = None) -> Outcome:
    """One load on a Deployment of three copies."""
    spec: Object = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}}
    spec |= {"maxReplicas": most} | ({} if fewest is None else {"minReplicas": fewest})
    spec |= {} if behavior is None else {"behavior": behavior}
    made = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web"}}
    return play(workload(WEB, yaml.safe_dump({**made, "spec": spec}), topology=told(6, 3)), "hpa-scale")


def steps(outcome: Outcome) -> list[tuple[float, object]]:
    """When it asked for how many copies."""
    return [(seconds, values["replicas"]) for seconds, event, values in outcome.steps if event == "scaled"]


def policies(*each: tuple[str, int, int], select: str | None = None, window: int | None = None) -> Object:
    rules: Object = {
        "policies": [{"type": kind, "value": value, "periodSeconds": period} for kind, value, period in each]
    }
    rules |= {} if select is None else {"selectPolicy": select}
    return rules | ({} if window is None else {"stabilizationWindowSeconds": window})


def test_without_behavior_it_doubles_every_round_and_comes_down_at_once_after_five_minutes() -> None:
    assert steps(hpa(20)) == [(0, 6), (15, 12), (30, 20), (330, 1)]


def test_from_one_copy_it_goes_to_four_first() -> None:
    assert Pace({}, 1).next(0, 1, 10) == 4


def test_any_behavior_brings_the_server_s_defaults_for_the_rest() -> None:
    assert Pace({"behavior": {"scaleDown": {"selectPolicy": "Max"}}}, 1).next(0, 1, 10) == 5
    assert steps(hpa(20, {"scaleUp": {"selectPolicy": "Max"}})) == [(0, 7), (15, 14), (30, 20), (330, 1)]


def test_fewest_is_one_where_nothing_is_said() -> None:
    assert steps(hpa(6))[-1] == (300, 1)
    assert steps(hpa(6, fewest=2))[-1] == (300, 2)


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (policies(("Pods", 2, 60)), [(0, 5), (60, 7), (120, 9)]),
        (policies(("Percent", 10, 30)), [(0, 4), (30, 5), (60, 6), (90, 7), (120, 8), (150, 9)]),
        (
            policies(("Pods", 4, 15), ("Percent", 10, 15), select="Min"),
            [(0, 4), (15, 5), (30, 6), (45, 7), (60, 8), (75, 9)],
        ),
        (policies(("Pods", 4, 15), ("Percent", 10, 15), select="Max"), [(0, 7), (15, 9)]),
        (policies(("Pods", 6, 15), window=60), [(45, 9)]),
    ],
    ids=["pods", "percent", "min", "max", "window"],
)
def test_pace_upwards(rules: Object, wanted: list[tuple[float, int]]) -> None:
    assert steps(hpa(9, {"scaleUp": rules}))[:-1] == wanted


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        (policies(("Pods", 3, 60), window=60), [(60, 5), (120, 2), (180, 1)]),
        (policies(("Percent", 50, 15), window=30), [(30, 4), (45, 2), (60, 1)]),
        (
            policies(("Pods", 4, 15), ("Percent", 10, 15), select="Min", window=0),
            [(15, 7), (30, 6), (45, 5), (60, 4), (75, 3), (90, 2), (105, 1)],
        ),
    ],
    ids=["pods", "percent", "min"],
)
def test_pace_downwards(rules: Object, wanted: list[tuple[float, int]]) -> None:
    # Eight copies are wanted in the first round already.
    up = policies(("Pods", 5, 15))
    assert steps(hpa(8, {"scaleUp": up, "scaleDown": rules}))[1:] == wanted


def test_a_period_counts_from_the_copies_at_its_start_whichever_way_they_went() -> None:
    pace = Pace({"behavior": {"scaleDown": policies(("Pods", 1, 60), window=0)}}, 4)
    assert pace.next(0, 4, 8) == 8
    assert pace.next(15, 8, 1) == 3
    assert pace.next(60, 3, 1) == 3
    assert pace.next(75, 3, 1) == 2


def test_what_is_disabled_stops_and_is_said() -> None:
    no_more = hpa(9, {"scaleUp": {"selectPolicy": "Disabled"}})
    assert [count for _seconds, count in steps(no_more)] == [1]
    assert ("scaled-short", {"replicas": 3, "wanted": 9}) in no_more.reasons
    no_less = hpa(9, {"scaleDown": {"selectPolicy": "Disabled"}})
    assert steps(no_less)[-1][1] == 9
    assert ("scaled-short", {"replicas": 9, "wanted": 1}) in no_less.reasons
    assert no_more.ends
    assert no_less.ends


def test_how_far_it_came_is_said() -> None:
    found = [values for id, values in hpa(9, fewest=2).reasons if id == "scaled-enough"]
    assert found == [{"replicas": 9, "seconds": 15}, {"replicas": 2, "seconds": 315}]


RULES = st.builds(
    lambda given, select, window: policies(*given, select=select, window=window),
    st.lists(st.tuples(st.sampled_from(["Pods", "Percent"]), st.integers(1, 200), st.integers(1, 120)), max_size=2),
    st.sampled_from(["Max", "Min", "Disabled"]),
    st.integers(0, 400),
)


@settings(max_examples=100, deadline=None)
@given(RULES, RULES, st.integers(1, 40), st.integers(1, 4))
def test_it_always_ends_between_its_fewest_and_its_most(up: Object, down: Object, most: int, fewest: int) -> None:
    outcome = hpa(max(most, fewest), {"scaleUp": up, "scaleDown": down}, fewest=fewest)
    asked = [count for _seconds, count in steps(outcome)]
    assert all(min(fewest, 3) <= int(str(count)) <= max(most, fewest, 3) for count in asked)
    assert outcome.ends
