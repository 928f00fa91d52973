"""Rows that ask what only people know of an application; not known is an answer, and the first."""

from screens.widgets.radio_row import Answer, RadioRow
from wizard.wording import _

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
