from textual.binding import Binding

from screens.terminal.lean import LeanScreen
from screens.widgets.key_bar import KeyBar


class StepScreen(LeanScreen[None]):
    BINDINGS = [
        Binding("enter", "say('next')", "Next"),
        Binding("escape", "say('back')", "Back"),
        Binding("w", "write", "Write"),
        Binding("d,D", "say('diff')", "Diff"),
        Binding("ctrl+n", "say('next')", "Next", show=False),
    ]

    def __init__(self):
        super().__init__()
        self.said = []

    def action_say(self, what):
        self.said.append(what)

    def action_write(self):
        self.said.append("written")

    def check_action(self, action, parameters):
        del parameters
        return None if action == "write" else True

    def why_not(self, action):
        return "Nothing has changed [/yet]" if action == "write" else None


async def test_keys_stand_in_the_order_of_the_screen(shown):
    async with shown(KeyBar(), screen=StepScreen) as pilot:
        assert pilot.app.lines()[-1].startswith(" Enter Next  Esc Back  w Write  d Diff")


async def test_greyed_key_says_why_until_the_next_key(shown):
    async with shown(KeyBar(), screen=StepScreen) as pilot:
        await pilot.press("w")
        assert pilot.app.lines()[-1] == " Nothing has changed [/yet]"
        assert pilot.app.screen.said == []
        await pilot.press("d")
        assert pilot.app.lines()[-1].startswith(" Enter Next")
        assert pilot.app.screen.said == ["diff"]


async def test_click_on_a_key_does_what_the_key_does(shown):
    bar = KeyBar()
    async with shown(bar, screen=StepScreen) as pilot:
        await pilot.click(bar, offset=(pilot.app.lines()[-1].index("Back"), 0))
        assert pilot.app.screen.said == ["back"]


async def test_click_on_a_greyed_key_says_why(shown):
    bar = KeyBar()
    async with shown(bar, screen=StepScreen) as pilot:
        await pilot.click(bar, offset=(pilot.app.lines()[-1].index("Write"), 0))
        assert pilot.app.lines()[-1] == " Nothing has changed [/yet]"


async def test_narrow_bar_leaves_out_whole_hints_from_the_end(shown):
    class Many(StepScreen):
        BINDINGS = [Binding(letter, f"say('{letter}')", f"Explain {letter}") for letter in "abcfgijk"]

    async with shown(KeyBar(), screen=Many, size=(60, 18)) as pilot:
        assert pilot.app.lines()[-1] == " Enter Next  Esc Back  w Write  d Diff  a Explain a"


async def test_same_keys_cost_no_repaint(shown, monkeypatch):
    bar = KeyBar()
    async with shown(bar, screen=StepScreen) as pilot:
        painted = []
        monkeypatch.setattr(bar, "refresh", lambda *regions, **_how: painted.append(regions))
        pilot.app.screen.refresh_bindings()
        await pilot.pause()
        assert painted == []
