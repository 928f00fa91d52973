"""A row of answers of which one holds; moving chooses, since nothing here waits for a submit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from screens.terminal import signs
from screens.widgets.looks import look
from screens.widgets.row import LABEL_WIDTH, Row, wrapped
from wizard.wording import _, safe


@dataclass(frozen=True)
class Answer:
    """One thing a RadioRow offers."""

    value: str
    label: str
    refusal: str | None = None
    """Why it cannot be chosen; None where it can."""


class RadioRow(Row):
    """`Level  ○ none  ● host  ○ zone`: left and right move and choose at once."""

    COMPONENT_CLASSES = {"radio-row--chosen", "radio-row--open", "radio-row--refused", "radio-row--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", _("Previous answer"), show=False),
        Binding("right", "move(1)", _("Next answer"), show=False),
        Binding("home", "move_to(0)", _("First answer"), show=False),
        Binding("end", "move_to(-1)", _("Last answer"), show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another answer was chosen."""

        row: "RadioRow"
        value: str

        @property
        def control(self) -> "RadioRow":
            return self.row

    @dataclass
    class Refused(Message):
        """The reader moved onto an answer that cannot be chosen here."""

        row: "RadioRow"
        value: str
        reason: str

        @property
        def control(self) -> "RadioRow":
            return self.row

    def __init__(  # noqa: PLR0913 - all but the label and the answers have defaults
        self,
        label: str,
        answers: Sequence[Answer],
        value: str | None = None,
        *,
        kube: str = "",
        label_width: int = LABEL_WIDTH,
        id: str | None = None,
    ) -> None:
        super().__init__(label, kube=kube, label_width=label_width, id=id)
        self.answers = tuple(answers)
        self.value = value
        """The answer that holds; None while nothing is chosen."""
        self._cursor = self._index_of(value)

    def _index_of(self, value: str | None) -> int:
        return next((number for number, answer in enumerate(self.answers) if answer.value == value), 0)

    def choose(self, value: str | None) -> None:
        """Set the answer from outside, as undo does; posts nothing."""
        if value != self.value:
            self.value = value
            self._cursor = self._index_of(value)
            self.repaint()

    def parts(self, width: int) -> list[list[Content]]:
        return wrapped([self._painted(number, answer) for number, answer in enumerate(self.answers)], width)

    def _painted(self, number: int, answer: Answer) -> Content:
        chosen = answer.value == self.value
        kind = "refused" if answer.refusal else "chosen" if chosen else "open"
        alphabet = signs.active()
        sign = Content.styled(
            f"{alphabet.chosen if chosen else alphabet.open} ",
            look(self, f"radio-row--{kind}"),
        )
        under_cursor = self.has_focus and number == self._cursor
        style = look(self, f"radio-row--{'cursor' if under_cursor else kind}")
        return sign + Content.styled(safe(answer.label), style)

    def action_move(self, by: int) -> None:
        self._move_to(self._cursor + by)

    def action_move_to(self, number: int) -> None:
        self._move_to(number % len(self.answers) if self.answers else 0)

    def _move_to(self, number: int) -> None:
        if not 0 <= number < len(self.answers):
            return
        self._cursor = number
        answer = self.answers[number]
        if answer.refusal is not None:
            self.post_message(self.Refused(self, answer.value, answer.refusal))
        elif answer.value != self.value:
            self.value = answer.value
            self.post_message(self.Changed(self, answer.value))
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        number = self.offset_in_parts(offset, self.parts(self.size.width - self.label_width))
        if number is not None:
            self._move_to(number)

    def on_blur(self) -> None:
        # The cursor may stand on a refused answer; the next visit starts from the one that holds.
        self._cursor = self._index_of(self.value)


UNKNOWN = "unknown"
_TRUTHS = {UNKNOWN: None, "yes": True, "no": False}


def truth_row(  # noqa: PLR0913 - the words of one row
    label: str, yes: str, no: str, value: bool | None, *, why: str, id: str
) -> RadioRow:
    """A question that is answered by yes or no."""
    answers = [Answer(UNKNOWN, _("not known")), Answer("yes", yes), Answer("no", no)]
    return RadioRow(label, answers, truth_word(value), kube=why, id=id)


def truth_word(value: bool | None) -> str:
    """The answer of a truth_row that means this."""
    return next(word for word, truth in _TRUTHS.items() if truth is value)


def truth(word: str) -> bool | None:
    """What the answer of a truth_row means; None for not known."""
    return _TRUTHS[word]
