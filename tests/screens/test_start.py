"""`surefoot` alone: what is offered, and what happens with what is chosen or typed."""

from screens.opening import Opening
from screens.start import StartScreen
from tests.screens.conftest import SHOP, settled
from wizard.model.inventory import Inventory
from wizard.planning.plan import Plan
from wizard.sources.loading import Target
from wizard.sources.nearby import nearby


def alone():
    return Opening(Plan(Inventory({})), Target())


async def test_files_with_workloads_are_offered_and_enter_opens_one(running, folder):
    (folder / "k8s").mkdir()
    (folder / "k8s" / "more.yaml").write_text(SHOP)
    (folder / "values.yaml").write_text("replicas: 3\n")
    async with running(alone()) as pilot:
        shown = pilot.app.shown()
        assert "shop.yaml      2 workloads" in shown
        assert "k8s/more.yaml  2 workloads" in shown
        assert "values.yaml" not in shown
        await pilot.press("enter")
        await settled(pilot)
        assert "shop.yaml" in pilot.app.lines()[0]
        assert "2 workloads" in pilot.app.lines()[0]


async def test_all_files_can_be_opened_at_once(running, folder):
    (folder / "more.yaml").write_text(SHOP.replace("web", "shop"))
    async with running(alone()) as pilot:
        await pilot.press("down", "down", "enter")
        await settled(pilot)
        assert "4 workloads" in pilot.app.lines()[0]


async def test_path_that_does_not_exist_gets_a_sentence_under_the_field(running):
    async with running(alone()) as pilot:
        await pilot.press("slash", *"nix.yaml", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, StartScreen)
        assert "nix.yaml: there is no such file" in pilot.app.shown()


async def test_demo_opens_without_any_file(running, folder):
    (folder / "shop.yaml").unlink()
    async with running(alone()) as pilot:
        assert "none" in pilot.app.shown()
        await pilot.press("enter")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, StartScreen)


def test_templates_hidden_folders_and_other_files_are_not_offered(folder):
    (folder / ".git").mkdir()
    for path, text in (
        (".git/a.yaml", SHOP),
        ("chart.yaml", SHOP.replace("name: web", "name: {{ .Name }}")),
        ("notes.txt", SHOP),
        ("list.json", '{"kind": "List", "items": [\n  {"kind": "Deployment"}]}'),
    ):
        (folder / path).write_text(text)
    assert [(each.path, each.workloads) for each in nearby(str(folder))] == [("list.json", 1), ("shop.yaml", 2)]
