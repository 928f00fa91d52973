"""A wizard that is sat at from elsewhere: no key of it opens a path or a cluster."""

from zipfile import ZipFile

import pytest

from screens.app import SurefootApp
from screens.opening import Opening
from tests.building import SERVICE, WEB, first, plan
from tests.screens.conftest import settled
from wizard.model.inventory import Inventory
from wizard.outputs.bundled import bundle
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.spread import SpreadChoice
from wizard.sources.loading import Target
from wizard.teaching.shop import shop
from wizard.text.manifest import Manifest

TO_PATHS = {"review.write", "review.elsewhere", "review.patch", "review.print", "review.apply", "table.cluster"}


@pytest.fixture
def opening():
    return Opening(Plan(shop(Target()).inventory), Target(), demo=True, visitor=True)


def keys(app):
    """The ids of the bindings that can be pressed, greyed ones too."""
    return {binding.id for _node, binding, _enabled, _tooltip in app.screen.active_bindings.values()}


async def test_no_key_of_any_screen_leads_to_a_path_or_a_cluster(opening):
    app = SurefootApp(opening)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        seen = keys(app)
        for press in ("enter", *("enter",) * len(PRACTICES)):
            await pilot.press(press)
            await settled(pilot)
            seen |= keys(app)
        assert "review.download" in seen
        assert not seen & TO_PATHS


async def test_the_keys_themselves_do_nothing(opening):
    app = SurefootApp(opening)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        before = app.screen
        await pilot.press("c", "n")
        await settled(pilot)
        assert app.screen is before
        app.open_review(None)
        await settled(pilot)
        review = app.screen
        await pilot.press("w", "o", "P", "A", "x")
        await settled(pilot)
        assert app.screen is review
        assert app.is_running
        assert not review.query_one("#path").display


async def test_leaving_offers_no_draft(opening):
    app = SurefootApp(opening)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("ctrl+q")
        await settled(pilot)
        assert [reply.key for reply in app.screen._replies] == ["w", "x", "escape"]


def test_one_changed_file_is_handed_out_as_it_is():
    made = plan(WEB, SERVICE)
    chosen = made.choose(first(made), "spread", SpreadChoice(level="host", replicas=3))
    assert bundle(chosen, ()) == ("shop.yaml", chosen.changes[0].after.encode())


def test_several_changed_files_are_handed_out_as_a_zip(tmp_path):
    texts = [WEB.lstrip("\n"), WEB.replace("web", "api").lstrip("\n")]
    manifests = [Manifest.read(f"k8s/{n}/app.yaml", each.encode()) for n, each in enumerate(texts)]
    made = Plan(Inventory.of(manifests))
    for id in made.inventory.ids:
        made = made.choose(id, "spread", SpreadChoice(level="host", replicas=3))
    name, packed = bundle(made, ("k8s/0/app.yaml", "k8s/1/app.yaml"))
    path = tmp_path / name
    path.write_bytes(packed)
    with ZipFile(path) as archive:
        assert {each: archive.read(each).decode() for each in archive.namelist()} == {
            each.origin: each.after for each in made.changes
        }
