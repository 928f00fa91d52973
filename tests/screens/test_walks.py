"""One walk by keys for each kind of source, from its first screen to what comes out."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from screens.app import SurefootApp
from screens.opening import Opening
from screens.review.receipt import ReceiptScreen
from screens.review.review import ReviewScreen
from screens.start import StartScreen
from screens.steps.step import StepScreen
from screens.table.table import TableScreen
from tests.building import SERVICE, WEB, within
from tests.screens.conftest import settled
from wizard.model.inventory import Inventory
from wizard.planning.plan import Plan
from wizard.sources.loading import Target, load
from wizard.teaching.shop import shop
from wizard.text.manifest import Manifest

LIVE = within(WEB, "image: web:1", "livenessProbe: {httpGet: {path: /ok, port: http}}").lstrip("\n") + "---" + SERVICE
NEW = ("PodDisruptionBudget", "topologySpreadConstraints", "readinessProbe", "preStop")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "web.yaml").write_text(LIVE)
    (tmp_path / "k8s").mkdir()
    (tmp_path / "k8s" / "web.yaml").write_text(LIVE)
    (tmp_path / "k8s" / "api.yaml").write_text(LIVE.replace("web", "api"))
    return tmp_path


def from_paths(*paths: str) -> Opening:
    """What the command line makes of paths."""
    loaded = load(paths, Target())
    return Opening(Plan(loaded.inventory), Target(), paths, skipped=loaded.notes)


async def press(pilot: Pilot[int], keys: Sequence[str]) -> None:
    """Press keys one after the other, each when the one before is painted."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def test_file_is_walked_and_written_in_place(here: Path) -> None:
    app = SurefootApp(from_paths("web.yaml"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, StepScreen)
        await press(pilot, ["enter"] * 4)
        assert isinstance(app.screen, ReviewScreen)
        await press(pilot, ["w", "enter"])
        assert isinstance(app.screen, ReceiptScreen)
    assert all(word in (here / "web.yaml").read_text() for word in NEW)
    assert (here / "k8s" / "web.yaml").read_text() == LIVE


async def test_folder_collects_two_workloads_into_one_plan(here: Path) -> None:
    app = SurefootApp(from_paths("k8s"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, TableScreen)
        await press(pilot, ["enter", "enter", "enter", "enter", "enter"])
        await press(pilot, ["1", "escape", "down", "enter", "enter", "enter", "enter", "enter"])
        assert len(app.plan.changed_ids) == 2
        await press(pilot, ["w", "enter"])
        assert isinstance(app.screen, ReceiptScreen)
    for name in ("web", "api"):
        assert all(word in (here / "k8s" / f"{name}.yaml").read_text() for word in NEW)


async def test_stream_ends_as_the_result_and_writes_nothing(here: Path) -> None:
    plan = Plan(Inventory.of([Manifest.read("-", LIVE.encode())]))
    app = SurefootApp(Opening(plan, Target(), ("-",), stream=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, ["enter"] * 5)
        if app.result is None:
            await press(pilot, ["enter"])
    assert app.result is not None
    assert all(word in app.result for word in NEW)
    assert (here / "web.yaml").read_text() == LIVE


async def test_demo_writes_only_where_it_is_told(here: Path) -> None:
    app = SurefootApp(Opening(Plan(shop(Target()).inventory), Target(), (), demo=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, ["enter", "enter", "enter", "enter", "enter", "w"])
        assert isinstance(app.screen, ReviewScreen)
        assert not (here / "shop.yaml").exists()
        await press(pilot, ["o"])
        await press(pilot, ["ctrl+u", *"mine.yaml", "enter", "enter"])
    assert all(word in (here / "mine.yaml").read_text() for word in NEW)
    assert not (here / "shop.yaml").exists()


async def test_start_without_a_source_leads_to_the_table_or_the_step(here: Path) -> None:
    app = SurefootApp(Opening(Plan(Inventory({})), Target()))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, StartScreen)
        await press(pilot, ["slash", *"web.yaml", "enter"])
        assert isinstance(app.screen, StepScreen)
