"""The review: what it says before anything is written, and what each way of writing leaves behind."""

from screens.review.receipt import ReceiptScreen
from screens.review.review import ReviewScreen
from tests.building import WEB
from tests.screens.conftest import SHOP, opened, settled, with_choices
from wizard.model.inventory import Inventory
from wizard.planning.kept import kept
from wizard.planning.plan import Plan
from wizard.planning.schema import SchemaError
from wizard.practices.budget import BudgetChoice
from wizard.sources import drafts
from wizard.text.manifest import Manifest


def written(plan):
    """The whole result, as the engine makes it."""
    return plan.changes[0].after


async def reviewed(pilot):
    await pilot.press("w")
    await settled(pilot)
    assert isinstance(pilot.app.screen, ReviewScreen)


async def test_says_what_is_still_weak_what_the_schema_finds_and_the_whole_diff(running):
    async with running(chosen=True, size=(80, 40)) as pilot:
        await reviewed(pilot)
        shown = pilot.app.shown()
        assert "error Readiness: web gets requests before it listens" in shown.replace("warning", "error")
        assert "Schema 1.30 (assumed): valid" in shown
        assert "topologySpreadConstraints:" in shown
        assert "kind: PodDisruptionBudget" in shown


async def test_asks_before_it_writes_in_place_and_escape_leaves_everything(running, folder):
    async with running(chosen=True) as pilot:
        await reviewed(pilot)
        await pilot.press("w")
        shown = pilot.app.shown()
        assert "Write in place?" in shown
        assert "shop.yaml  +" in shown
        assert "in 1 file" in shown
        assert "The way back" in shown
        await pilot.press("escape")
        assert "Still weak" in pilot.app.shown()
        assert (folder / "shop.yaml").read_text() == SHOP


async def test_written_file_holds_the_plan_and_the_choices_are_the_new_base(running, folder):
    async with running(chosen=True) as pilot:
        plan = pilot.app.plan
        drafts.save(("shop.yaml",), kept(plan))
        await reviewed(pilot)
        await pilot.press("w", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ReceiptScreen)
        assert (folder / "shop.yaml").read_text() == written(plan)
        assert pilot.app.plan.choices == {}
        assert drafts.load(("shop.yaml",)) is None
        await pilot.press("enter")
        await settled(pilot)
        line = next(line for line in pilot.app.lines() if " web " in line)
        assert line.split()[3:7] == ["●", "met", "●", "met"]
        await pilot.press("escape")
        assert pilot.app.return_code == 0


async def test_receipt_tells_files_lines_what_to_run_and_how_to_do_it_again(running):
    async with running(chosen=True) as pilot:
        await reviewed(pilot)
        await pilot.press("enter", "enter")
        await settled(pilot)
        shown = pilot.app.shown()
        assert "shop.yaml  +" in shown
        assert "kubectl diff -f shop.yaml" in shown
        assert "kubectl apply -f shop.yaml" in shown
        assert "surefoot fix shop.yaml --only Deployment/web --spread host" in shown


async def test_new_path_is_written_and_the_file_as_read_stays(running, folder):
    async with running(chosen=True) as pilot:
        plan = pilot.app.plan
        await reviewed(pilot)
        await pilot.press("o")
        await pilot.press("ctrl+u", *"out.yaml", "enter")
        await settled(pilot)
        assert (folder / "out.yaml").read_text() == written(plan)
        assert (folder / "shop.yaml").read_text() == SHOP
        assert "kubectl apply -f out.yaml" in pilot.app.shown()
        await pilot.press("q")
        assert pilot.app.return_code == 0


async def test_path_that_exists_is_refused_and_nothing_is_lost(running, folder):
    (folder / "out.yaml").write_text("mine\n")
    async with running(chosen=True) as pilot:
        await reviewed(pilot)
        await pilot.press("o", "ctrl+u", *"out.yaml", "enter")
        await settled(pilot)
        assert "out.yaml: is there already" in pilot.app.shown()
        assert (folder / "out.yaml").read_text() == "mine\n"
        await pilot.press("backspace")
        assert "is there already" not in pilot.app.shown()
        assert pilot.app.plan.choices


