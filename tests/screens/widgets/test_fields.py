from textual.binding import Binding

from screens.terminal.lean import LeanScreen
from screens.widgets.fields import NumberField, TextField
from screens.widgets.line import Line


class StepScreen(LeanScreen[None]):
    BINDINGS = [Binding("d", "say('d')", "Diff"), Binding("escape", "say('back')", "Back")]

    def __init__(self):
        super().__init__()
        self.said = []

    def action_say(self, what):
        self.said.append(what)


async def test_up_and_down_change_a_number_within_its_limits(shown):
    field = NumberField("Replicas", 2, minimum=1, maximum=3)
    async with shown(field) as pilot:
        await pilot.press("up")
        assert field.value == 3
        await pilot.press("up", "down", "down", "down")
        assert (field.value, field.line.text) == (1, "1")


async def test_prefilled_number_is_not_replaced_by_the_first_key(shown):
    field = NumberField("Replicas", 2)
    async with shown(field) as pilot:
        await pilot.press("5")
        assert field.value == 25


async def test_wrong_number_keeps_its_text_and_says_what_is_right_below(shown):
    field = NumberField("Replicas", 3, minimum=1, maximum=100)
    async with shown(field) as pilot:
        await pilot.press("x")
        assert pilot.app.lines()[0].startswith(" Replicas  [ 3x")
        assert pilot.app.lines()[1].strip() == "Enter a whole number: 1 to 100"
        assert pilot.app.told[-1].value is None
        await pilot.press("backspace")
        assert pilot.app.lines()[1] == ""
        assert (pilot.app.told[-1].value, pilot.app.told[-1].error) == (3, None)


async def test_percentage_steps_as_a_percentage(shown):
    field = NumberField("At once", "99%", percent=True)
    async with shown(field) as pilot:
        await pilot.press("up", "up")
        assert field.value == "100%"


def test_percentage_is_refused_where_only_numbers_count():
    assert NumberField("Replicas", 3).read("50%")[0] is None
    assert NumberField("At once", 3, percent=True).read("150%")[0] is None


def test_digits_of_other_scripts_and_underscores_are_no_numbers():
    for text in ("1_0", "+3", "٣", "1.5", ""):
        assert NumberField("Replicas", 3).read(text)[0] is None


async def test_letters_are_text_in_a_field_and_keys_after_escape(shown):
    field = TextField("Path", "/")
    async with shown(field, screen=StepScreen) as pilot:
        await pilot.press("d")
        assert (field.value, pilot.app.screen.said) == ("/d", [])
        await pilot.press("escape", "d")
        assert (field.value, pilot.app.screen.said) == ("/d", ["d"])
        await pilot.press("escape")
        assert pilot.app.screen.said == ["d", "back"]


async def test_tab_returns_to_the_field_that_escape_left(shown):
    first, second = TextField("Path", "/"), TextField("Port", "http")
    async with shown(first, second) as pilot:
        second.focus()
        await pilot.press("escape", "tab")
        assert pilot.app.focused is second


async def test_enter_goes_to_the_next_field(shown):
    first, second = TextField("Path", "/"), TextField("Port", "http")
    async with shown(first, second) as pilot:
        await pilot.press("enter")
        assert pilot.app.focused is second


async def test_check_of_a_text_field_gives_its_error(shown):
    field = TextField("Path", "/x", check=lambda text: None if text.startswith("/") else "A path begins with /")
    async with shown(field) as pilot:
        await pilot.press("home", "delete")
        assert pilot.app.told[-1].error == "A path begins with /"
        assert pilot.app.lines()[1].strip() == "A path begins with /"


async def test_pasted_lines_beyond_the_first_are_dropped(shown):
    field = TextField("Path", "")
    async with shown(field) as pilot:
        from textual import events

        field.post_message(events.Paste("/healthz\nrm -rf /\n"))
        await pilot.pause()
        assert field.value == "/healthz"


async def test_long_text_scrolls_to_the_cursor(shown):
    field = TextField("Path", "/" + "abcdefghij" * 5, box=10)
    async with shown(field) as pilot:
        assert pilot.app.lines()[0] == " Path      [ bcdefghij  ]"
        await pilot.press("home")
        assert pilot.app.lines()[0] == " Path      [ /abcdefghi ]"


def test_word_is_deleted_with_the_blanks_behind_it():
    assert Line("one two  ", 9).delete_word() == Line("one ", 4)
    assert Line("one", 3).delete_word() == Line("", 0)


def test_wide_characters_keep_the_cursor_in_its_column():
    line = Line("部署x", 2)
    assert line.cursor_cell(10) == 4
    assert line.at_cell(3, 10).cursor == 1


async def test_cursor_is_seen_without_colour(shown):
    field = TextField("Path", "web")
    async with shown(field) as pilot:
        await pilot.press("left")
        assert [segment.text for segment in field.render_line(0) if segment.style.reverse] == ["b"]
