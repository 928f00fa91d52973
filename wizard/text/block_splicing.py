"""Lines of block YAML put in, taken out and replaced. Knows where text stands, not why it has to change."""

from collections.abc import Sequence as Items
from dataclasses import dataclass

from wizard.text.emitting import below, body_lines, flow, is_block, item_lines, literal_header, scalar, shifted
from wizard.text.flow_splicing import FlowStyle
from wizard.text.layout import Layout, OddPlaceError
from wizard.text.nodes import Mapping, Node, Scalar, Sequence
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


@dataclass(frozen=True)
class Entry:
    """An entry of a mapping or an item of a list, as it lies in a block."""

    start: int
    """Of the key or the dash."""
    value: Node
    step: str | int


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

    def put_before(self, dash: int, items: list[list[str]], path: Steps) -> None:
        """Put items before the first of a list that begins behind the dash of another."""
        column, newline = self.layout.column(dash), self.layout.style.newline
        lines = [line for item in items for line in item]
        text = newline.join([lines[0], *shifted(lines[1:], column), " " * column])
        self.cuts.append(Cut(dash, dash, text, (*path, 0), is_item=True))

    def remove(self, entries: Items[Entry], removed: set[int], column: int, path: Steps) -> None:
        """Take out entries of a block, not all of them, with their lines."""
        layout = self.layout
        first = entries[0].start
        stays = min(set(range(len(entries))) - removed)
        if 0 in removed and not layout.starts_line(first):
            if not layout.text[layout.line_start(first) : first].rstrip(" ").endswith("-"):
                raise OddPlaceError(first, "explicit-key")
            # What stays moves up to the dash: the next entry, or the first comment above it.
            for index in range(stays):
                behind = layout.next_line(layout.tail(entries[index].value))
                above = layout.text[behind : entries[index + 1].start]
                if above.strip():
                    break
            self.cuts.append(Cut(first, behind + len(above) - len(above.lstrip()), "", (*path, entries[0].step)))
            removed = {each for each in removed if each > index}
        for index in sorted(removed):
            entry = entries[index]
            if not layout.starts_line(entry.start):
                raise OddPlaceError(entry.start, "explicit-key")
            end = layout.end_of_block(layout.tail(entry.value), column + 1)
            self._cut_lines(layout.line_start(entry.start), end, (*path, entry.step))

    def _by_line(self, slot: Slot, node: Node, after: Data) -> None:
        text = flow(after, self.layout.style)
        if isinstance(node, Scalar) and node.style in ("'", '"') and isinstance(after, str):
            text = scalar(after, self.layout.style, False, node.style)
        tail = self.layout.tail(node)
        if node.start == tail:
            self.cuts.append(Cut(slot.opening, slot.opening, " " + text, slot.path))
        elif self._on_line(slot, node) or not _is_lines(node):
            # On a line of its own too it stays where it stands, with the comment behind it.
            self.cuts.append(Cut(node.start, tail, text + self.layout.remark(node), slot.path))
        else:
            self.cuts.append(Cut(slot.opening, slot.opening, " " + text, slot.path))
            self._cut_lines(self.layout.line_start(node.start), self.layout.next_line(tail), slot.path)

    def _by_lines(self, slot: Slot, node: Node, after: Data) -> None:
        layout, style = self.layout, self.layout.style
        tail = layout.tail(node)
        is_null = node.start == tail
        header, remark = literal_header(after), layout.remark(node)
        on_line = is_null or self._on_line(slot, node)
        if slot.dash and on_line and not layout.rest_of_line(tail) and not header and not remark:
            first, *others = item_lines(after, style)
            lines = [first, *shifted(others, slot.column)]
            self.cuts.append(Cut(slot.opening - 1, tail, style.newline.join(lines), slot.path))
            return
        if on_line:
            end = slot.opening if is_null else tail
            self._put_header(slot, end, header, remark)
        elif _is_lines(node):
            if header:
                self.cuts.append(Cut(slot.opening, slot.opening, " " + header, slot.path))
            self._cut_lines(layout.line_start(node.start), layout.next_line(tail), slot.path)
        else:
            self._leave_line(slot, node, header, remark)
        column = slot.column + (style.gap if slot.dash else below(after, style))
        offset = layout.next_line(max(tail, slot.opening))
        self.insert(offset, body_lines(after, style), column, slot.path)

    def _on_line(self, slot: Slot, node: Node) -> bool:
        """Whether a value begins in the line of its key or dash."""
        return self.layout.line_start(node.start) <= slot.opening

    def _put_header(self, slot: Slot, end: int, header: str, remark: str) -> None:
        """What stays in the line of the key or dash, when what stood there up to `end` becomes lines below."""
        rest = self.layout.text[end : self.layout.line_end(end)]
        if rest.strip():
            # A tab that led to the comment may stand behind a value, but not behind a dash.
            end += len(rest) - len(rest.lstrip())
            header += " "
        text = f" {header.lstrip()}" if header else ""
        self.cuts.append(Cut(slot.opening, end, text + remark, slot.path))

    def _leave_line(self, slot: Slot, node: Node, header: str, remark: str) -> None:
        """Take a value off its own line, which stays for the sake of its comment."""
        layout, tail = self.layout, self.layout.tail(node)
        rest = layout.text[tail : layout.line_end(tail)]
        comment = rest.strip() or remark.lstrip()
        if header:
            # In the lines of a literal a comment would be text.
            text = f" {header} {comment}".rstrip()
            self.cuts.append(Cut(slot.opening, slot.opening, text, slot.path))
        if comment and not header:
            end = tail + len(rest) - len(rest.lstrip()) if rest.strip() else tail
            self.cuts.append(Cut(node.start, end, remark.lstrip(), slot.path))
        else:
            self._cut_lines(layout.line_start(node.start), layout.next_line(tail), slot.path)

    def _cut_lines(self, start: int, end: int, path: Steps) -> None:
        self.cuts.append(Cut(start, end, "", path))


def _is_lines(node: Node) -> bool:
    """Whether a node is a block, whose entries have lines of their own."""
    return isinstance(node, Mapping | Sequence) and not node.flow