async def test_read_only_file_gets_a_sentence_and_keeps_the_choices(running, monkeypatch):
    from wizard.outputs import saving
    from wizard.sources.writing import NotWritten

    def refused(changes):
        raise NotWritten("shop.yaml: is read-only; make it writable, or write elsewhere")

    async with running(chosen=True) as pilot:
        await reviewed(pilot)
        monkeypatch.setattr(saving, "write_all", refused)
        await pilot.press("w", "enter")
        await settled(pilot)
        assert "shop.yaml: is read-only" in pilot.app.shown()
        assert pilot.app.plan.choices


async def test_several_changed_files_go_below_a_folder(running, folder):
    (folder / "more.yaml").write_text(SHOP.replace("web", "shop").replace(": api", ": till"))
    async with running(opened(".")) as pilot:
        plan = pilot.app.plan
        for id in plan.inventory.ids:
            if plan.before(id).name in {"web", "shop"}:
                plan = plan.choose(id, "budget", BudgetChoice("maxUnavailable", 1))
        pilot.app.keep(plan)
        pilot.app.screen.show(plan)
        await reviewed(pilot)
        await pilot.press("o", "ctrl+u", *"out", "enter")
        await settled(pilot)
        for change in plan.changes:
            assert (folder / "out" / change.origin).read_text() == change.after
        assert (folder / "shop.yaml").read_text() == SHOP


async def test_file_changed_on_disk_is_read_again_and_the_choices_kept(running, folder):
    async with running(chosen=True) as pilot:
        await reviewed(pilot)
        newer = "kind: Secret\nmetadata: {name: mine}\n---\n" + SHOP
        (folder / "shop.yaml").write_text(newer)
        await pilot.press("w", "enter")
        await settled(pilot)
        assert "Changed on disk" in pilot.app.shown()
        assert (folder / "shop.yaml").read_text() == newer
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("w", "enter")
        await settled(pilot)
        fresh = with_choices(Plan(Inventory.of([Manifest.read("shop.yaml", newer.encode())])))
        assert (folder / "shop.yaml").read_text() == written(fresh)


async def test_choices_kept_over_a_reload_are_asked_about_when_leaving(running, folder):
    async with running(chosen=True) as pilot:
        await reviewed(pilot)
        (folder / "shop.yaml").write_text(SHOP + "# mine\n")
        await pilot.press("w", "enter")
        await settled(pilot)
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("ctrl+q")
        assert "Leave the wizard?" in pilot.app.shown()


async def test_printing_leaves_with_the_result_and_writes_nothing(running, folder):
    async with running(chosen=True) as pilot:
        plan = pilot.app.plan
        await reviewed(pilot)
        await pilot.press("x")
        assert pilot.app.result == written(plan)
        assert pilot.app.return_code == 0
        assert (folder / "shop.yaml").read_text() == SHOP


async def test_stream_is_printed_whole_and_never_written(running, folder):
    async with running(opened(stream=SHOP), chosen=True) as pilot:
        plan = pilot.app.plan
        await reviewed(pilot)
        await pilot.press("w")
        assert "came by a pipe" in pilot.app.lines()[-1]
        await pilot.press("enter")
        assert pilot.app.result == written(plan)
        assert sorted(path.name for path in folder.iterdir()) == ["shop.yaml"]


async def test_demo_is_written_only_where_somebody_says(running, folder):
    (folder / "shop.yaml").unlink()
    async with running(opened(demo=True), chosen=True) as pilot:
        await reviewed(pilot)
        await pilot.press("w")
        assert "The demo is no file of yours" in pilot.app.lines()[-1]
        assert list(folder.iterdir()) == []
        await pilot.press("enter", "enter")
        await settled(pilot)
        assert [path.name for path in folder.iterdir()] == ["shop.yaml"]


