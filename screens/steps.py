"""The step screens, one line a practice."""

from typing import Any

from screens.budget import BudgetScreen
from screens.readiness import ReadinessScreen
from screens.shutdown import ShutdownScreen
from screens.spread import SpreadScreen
from screens.step import StepScreen
from wizard.manifest import ObjectId
from wizard.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Status

STEP_SCREENS: tuple[type[StepScreen[Any]], ...] = (SpreadScreen, BudgetScreen, ReadinessScreen, ShutdownScreen)


def step_screen(plan: Plan, id: ObjectId, key: str) -> StepScreen[Any]:
    """The screen of a practice for a workload."""
    return next(each for each in STEP_SCREENS if each.practice.key == key)(plan, id)


def first_step(plan: Plan, id: ObjectId) -> str:
    """The first practice that is not met; the first of all where every one is."""
    for practice in PRACTICES:
        if plan.standing(id, practice).status in {Status.MISSING, Status.WEAK}:
            return practice.key
    return PRACTICES[0].key
