"""How rows of a diff lie on a screen, and where two diffs differ. Paints nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len

from wizard.wording import safe

if TYPE_CHECKING:
    # It brings the whole engine of edits: the first paint need not wait for that.
    from wizard.planning.diff import Row

Beside: TypeAlias = "tuple[Row | None, Row | None]"
"""Old and new on one line of the screen; None where that side has no row."""


@dataclass(frozen=True)
class Span:
    """Rows from first up to but not including end."""

    first: int
    end: int


def beside(rows: "Sequence[Row]") -> tuple[Beside, ...]:
    """Pair removed rows with the added rows that follow them; other rows stand on both sides."""
    lines: list[Beside] = []
    removed: list[Row] = []
    added: list[Row] = []

    def flush() -> None:
        for number in range(max(len(removed), len(added))):
            left = removed[number] if number < len(removed) else None
            lines.append((left, added[number] if number < len(added) else None))
        removed.clear()
        added.clear()

    for row in rows:
        if row.sign == "-":
            if added:
                flush()
            removed.append(row)
        elif row.sign == "+":
            added.append(row)
        else:
            flush()
            lines.append((row, row))
    flush()
    return tuple(lines)


def difference(before: "Sequence[Row]", after: "Sequence[Row]") -> Span | None:
    """The rows of `after` that are not in `before`, line numbers aside; None when nothing differs.

    Where rows only vanished, the row that moved into their place.
    """
    shorter = min(len(before), len(after))
    head = 0
    while head < shorter and _same(before[head], after[head]):
        head += 1
    if head == len(before) == len(after):
        return None
    tail = 0
    while tail < shorter - head and _same(before[-1 - tail], after[-1 - tail]):
        tail += 1
    first = min(head, max(0, len(after) - 1))
    return Span(first, max(first + 1, len(after) - tail))


def _same(one: "Row", other: "Row") -> bool:
    return one is other or (one.sign == other.sign and one.text == other.text)


def changes(rows: "Sequence[Row]") -> list[int]:
    """The first row of each run of added and removed rows."""
    return [
        number
        for number, row in enumerate(rows)
        if row.sign in "+-" and (number == 0 or rows[number - 1].sign not in "+-")
    ]


def text_width(rows: "Sequence[Row]") -> int:
    """Columns of the widest row."""
    return max((len(row.text) if row.text.isascii() else cell_len(safe(row.text)) for row in rows), default=0)


def number_width(rows: "Sequence[Row]") -> int:
    """Columns that the line numbers need."""
    return max(3, len(str(max((row.new or row.old or 0 for row in rows), default=0))))
