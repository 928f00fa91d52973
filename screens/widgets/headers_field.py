"""HTTP headers, one `Name: value` a line, with an empty line for one more."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from screens.widgets.fields import Field, TextField
from screens.widgets.row import LABEL_WIDTH
from wizard.wording import _

Header = tuple[str, str]
_NAME = re.compile(r"[-A-Za-z0-9]+")
"""What a server's validation takes as a header's name."""


class HeadersField(Vertical):
    """As many headers as a person types; an emptied line counts for nothing."""

    @dataclass
    class Changed(Message):
        """A header changed, to right ones or to an error."""

        field: "HeadersField"
        value: tuple[Header, ...] | None
        error: str | None

        @property
        def control(self) -> "HeadersField":
            return self.field

    def __init__(
        self,
        label: str,
        headers: Iterable[Header] = (),
        *,
        kube: str = "",
        label_width: int = LABEL_WIDTH,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._label, self._kube, self._label_width = label, kube, label_width
        self._lines = [self._line(f"{name}: {value}") for name, value in headers]
        self._add_line()

    def _line(self, text: str) -> TextField:
        first = not getattr(self, "_lines", ())
        return TextField(
            self._label if first else "",
            text,
            check=_check,
            box=30,
            kube=self._kube if first else "",
            hint="" if text else _("Name: value"),
            label_width=self._label_width,
        )

    def _add_line(self) -> TextField:
        line = self._line("")
        self._lines.append(line)
        return line

    def put(self, headers: Iterable[Header]) -> None:
        """Set the headers from outside, as undo does; posts nothing."""
        texts = [f"{name}: {value}" for name, value in headers]
        while len(self._lines) <= len(texts):
            self.mount(self._add_line())
        for line, text in zip(self._lines, [*texts, *[""] * (len(self._lines) - len(texts))], strict=True):
            line.put(text)

    def compose(self) -> ComposeResult:
        yield from self._lines

    @property
    def value(self) -> tuple[Header, ...] | None:
        """The headers; None while a line is wrong."""
        if self.error is not None:
            return None
        pairs = (line.line.text.partition(":") for line in self._lines if line.line.text.strip())
        return tuple((name.strip(), value.strip()) for name, _colon, value in pairs)

    @property
    def error(self) -> str | None:
        return next((line.error for line in self._lines if line.error), None)

    def on_field_changed(self, event: Field.Changed) -> None:
        event.stop()
        if self._lines[-1].line.text:
            self.mount(self._add_line())
        self.post_message(self.Changed(self, self.value, self.error))


def _check(text: str) -> str | None:
    if not text.strip():
        return None
    name, colon, _value = text.partition(":")
    if colon and _NAME.fullmatch(name.strip()):
        return None
    return _("Enter a header as Name: value; the name has letters, digits and hyphens")
