import pytest

from screens.widgets.diff_rows import Span, beside, difference
from screens.widgets.diff_view import DiffView
from screens.widgets.radio_row import Answer, RadioRow
from wizard.planning.diff import Row


def context(count, start=1):
    return tuple(Row(" ", number, number, f"line {number}", None) for number in range(start, start + count))


def with_added(count, at, *texts):
    """`count` lines of context with lines added behind line `at`."""
    head, tail = context(at), context(count - at, at + 1)
    added = tuple(Row("+", None, at + number, text, "spread") for number, text in enumerate(texts, 1))
    moved = tuple(Row(" ", row.old, row.new + len(texts), row.text, None) for row in tail)
    return (*head, *added, *moved)


def reversed_lines(app):
    strips = app.screen._compositor.render_strips()
    return [
        number
        for number, strip in enumerate(strips)
        if any(segment.style and segment.style.reverse and "line" not in segment.text.split() for segment in strip)
        and any(segment.style and segment.style.reverse and len(segment.text) > 5 for segment in strip)
    ]


async def test_rows_show_number_sign_and_text(shown):
    view = DiffView(
        (*context(2), Row("-", 3, None, "  replicas: 1", None), Row("+", None, 3, "  replicas: 3", "spread"))
    )
    async with shown(view) as pilot:
        assert pilot.app.lines()[:4] == ["  1   line 1", "  2   line 2", "  3 −   replicas: 1", "  3 +   replicas: 3"]


async def test_show_scrolls_to_the_change_and_marks_it_until_the_next_key(shown):
    row = RadioRow("Rule", (Answer("a", "a"), Answer("b", "b")), "a")
    view = DiffView(context(200))
    async with shown(row, view) as pilot:
        view.show(with_added(200, 100, "added one", "added two"))
        await pilot.pause()
        lines = pilot.app.lines()
        assert any("added one" in line for line in lines)
        assert [lines[number].strip() for number in reversed_lines(pilot.app)] == ["101 + added one"]
        await pilot.press("up")
        assert reversed_lines(pilot.app) == []


async def test_change_already_in_sight_does_not_scroll(shown):
    view = DiffView(context(200))
    async with shown(view) as pilot:
        view.show(with_added(200, 5, "added"))
        await pilot.pause()
        assert view.scroll_offset.y == 0


async def test_only_changed_rows_in_sight_are_painted(shown, monkeypatch):
    view = DiffView(with_added(200, 5, "replicas: 3", "x"))
    async with shown(view) as pilot:
        painted = []
        monkeypatch.setattr(view, "refresh_line", painted.append)
        view.show(with_added(200, 5, "replicas: 4", "x"))
        await pilot.pause()
        assert set(painted) == {5}


async def test_n_and_p_jump_between_changes(shown):
    rows = (*context(50), Row("+", None, 51, "one", None), *context(50, 51), Row("+", None, 102, "two", None))
    view = DiffView(rows)
    async with shown(view) as pilot:
        view.focus()
        await pilot.press("n")
        assert any("two" in line for line in pilot.app.lines())
        await pilot.press("p")
        assert any("+ one" in line for line in pilot.app.lines())


async def test_first_change_is_in_sight_from_the_start(shown):
    async with shown(DiffView(with_added(200, 150, "added"))) as pilot:
        assert any("+ added" in line for line in pilot.app.lines())


async def test_long_line_shows_that_it_goes_on_and_scrolls(shown):
    view = DiffView((Row(" ", 1, 1, "x" * 90 + "end", None),))
    async with shown(view) as pilot:
        view.focus()
        assert pilot.app.lines()[0].endswith("x…")
        await pilot.press("right", "right", "right", "right")
        assert pilot.app.lines()[0].endswith("xend")
        assert pilot.app.lines()[0].startswith("  1   ")


async def test_side_by_side_pairs_old_and_new(shown):
    rows = (*context(1), Row("-", 2, None, "replicas: 1", None), Row("+", None, 2, "replicas: 3", None))
    async with shown(DiffView(rows, side_by_side=True)) as pilot:
        old, new = pilot.app.lines()[1].split("│")
        assert (old.strip(), new.strip()) == ("2 − replicas: 1", "2 + replicas: 3")


async def test_stale_diff_stays_but_greyed(shown):
    view = DiffView(with_added(10, 5, "added"))
    async with shown(view) as pilot:
        view.stale = True
        await pilot.pause()
        assert pilot.app.lines()[5] == "  6 + added"
        styles = {segment.style.bold for segment in view.render_line(5) if segment.style}
        assert True not in styles


@pytest.mark.parametrize("text", ["[/x]", "\x1b[2J", "\x1b]52;c;QQ==\x07", "\u202eevil", "\x9b31m"])
async def test_hostile_text_is_shown_by_name(shown, text):
    async with shown(DiffView((Row("+", None, 1, text, None),))) as pilot:
        line = pilot.app.lines()[0]
        assert not any(character in line for character in "\x1b\x07\u202e\x9b")
        assert line.startswith("  1 + ")


def test_difference_of_equal_rows_is_none_whatever_their_numbers():
    assert difference(context(5), context(5)) is None


def test_vanished_rows_point_to_their_place():
    assert difference(with_added(10, 5, "added"), context(10)) == Span(5, 6)
    assert difference((*context(3), Row("+", None, 4, "last", None)), context(3)) == Span(2, 3)


def test_unpaired_rows_leave_the_other_side_empty():
    rows = (Row("-", 1, None, "a", None), Row("-", 2, None, "b", None), Row("+", None, 1, "c", None))
    assert beside(rows) == ((rows[0], rows[2]), (rows[1], None))
