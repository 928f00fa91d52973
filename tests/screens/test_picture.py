"""The README's picture: the spread step of the demo. `make picture` draws it anew."""

import pytest

from screens.app import SurefootApp
from screens.opening import Opening
from tests.screens.conftest import settled
from wizard.places import assets
from wizard.planning.plan import Plan
from wizard.sources.loading import Target
from wizard.teaching.shop import shop

PICTURE = assets("pictures") / "spread.svg"


async def drawn() -> str:
    """The first step of the shop's web, at 80x24."""
    app = SurefootApp(Opening(Plan(shop(Target()).inventory), Target(), (), demo=True))
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = "textual-dark"
        await pilot.press("enter")
        await settled(pilot)
        return app.export_screenshot(title="surefoot demo")


async def test_picture_shows_the_step_as_it_is(request: pytest.FixtureRequest) -> None:
    picture = await drawn()
    if request.config.getoption("--draw"):
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(picture)
    assert picture == PICTURE.read_text(), "the screen has changed; draw it anew with: make picture"
