"""Data before and after, walked beside the nodes: every difference becomes a cut in the text of the document."""

from dataclasses import replace

from wizard.text.alignment import Pair, aligned
from wizard.text.block_splicing import BlockSplicing, Cut, Entry, Slot
from wizard.text.emitting import body_lines, entry_lines, flow, is_block, item_lines, json_text, scalar, shifted
from wizard.text.flow_splicing import FlowSplicing, FlowStyle, entry_text, flow_style
from wizard.text.layout import Layout
from wizard.text.merging import divided
from wizard.text.nodes import Alias, Mapping, Node, Scalar, Sequence
from wizard.text.paths import Data, same
from wizard.text.yamldata import construct, key_name


class Splicing:
    """Collects the cuts of one document."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.block = BlockSplicing(layout)
        self.cuts = self.block.cuts
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
        if not self.layout.has_aliases and same(before, after):
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
        style = flow_style(self.layout, node) if node.flow else None
        column = self.layout.column(node.entries[0][0].start)
        for index, (key, value) in enumerate(node.entries):
            if index in removed:
                self._forget(value)
            elif index in kept:
                self._entry(Slot((*slot.path, kept[index]), 0, column, flow=style), key, value, after[kept[index]])
        if style:
            spans = [(key.start, value.end) for key, value in node.entries]
            texts = [entry_text(self.layout, name, value, style) for name, value in added.items()]
            found = FlowSplicing(self.layout, spans, style).cuts(removed, {len(spans) - 1: texts} if texts else {})
            names = [*map(key_name, (key for key, _value in node.entries)), *added]
            self.cuts += (Cut(start, end, text, (*slot.path, names[index])) for start, end, text, index in found)
            return
        entries = [Entry(key.start, value, key_name(key)) for key, value in node.entries]
        self.block.remove(entries, removed, column, slot.path)
        offset = self.layout.end_of_block(self.layout.tail(node), column)
        for name, data in added.items():
            self.block.insert(offset, entry_lines(name, data, self.layout.style), column, (*slot.path, name))

    def _entry(self, slot: Slot, key: Node, value: Node, after: Data) -> None:
        before = construct(value)
        if self.layout.has_aliases or not same(before, after):
            lone_key = slot.flow and value.start == key.end
            opening = value.start if lone_key else self.layout.colon(key)
            self.change(replace(slot, opening=opening), value, before, after)

    def sequence(self, slot: Slot, node: Sequence, before: list[Data], after: list[Data], pairs: list[Pair]) -> None:
        """Make the items of `node` say `after`, as `pairs` tells which became which."""
        removed = {i for i, j in pairs if i is not None and j is None}
        added: dict[int, list[Data]] = {}
        last = -1
        for i, j in pairs:
            last = last if i is None else i
            if i is None and j is not None:
                added.setdefault(last, []).append(after[j])
        dashes = [] if node.flow else [self.layout.dash(node, index) for index in range(len(node.items))]
        if len(removed) == len(node.items):
            self.replace(slot, node, after)
            return
        style = flow_style(self.layout, node) if node.flow else None
        column = 0 if style else self.layout.column(dashes[0])
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
            texts = {
                i: [entry_text(self.layout, None, value, style) for value in values] for i, values in added.items()
            }
            found = FlowSplicing(self.layout, spans, style).cuts(removed, texts)
            self.cuts += (Cut(start, end, text, (*slot.path, index), start == end) for start, end, text, index in found)
            return
        entries = [Entry(dash, item, index) for index, (dash, item) in enumerate(zip(dashes, node.items, strict=True))]
        self.block.remove(entries, removed, column, slot.path)
        stays = min(set(range(len(node.items))) - removed)
        for i, values in added.items():
            if i < stays and not self.layout.starts_line(dashes[0]):
                self.block.put_before(dashes[0], [item_lines(each, self.layout.style) for each in values], slot.path)
                continue
            if i >= 0:
                offset = self.layout.end_of_block(self.layout.tail(node.items[i]), column)
            else:
                offset = min(self.layout.next_line(slot.opening), self.layout.line_start(dashes[0]))
            for value in values:
                self.block.insert(
                    offset, item_lines(value, self.layout.style), column, (*slot.path, i + 1), is_item=True
                )

    def replace(self, slot: Slot, node: Node, after: Data) -> None:
        """Put a new value in the place of a node, whatever either is."""
        self._forget(node)
        if node is self.layout.root:
            self._replace_root(slot, node, after)
        elif slot.flow:
            self._replace_in_flow(slot, slot.flow, node, after)
        else:
            self.block.replace(slot, node, after)

    def _replace_root(self, slot: Slot, node: Node, after: Data) -> None:
        style = self.layout.style
        if self.layout.json:
            text = json_text(after, style, "", not style.unit, ": ")
        elif is_block(after, style) and not isinstance(after, str):
            text = style.newline.join(shifted(body_lines(after, style), self.layout.column(node.start))).lstrip(" ")
        else:
            text = flow(after, style)
        self.cuts.append(Cut(node.start, self.layout.tail(node), text, slot.path))

    def _replace_in_flow(self, slot: Slot, style: FlowStyle, node: Node, after: Data) -> None:
        text = entry_text(self.layout, None, after, style)
        if isinstance(node, Scalar) and node.style in ("'", '"') and isinstance(after, str) and not self.layout.json:
            text = scalar(after, self.layout.style, True, node.style)
        if node.start < node.end:
            self.cuts.append(Cut(node.start, node.end, text, slot.path))
        else:
            colon = self.layout.text[slot.opening - 1 : slot.opening] == ":"
            self.cuts.append(Cut(slot.opening, slot.opening, (" " if colon else ": ") + text, slot.path))

    def _forget(self, node: Node) -> None:
        """Note that the anchors in a node are gone, so that their aliases get values of their own."""
        if not self.layout.has_aliases or isinstance(node, Alias):
            return
        self.said[id(node)] = _GONE
        children = [child for entry in node.entries for child in entry] if isinstance(node, Mapping) else []
        for child in node.items if isinstance(node, Sequence) else children:
            self._forget(child)


class _Gone:
    pass


_GONE = _Gone()
