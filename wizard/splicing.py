"""Data before and after, walked beside the nodes: every difference becomes a cut in the text of the document."""

from collections.abc import Sequence as Items
from dataclasses import dataclass

from wizard import flow_splicing
from wizard.alignment import Pair, aligned
from wizard.emitting import below, body_lines, entry_lines, flow, is_block, item_lines, literal_header, scalar, shifted
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


@dataclass(frozen=True)
class Slot:
    """Where a value stands: behind a key or a dash of a block, or inside a flow collection."""

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

    def change(self, slot: Slot, node: Node, before: Data, after: Data, path: Steps) -> None:
        """Make `node`, which says `before`, say `after`."""
        if isinstance(node, Alias):
            now = self.said.get(id(node.target), before)
            if isinstance(now, _Gone) or not same(now, after):
                self.replace(slot, node, after, path)
            return
        # Behind a change there may be aliases of what changed, so a document that has some is walked as a whole.
        if not self.page.has_aliases and same(before, after):
            return
        self.said[id(node)] = after
        if isinstance(node, Mapping) and node.entries and isinstance(after, dict) and after:
            self._mapping(slot, node, after, path)
        elif (
            isinstance(node, Sequence) and node.items and isinstance(before, list) and isinstance(after, list) and after
        ):
            self.sequence(slot, node, before, after, aligned(before, after), path)
        elif not same(before, after):
            self.replace(slot, node, after, path)

    def _mapping(self, slot: Slot, node: Mapping, after: dict[str, Data], path: Steps) -> None:
        kept, removed, added = divided(node, after, self.said)
        if len(removed) == len(node.entries):
            self.replace(slot, node, after, path)
            return
        style = flow_style(self.page, node) if node.flow else None
        column = self.page.column(node.entries[0][0].start)
        for index, (key, value) in enumerate(node.entries):
            if index in removed:
                self._forget(value)
            elif index in kept:
                name = kept[index]
                opening = value.start if style and value.start == key.end else self.page.colon(key)
                self.change(Slot(opening, column, flow=style), value, construct(value), after[name], (*path, name))
        if style:
            spans = [(key.start, value.end) for key, value in node.entries]
            texts = [entry_text(self.page, name, value, style) for name, value in added.items()]
            found = flow_splicing.cuts(self.page, spans, removed, {len(spans) - 1: texts} if texts else {}, style)
            names = [*map(key_name, (key for key, _value in node.entries)), *added]
            self.cuts += (Cut(start, end, text, (*path, names[index])) for start, end, text, index in found)
            return
        names = [key_name(key) for key, _value in node.entries]
        self._remove([(key.start, self.page.tail(value)) for key, value in node.entries], removed, column, path, names)
        offset = self.page.end_of_block(self.page.tail(node), column)
        for name, data in added.items():
            self.insert_lines(offset, entry_lines(name, data, self.page.style), column, (*path, name))

    def sequence(  # noqa: PLR0913, PLR0917: a List pairs its items itself
        self, slot: Slot, node: Sequence, before: list[Data], after: list[Data], pairs: list[Pair], path: Steps
    ) -> None:
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
            self.replace(slot, node, after, path)
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
            inner = Slot(item.start, flow=style) if style else Slot(dashes[i] + 1, column, dash=True)
            self.change(inner, item, before[i], after[j], (*path, i))
        if style:
            spans = [(item.start, item.end) for item in node.items]
            texts = {i: [entry_text(self.page, None, value, style) for value in values] for i, values in added.items()}
            found = flow_splicing.cuts(self.page, spans, removed, texts, style)
            self.cuts += (Cut(start, end, text, (*path, index)) for start, end, text, index in found)
            return
        self._remove(
            list(zip(dashes, map(self.page.tail, node.items), strict=True)), removed, column, path, range(len(dashes))
        )
        for i, values in added.items():
            if i >= 0:
                offset = self.page.end_of_block(self.page.tail(node.items[i]), column)
            else:
                offset = min(self.page.next_line(slot.opening), self.page.line_start(dashes[0]))
            for value in values:
                self.insert_lines(offset, item_lines(value, self.page.style), column, (*path, i + 1))

    def replace(self, slot: Slot, node: Node, after: Data, path: Steps) -> None:
        """Put a new value in the place of a node, whatever either is."""
        self._forget(node)
        if slot.flow:
            self._replace_in_flow(slot, slot.flow, node, after, path)
        elif is_block(after):
            self._replace_by_block(slot, node, after, path)
        else:
            self._replace_by_line(slot, node, after, path)

    def _replace_in_flow(self, slot: Slot, style: FlowStyle, node: Node, after: Data, path: Steps) -> None:
        text = entry_text(self.page, None, after, style)
        if isinstance(node, Scalar) and node.style in ("'", '"') and isinstance(after, str) and not self.page.json:
            text = scalar(after, self.page.style, True, node.style)
        if node.start < node.end:
            self.cuts.append(Cut(node.start, node.end, text, path))
        else:
            colon = self.page.text[slot.opening - 1 : slot.opening] == ":"
            self.cuts.append(Cut(slot.opening, slot.opening, (" " if colon else ": ") + text, path))

    def _replace_by_line(self, slot: Slot, node: Node, after: Data, path: Steps) -> None:
        text = flow(after, self.page.style)
        if isinstance(node, Scalar) and node.style in ("'", '"') and isinstance(after, str):
            text = scalar(after, self.page.style, False, node.style)
        tail = self.page.tail(node)
        if node.start == tail:
            self.cuts.append(Cut(slot.opening, slot.opening, " " + text, path))
        elif self.page.line_start(node.start) <= slot.opening:
            if isinstance(node, Scalar) and node.style in ("|", ">"):
                comment = self.page.rest_of_line(node.start).partition(" #")[2]
                text += f" #{comment}" if comment else ""
            self.cuts.append(Cut(node.start, tail, text, path))
        else:
            self.cuts.append(Cut(slot.opening, slot.opening, " " + text, path))
            self._remove_lines(self.page.line_start(node.start), self.page.next_line(tail), path)

    def _replace_by_block(self, slot: Slot, node: Node, after: Data, path: Steps) -> None:
        page, style = self.page, self.page.style
        tail = page.tail(node)
        is_null = node.start == tail
        header = literal_header(after)
        on_line = is_null or page.line_start(node.start) <= slot.opening
        if slot.dash and on_line and not page.rest_of_line(tail) and not header:
            first, *others = item_lines(after, style)
            lines = [first, *shifted(others, slot.column)]
            self.cuts.append(Cut(slot.opening - 1, tail, style.newline.join(lines), path))
            return
        if on_line:
            end = tail if not is_null else slot.opening
            self.cuts.append(Cut(slot.opening, end, header and " " + header, path))
        else:
            if header:
                self.cuts.append(Cut(slot.opening, slot.opening, " " + header, path))
            self._remove_lines(page.line_start(node.start), page.next_line(tail), path)
        column = slot.column + (style.gap if slot.dash else below(after, style))
        offset = page.next_line(max(tail, slot.opening))
        self.insert_lines(offset, body_lines(after, style), column, path)

    def _remove(
        self, spans: list[tuple[int, int]], removed: set[int], column: int, path: Steps, steps: Items[str | int]
    ) -> None:
        """Take out entries of a block, not all of them, with their lines."""
        gone = set(removed)
        kept = min(set(range(len(spans))) - gone)
        for index in sorted(gone):
            start, tail = spans[index]
            if self.page.starts_line(start):
                end = self.page.end_of_block(tail, column + 1)
                self._remove_lines(self.page.line_start(start), end, (*path, steps[index]))
            elif index == 0 and self.page.text[:start].rstrip(" ").endswith("-"):
                # The entry behind it moves up to the dash, or the comment above that entry does.
                behind = self.page.next_line(spans[kept - 1][1])
                blanks = len(self.page.text[behind : spans[kept][0]]) - len(
                    self.page.text[behind : spans[kept][0]].lstrip()
                )
                self.cuts.append(Cut(start, behind + blanks, "", (*path, steps[index])))
                gone -= set(range(kept))
            else:
                raise OddPlaceError(start, "explicit-key")

    def _remove_lines(self, start: int, end: int, path: Steps) -> None:
        self.cuts.append(Cut(start, end, "", path))

    def insert_lines(self, offset: int, lines: list[str], column: int, path: Steps) -> None:
        newline = self.page.style.newline
        text = newline.join(shifted(lines, column))
        ends_open = offset == self.page.end and not self.page.text[:offset].endswith("\n")
        if not ends_open:
            text += newline
        elif not any(cut.end == offset and cut.start < offset and not cut.text for cut in self.cuts):
            text = newline + text
        self.cuts.append(Cut(offset, offset, text, path))

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
