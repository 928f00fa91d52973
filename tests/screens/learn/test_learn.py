"""The missions by keys: see it break, choose, see it hold; and what was won is still won the next time."""

import json

import pytest

from screens.learn.app import LearningApp
from screens.learn.pages import LearnScreen, MissionScreen
from screens.opening import Opening
from screens.steps.step import StepScreen
from tests.building import WEB
from tests.screens.conftest import settled
from wizard.model.inventory import Inventory
from wizard.planning.plan import Plan
from wizard.sources import progress
from wizard.sources.loading import Target
from wizard.teaching import missions
from wizard.teaching.shop import shop
from wizard.text.manifest import Manifest


def opening(text: str = "", *, visitor: bool = False) -> Opening:
    if text:
        plan = Plan(Inventory.of([Manifest.read("web.yaml", text.encode())]))
        return Opening(plan, Target(), ("web.yaml",), visitor=visitor)
    return Opening(Plan(shop(Target()).inventory), Target(), visitor=visitor)


async def press(pilot, *keys):
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


def shown(app):
    return "\n".join(
        "".join(segment.text for segment in strip).rstrip() for strip in app.screen._compositor.render_strips()
    )


async def test_a_mission_is_seen_to_break_chosen_and_seen_to_hold():
    app = LearningApp(opening())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, MissionScreen)
        assert "outage 352 s" in shown(app)
        assert not app.screen.won
        await press(pilot, "enter")
        assert isinstance(app.screen, StepScreen)
        await press(pilot, "enter")
        assert isinstance(app.screen, MissionScreen)
        assert app.screen.won
        assert "outage 352 s" in shown(app)
        assert "2 of 3 ready" in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, LearnScreen)
        assert "1 of 6 won" in shown(app)


async def test_leaving_a_step_untouched_wins_nothing():
    app = LearningApp(opening())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "enter", "escape")
        assert isinstance(app.screen, MissionScreen)
        assert not app.screen.won
        await press(pilot, "escape")
        assert "0 of 6 won" in shown(app)


async def test_a_useless_answer_is_played_and_does_not_win():
    app = LearningApp(opening())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "3", "enter")
        assert isinstance(app.screen, MissionScreen)
        assert "As chosen" in shown(app) or not app.plan.choices
        assert not app.screen.won


async def test_undo_takes_a_winning_choice_back():
    app = LearningApp(opening())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "enter", "enter", "u")
        assert isinstance(app.screen, MissionScreen)
        assert not app.screen.won


async def test_hints_come_one_by_one_until_there_are_none():
    app = LearningApp(opening())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        counts = [shown(app).count("Hint: ")]
        for _ in range(3):
            await press(pilot, "h")
            counts.append(shown(app).count("Hint: "))
        assert counts == [0, 1, 2, 2]


async def test_what_was_won_is_still_won_the_next_time():
    progress.keep_won(frozenset({"node-dies"}))
    app = LearningApp(opening())
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "1 of 6 won" in shown(app)
        await press(pilot, "enter")
        assert "A zone dies" in shown(app)


async def test_a_visitor_reads_and_leaves_no_progress():
    progress.keep_won(frozenset({"zone-dies"}))
    app = LearningApp(opening(visitor=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "0 of 6 won" in shown(app)
        await press(pilot, "down", "enter", "enter", "enter")
        assert app.screen.won
    assert progress.won() == {"zone-dies"}


async def test_a_visitor_may_take_the_wizard_instead():
    app = LearningApp(opening(visitor=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        assert "4 workloads" in shown(app)


async def test_a_file_of_ones_own_brings_two_more_missions():
    app = LearningApp(opening(WEB.lstrip("\n").replace("  replicas: 3\n", "")))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "0 of 8 won" in shown(app)
        await press(pilot, *["down"] * 6, "enter")
        assert "Your own: a node dies > web" in shown(app)
        await press(pilot, "enter", "enter")
        assert app.screen.won


def test_progress_that_cannot_be_trusted_counts_as_none(tmp_path):
    progress.keep_won(frozenset({"node-dies"}))
    from wizard.sources import drafts

    drafts.save(progress.KEPT_AS, {"won": [1, None, "zone-dies"]})
    assert progress.won() == {"zone-dies"}
    drafts.save(progress.KEPT_AS, {"won": "all"})
    assert progress.won() == frozenset()
    assert json.dumps(sorted(progress.won())) == "[]"


@pytest.mark.parametrize("mission", (*missions.MISSIONS, *missions.OWN), ids=lambda each: each.id)
async def test_the_page_of_each_mission_fits_at_80_columns(mission):
    app = LearningApp(opening(WEB.lstrip("\n").replace("  replicas: 3\n", "")))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.open_mission(mission)
        await settled(pilot)
        await press(pilot, "h", "h")
        assert len(app.screen._lines) <= 22
        assert all(line.cell_length <= 80 for line in app.screen._lines)