async def test_new_objects_apart_are_shown_as_a_file_and_listed_in_the_kustomization(running, folder):
    (folder / "kustomization.yaml").write_text("resources:\n  - shop.yaml\n")
    async with running(chosen=True, size=(80, 50)) as pilot:
        await reviewed(pilot)
        await pilot.press("e")
        await settled(pilot)
        assert "web-pdb.yaml  +" in pilot.app.shown()
        assert "(new file)" in pilot.app.shown()
        assert "- web-pdb.yaml" in pilot.app.shown()
        await pilot.press("w", "enter")
        await settled(pilot)
        assert "PodDisruptionBudget" in (folder / "web-pdb.yaml").read_text()
        assert (folder / "kustomization.yaml").read_text() == "resources:\n  - shop.yaml\n  - web-pdb.yaml\n"
        assert "kubectl apply -k ." in pilot.app.shown()
        assert "web-pdb.yaml" in pilot.app.plan.inventory.manifests


async def test_plan_that_would_break_a_valid_object_cannot_be_written(running, folder, monkeypatch):
    def broken(plan):
        return ((plan.inventory.ids[0], SchemaError(("spec", "replicas"), "missing-field", {"field": "selector"})),)

    monkeypatch.setattr("screens.review.keys.blocked", broken)
    async with running(chosen=True) as pilot:
        await reviewed(pilot)
        assert "cannot be written" in pilot.app.shown()
        for key in ("w", "o", "x", "enter"):
            await pilot.press(key)
            assert "make a valid object invalid" in pilot.app.lines()[-1]
        assert (folder / "shop.yaml").read_text() == SHOP


async def test_old_and_new_stand_side_by_side_where_the_screen_is_wide(running):
    async with running(chosen=True, size=(130, 40)) as pilot:
        await reviewed(pilot)
        assert any("│" in line for line in pilot.app.lines())
        await pilot.resize_terminal(100, 40)
        await pilot.pause()
        assert not any("│" in line for line in pilot.app.lines())


async def test_undo_in_the_review_changes_what_would_be_written(running):
    async with running(chosen=True) as pilot:
        await reviewed(pilot)
        await pilot.press("e", "u")
        await settled(pilot)
        assert not pilot.app.plan.separate


async def test_review_of_one_walk_goes_back_to_its_last_step(running):
    async with running(chosen=True) as pilot:
        pilot.app.open_review(pilot.app.plan.inventory.ids[0])
        await settled(pilot)
        assert "5 Review" in pilot.app.shown()
        await pilot.press("escape", "2")
        assert pilot.app.steps == [("web", "shutdown"), ("web", "budget")]


async def test_small_terminal_shows_the_question_and_some_of_the_diff(running):
    async with running(chosen=True, size=(60, 18)) as pilot:
        await reviewed(pilot)
        await pilot.press("w")
        shown = pilot.app.shown()
        assert "Enter writes, Esc leaves everything as it is." in shown
        assert shown.count(" + ") >= 2


async def test_question_is_asked_in_sight_even_where_the_diff_was_alone(running):
    async with running(chosen=True) as pilot:
        await reviewed(pilot)
        await pilot.press("d")
        assert "Still weak" not in pilot.app.shown()
        await pilot.press("w")
        assert "Enter writes, Esc leaves everything as it is." in pilot.app.shown()


async def test_more_workloads_leads_from_a_walk_to_the_table(running):
    async with running(chosen=True) as pilot:
        pilot.app.open_review(pilot.app.plan.inventory.ids[0])
        await settled(pilot)
        await pilot.press("m")
        await settled(pilot)
        assert "2 workloads, 1 changed" in pilot.app.lines()[0]


async def test_object_that_was_invalid_before_is_not_called_valid(running, folder):
    broken = WEB.replace("      containers:", "      conatiners: x\n      containers:")
    (folder / "shop.yaml").write_text(broken.lstrip("\n") + "---\n" + WEB.replace("web", "api").lstrip("\n"))
    async with running(opened(), chosen=True) as pilot:
        await pilot.press("w")
        await settled(pilot)
        assert "invalid, and was so before" in pilot.app.shown()
        assert "did you mean containers?" in pilot.app.shown()
