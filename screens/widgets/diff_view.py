"""The diff, painted line by line: a key repaints the rows that it changed and no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.terminal import signs
from screens.terminal.lean import LeanScreen
from screens.widgets.diff_rows import Beside, Span, beside, changes, difference, number_width, text_width
from wizard.wording import _, safe

if TYPE_CHECKING:
    # It brings the whole engine of edits: the first paint need not wait for that.
    from wizard.planning.diff import Row

_KINDS = {"+": "diff-view--added", "-": "diff-view--removed", "@": "diff-view--place"}


class DiffView(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of a diff with line numbers and signs, unified or side by side."""

    COMPONENT_CLASSES = {
        "diff-view--added",
        "diff-view--removed",
        "diff-view--place",
        "diff-view--number",
        "diff-view--stale",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "change(1)", _("Next change"), id="diff.next", tooltip=_("Go to the next change")),
        Binding("p", "change(-1)", _("Previous change"), id="diff.previous", tooltip=_("Go to the previous change")),
        Binding("up,k", "move(-1)", _("Up"), show=False),
        Binding("down,j", "move(1)", _("Down"), show=False),
        Binding("pageup", "page(-1)", _("Page up"), show=False),
        Binding("pagedown", "page(1)", _("Page down"), show=False),
        Binding("home,g", "go(0)", _("Top"), show=False),
        Binding("end,G", "go(-1)", _("Bottom"), show=False),
        Binding("left", "sideways(-8)", _("Left"), show=False),
        Binding("right", "sideways(8)", _("Right"), show=False),
    ]

    stale: reactive[bool] = reactive(False)
    """Greyed: the form holds a value that is wrong, and this is the last right diff."""
    side_by_side: reactive[bool] = reactive(False)

    @dataclass
    class Moved(Message):
        """The reader is at another line."""

        line: int
        """1-based, of the rows shown."""
        of: int

    def __init__(self, rows: "Sequence[Row]" = (), *, id: str | None = None, side_by_side: bool = False) -> None:
        super().__init__(id=id)
        self.set_reactive(DiffView.side_by_side, side_by_side)
        self.rows: tuple[Row, ...] = ()
        self._lines: tuple[Beside, ...] = ()
        self._cursor = 0
        self._marked: int | None = None
        self._number_width = 3
        self._strips: dict[tuple[object, ...], Strip] = {}
        self._wanted: Span | None = None
        """Where to scroll as soon as the size is known."""
        self._take(tuple(rows))
        if first := changes(self.rows):
            self._wanted = Span(first[0], first[0] + 1)

    def on_mount(self) -> None:
        self.virtual_size = self._measured()
        if isinstance(self.screen, LeanScreen):
            self.screen.key_pressed.subscribe(self, lambda _key: self.unmark(), immediate=True)

    def on_resize(self) -> None:
        if self._wanted is not None and self.size.height:
            wanted, self._wanted = self._wanted, None
            self._cursor = wanted.first
            self._bring_into_sight(wanted, by_line=False)

    def show(self, rows: "Sequence[Row]", begin: int | None = None) -> None:
        """Show other rows: scroll to the first that differs and mark it until the next key.

        The first rows of all are shown around `begin`, or around their first change.
        """
        before, lines_before = self.rows, self._lines
        gutter = self._number_width
        self.unmark()
        self._take(tuple(rows))
        change = difference(before, self.rows)
        if change is None:
            return
        if not before and (begin is not None or changes(self.rows)):
            start = changes(self.rows)[0] if begin is None else begin
            change = Span(start, start + 1)
        elif before and self.rows:
            self._marked = self._line_of(change.first)
        size = self._measured()
        if size != self.virtual_size:
            self.virtual_size = size
        self._cursor = self._line_of(change.first)
        if gutter != self._number_width:
            self.refresh()
        else:
            self._refresh_changed(lines_before)
        if self.size.height:
            self._bring_into_sight(Span(self._cursor, self._line_of(change.end - 1) + 1), by_line=False)
        else:
            self._wanted = change
        self._tell()

    def unmark(self) -> None:
        """Take the mark from the row that changed last."""
        if self._marked is not None:
            marked, self._marked = self._marked, None
            self.refresh_line(marked)

    def _take(self, rows: "tuple[Row, ...]") -> None:
        self.rows = rows
        self._lines = beside(rows) if self.side_by_side else tuple((row, None) for row in rows)
        self._number_width = number_width(rows)

    def _measured(self) -> Size:
        gutter = self._number_width + 3
        wide = text_width(self.rows) + gutter
        return Size(2 * wide + 1 if self.side_by_side else wide, len(self._lines))

    def _line_of(self, number: int) -> int:
        if not self.side_by_side:
            return number
        row = self.rows[number] if number < len(self.rows) else None
        return next((line for line, pair in enumerate(self._lines) if row in pair), 0)

    def _refresh_changed(self, before: Sequence[Beside]) -> None:
        top = self.scroll_offset.y
        for line in range(top, top + self.size.height):
            old = before[line] if line < len(before) else None
            new = self._lines[line] if line < len(self._lines) else None
            if old != new or line == self._marked:
                self.refresh_line(line)

    def watch_stale(self) -> None:
        self._strips.clear()
        self.refresh()

    def watch_side_by_side(self) -> None:
        self._take(self.rows)
        self._strips.clear()
        self._cursor = min(self._cursor, max(0, len(self._lines) - 1))
        self.virtual_size = self._measured()
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        left, top = self.scroll_offset
        line, width = top + y, self.size.width
        if line >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        here = self.has_focus and line == self._cursor
        key = (self._lines[line], here, line == self._marked, left, width, self._number_width)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) > 2000:
                self._strips.clear()
            strip = self._strips[key] = self._painted(line, left, width)
        return strip

    def _painted(self, line: int, left: int, width: int) -> Strip:
        row, other = self._lines[line]
        if not self.side_by_side or (row is not None and row.sign == "@"):
            return self._half(row, line, left, width)
        half = (width - 1) // 2
        bar = Strip([Segment(signs.active().bar, self.get_component_rich_style("diff-view--number"))], 1)
        return Strip.join(
            [
                self._half(row, line, left, half, old=True),
                bar,
                self._half(other, line, left, width - half - 1),
            ]
        )

    def _half(self, row: "Row | None", line: int, left: int, width: int, old: bool = False) -> Strip:
        if row is None:
            return Strip.blank(width, self.rich_style)
        style = self.get_component_rich_style(_KINDS[row.sign]) if row.sign in _KINDS else self.rich_style
        number_style = self.get_component_rich_style("diff-view--number")
        if self.stale:
            style = number_style = self.get_component_rich_style("diff-view--stale")
        if line == self._marked and row.sign != "@":
            style += Style(reverse=True)
        if self.has_focus and line == self._cursor:
            number_style += Style(reverse=True)
        number = row.old if old or row.sign == "-" else row.new
        alphabet = signs.active()
        sign = {"+": alphabet.plus, "-": alphabet.minus}.get(row.sign, " ")
        gutter = Strip(
            [
                Segment(f"{'' if number is None else number:>{self._number_width}}", number_style),
                Segment(f" {sign} ", style),
            ],
            self._number_width + 3,
        )
        return Strip.join([gutter, self._body(row, left, width - self._number_width - 3, style)]).crop(0, width)

    def _body(self, row: "Row", left: int, width: int, style: Style) -> Strip:
        if row.sign == "@" and not row.text:
            return Strip([Segment(signs.active().rule * width, style)], width)
        text = Strip([Segment(safe(row.text), style)])
        if text.cell_length - left <= width:
            return text.crop_extend(left, left + width, style)
        more = Segment(signs.active().more, style + Style(dim=True))
        return Strip.join([text.crop_extend(left, left + width - 1, style), Strip([more], 1)])

    def action_move(self, by: int) -> None:
        self._go(self._cursor + by)

    def action_page(self, by: int) -> None:
        self._go(self._cursor + by * max(1, self.size.height - 1))

    def action_go(self, line: int) -> None:
        self._go(line if line >= 0 else len(self._lines) - 1)

    def action_sideways(self, by: int) -> None:
        limit = max(0, self.virtual_size.width - self.size.width)
        self.scroll_to(x=min(max(0, self.scroll_offset.x + by), limit), animate=False, force=True, immediate=True)

    def action_change(self, by: int) -> None:
        starts = [self._line_of(number) for number in changes(self.rows)]
        ahead = [line for line in starts if (line - self._cursor) * by > 0]
        if ahead:
            self._go(min(ahead) if by > 0 else max(ahead))

    def _go(self, line: int) -> None:
        line = min(max(0, line), max(0, len(self._lines) - 1))
        if line == self._cursor:
            return
        before, self._cursor = self._cursor, line
        if not self._bring_into_sight(Span(line, line + 1)):
            self.refresh_line(before)
            self.refresh_line(line)
        self._tell()

    def _bring_into_sight(self, span: Span, *, by_line: bool = True) -> bool:
        """Scroll so that the span's first line, and as much of it as fits, is seen; tell whether that was needed."""
        top, height = self.scroll_offset.y, self.size.height
        if not by_line and not top <= span.first < top + height - min(height // 2, 6):
            # A change at the lower edge shows nothing of what follows it.
            pass
        elif top <= span.first and min(span.end, span.first + height) <= top + height:
            return False
        if by_line and span.end - span.first == 1 and span.first in (top - 1, top + height):
            target = top + (1 if span.first >= top + height else -1)
        else:
            target = span.first - min(height // 3, max(0, height - (span.end - span.first)))
        self.scroll_to(y=max(0, target), animate=False, force=True, immediate=True)
        return self.scroll_offset.y != top

    def _tell(self) -> None:
        self.post_message(self.Moved(self._cursor + 1, len(self._lines)))

    def on_click(self, event: events.Click) -> None:
        if (offset := event.get_content_offset(self)) is not None:
            self._go(self.scroll_offset.y + offset.y)

    def on_focus(self) -> None:
        self.refresh_line(self._cursor)

    def on_blur(self) -> None:
        self.refresh_line(self._cursor)
