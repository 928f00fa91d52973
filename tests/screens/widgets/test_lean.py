from textual.binding import Binding

from screens.terminal.lean import LeanScreen, TooSmall
from screens.widgets.fields import TextField


class StepScreen(LeanScreen[None]):
    BINDINGS = [Binding("w", "write", "Write")]
    written = False

    def action_write(self):
        self.written = True


async def test_small_terminal_gets_a_sentence_and_no_key_acts(shown):
    async with shown(screen=StepScreen, size=(59, 18)) as pilot:
        assert "59 x 18 is too small" in " ".join(pilot.app.lines())
        await pilot.press("w")
        assert not pilot.app.screen.written


async def test_growing_again_gives_back_form_and_focus(shown):
    first, second = TextField("Path", "/"), TextField("Port", "http")
    async with shown(first, second) as pilot:
        second.focus()
        await pilot.resize_terminal(80, 10)
        await pilot.pause()
        assert pilot.app.screen.query(TooSmall)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not pilot.app.screen.query(TooSmall)
        assert pilot.app.focused is second
        assert pilot.app.lines()[0].startswith(" Path")


async def test_screen_of_the_smallest_size_is_shown(shown):
    async with shown(TextField("Path", "/"), size=(60, 18)) as pilot:
        assert not pilot.app.screen.query(TooSmall)
