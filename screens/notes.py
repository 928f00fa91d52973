"""Sentences that need a screen of their own, to be read and left."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.terminal.lean import LeanScreen
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.listing import Listing
from screens.widgets.paragraphs import wrapped
from wizard.wording import _


class NotesScreen(LeanScreen[None]):
    """Wrapped to the width there is, scrolled by the arrow keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "leave", _("Back"), id="notes.leave", tooltip=_("Back to where you were")),
    ]

    def __init__(self, title: str, paragraphs: Sequence[Content]) -> None:
        super().__init__()
        self._title, self._paragraphs = title, tuple(paragraphs)
        self._lines: list[Content] = []

    def compose(self) -> ComposeResult:
        yield Head(self._title)
        yield Listing(lambda number, _width: self._lines[number], reading=True)
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Listing).focus()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self._wrap(event.size.width)

    def tell(self, paragraphs: Sequence[Content]) -> None:
        """Show other sentences in place of these."""
        self._paragraphs = tuple(paragraphs)
        self._wrap(self.size.width)

    def _wrap(self, width: int) -> None:
        folded = (Content(" ") + line for each in self._paragraphs for line in wrapped(each, width - 2))
        self._lines = list(folded)
        self.query_one(Listing).show(len(self._lines))

    def action_leave(self) -> None:
        self.dismiss()
