"""A part of `make agree`: what the wizard promises and simulates is what the real scheduler and controllers do."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.cluster.agree.__main__ import line
from tests.cluster.agree.at_random import lines, play_at_random, summary
from tests.cluster.agree.cases import CASES
from tests.cluster.agree.playing import play

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]


def test_promises_hold(control_plane: Any) -> None:
    daily = [case for case in CASES if case.daily]
    assert len(daily) == 12
    names = [control_plane.namespace() for _case in daily]
    with ThreadPoolExecutor(6) as pool:
        played = list(pool.map(lambda case, name: play(control_plane, case, name), daily, names))
    assert all(each.agrees for each in played), "\n".join(map(line, played))
    assert {each.reality for each in played} == {"fits", "pending", "finishes", "sticks", "passes", "blocks"} - {"fits"}


def test_random_cases_agree_with_the_simulator() -> None:
    played = list(play_at_random(range(40)))
    said = "\n".join([*(line for each in played for line in lines(each)), *summary(played)])
    print(said)
    assert all(each.agrees for each in played), said
    answers = {each.theirs for case in played for each in case.compared if " of " in each.what or "ends" in each.what}
    assert {"allowed", "refused", "True", "False"} <= answers
    assert {each.partition(" after ")[0] for each in answers} >= {"ends", "stops"}
