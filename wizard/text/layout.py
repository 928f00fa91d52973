"""The text of one document with its nodes: where lines, dashes, colons and comments stand. Changes nothing."""

import re
from dataclasses import dataclass
from functools import cached_property

from wizard.text.nodes import Alias, Mapping, Node, Scalar, Sequence
from wizard.text.writing_style import Style

_BLANK_AND_COMMENTS = re.compile(r"(?:\s|#[^\n]*)*")
_PROPERTIES = re.compile(r"(?:[&!][^\s]*(?:\s|(?<=\s)#[^\n]*)+)*")


class OddPlaceError(Exception):
    """A way of writing that no edit is made in; args are its offset and the reason's id."""


@dataclass(frozen=True)
class Layout:
    """A document as it lies in the text of its stream; every offset counts from the start of the stream."""

    text: str
    start: int
    end: int
    root: Node
    style: Style
    json: bool

    @cached_property
    def has_aliases(self) -> bool:
        """Tell whether a change in one place could be one in another, too."""
        return "*" in self.text[self.start : self.end] and _has_alias(self.root)

    def line_start(self, offset: int) -> int:
        return max(self.text.rfind("\n", 0, offset) + 1, self.start)

    def line_end(self, offset: int) -> int:
        """The offset of the line break, or of the end of the document."""
        found = self.text.find("\n", offset, self.end)
        return self.end if found < 0 else found

    def next_line(self, offset: int) -> int:
        return min(self.line_end(offset) + 1, self.end)

    def column(self, offset: int) -> int:
        """0-based; a byte order mark takes no column."""
        return offset - self.line_start(offset)

    def starts_line(self, offset: int) -> bool:
        """Tell whether only blanks stand before `offset` in its line."""
        return not self.text[self.line_start(offset) : offset].strip(" ")

    def rest_of_line(self, offset: int) -> str:
        return self.text[offset : self.line_end(offset)].strip()

    def token(self, offset: int) -> int:
        """The next thing at or behind `offset` that is neither blank nor comment."""
        found = _BLANK_AND_COMMENTS.match(self.text, offset, self.end)
        return found.end() if found else offset

    def behind_properties(self, node: Node) -> int:
        """Where a node begins behind its anchor and tag."""
        found = _PROPERTIES.match(self.text, node.start, self.end)
        return found.end() if found and (node.anchor or node.tag) else node.start

    def colon(self, key: Node) -> int:
        """The offset behind the colon of a key. Raises OddPlaceError where there is none."""
        found = self.token(key.end)
        if self.text[found : found + 1] != ":":
            raise OddPlaceError(key.start, "no-colon")
        return found + 1

    def dash(self, sequence: Sequence, index: int) -> int:
        """The offset of the dash before an item of a block sequence."""
        offset = self.token(self.tail(sequence.items[index - 1])) if index else self.behind_properties(sequence)
        if self.text[offset : offset + 1] != "-":
            raise OddPlaceError(offset, "no-dash")
        return offset

    def tail(self, node: Node) -> int:
        """The offset behind the last character of a node, trailing line breaks of a block scalar left out."""
        if isinstance(node, Mapping) and not node.flow:
            return self.tail(node.entries[-1][1])
        if isinstance(node, Sequence) and not node.flow:
            return self.tail(node.items[-1])
        if isinstance(node, Scalar) and node.style in ("|", ">") and node.end > node.start:
            written = self.text[node.start : node.end]
            if "+" in written.partition("\n")[0].partition("#")[0]:
                kept = written.removesuffix("\n")  # its blank lines are content
            else:
                kept = written.rstrip()
            last_line_end = self.line_end(node.start + len(kept))
            return max(last_line_end - (self.text[last_line_end - 1] == "\r"), node.start)
        return min(node.end, self.end)

    def end_of_block(self, tail: int, column: int) -> int:
        """The start of the line behind a block and behind the comments that are its own.

        A comment belongs to the block when it stands no further left, and right of whatever comes next.
        """
        behind = self.next_line(tail)
        following = self.token(behind) if behind < self.end else self.end
        floor = max(column, self.column(following) + 1 if following < self.end else 0)
        offset = behind
        blank = False
        while offset < following:
            line = self.text[offset : self.line_end(offset)]
            offset = self.next_line(offset)
            if not line.strip():
                blank = True
            elif len(line) - len(line.lstrip()) < floor or (blank and not floor):
                break
            else:
                behind = offset
            if offset >= self.end:
                break
        return behind


def _has_alias(node: Node) -> bool:
    if isinstance(node, Mapping):
        return any(_has_alias(key) or _has_alias(value) for key, value in node.entries)
    return any(map(_has_alias, node.items)) if isinstance(node, Sequence) else isinstance(node, Alias)
