"""The listing: its cursor, its scrolling, and that only lines in sight are painted."""

from textual.content import Content

from screens.widgets.listing import Listing


def numbers(count, **how):
    asked = []

    def paint(number, width):
        asked.append(number)
        return Content(f"line {number}")

    return Listing(paint, count, **how), asked


async def test_only_lines_in_sight_are_asked_for(shown):
    listing, asked = numbers(10_000)
    async with shown(listing) as pilot:
        listing.focus()
        await pilot.press("end")
        await pilot.pause()
        assert "line 9999" in pilot.app.lines()[-1]
        assert len(set(asked)) < 60


async def test_head_stays_while_lines_scroll(shown):
    listing, _asked = numbers(100, head=lambda _width: Content("HEAD"))
    async with shown(listing) as pilot:
        listing.focus()
        await pilot.press(*["down"] * 30)
        assert pilot.app.lines()[0] == "HEAD"
        assert any(line == "line 30" for line in pilot.app.lines())


async def test_cursor_is_seen_without_colour(shown):
    listing, _asked = numbers(3)
    async with shown(listing) as pilot:
        pilot.app.theme = "ansi-dark"
        listing.focus()
        await pilot.press("down")
        await pilot.pause()
        reversed_lines = [any(s.style and s.style.reverse for s in listing.render_line(y)) for y in range(3)]
        assert reversed_lines == [False, True, False]


async def test_lines_to_read_have_no_cursor_and_scroll_at_once(shown):
    listing, _asked = numbers(50, reading=True)
    async with shown(listing) as pilot:
        listing.focus()
        await pilot.press("down", "down")
        assert pilot.app.lines()[0] == "line 2"
        await pilot.press("end", "down", "up")
        assert pilot.app.lines()[-1] == "line 48"


async def test_wide_lines_end_in_an_ellipsis(shown):
    listing = Listing(lambda _number, _width: Content("部" * 60), 1)
    async with shown(listing) as pilot:
        assert pilot.app.lines()[0].endswith("…")


async def test_fewer_lines_take_the_cursor_along(shown):
    listing, _asked = numbers(50)
    async with shown(listing) as pilot:
        listing.focus()
        await pilot.press("end")
        listing.show(3)
        await pilot.pause()
        assert listing.cursor == 2
        assert "line 0" in pilot.app.lines()[0]
