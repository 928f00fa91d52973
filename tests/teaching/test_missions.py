"""Each mission breaks at first, is won by answers that hold, whichever they are, and by no useless one."""

import pytest

from wizard.practices.budget import BudgetChoice
from wizard.practices.shutdown_choice import PreStop, ShutdownChoice
from wizard.practices.spread import SpreadChoice
from wizard.teaching import missions
from wizard.teaching.missions import MISSIONS, run, start, subject
from wizard.wording import missions as words

BY_ID = {each.id: each for each in MISSIONS}


def spread(level, **more):
    return "spread", SpreadChoice(level=level, **more)


def budget(field, value):
    return "budget", BudgetChoice(field, value)


def shutdown(seconds=None, grace=None, container="payments", **more):
    hooks = (PreStop(container, "sleep", seconds),) if seconds else ()
    return "shutdown", ShutdownChoice(hooks, grace, **more)


WINS = [
    ("node-dies", spread("host", replicas=2)),
    ("node-dies", spread("zone", replicas=3, strict=True)),
    ("zone-dies", spread("zone", replicas=2, strict=True)),
    ("zone-dies", spread("host", replicas=3)),
    ("drain-takes-all", budget("maxUnavailable", 1)),
    ("drain-takes-all", budget("minAvailable", 1)),
    ("drain-takes-all", spread("host", replicas=3)),
    ("drain-never-ends", budget("maxUnavailable", 1)),
    ("drain-never-ends", budget("minAvailable", 2)),
    ("drain-never-ends", spread("none", replicas=4)),
    ("update-drops-requests", shutdown(10, 45)),
    ("update-drops-requests", shutdown(25, 60)),
    ("rollout-stuck", shutdown(max_unavailable=1)),
    ("rollout-stuck", spread("none", replicas=5)),
]
USELESS = [
    ("node-dies", spread("zone", replicas=1)),
    ("node-dies", budget("maxUnavailable", 1)),
    ("zone-dies", spread("host", replicas=2)),
    ("zone-dies", budget("minAvailable", 1)),
    ("drain-takes-all", spread("zone", replicas=2, strict=True)),
    ("drain-takes-all", budget("maxUnavailable", 2)),
    ("drain-takes-all", budget("minAvailable", 2)),
    ("drain-never-ends", budget("minAvailable", 3)),
    ("drain-never-ends", spread("zone", replicas=3)),
    ("update-drops-requests", shutdown(1, 45)),
    ("update-drops-requests", spread("zone", replicas=3)),
    ("rollout-stuck", shutdown(15, 50, "search")),
    ("rollout-stuck", budget("maxUnavailable", 1)),
]


def missed(id, *answers):
    mission = BY_ID[id]
    plan = start(mission, None)
    about = subject(mission, plan)
    for key, choice in answers:
        plan = plan.choose(about, key, choice)
    return missions.missed(mission, run(mission, plan, about))


@pytest.mark.parametrize("id", BY_ID)
def test_it_breaks_at_first(id):
    assert missed(id)


@pytest.mark.parametrize(("id", "answer"), WINS)
def test_what_holds_wins(id, answer):
    assert missed(id, answer) == ()


@pytest.mark.parametrize(("id", "answer"), USELESS)
def test_what_does_not_hold_wins_nothing(id, answer):
    assert missed(id, answer)


@pytest.mark.parametrize("id", BY_ID)
def test_each_can_be_won_by_two_different_answers(id):
    assert len([answer for won, answer in WINS if won == id]) >= 2


def test_every_mission_is_told():
    for told in (words.TITLES, words.STORIES, words.HINTS):
        assert set(BY_ID) <= set(told)
    assert {goal for each in MISSIONS for goal in each.goals} <= set(words.GOALS)
