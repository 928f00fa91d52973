"""Where a text may be broken into lines of so many columns."""

import re
from collections.abc import Iterator

from wizard.wording import cells

# Chinese breaks beside any of its characters, but no line begins with a sign that closes, and none ends with one that
# opens. All else breaks at blanks.
_PIECES = re.compile(r" +|[（“]*(?:[\u2e80-\uffef]|[^ \u2e80-\uffef“”]+)[，。；：、！？）”]*|.")


def folds(text: str, width: int, indent: int = 0) -> Iterator[tuple[int, int]]:
    """Where each line of one paragraph begins and ends; all but the first have `indent` columns less.

    A single word that is wider than a line goes beyond it.
    """
    begin, end, used, room = 0, 0, 0, width
    for piece in _PIECES.finditer(text):
        if piece[0].isspace():
            used += cells(piece[0])
            continue
        wide = cells(piece[0])
        if end > begin and used + wide > room:
            yield begin, end
            begin, used, room = piece.start(), 0, width - indent
        end, used = piece.end(), used + wide
    yield begin, max(begin, end)


def folded(text: str, width: int, indent: int = 0) -> str:
    """One paragraph as lines, all but the first indented."""
    return f"\n{' ' * indent}".join(text[begin:end] for begin, end in folds(text, width, indent))
