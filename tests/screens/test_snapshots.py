"""How the four steps look; a picture changes only in a commit that says what changed on screen."""

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from screens.app import SurefootApp
from screens.opening import Opening
from tests.building import SERVICE, SIX_HOSTS, WEB, plan, within
from tests.screens.conftest import settled
from wizard.sources.loading import Target

ONE = WEB.replace("replicas: 3", "replicas: 1")
LIVE = within(ONE, "image: web:1", "livenessProbe: {httpGet: {path: /live, port: http}}")


def step(text: str) -> SurefootApp:
    """The wizard on one workload, in one theme wherever the test runs."""
    app = SurefootApp(Opening(plan(text, SERVICE, topology=SIX_HOSTS), Target(), ("shop.yaml",)))
    app.theme = "textual-dark"
    return app


def keys(*pressed: str) -> Callable[[Pilot[int]], Awaitable[None]]:
    """Press keys one after the other, each when the one before is painted."""

    async def press(pilot: Pilot[int]) -> None:
        await settled(pilot)
        for key in pressed:
            await pilot.press(key)
            await settled(pilot)

    return press


STEPS = {
    "spread": (LIVE, ("left",)),
    "placement": (LIVE, ("right", "right")),
    "budget": (LIVE, ("enter",)),
    "budget_of_one": (LIVE, ("2",)),
    "readiness": (LIVE, ("3",)),
    "readiness_asked": (ONE, ("3",)),
    "shutdown": (LIVE, ("4", "right")),
}


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", STEPS)
def test_step_looks_as_before(snap_compare: Callable[..., bool], size: tuple[int, int], name: str) -> None:
    text, pressed = STEPS[name]
    assert snap_compare(step(text), terminal_size=size, run_before=keys(*pressed))
