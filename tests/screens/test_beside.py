"""What lies beside a file is told in the head, and what was put off comes behind the first screen."""

from pathlib import Path

import pytest

from screens.opening import Opening
from screens.steps.budget import BudgetScreen
from screens.table.table import TableScreen
from tests.building import SERVICE, WEB
from tests.screens.conftest import Running, settled
from wizard.planning.plan import Plan
from wizard.practices.budget import BUDGET
from wizard.sources import around
from wizard.sources.folders import origins
from wizard.sources.loading import Target, load

BUDGETED = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
"""


@pytest.fixture
def beside(folder: Path) -> Path:
    (folder / "web.yaml").write_text(WEB)
    (folder / "pdb.yaml").write_text(BUDGETED)
    (folder / "service.yaml").write_text(SERVICE)
    (folder / "shop.yaml").unlink()
    return folder


def hurried(*paths: str, alone: bool = False) -> Opening:
    loaded = load(origins(paths, alone=alone), Target(), hurry=True)
    return Opening(Plan(loaded.inventory), Target(), paths, skipped=loaded.said, more=loaded.more)


async def test_the_head_says_how_many_files_were_read_too(beside: Path, running: Running) -> None:
    async with running(hurried("web.yaml")) as pilot:
        assert "web.yaml +2 read > web  Deployment" in pilot.app.shown()
    async with running(hurried("web.yaml", alone=True)) as pilot:
        assert "web.yaml > web  Deployment" in pilot.app.shown()


async def test_the_table_says_so_too(beside: Path, running: Running) -> None:
    (beside / "two.yaml").write_text("---".join([WEB.replace("web", "a"), WEB.replace("web", "b")]))
    async with running(hurried("two.yaml")) as pilot:
        assert isinstance(pilot.app.screen, TableScreen)
        assert "two.yaml +3 read" in pilot.app.lines()[0]


async def test_what_was_put_off_comes_behind_the_first_screen(
    beside: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(around, "HURRY", -1.0)
    opening = hurried("web.yaml")
    assert not opening.plan.inventory.neighbours
    assert opening.more is not None
    async with running(opening) as pilot:
        await settled(pilot)
        assert "web.yaml +2 read > web  Deployment" in pilot.app.shown()
        id = pilot.app.plan.inventory.ids[0]
        assert pilot.app.plan.suggestion(id, BUDGET) == BUDGET.present(pilot.app.plan.before(id))


async def test_choices_made_meanwhile_stay_and_can_be_undone(
    beside: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(around, "HURRY", -1.0)
    opening = hurried("web.yaml")
    more = opening.more
    assert more is not None
    async with running(Opening(opening.plan, Target(), ("web.yaml",))) as pilot:
        app, id = pilot.app, opening.plan.inventory.ids[0]
        app._opening = Opening(opening.plan, Target(), ("web.yaml",), more=more)
        app.keep(app.plan.skip(id, "budget"))
        app._learn(more())
        assert (id, "budget") in app.plan.skipped
        assert set(app.plan.inventory.neighbours) == {"pdb.yaml", "service.yaml"}
        app.action_undo()
        assert not app.plan.skipped
        assert app.plan.inventory.neighbours


async def test_a_step_that_has_something_to_ask_now_opens_anew(
    beside: Path, running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(around, "HURRY", -1.0)
    (beside / "web.yaml").write_text(WEB.replace("replicas: 3", "replicas: 1"))
    opening = hurried("web.yaml")
    async with running(Opening(opening.plan, Target(), ("web.yaml",))) as pilot:
        app, id = pilot.app, opening.plan.inventory.ids[0]
        app.switch_screen(BudgetScreen(app.plan, id))
        await settled(pilot)
        assert app.screen.refused == "one-replica"
        app._opening = Opening(opening.plan, Target(), ("web.yaml",), more=opening.more)
        app._learn(opening.more())
        assert app.steps == [("web", "budget")]
