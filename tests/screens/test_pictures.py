"""How the screens look that hold several workloads; a picture changes only in a commit that says what changed."""

import pytest

from screens.opening import Opening
from tests.building import WEB
from tests.screens.conftest import Recorded, opened, settled, with_choices
from wizard.model.inventory import Inventory
from wizard.places import assets
from wizard.planning.plan import Plan
from wizard.sources.loading import Target, load

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


def shop(*, chosen=False):
    """The demo's shop, as a file of that name."""
    app = Recorded(opened())
    app.theme = "textual-dark"
    if chosen:
        app.keep(with_choices(app.plan))
    return app


@pytest.fixture
def demo(folder):
    """The demo's shop in the present folder, under the name that every picture shows."""
    (folder / "shop.yaml").write_bytes(assets("demo").joinpath("shop.yaml").read_bytes())
    return folder


def keys(*pressed):
    """Press keys one after the other, each when the one before is painted."""

    async def press(pilot):
        await settled(pilot)
        for key in pressed:
            await pilot.press(key)
            await settled(pilot)

    return press


PICTURES = {
    "table": ("down", "space"),
    "table_why": ("question_mark",),
    "review": ("w",),
    "review_write": ("w", "w"),
    "review_elsewhere": ("w", "o"),
    "receipt": ("w", "w", "enter"),
    "quit": ("escape",),
}


@SIZES
@pytest.mark.parametrize("name", PICTURES)
def test_screen_looks_as_before(snap_compare, demo, size, name):
    assert snap_compare(shop(chosen=True), terminal_size=size, run_before=keys(*PICTURES[name]))


@SIZES
def test_start_looks_as_before(snap_compare, demo, size, monkeypatch):
    # The head line shows the present folder, which has another name in each run.
    monkeypatch.setattr("screens.start.here", lambda: "/home/ann/shop")
    app = Recorded(Opening(Plan(Inventory({})), Target()))
    app.theme = "textual-dark"
    assert snap_compare(app, terminal_size=size, run_before=keys())


def test_many_namespaces_look_as_before_where_it_is_narrow(snap_compare, folder):
    spaced = (WEB.replace("  name: web\nspec", f"  name: web-{n}\n  namespace: team-{n % 3}\nspec") for n in range(30))
    (folder / "shop.yaml").write_text("---".join(spaced))
    app = Recorded(Opening(Plan(load(["shop.yaml"], Target()).inventory), Target(), ("shop.yaml",)))
    app.theme = "textual-dark"
    assert snap_compare(app, terminal_size=(60, 18), run_before=keys("end"))
