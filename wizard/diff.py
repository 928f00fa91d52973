"""A Change as rows to show, or as a unified diff. Compares only the lines that a splice touched."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from wizard.changes import Change


@dataclass(frozen=True)
class Row:
    """One line of a diff."""

    sign: str
    """+ added, - removed, @ lines left out, blank for unchanged."""
    old: int | None
    new: int | None
    """Line numbers from 1; None where the line is not there."""
    text: str
    """The line as it is, without its line end; not yet safe to show."""
    practice: str | None = None
    """The practice that made it."""


def rows(change: Change, context: int | None = None) -> tuple[Row, ...]:
    """The lines of a change, those within `context` lines of a difference or, with None, all of them."""
    whole = tuple(_rows(change))
    return whole if context is None else tuple(_near(whole, context))


def counts(rows: Sequence[Row]) -> tuple[int, int]:
    """How many lines come and how many go."""
    return sum(row.sign == "+" for row in rows), sum(row.sign == "-" for row in rows)


def unified(change: Change) -> str:
    """The change as `diff -u` prints it, so that `patch -p1` takes it."""
    found = rows(change, 3)
    if not any(row.sign in "+-" for row in found):
        return ""
    before, after = _lines(change.before or ""), _lines(change.after)
    name = change.origin.lstrip("/")
    head = [f"--- a/{name}\n" if change.before is not None else "--- /dev/null\n", f"+++ b/{name}\n"]
    return "".join(chain_lines(head, found, before, after))


def chain_lines(head: list[str], found: Sequence[Row], before: list[str], after: list[str]) -> Iterator[str]:
    """The lines of a unified diff, each hunk behind its own @@ line."""
    yield from head
    hunk: list[Row] = []
    for row in (*found, Row("@", None, None, "")):
        if row.sign != "@":
            hunk.append(row)
            continue
        if hunk:
            yield _hunk_head(hunk)
            yield from (_patch_line(each, before, after) for each in hunk)
        hunk = []


def _hunk_head(hunk: Sequence[Row]) -> str:
    olds = [row.old for row in hunk if row.old is not None]
    news = [row.new for row in hunk if row.new is not None]
    old, new = (olds[0] if olds else 0), (news[0] if news else 0)
    return f"@@ -{old},{len(olds)} +{new},{len(news)} @@\n"


def _patch_line(row: Row, before: list[str], after: list[str]) -> str:
    line = before[row.old - 1] if row.sign == "-" and row.old else after[(row.new or 1) - 1]
    return f"{row.sign}{line}" if line.endswith("\n") else f"{row.sign}{line}\n\\ No newline at end of file\n"


def _rows(change: Change) -> Iterator[Row]:
    before, after = _lines(change.before or ""), _lines(change.after)
    old = new = 0
    for old_from, old_to, new_from, new_to, practice in _regions(change, before, after):
        yield from _same(before, old, new, old_from - old)
        yield from _changed(before[old_from:old_to], after[new_from:new_to], old_from, new_from, practice)
        old, new = old_to, new_to
    yield from _same(before, old, new, len(before) - old)


def _same(lines: list[str], old: int, new: int, count: int) -> Iterator[Row]:
    for step in range(count):
        yield Row(" ", old + step + 1, new + step + 1, lines[old + step].rstrip("\r\n"))


def _changed(before: list[str], after: list[str], old: int, new: int, practice: str | None) -> Iterator[Row]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Row(" ", old + a + i + 1, new + c + i + 1, before[a + i].rstrip("\r\n")) for i in range(b - a))
        else:
            yield from (Row("-", old + i + 1, None, before[i].rstrip("\r\n"), practice) for i in range(a, b))
            yield from (Row("+", None, new + i + 1, after[i].rstrip("\r\n"), practice) for i in range(c, d))


def _regions(change: Change, before: list[str], after: list[str]) -> Iterator[tuple[int, int, int, int, str | None]]:
    """The line ranges that splices touch, before and after, whole lines; ranges that meet become one."""
    if change.before is None or not change.parts:
        yield 0, len(before), 0, len(after), change.parts[0].practice if change.parts else None
        return
    starts_old, starts_new = _starts(before), _starts(after)
    shift = 0
    merged: list[tuple[int, int, int, int, str | None]] = []
    for part in change.parts:
        splice = part.splice
        old_from, old_to = _line_of(starts_old, splice.start), _line_of(starts_old, splice.end) + 1
        grown = len(splice.text) - (splice.end - splice.start)
        new_from = _line_of(starts_new, splice.start + shift)
        new_to = _line_of(starts_new, splice.end + shift + grown) + 1
        shift += grown
        practice = part.practice
        if merged and old_from <= merged[-1][1]:
            old_from, _old, new_from, _new, practice = merged.pop()
        merged.append((old_from, min(old_to, len(before)), new_from, min(new_to, len(after)), practice))
    yield from merged


def _lines(text: str) -> list[str]:
    """Lines as editors count them: only a line feed ends one."""
    lines = text.split("\n")
    kept = [f"{line}\n" for line in lines[:-1]]
    return [*kept, lines[-1]] if lines[-1] else kept


def _starts(lines: list[str]) -> list[int]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return starts


def _line_of(starts: list[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def _near(whole: Sequence[Row], context: int) -> Iterator[Row]:
    wanted = [False] * len(whole)
    for index, row in enumerate(whole):
        if row.sign != " ":
            for near in range(max(0, index - context), min(len(whole), index + context + 1)):
                wanted[near] = True
    left_out = False
    for index, row in enumerate(whole):
        if wanted[index]:
            if left_out:
                yield Row("@", row.old, row.new, "")
            yield row
        left_out = not wanted[index]
