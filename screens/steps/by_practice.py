"""The step screens, one line a practice. Each is imported when somebody comes to it."""

from importlib import import_module
from typing import Any

from screens.steps.step import StepScreen
from wizard.planning.plan import Plan
from wizard.text.manifest import ObjectId

STEP_SCREENS = {
    "spread": "SpreadScreen",
    "budget": "BudgetScreen",
    "readiness": "ReadinessScreen",
    "shutdown": "ShutdownScreen",
}
"""The class of each practice's screen, which stands in the module of the practice's name."""


def step_screen(plan: Plan, id: ObjectId, key: str) -> StepScreen[Any]:
    """The screen of a practice for a workload."""
    # Four forms cost 5 ms to import, and the first paint shows one.
    made: StepScreen[Any] = getattr(import_module(f"screens.steps.{key}"), STEP_SCREENS[key])(plan, id)
    return made
