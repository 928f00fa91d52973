"""Lines of block YAML put in, taken out and replaced. Knows where text stands, not why it has to change."""

from collections.abc import Sequence as Items
from dataclasses import dataclass

from wizard.text.emitting import below, body_lines, flow, is_block, item_lines, literal_header, scalar, shifted
from wizard.text.flow_splicing import FlowStyle
from wizard.text.layout import Layout, OddPlaceError
from wizard.text.nodes import Node, Scalar
from wizard.text.paths import Data

Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Cut:
    """A piece of the document's text, the text that takes its place, and the path of what it edits."""

    start: int
    end: int
    text: str
    path: Steps
    is_item: bool = False
    """It adds an item to a list, and does nothing else."""


@dataclass(frozen=True)
class Slot:
    """Where a value stands: behind a key or a dash of a block, or inside a flow collection."""

    path: Steps
    opening: int
    """The offset behind the colon or the dash; in flow, behind the colon, or the item itself."""
    column: int = 0
    """Of the key or the dash."""
    dash: bool = False
    flow: FlowStyle | None = None


class BlockSplicing:
    """Collects cuts in the blocks of one document."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.cuts: list[Cut] = []

    def replace(self, slot: Slot, node: Node, after: Data) -> None:
        """Put a value in the place of what stands behind a key or a dash."""
        if is_block(after, self.layout.style):
            self._by_lines(slot, node, after)
        else:
            self._by_line(slot, node, after)

    def insert(self, offset: int, lines: list[str], column: int, path: Steps, is_item: bool = False) -> None:
        """Put lines that begin at `column` before the line that starts at `offset`."""
        newline = self.layout.style.newline
        text = newline.join(shifted(lines, column))
        if offset < self.layout.end or self.layout.text[offset - 1] == "\n":
            text += newline
        else:
            # The file lacks its last newline, and keeps lacking it.
            above = next((cut for cut in reversed(self.cuts) if cut.end == offset), None)
            line_is_gone = above is not None and not above.text and above.start == self.layout.line_start(above.start)
            text = text if line_is_gone else newline + text
        self.cuts.append(Cut(offset, offset, text, path, is_item))

    def remove(
        self, spans: list[tuple[int, int]], removed: set[int], column: int, path: Steps, steps: Items[str | int]
    ) -> None:
        """Take out entries of a block, not all of them, with their lines."""
        layout = self.layout
        first, tail = spans[0]
        if 0 in removed and not layout.starts_line(first):
            if not layout.text[layout.line_start(first) : first].rstrip(" ").endswith("-"):
                raise OddPlaceError(first, "explicit-key")
            # What stays moves up to the dash: the next entry, or the comment above it.
            stays = min(set(range(len(spans))) - removed)
            behind = layout.next_line(spans[stays - 1][1])
            above = layout.text[behind : spans[stays][0]]
            self.cuts.append(Cut(first, behind + len(above) - len(above.lstrip()), "", (*path, steps[0])))
            removed = {index for index in removed if index > stays}
        for index in sorted(removed):
            start, tail = spans[index]
            if not layout.starts_line(start):
                raise OddPlaceError(start, "explicit-key")
            self._cut_lines(layout.line_start(start), layout.end_of_block(tail, column + 1), (*path, steps[index]))

    def _by_line(self, slot: Slot, node: Node, after: Data) -> None:
        text = flow(after, self.layout.style)
        if isinstance(node, Scalar) and node.style in ("'", '"') and isinstance(after, str):
            text = scalar(after, self.layout.style, False, node.style)
        tail = self.layout.tail(node)
        if node.start == tail:
            self.cuts.append(Cut(slot.opening, slot.opening, " " + text, slot.path))
        elif self.layout.line_start(node.start) <= slot.opening:
            if isinstance(node, Scalar) and node.style in ("|", ">"):
                comment = self.layout.rest_of_line(node.start).partition(" #")[2]
                text += f" #{comment}" if comment else ""
            self.cuts.append(Cut(node.start, tail, text, slot.path))
        else:
            self.cuts.append(Cut(slot.opening, slot.opening, " " + text, slot.path))
            self._cut_lines(self.layout.line_start(node.start), self.layout.next_line(tail), slot.path)

    def _by_lines(self, slot: Slot, node: Node, after: Data) -> None:
        layout, style = self.layout, self.layout.style
        tail = layout.tail(node)
        is_null = node.start == tail
        header = literal_header(after)
        on_line = is_null or layout.line_start(node.start) <= slot.opening
        if slot.dash and on_line and not layout.rest_of_line(tail) and not header:
            first, *others = item_lines(after, style)
            lines = [first, *shifted(others, slot.column)]
            self.cuts.append(Cut(slot.opening - 1, tail, style.newline.join(lines), slot.path))
            return
        if on_line:
            end = slot.opening if is_null else tail
            rest = layout.text[end : layout.line_end(end)]
            if rest.strip():
                # A tab that led to the comment may stand behind a value, but not behind a dash.
                end += len(rest) - len(rest.lstrip())
                header += " "
            self.cuts.append(Cut(slot.opening, end, header and " " + header.lstrip(), slot.path))
        else:
            if header:
                self.cuts.append(Cut(slot.opening, slot.opening, " " + header, slot.path))
            self._cut_lines(layout.line_start(node.start), layout.next_line(tail), slot.path)
        column = slot.column + (style.gap if slot.dash else below(after, style))
        offset = layout.next_line(max(tail, slot.opening))
        self.insert(offset, body_lines(after, style), column, slot.path)

    def _cut_lines(self, start: int, end: int, path: Steps) -> None:
        self.cuts.append(Cut(start, end, "", path))
