"""The wizard on files in a folder of their own, driven by keys."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import SurefootApp
from screens.opening import Opening
from tests.building import SERVICE, WEB
from wizard.model.inventory import Inventory
from wizard.planning.plan import Plan
from wizard.practices.budget import BudgetChoice
from wizard.practices.spread import SpreadChoice
from wizard.sources.loading import Target, load
from wizard.text.manifest import Manifest, ObjectId

API = WEB.replace("web", "api").replace("  replicas: 3\n", "")
SHOP = "---\n".join(each.lstrip("\n") for each in (WEB, SERVICE, API))


class Recorded(SurefootApp):
    """The app, with the steps it was asked for instead of their screens."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self.steps: list[tuple[str, str]] = []

    def open_step(self, id: ObjectId, key: str) -> None:
        self.steps.append((self.plan.before(id).name, key))

    def lines(self) -> list[str]:
        """What the screen shows, row by row."""
        width, height = self.size
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip)[:width].rstrip() for strip in strips][:height]

    def shown(self) -> str:
        return "\n".join(self.lines())


async def settled(pilot: Pilot[int]) -> None:
    """Wait until workers are done and what they found is painted."""
    await pilot.app.workers.wait_for_complete()
    if getattr(pilot.app, "live", None) is None:
        # What is reckoned beside the keys ends by itself where no cluster is asked.
        for thread in [each for each in threading.enumerate() if each.name == "asking"]:
            await asyncio.to_thread(thread.join)
    await pilot.pause()


def opened(path: str | None = "shop.yaml", *, stream: str = "", demo: bool = False, **more: object) -> Opening:
    """What the command line hands over for a file, a stream or the demo."""
    target = Target()
    if stream:
        plan = Plan(Inventory.of([Manifest.read("-", stream.encode())]))
        return Opening(plan, target, ("-",), stream=True)
    if demo:
        plan = Plan(Inventory.of([Manifest.read("shop.yaml", SHOP.encode())]))
        return Opening(plan, target, (), demo=True)
    loaded = load([str(path)], target)
    return Opening(Plan(loaded.inventory), target, (str(path),), skipped=loaded.said)


def with_choices(plan: Plan) -> Plan:
    """The plan in which web is spread over hosts and has a budget."""
    web = plan.inventory.ids[0]
    return plan.choose(web, "spread", SpreadChoice("host")).choose(web, "budget", BudgetChoice("maxUnavailable", 1))


Running = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The present folder, with shop.yaml in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_text(SHOP)
    return tmp_path


@pytest.fixture
def running(folder: Path) -> Running:
    """Run the wizard; with `chosen`, some choices are made before the first key."""

    @asynccontextmanager
    async def run(
        opening: Opening | None = None, *, chosen: bool = False, size: tuple[int, int] = (80, 24)
    ) -> AsyncIterator[Pilot[int]]:
        app = Recorded(opening or opened())
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            if chosen:
                app.keep(with_choices(app.plan))
                app.screen.show(app.plan)
            await settled(pilot)
            yield pilot

    return run
