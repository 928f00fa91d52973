"""A text field that stands alone: Enter carries out what was typed, Esc takes it back."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from screens.widgets.fields import TextField
from wizard.wording import _


class EntryField(TextField):
    """Not part of a form, so Enter goes to no next field."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next_field", _("Go on"), id="entry.enter"),
        Binding("escape", "leave", _("Back"), id="entry.leave"),
    ]

    @dataclass
    class Entered(Message):
        """Enter was pressed."""

        text: str

    @dataclass
    class Left(Message):
        """Esc was pressed."""

    def complain(self, error: str | None) -> None:
        """Show what is wrong with what was entered, until the text changes."""
        if error != self.error:
            self.error = error
            self.repaint()

    def action_next_field(self) -> None:
        self.post_message(self.Entered(self.line.text.strip()))

    def action_leave(self) -> None:
        self.post_message(self.Left())
