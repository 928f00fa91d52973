"""Rows in which a person types: text and numbers. What was typed stays even when it is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message

from screens.terminal.lean import LeanScreen
from screens.widgets.line import Line
from screens.widgets.looks import look
from screens.widgets.row import LABEL_WIDTH, Row
from wizard.wording import _, safe

Value = int | str


class Field(Row):
    """A row with one editable line between brackets; a subclass says what the text means."""

    COMPONENT_CLASSES = {"field--text", "field--editing", "field--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next_field", _("Next field")),
        Binding("escape", "leave", _("Leave field")),
        Binding("left", "edit('left')", show=False),
        Binding("right", "edit('right')", show=False),
        Binding("home,ctrl+a", "edit('home')", show=False),
        Binding("end,ctrl+e", "edit('end')", show=False),
        Binding("backspace", "edit('backspace')", show=False),
        Binding("delete,ctrl+d", "edit('delete')", show=False),
        Binding("ctrl+w", "edit('word')", show=False),
        Binding("ctrl+u", "edit('to_start')", show=False),
        Binding("ctrl+k", "edit('to_end')", show=False),
    ]
    EDITS: ClassVar[dict[str, Callable[[Line], Line]]] = {
        "left": lambda line: line.move(-1),
        "right": lambda line: line.move(1),
        "home": Line.to_start,
        "end": Line.to_end,
        "backspace": Line.delete_left,
        "delete": Line.delete_right,
        "word": Line.delete_word,
        "to_start": Line.delete_to_start,
        "to_end": Line.delete_to_end,
    }

    @dataclass
    class Changed(Message):
        """The text changed, to a right value or to an error."""

        field: "Field"
        value: Value | None
        """None when the text is wrong, or empty where empty is allowed."""
        error: str | None

        @property
        def control(self) -> "Field":
            return self.field

    def __init__(  # noqa: PLR0913 - all but the label have defaults
        self,
        label: str,
        text: str,
        *,
        box: int,
        after: str = "",
        hint: str = "",
        kube: str = "",
        label_width: int = LABEL_WIDTH,
        show_error: bool = True,
        id: str | None = None,
    ) -> None:
        super().__init__(label, kube=kube, label_width=label_width, id=id)
        self.line = Line(text, len(text))
        self.box = box
        """Columns between the brackets."""
        self.after = safe(after)
        self.hint = safe(hint)
        self.show_error = show_error
        """False where the row that holds this field shows its error."""
        self.value, self.error = self.read(text)

    def read(self, text: str) -> tuple[Value | None, str | None]:
        """The value of the text, or what is wrong with it."""
        raise NotImplementedError

    def parts(self, width: int) -> list[list[Content]]:
        box = max(4, min(self.box, width - 4))
        kind = "field--editing" if self.has_focus else "field--text"
        text = look(self, kind)
        cursor = look(self, "field--cursor") if self.has_focus else None
        field = Content("[ ") + self.line.painted(box, text, cursor) + Content(" ]")
        line = [field + Content(f" {self.after}")] if self.after else [field]
        if not self.hint:
            return [line]
        hint = Content.styled(self.hint, look(self, "row--hint"))
        if line[0].cell_length + 2 + hint.cell_length > width:
            return [line, [hint]]
        return [[*line, hint]]

    def below(self) -> Content | None:
        if self.error is None or not self.show_error:
            return None
        return Content.styled(safe(self.error), look(self, "row--error"))

    def put(self, text: str) -> None:
        """Set the text from outside, as undo does; posts nothing."""
        if text != self.line.text:
            self.line = Line(text, len(text))
            self.value, self.error = self.read(text)
            self.repaint()

    def complain(self, error: str) -> None:
        """Say what is wrong with the text beyond what this field can know; nothing where it is right after all."""
        found = self.read(self.line.text)[1] or error or None
        if found != self.error:
            self.error = found
            self.repaint()

    def suggest(self, hint: str) -> None:
        """Change the dimmed words behind the field."""
        if safe(hint) != self.hint:
            self.hint = safe(hint)
            self.repaint()

    def become(self, line: Line) -> None:
        """Take an edited line and tell about it if the text changed."""
        changed = line.text != self.line.text
        if line == self.line:
            return
        self.line = line
        if changed:
            self.value, self.error = self.read(line.text)
            self.post_message(self.Changed(self, self.value, self.error))
        self.repaint()
        self._show_cursor()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        del key
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        # Not stopped: the screen hears of every key; its letter bindings are off while this field consumes letters.
        if event.is_printable and event.character:
            self.become(self.line.insert(event.character))

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        if event.text:
            self.become(self.line.insert(event.text.splitlines()[0]))

    def action_edit(self, name: str) -> None:
        self.become(self.EDITS[name](self.line))

    def action_next_field(self) -> None:
        self.screen.focus_next()

    def action_leave(self) -> None:
        if isinstance(self.screen, LeanScreen):
            self.screen.leave_field()
        else:
            self.screen.set_focus(None)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            self.line = self.line.at_cell(offset.x - self.label_width - 2, self.box)
            self.repaint()

    def on_focus(self) -> None:
        self._show_cursor()

    def _show_cursor(self) -> None:
        # Input methods draw what is being composed where the terminal's own cursor stands.
        x = self.label_width + 2 + self.line.cursor_cell(self.box)
        self.app.cursor_position = self.content_region.offset + Offset(x, 0)


class TextField(Field):
    """A line of text, such as a path or a label's value."""

    def __init__(  # noqa: PLR0913
        self,
        label: str,
        text: str = "",
        *,
        check: Callable[[str], str | None] | None = None,
        box: int = 22,
        after: str = "",
        hint: str = "",
        kube: str = "",
        label_width: int = LABEL_WIDTH,
        show_error: bool = True,
        id: str | None = None,
    ) -> None:
        self._check = check
        super().__init__(
            label,
            text,
            box=box,
            after=after,
            hint=hint,
            kube=kube,
            label_width=label_width,
            show_error=show_error,
            id=id,
        )

    def read(self, text: str) -> tuple[Value | None, str | None]:
        error = self._check(text) if self._check else None
        return (None, error) if error else (text, None)


