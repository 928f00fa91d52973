"""Answers that were only passed on the way to one that is not complete stay nowhere; those that were rested on do."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from textual.pilot import Pilot

from screens.steps.step import StepScreen
from screens.widgets.diff_view import DiffView
from screens.widgets.fields import NumberField, TextField
from screens.widgets.radio_row import RadioRow
from tests.building import SERVICE, WEB, within
from tests.screens.steps.test_steps import kept, said, step, walking
from tests.trials import trial
from wizard.practices.spread import SpreadChoice

__all__ = ["walking"]
Walking = Callable[..., AbstractAsyncContextManager[Pilot[int]]]
LIVE = within(WEB, "image: web:1", "livenessProbe: {httpGet: {path: /live, port: http}}")


async def to_placement(pilot: Pilot[int]) -> None:
    """Move the level to the placement set, whose values nobody has typed."""
    step(pilot).query_one("#level", RadioRow).focus()
    await pilot.press("end")
    for _answer in range(5):
        await pilot.press("left")
    for _answer in range(4):
        await pilot.press("right")
    assert step(pilot).query_one("#level", RadioRow).value == "placement"


@pytest.mark.parametrize("keys", [("1",), ("2",), ("3",), ("4",), ("5",), ("escape",)], ids=str)
async def test_levels_that_were_passed_are_not_chosen(walking: Walking, keys: tuple[str, ...]) -> None:
    async with walking(WEB, SERVICE) as pilot:
        await pilot.press("1")
        await to_placement(pilot)
        await pilot.press(*keys)
        assert kept(pilot) == {}


async def test_level_that_was_rested_on_stays_when_another_is_not_complete(walking: Walking) -> None:
    async with walking(WEB, SERVICE) as pilot:
        await pilot.press("1")
        step(pilot).query_one("#level", RadioRow).focus()
        await pilot.press("left", "tab")
        await pilot.pause()
        assert kept(pilot)["spread"] == SpreadChoice("host")
        await to_placement(pilot)
        await pilot.press("3")
        assert kept(pilot) == {"spread": SpreadChoice("host")}


async def test_what_is_completed_later_is_chosen(walking: Walking) -> None:
    async with walking(WEB, SERVICE) as pilot:
        await pilot.press("1")
        await to_placement(pilot)
        step(pilot).query_one("#values", TextField).focus()
        await pilot.press("r", "1")
        assert kept(pilot) == {"spread": SpreadChoice("placement", placement_values=("r1",))}
        assert not pilot.app.screen.query_one(DiffView).stale
        await pilot.press("ctrl+u")
        assert "something is missing" in said(pilot) or "placement set needs" in said(pilot)
        await pilot.press("escape", "3")
        assert kept(pilot) == {}


async def test_number_that_was_passed_is_not_chosen(walking: Walking) -> None:
    async with walking(WEB, SERVICE) as pilot:
        await pilot.press("1")
        step(pilot).query_one("#replicas", NumberField).focus()
        await pilot.press("backspace", *"10001")
        assert pilot.app.screen.query_one(DiffView).stale
        await pilot.press("escape", "3")
        assert kept(pilot) == {}


async def test_path_that_was_passed_is_not_chosen(walking: Walking) -> None:
    async with walking(LIVE, SERVICE) as pilot:
        await pilot.press("3")
        step(pilot).query_one("#path", TextField).focus()
        await pilot.press("x", "ctrl+u")
        assert kept(pilot) == {}
        await pilot.press("slash", "o", "k")
        assert "readiness" in kept(pilot)


async def test_another_step_keeps_what_is_complete_there(walking: Walking) -> None:
    async with walking(WEB, SERVICE) as pilot:
        await pilot.press("2", "enter", "1")
        await to_placement(pilot)
        await pilot.press("3")
        assert set(kept(pilot)) == {"budget"}


async def test_undo_leads_back_from_an_answer_that_is_not_complete(walking: Walking) -> None:
    async with walking(WEB, SERVICE) as pilot:
        await pilot.press("1")
        await to_placement(pilot)
        await pilot.press("u", "u", "u", "u", "u", "u")
        assert isinstance(pilot.app.screen, StepScreen)
        assert kept(pilot) == {} or set(kept(pilot)) == {"spread"}
        assert not pilot.app.screen.query_one(DiffView).stale


async def test_trial_of_a_placement_set_without_a_value_chooses_nothing(walking: Walking) -> None:
    text = trial("placement.yaml").read_text()
    async with walking(text) as pilot:
        await pilot.press("1")
        await to_placement(pilot)
        await pilot.press("3")
        assert step(pilot).practice.key == "readiness"
        assert kept(pilot) == {}
