"""Data before and after, walked beside the nodes: every difference becomes a cut in the text of the document."""

from collections.abc import Sequence as Items
from dataclasses import dataclass

from wizard import flow_splicing
from wizard.alignment import Pair, aligned
from wizard.emitting import (
    below,
    body_lines,
    entry_lines,
    flow,
    is_block,
    item_lines,
    json_text,
    literal_header,
    scalar,
    shifted,
)
from wizard.flow_splicing import FlowStyle, entry_text, flow_style
from wizard.merging import divided
from wizard.nodes import Alias, Mapping, Node, Scalar, Sequence
from wizard.page import OddPlaceError, Page
from wizard.paths import Data, same
from wizard.yamldata import construct, key_name

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


class Splicing:
    """Collects the cuts of one document."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cuts: list[Cut] = []
        self.said: dict[int, Data | _Gone] = {}
        """What anchored nodes say after the edit, by their identity: whether an alias may stay depends on it."""

    def change(self, slot: Slot, node: Node, before: Data, after: Data) -> None:
        """Make `node`, which says `before`, say `after`."""
        if isinstance(node, Alias):
            now = self.said.get(id(node.target), before)
            if isinstance(now, _Gone) or not same(now, after):
                self.replace(slot, node, after)
            return
        # Behind a change there may be aliases of what changed, so a document that has some is walked as a whole.
        if not self.page.has_aliases and same(before, after):
            return
        self.said[id(node)] = after
        if isinstance(node, Mapping) and node.entries and isinstance(after, dict) and after:
            self._mapping(slot, node, after)
        elif (
            isinstance(node, Sequence) and node.items and isinstance(before, list) and isinstance(after, list) and after
        ):
            self.sequence(slot, node, before, after, aligned(before, after))
        elif not same(before, after):
            self.replace(slot, node, after)

    def _mapping(self, slot: Slot, node: Mapping, after: dict[str, Data]) -> None:
        kept, removed, added = divided(node, after, self.said)
        if len(removed) == len(node.entries):
            self.replace(slot, node, after)
            return
        style = flow_style(self.page, node) if node.flow else None
        column = self.page.column(node.entries[0][0].start)
        for index, (key, value) in enumerate(node.entries):
            if index in removed:
                self._forget(value)
            elif index in kept:
                name = kept[index]
                opening = value.start if style and value.start == key.end else self.page.colon(key)
                inner = Slot((*slot.path, name), opening, column, flow=style)
                self.change(inner, value, construct(value), after[name])
        if style:
            spans = [(key.start, value.end) for key, value in node.entries]
            texts = [entry_text(self.page, name, value, style) for name, value in added.items()]
            found = flow_splicing.cuts(self.page, spans, removed, {len(spans) - 1: texts} if texts else {}, style)
            names = [*map(key_name, (key for key, _value in node.entries)), *added]
            self.cuts += (Cut(start, end, text, (*slot.path, names[index])) for start, end, text, index in found)
            return
        names = [key_name(key) for key, _value in node.entries]
        self._remove(
            [(key.start, self.page.tail(value)) for key, value in node.entries], removed, column, slot.path, names
        )
        offset = self.page.end_of_block(self.page.tail(node), column)
        for name, data in added.items():
            self.insert_lines(offset, entry_lines(name, data, self.page.style), column, (*slot.path, name))

    def sequence(self, slot: Slot, node: Sequence, before: list[Data], after: list[Data], pairs: list[Pair]) -> None:
        """Make the items of `node` say `after`, as `pairs` tells which became which."""
        removed = {i for i, j in pairs if i is not None and j is None}
        added: dict[int, list[Data]] = {}
        last = -1
        for i, j in pairs:
            last = last if i is None else i
            if i is None and j is not None:
                added.setdefault(last, []).append(after[j])
        dashes = [] if node.flow else [self.page.dash(node, index) for index in range(len(node.items))]
        starts_behind = bool(dashes) and not self.page.starts_line(dashes[0])
        if len(removed) == len(node.items) or (starts_behind and (0 in removed or -1 in added)):
            self.replace(slot, node, after)
            return
        style = flow_style(self.page, node) if node.flow else None
        column = 0 if style else self.page.column(dashes[0])
        for i, j in pairs:
            if i is None:
                continue
            item = node.items[i]
            if j is None:
                self._forget(item)
                continue
            here = (*slot.path, i)
            inner = Slot(here, item.start, flow=style) if style else Slot(here, dashes[i] + 1, column, dash=True)
            self.change(inner, item, before[i], after[j])
        if style:
            spans = [(item.start, item.end) for item in node.items]
            texts = {i: [entry_text(self.page, None, value, style) for value in values] for i, values in added.items()}
            found = flow_splicing.cuts(self.page, spans, removed, texts, style)
            self.cuts += (Cut(start, end, text, (*slot.path, index), start == end) for start, end, text, index in found)
            return
        self._remove(
            list(zip(dashes, map(self.page.tail, node.items), strict=True)),
            removed,
            column,
            slot.path,
            range(len(dashes)),
        )
        for i, values in added.items():
            if i >= 0:
                offset = self.page.end_of_block(self.page.tail(node.items[i]), column)
            else:
                offset = min(self.page.next_line(slot.opening), self.page.line_start(dashes[0]))
            for value in values:
                self.insert_lines(offset, item_lines(value, self.page.style), column, (*slot.path, i + 1), is_item=True)

    def replace(self, slot: Slot, node: Node, after: Data) -> None:
        """Put a new value in the place of a node, whatever either is."""
        self._forget(node)
        if node is self.page.root:
            self._replace_root(slot, node, after)
        elif slot.flow:
            self._replace_in_flow(slot, slot.flow, node, after)
        elif is_block(after, self.page.style):
            self._replace_by_block(slot, node, after)
        else:
            self._replace_by_line(slot, node, after)

    def _replace_root(self, slot: Slot, node: Node, after: Data) -> None:
        style = self.page.style
        if self.page.json:
            text = json_text(after, style, "", not style.unit, ": ")
        elif is_block(after, style) and not isinstance(after, str):
            text = style.newline.join(shifted(body_lines(after, style), self.page.column(node.start))).lstrip(" ")
        else:
            text = flow(after, style)
        self.cuts.append(Cut(node.start, self.page.tail(node), text, slot.path))

    def _replace_in_flow(self, slot: Slot, style: FlowStyle, node: Node, after: Data) -> None:
        text = entry_text(self.page, None, after, style)
        if isinstance(node, Scalar) and node.style in ("'", '"') and isinstance(after, str) and not self.page.json:
            text = scalar(after, self.page.style, True, node.style)
        if node.start < node.end:
            self.cuts.append(Cut(node.start, node.end, text, slot.path))
        else:
            colon = self.page.text[slot.opening - 1 : slot.opening] == ":"
            self.cuts.append(Cut(slot.opening, slot.opening, (" " if colon else ": ") + text, slot.path))

    def _replace_by_line(self, slot: Slot, node: Node, after: Data) -> None:
        text = flow(after, self.page.style)
        if isinstance(node, Scalar) and node.style in ("'", '"') and isinstance(after, str):
            text = scalar(after, self.page.style, False, node.style)
        tail = self.page.tail(node)
        if node.start == tail:
            self.cuts.append(Cut(slot.opening, slot.opening, " " + text, slot.path))
        elif self.page.line_start(node.start) <= slot.opening:
            if isinstance(node, Scalar) and node.style in ("|", ">"):
                comment = self.page.rest_of_line(node.start).partition(" #")[2]
                text += f" #{comment}" if comment else ""
            self.cuts.append(Cut(node.start, tail, text, slot.path))
        else:
            self.cuts.append(Cut(slot.opening, slot.opening, " " + text, slot.path))
            self._remove_lines(self.page.line_start(node.start), self.page.next_line(tail), slot.path)

    def _replace_by_block(self, slot: Slot, node: Node, after: Data) -> None:
        page, style = self.page, self.page.style
        tail = page.tail(node)
        is_null = node.start == tail
        header = literal_header(after)
        on_line = is_null or page.line_start(node.start) <= slot.opening
        if slot.dash and on_line and not page.rest_of_line(tail) and not header:
            first, *others = item_lines(after, style)
            lines = [first, *shifted(others, slot.column)]
            self.cuts.append(Cut(slot.opening - 1, tail, style.newline.join(lines), slot.path))
            return
        if on_line:
            end = slot.opening if is_null else tail
            rest = page.text[end : page.line_end(end)]
            if rest.strip():
                # A tab that led to the comment may stand behind a value, but not behind a dash.
                end += len(rest) - len(rest.lstrip())
                header += " "
            self.cuts.append(Cut(slot.opening, end, header and " " + header.lstrip(), slot.path))
        else:
            if header:
                self.cuts.append(Cut(slot.opening, slot.opening, " " + header, slot.path))
            self._remove_lines(page.line_start(node.start), page.next_line(tail), slot.path)
        column = slot.column + (style.gap if slot.dash else below(after, style))
        offset = page.next_line(max(tail, slot.opening))
        self.insert_lines(offset, body_lines(after, style), column, slot.path)

    def _remove(
        self, spans: list[tuple[int, int]], removed: set[int], column: int, path: Steps, steps: Items[str | int]
    ) -> None:
        """Take out entries of a block, not all of them, with their lines."""
        page = self.page
        first, tail = spans[0]
        if 0 in removed and not page.starts_line(first):
            if not page.text[:first].rstrip(" ").endswith("-"):
                raise OddPlaceError(first, "explicit-key")
            # What stays moves up to the dash: the next entry, or the comment above it.
            stays = min(set(range(len(spans))) - removed)
            behind = page.next_line(spans[stays - 1][1])
            above = page.text[behind : spans[stays][0]]
            self.cuts.append(Cut(first, behind + len(above) - len(above.lstrip()), "", (*path, steps[0])))
            removed = {index for index in removed if index > stays}
        for index in sorted(removed):
            start, tail = spans[index]
            if not page.starts_line(start):
                raise OddPlaceError(start, "explicit-key")
            self._remove_lines(page.line_start(start), page.end_of_block(tail, column + 1), (*path, steps[index]))

    def _remove_lines(self, start: int, end: int, path: Steps) -> None:
        self.cuts.append(Cut(start, end, "", path))

    def insert_lines(self, offset: int, lines: list[str], column: int, path: Steps, is_item: bool = False) -> None:
        newline = self.page.style.newline
        text = newline.join(shifted(lines, column))
        if offset < self.page.end or self.page.text[:offset].endswith("\n"):
            text += newline
        else:
            # The file lacks its last newline, and keeps lacking it.
            above = next((cut for cut in reversed(self.cuts) if cut.end == offset), None)
            line_is_gone = above is not None and not above.text and above.start == self.page.line_start(above.start)
            text = text if line_is_gone else newline + text
        self.cuts.append(Cut(offset, offset, text, path, is_item))

    def _forget(self, node: Node) -> None:
        """Note that the anchors in a node are gone, so that their aliases get values of their own."""
        if not self.page.has_aliases or isinstance(node, Alias):
            return
        self.said[id(node)] = _GONE
        children = [child for entry in node.entries for child in entry] if isinstance(node, Mapping) else []
        for child in node.items if isinstance(node, Sequence) else children:
            self._forget(child)


class _Gone:
    pass


_GONE = _Gone()
