"""Several fields on one line, as in `every [ 5 ] s, wait [ 2 ] s`, with the error of any of them below."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from screens.widgets.fields import Field, NumberField, Value
from screens.widgets.looks import look
from screens.widgets.row import LABEL_WIDTH, Row
from wizard.wording import cells, safe


class Caption(Row, can_focus=False):
    """The label of a FieldRow, or the words behind its fields."""

    def __init__(
        self,
        label: str = "",
        text: str = "",
        *,
        label_width: int = LABEL_WIDTH,
        error: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(label, label_width=label_width, id=id)
        self._text = safe(text)
        self._style = "row--error" if error else "row--hint"

    def show(self, text: str) -> None:
        if safe(text) != self._text:
            self._text = safe(text)
            self.repaint()

    def parts(self, width: int) -> list[list[Content]]:
        del width
        return [[Content.styled(self._text, look(self, self._style))]]


class FieldRow(Vertical):
    """Fields that answer one question together; each is made with label_width=0 and show_error=False."""

    def __init__(
        self,
        label: str,
        *fields: Field,
        after: str = "",
        label_width: int = LABEL_WIDTH,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._label, self._fields, self._label_width = label, fields, label_width
        self._after = Caption(text=after, label_width=0, id="after")
        self._error = Caption(label_width=label_width, error=True)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Caption(self._label, label_width=self._label_width)
            yield from self._fields
            yield self._after
        yield self._error

    def on_mount(self) -> None:
        self._show_error()

    def suggest(self, after: str) -> None:
        """Change the words behind the fields."""
        self._after.show(after)

    def on_field_changed(self) -> None:
        # Not stopped: the screen wants the value.
        self._show_error()

    def _show_error(self) -> None:
        error = next((field.error for field in self._fields if field.error), "")
        self._error.show(error)
        self._error.display = bool(error)


def short_number(name: str, label: str, value: Value | None, minimum: int, *, percent: bool = False) -> NumberField:
    """A number inside a FieldRow, which may be left empty; `name` is its id."""
    return NumberField(
        label,
        value,
        minimum=minimum,
        maximum=86400,
        percent=percent,
        optional=True,
        box=4,
        label_width=cells(label) + 1 if label else 0,
        show_error=False,
        id=name,
    )
