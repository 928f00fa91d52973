"""A Change as rows to show, or as a unified diff. Compares only the lines that a splice touched."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from wizard.planning.changes import Change, Part


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
    owners = _owners(change, before, after)
    old = new = 0
    for old_from, old_to, new_from, new_to in _regions(change, before, after):
        yield from _same(before, old, new, old_from - old)
        for row in _changed(before[old_from:old_to], after[new_from:new_to], old_from, new_from):
            yield row if row.sign == " " else replace(row, practice=owners.get((row.sign, row.old or row.new)))
        old, new = old_to, new_to
    yield from _same(before, old, new, len(before) - old)


def _same(lines: list[str], old: int, new: int, count: int) -> Iterator[Row]:
    for step in range(count):
        yield Row(" ", old + step + 1, new + step + 1, lines[old + step].rstrip("\r\n"))


def _changed(before: list[str], after: list[str], old: int, new: int) -> Iterator[Row]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Row(" ", old + a + i + 1, new + c + i + 1, before[a + i].rstrip("\r\n")) for i in range(b - a))
        else:
            yield from (Row("-", old + i + 1, None, before[i].rstrip("\r\n")) for i in range(a, b))
            yield from (Row("+", None, new + i + 1, after[i].rstrip("\r\n")) for i in range(c, d))


def _regions(change: Change, before: list[str], after: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """The line ranges that splices touch, before and after, whole lines; ranges that meet become one."""
    if change.before is None or not change.parts:
        yield 0, len(before), 0, len(after)
        return
    merged: list[tuple[int, int, int, int]] = []
    for _part, olds, news in _touched(change, before, after):
        old_from, new_from = olds.start, news.start
        if merged and old_from <= merged[-1][1]:
            old_from, _old, new_from, _new = merged.pop()
        merged.append((old_from, olds.stop, new_from, news.stop))
    yield from merged


def _owners(change: Change, before: list[str], after: list[str]) -> dict[tuple[str, int | None], str | None]:
    """The practice behind each line, by sign and number; where two share a line, the first."""
    owners: dict[tuple[str, int | None], str | None] = {}
    for part, olds, news in _touched(change, before, after):
        for sign, touched in (("-", olds), ("+", news)):
            for line in touched:
                owners.setdefault((sign, line + 1), part.practice)
    return owners


def _touched(change: Change, before: list[str], after: list[str]) -> Iterator[tuple[Part, range, range]]:
    """The lines that each part touches before and after, counted from 0."""
    starts_old, starts_new = _starts(before), _starts(after)
    shift = 0
    for part in change.parts:
        start, end, text = part.splice.start, part.splice.end, part.splice.text
        olds = range(_line_of(starts_old, start), min(_line_of(starts_old, end) + 1, len(before)))
        start, end = start + shift, start + shift + len(text)
        news = range(_line_of(starts_new, start), min(_line_of(starts_new, end) + 1, len(after)))
        shift += len(text) - (part.splice.end - part.splice.start)
        yield part, olds, news


def _lines(text: str) -> list[str]:
    """Lines as editors count them: only a line feed ends one."""
    lines = text.split("\n")
    kept = [f"{line}\n" for line in lines[:-1]]
    return [*kept, lines[-1]] if lines[-1] else kept


def _starts(lines: list[str]) -> list[int]:
    """Where each line starts, and the end of the text where a further line would."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    # Behind a last line that lacks its line feed there is no place for another: its end belongs to it.
    return starts[:-1] if lines and not lines[-1].endswith("\n") else starts


def _line_of(starts: list[int], offset: int) -> int:
    return bisect_right(starts, offset) - 1


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
