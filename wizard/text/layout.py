"""The text of one document with its nodes: where lines, dashes, colons and comments stand. Changes nothing."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TypeGuard

from wizard.text.nodes import Alias, Mapping, Node, Scalar, Sequence
from wizard.text.writing_style import Style

_BLANK_AND_COMMENTS = re.compile(r"(?:\s|#[^\n]*)*")
_PROPERTIES = re.compile(r"(?:[&!][^\s]*(?:\s|(?<=\s)#[^\n]*)+)*")

_COMMENT = re.compile(r"(?<=\s)#[^\n]*")


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
    tight: bool = False
    """Blank lines go with the entry above them: left below a block scalar they might become its text."""

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
        if is_block_text(node) and node.end > node.start:
            last_line_end = self.line_end(self._last_of_text(node))
            return max(last_line_end - (self.text[last_line_end - 1] == "\r"), node.start)
        return min(node.end, self.end)

    def _last_of_text(self, node: Scalar) -> int:
        """An offset in the last line of a block scalar, its header where it has none."""
        begin = self.behind_properties(node)
        header, _break, body = self.text[begin : node.end].partition("\n")
        if self._keeps(node):
            return begin + len(header) + len(_break) + len(body.removesuffix("\n"))  # its blank lines are content
        # Blanks that stand further right than the text do are content too; the others are only space between lines.
        lines = [line.removesuffix("\r") for line in body.split("\n")]
        first = next((line for line in lines if line.strip(" ")), None)
        if first is None:
            lasting = node.value.rstrip("\n").count("\n") + 1 if node.value.strip("\n") else 0
        else:
            inner = next(line for line in node.value.split("\n") if line.strip(" "))
            column = _blanks(first) - _blanks(inner)
            lasting = max(number for number, line in enumerate(lines, 1) if len(line) > column)
        # An offset in that line: each of them is one longer than its text, for its break.
        return begin + len(header) + sum(len(line) + 1 for line in body.split("\n")[:lasting])

    def _keeps(self, text: Scalar) -> bool:
        """Whether blank lines behind a block scalar are content."""
        return "+" in self.rest_of_line(self.behind_properties(text)).partition("#")[0]

    def remark(self, node: Node) -> str:
        """The comments behind a node's anchor, tag and the header of its text: about its place, not its value."""
        if not (is_block_text(node) or node.anchor or node.tag):
            return ""
        begin = self.behind_properties(node)
        head = self.text[node.start : self.line_end(begin) if is_block_text(node) else begin]
        return "".join(f" {comment.rstrip()}" for comment in _COMMENT.findall(head))

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
        while self.tight and behind < self.end and not self.rest_of_line(behind):
            behind = self.next_line(behind)
        return behind


def is_block_text(node: Node) -> TypeGuard[Scalar]:
    """Tell a literal or folded block scalar, whose text stands below its header."""
    return isinstance(node, Scalar) and node.style in ("|", ">")


def _blanks(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _has_alias(node: Node) -> bool:
    if isinstance(node, Mapping):
        return any(_has_alias(key) or _has_alias(value) for key, value in node.entries)
    return any(map(_has_alias, node.items)) if isinstance(node, Sequence) else isinstance(node, Alias)
