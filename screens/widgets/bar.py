"""How far something is, as a bar and in words."""

from textual.content import Content

from screens.terminal import signs


def bar(done: int, of: int, columns: int) -> Content:
    """`████████░░░░`; without a known end all of it is open."""
    filled = min(columns, columns * done // of) if of else 0
    full, empty = ("█", "░") if signs.active() is signs.UNICODE else ("#", ".")
    return Content.styled(full * filled, "$text-accent") + Content.styled(
        empty * (columns - filled), "$foreground-muted"
    )
