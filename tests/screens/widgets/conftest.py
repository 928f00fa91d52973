"""An app around a few widgets, with the style sheet of the wizard."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from screens.terminal.lean import LeanScreen

STYLES = Path(__file__).parents[3] / "assets" / "wizard.tcss"


class Bench(App[None]):
    """Shows the widgets it is given on one LeanScreen and keeps the messages they post."""

    CSS_PATH = STYLES
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *widgets: Widget, screen: type[LeanScreen[None]] = LeanScreen) -> None:
        super().__init__()
        self._widgets = widgets
        self._screen = screen
        self.told: list[Message] = []

    def get_default_screen(self) -> LeanScreen[None]:
        return self._screen()

    def compose(self) -> ComposeResult:
        yield from self._widgets

    def lines(self) -> list[str]:
        """What the screen shows, row by row."""
        width, height = self.size
        strips = self.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip)[:width].rstrip() for strip in strips][:height]


Shown = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Run widgets in an app; gives the pilot, whose app is a Bench."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)

    @asynccontextmanager
    async def run(
        *widgets: Widget, size: tuple[int, int] = (80, 24), screen: type[LeanScreen[None]] = LeanScreen
    ) -> AsyncIterator[Pilot[None]]:
        app = Bench(*widgets, screen=screen)

        def keep(message: Message) -> None:
            # The hook sees a message again on each step of its way up.
            if type(message).__module__.startswith("screens.") and all(message is not told for told in app.told):
                app.told.append(message)

        async with app.run_test(size=size, message_hook=keep) as pilot:
            await pilot.pause()
            yield pilot

    return run
