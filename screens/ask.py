"""Small questions over the screen one is on: each asks once, says what every answer does, and Esc loses nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from screens.terminal.lean import LeanScreen
from screens.widgets.key_bar import NAMES
from screens.widgets.listing import Listing
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.rule import Rule
from wizard.sources.writing import ChangedOnDisk
from wizard.wording import _, ngettext, safe


@dataclass(frozen=True)
class Reply:
    """One answer: its key, its value for the one who asked, and what it does."""

    key: str
    value: str
    words: str


class AskScreen(LeanScreen[str], ModalScreen[str]):
    """A title, a sentence or two, and the replies, each with its key."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "pick", show=False)]

    def __init__(self, title: str, sentences: Sequence[str], replies: Sequence[Reply]) -> None:
        super().__init__()
        self._title = title
        self._sentences = tuple(Content(safe(each)) for each in sentences)
        self._replies = tuple(replies)

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Rule(self._title)
            yield Paragraphs(self._sentences)
            yield Listing(self._line, len(self._replies), id="replies")

    def on_mount(self) -> None:
        super().on_mount()
        listing = self.query_one(Listing)
        listing.styles.height = len(self._replies)
        listing.focus()

    def _line(self, number: int, _width: int) -> Content:
        reply = self._replies[number]
        key = NAMES.get(reply.key, reply.key)
        return Content.styled(f" {key:<5}", "bold") + Content(safe(reply.words))

    def on_key(self, event: events.Key) -> None:
        super().on_key(event)
        for reply in self._replies:
            if event.key == reply.key:
                event.stop()
                self.dismiss(reply.value)

    def on_listing_picked(self, event: Listing.Picked) -> None:
        self.dismiss(self._replies[event.line].value)

    def action_pick(self) -> None:
        self.dismiss(self._replies[self.query_one(Listing).cursor].value)


def quit_question(changed: int, *, drafts: bool) -> AskScreen:
    """Asked once when choices are not written: write, draft where there can be one, discard, or stay."""
    what = ngettext(
        "{count} workload has choices that are not written.",
        "{count} workloads have choices that are not written.",
        changed,
    )
    keep = [Reply("k", "keep", _("Leave, and keep them as a draft for the next start"))] if drafts else []
    return AskScreen(
        _("Leave the wizard?"),
        [what.format(count=changed)],
        [
            Reply("w", "write", _("Review and write them")),
            *keep,
            Reply("x", "discard", _("Leave, and forget them")),
            Reply("escape", "", _("Stay here")),
        ],
    )


def draft_question(workloads: int) -> AskScreen:
    """Asked at the start when choices for the same sources were kept."""
    what = ngettext(
        "Choices for {count} workload of this source were kept when the wizard ended.",
        "Choices for {count} workloads of this source were kept when the wizard ended.",
        workloads,
    )
    return AskScreen(
        _("A draft was found"),
        [what.format(count=workloads)],
        [
            Reply("u", "use", _("Use it")),
            Reply("n", "anew", _("Start anew, and forget the draft")),
            Reply("escape", "", _("Leave the wizard; the draft stays")),
        ],
    )


def changed_on_disk(error: ChangedOnDisk) -> AskScreen:
    """Asked when somebody else wrote a file since it was read."""
    return AskScreen(
        _("Changed on disk"),
        [
            str(error),
            _("Nothing was written. Reading it again keeps your choices, and makes the diff on what is there now."),
        ],
        [Reply("r", "reload", _("Read it again, keep my choices")), Reply("escape", "", _("Back to the review"))],
    )
