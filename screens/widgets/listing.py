"""Lines to choose from, painted one by one: a key repaints the two lines that it changed, whatever the length."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from screens.widgets.looks import look
from wizard.wording import _

Painter = Callable[[int, int], Content]
"""Number of a line and the columns there are -> the line. Asked only for lines in sight."""


class Listing(ScrollView, can_focus=True, inherit_bindings=False):
    """A head line that stays, and lines with a cursor."""

    COMPONENT_CLASSES = {"listing--cursor", "listing--resting", "listing--head"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", _("Up"), show=False),
        Binding("down,j", "move(1)", _("Down"), show=False),
        Binding("pageup", "page(-1)", _("Page up"), show=False),
        Binding("pagedown", "page(1)", _("Page down"), show=False),
        Binding("home,g", "go(0)", _("First"), show=False),
        Binding("end,G", "go(-1)", _("Last"), show=False),
    ]

    @dataclass
    class Moved(Message):
        """The cursor is on another line."""

        line: int

    @dataclass
    class Picked(Message):
        """The line under the cursor was clicked again."""

        line: int

    def __init__(
        self,
        paint: Painter,
        count: int = 0,
        *,
        head: Callable[[int], Content] | None = None,
        reading: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._reading = reading
        """Lines to read and not to choose from: no cursor, and the keys scroll."""
        self._paint, self._head = paint, head
        self.count = count
        self.cursor = 0
        """The line under the cursor; 0 of none where the listing is empty."""
        self._strips: dict[tuple[int, bool, int], Strip] = {}

    @property
    def _head_height(self) -> int:
        return 1 if self._head else 0

    @property
    def _page(self) -> int:
        return max(1, self.size.height - self._head_height)

    def on_mount(self) -> None:
        self.virtual_size = Size(0, self.count + self._head_height)

    def on_resize(self) -> None:
        self._strips.clear()
        self._bring_into_sight()

    def show(self, count: int | None = None, cursor: int | None = None) -> None:
        """Paint all anew: another number of lines, another cursor, or other words in them."""
        self._strips.clear()
        self.count = self.count if count is None else count
        self.cursor = min(max(0, self.cursor if cursor is None else cursor), max(0, self.count - 1))
        self.virtual_size = Size(0, self.count + self._head_height)
        self._bring_into_sight()
        self.refresh()

    def repaint(self, *lines: int) -> None:
        """Paint some lines anew."""
        for line in lines:
            for key in [key for key in self._strips if key[0] == line]:
                del self._strips[key]
            self.refresh_line(line + self._head_height)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if self._head and y == 0:
            return self._strip(self._head(width), width, "listing--head")
        line = self.scroll_offset.y + y - self._head_height
        if line >= self.count:
            return Strip.blank(width, self.rich_style)
        here = line == self.cursor and not self._reading
        key = (line, here, width)
        strip = self._strips.get(key)
        if strip is None:
            resting = "listing--cursor" if self.has_focus else "listing--resting"
            strip = self._strips[key] = self._strip(self._paint(line, width), width, resting if here else None)
        return strip

    def _strip(self, content: Content, width: int, component: str | None) -> Strip:
        style = self.get_visual_style(component) if component else self.visual_style
        if component and look(self, component).reverse:
            style += Style(reverse=True)
        if component in {"listing--cursor", "listing--head"}:
            content = content.without_spans
        parts = content.truncate(width, ellipsis=True).render(style, "", self.app.stylesheet.parse_style)
        strip = Strip([Segment(text, painted.rich_style) for text, painted in parts])
        # Each segment costs about 40 bytes on its way to the terminal, so equal neighbours become one.
        return strip.extend_cell_length(width, style.rich_style).simplify()

    def action_move(self, by: int) -> None:
        self.go(self.cursor + by)

    def action_page(self, by: int) -> None:
        self.go(self.cursor + by * max(1, self._page - 1))

    def action_go(self, line: int) -> None:
        self.go(line if line >= 0 else self.count - 1)

    def go(self, line: int) -> None:
        """Put the cursor on a line, or on the nearest there is."""
        last = self.count - self._page if self._reading else self.count - 1
        line = min(max(0, line), max(0, last))
        if line == self.cursor:
            return
        before, self.cursor = self.cursor, line
        if self._reading:
            self._put_top(line)
            return
        if not self._bring_into_sight():
            self.refresh_line(before + self._head_height)
            self.refresh_line(line + self._head_height)
        self.post_message(self.Moved(line))

    def _bring_into_sight(self) -> bool:
        """Scroll to the cursor; tell whether that was needed."""
        top, page = self.scroll_offset.y, self._page
        if not self.size.height or top <= self.cursor < top + page:
            return False
        # Half a page at once: a scroll repaints every line, so it should not happen at each key.
        self._put_top(self.cursor - page // 2)
        return True

    def _put_top(self, top: int) -> None:
        last = max(0, self.count - self._page)
        self.scroll_to(y=min(max(0, top), last), animate=False, force=True, immediate=True)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self._head_height or self._reading:
            return
        line = self.scroll_offset.y + offset.y - self._head_height
        if line >= self.count:
            return
        if line == self.cursor:
            self.post_message(self.Picked(line))
        else:
            self.go(line)

    def on_focus(self) -> None:
        self.repaint(self.cursor)

    def on_blur(self) -> None:
        self.repaint(self.cursor)
