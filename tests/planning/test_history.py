"""Undo and redo of plans, and when a plan counts as kept."""

import pytest

from tests.building import WEB
from wizard.model.inventory import Inventory
from wizard.planning.history import History
from wizard.planning.plan import Plan
from wizard.text.manifest import Manifest


@pytest.fixture
def plan() -> Plan:
    return Plan(Inventory.of([Manifest.read("web.yaml", WEB.encode())]))


def test_undo_goes_back_one_choice_and_redo_makes_it_again(plan: Plan) -> None:
    history = History(plan)
    chosen = plan.skip(plan.inventory.ids[0], "spread")
    assert history.keep(chosen)
    assert (history.undo(), history.plan) == (True, plan)
    assert (history.redo(), history.plan) == (True, chosen)


def test_nothing_is_undone_before_the_beginning_nor_redone_behind_the_end(plan: Plan) -> None:
    history = History(plan)
    assert not history.can("undo") and not history.undo()
    assert not history.can("redo") and not history.redo()
    assert history.can("quit")


def test_a_new_choice_ends_what_could_be_made_again(plan: Plan) -> None:
    history, id = History(plan), plan.inventory.ids[0]
    history.keep(plan.skip(id, "spread"))
    history.undo()
    history.keep(plan.skip(id, "budget"))
    assert not history.can("redo")


def test_the_same_plan_is_no_step(plan: Plan) -> None:
    history = History(plan)
    assert not history.keep(plan)
    assert not history.can("undo")


def test_what_was_written_is_the_new_beginning(plan: Plan) -> None:
    history, chosen = History(plan), plan.skip(plan.inventory.ids[0], "spread")
    history.keep(chosen)
    assert not history.is_saved
    history.saved(chosen)
    assert history.is_saved
    history.rebase(chosen)
    assert not history.can("undo")