class NumberField(Field):
    """A whole number, or a percentage where that is allowed; up and down change it within its limits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(1)", _("More"), show=False),
        Binding("down", "step(-1)", _("Less"), show=False),
    ]

    def __init__(  # noqa: PLR0913
        self,
        label: str,
        value: Value | None = None,
        *,
        minimum: int = 0,
        maximum: int = 2**31 - 1,
        percent: bool = False,
        optional: bool = False,
        box: int = 5,
        after: str = "",
        hint: str = "",
        kube: str = "",
        label_width: int = LABEL_WIDTH,
        show_error: bool = True,
        id: str | None = None,
    ) -> None:
        self.minimum, self.maximum, self.percent, self.optional = minimum, maximum, percent, optional
        super().__init__(
            label,
            "" if value is None else str(value),
            box=box,
            after=after,
            hint=hint,
            kube=kube,
            label_width=label_width,
            show_error=show_error,
            id=id,
        )

    def limits(self) -> str:
        """The limits in words; said before they are hit."""
        if self.maximum >= 2**31 - 1:
            words = _("{minimum} or more").format(minimum=self.minimum)
        else:
            words = _("{minimum} to {maximum}").format(minimum=self.minimum, maximum=self.maximum)
        return _("{limits}, or 0% to 100%").format(limits=words) if self.percent else words

    def read(self, text: str) -> tuple[Value | None, str | None]:
        text = text.strip()
        if not text and self.optional:
            return None, None
        number = _whole(text.removesuffix("%")) if self.percent else _whole(text)
        if number is None:
            return None, _("Enter a whole number: {limits}").format(limits=self.limits())
        if self.percent and text.endswith("%"):
            return (f"{number}%", None) if number <= 100 else (None, _("Enter 0% to 100%"))
        if not self.minimum <= number <= self.maximum:
            return None, _("Enter {limits}").format(limits=self.limits())
        return number, None

    def action_step(self, by: int) -> None:
        text = self.line.text.strip()
        percent = self.percent and text.endswith("%")
        low, high = (0, 100) if percent else (self.minimum, self.maximum)
        number = _whole(text.removesuffix("%") if percent else text)
        # From nothing, or from words, the first step lands on the lower limit.
        stepped = low if number is None else min(max(low, number + by), high)
        text = f"{stepped}%" if percent else str(stepped)
        self.become(Line(text, len(text)))


def _whole(text: str) -> int | None:
    # int() alone would take "1_000", "+3" and other scripts' digits.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
