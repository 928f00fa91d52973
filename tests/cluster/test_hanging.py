"""Whatever request hangs in the middle of the work, every key is answered at once."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from screens.app import SurefootApp
from screens.opening import Opening
from tests.cluster.cutting import Cutting, through
from tests.cluster.shop import DEPLOYMENT, deployment, service
from wizard.cluster.loading import Wanted
from wizard.model.inventory import Inventory
from wizard.planning.plan import Plan
from wizard.sources.loading import Target

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]

PROMPT = 0.1
"""Seconds within which a key is answered."""
QUESTIONS = ("Which failure", "How many copies", "How do we know", "How does a copy", "Schema")
HANGS = (
    ("How do we know", "t", "asking"),
    ("How does a copy", "enter", "Still asking the server what you may do"),
    ("Schema", "A", "Asking the server for a dry run"),
    ("accepted a dry run", "enter", "Changing the cluster"),
    ("Rolled out", "R", "Putting back"),
)
"""What is on the screen when the server falls silent, the key that asks it something, and what is shown meanwhile."""


def shown(pilot: Pilot[int]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return " ".join(" ".join("".join(segment.text for segment in strip) for strip in strips).split())


async def shows(pilot: Pilot[int], text: str) -> None:
    end = time.monotonic() + 30
    while text not in shown(pilot):
        assert time.monotonic() < end, f"{text}: {shown(pilot)}"
        await pilot.pause(0.02)


async def walked(pilot: Pilot[int], goal: str) -> None:
    """Go on until the screen shows the goal."""
    for question in QUESTIONS:
        await shows(pilot, question)
        if question == goal:
            break
        if question != QUESTIONS[-1]:
            await pilot.press("enter")
    if goal in QUESTIONS[:-1]:
        return
    await shows(pilot, "valid")
    if goal != "Schema":
        await pressed_until(pilot, "A", "accepted a dry run")
    if goal == "Rolled out":
        await pilot.press("enter")
        await shows(pilot, goal)


async def pressed_until(pilot: Pilot[int], key: str, text: str) -> None:
    """What may be done is asked of the server first, and a key that comes before its answer says so."""
    end = time.monotonic() + 30
    while text not in shown(pilot):
        assert time.monotonic() < end, shown(pilot)
        await pilot.press(key)
        await pilot.pause(0.2)


async def slowest(pilot: Pilot[int], *keys: str) -> float:
    """How long the slowest of the keys takes; the best of three for each, for the machine may be busy."""
    taken = []
    for key in keys:
        tries = []
        for _attempt in range(3):
            begun = time.monotonic()
            await pilot.press(key)
            tries.append(time.monotonic() - begun)
        taken.append(min(tries))
    return max(taken)


@pytest.fixture
def wanted(control_plane: Any, namespace: str, config: Callable[..., Path], cutting: Cutting) -> Wanted:
    """A weak workload, by the proxy."""
    control_plane.create(deployment(namespace), service(namespace))
    return Wanted(kubeconfig=str(through(config, cutting)), namespace=namespace, names=((DEPLOYMENT, "web"),))


@pytest.mark.parametrize(("goal", "key", "meanwhile"), HANGS, ids=[meanwhile for _goal, _key, meanwhile in HANGS])
async def test_keys_are_answered_while_a_request_hangs(
    wanted: Wanted, cutting: Cutting, goal: str, key: str, meanwhile: str
) -> None:
    app = SurefootApp(Opening(Plan(Inventory({})), Target(), wanted=wanted))
    async with app.run_test(size=(80, 24)) as pilot:
        await walked(pilot, goal)
        cutting.held = True
        await pilot.press(key)
        if key == "enter" and goal == "How does a copy":
            await shows(pilot, "valid")
            await pilot.press("A")
        await shows(pilot, meanwhile)
        assert await slowest(pilot, "down", "up", "ctrl+l") < PROMPT
        begun = time.monotonic()
        await pilot.press("escape")
        assert time.monotonic() - begun < 1


async def test_keys_are_answered_while_the_watch_of_a_rollout_hangs(
    control_plane: Any, namespace: str, wanted: Wanted, cutting: Cutting
) -> None:
    # Pods that are never Ready keep the rollout going for as long as the test looks at it.
    sick = {"spec": {"template": {"metadata": {"annotations": {"fake/never-ready": "true"}}}}}
    path = f"{DEPLOYMENT.path(namespace)}/web"
    assert control_plane.call("PATCH", path, sick, "application/merge-patch+json")[0] == 200
    app = SurefootApp(Opening(Plan(Inventory({})), Target(), wanted=wanted))
    async with app.run_test(size=(80, 24)) as pilot:
        await walked(pilot, "accepted a dry run")
        await pilot.press("enter")
        await shows(pilot, "Rolling out")
        cutting.held = True
        assert await slowest(pilot, "down", "up", "ctrl+l") < PROMPT
        begun = time.monotonic()
        await pilot.press("escape")
        assert time.monotonic() - begun < 1
        assert "Rolling out" not in shown(pilot)
