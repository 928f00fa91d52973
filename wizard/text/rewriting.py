"""One document from what it says to what it shall say: the cuts in its text, and the proof that they say it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from wizard.errors import EditError, ManifestError
from wizard.text.alignment import Pair
from wizard.text.block_splicing import Cut, Slot
from wizard.text.emitting import body_lines
from wizard.text.flow_splicing import flow_style
from wizard.text.layout import OddPlaceError
from wizard.text.manifest import Manifest, list_items
from wizard.text.nodes import Mapping as MappingNode
from wizard.text.nodes import Sequence as SequenceNode
from wizard.text.paths import Data, same
from wizard.text.scalars import through_json
from wizard.text.splicing import Splicing
from wizard.text.streams import line_and_column
from wizard.text.yamldata import documents, key_name
from wizard.wording import _, mark

_REASONS = {
    "not-the-same": (
        mark("an edit here would not read back as chosen"),
        mark("make this change by hand, and send us the lines around it"),
    ),
    "single-json-object": (
        mark("a JSON file that is one object has no room for another"),
        mark("put the new object into a file of its own"),
    ),
    "odd": (
        mark("what is written here cannot be edited in place"),
        mark("write it with plain keys and dashes first"),
    ),
}

Item = int | None
"""An object's place in the List that its document is, None when the document is the object."""


@dataclass(frozen=True)
class ObjectCut:
    """A cut, and which object of the document it edits."""

    start: int
    end: int
    text: str
    item: Item
    path: tuple[str | int, ...]


class Rewriting:
    """The change of one document of a manifest."""

    def __init__(
        self, manifest: Manifest, number: int, changed: Mapping[Item, Data], added: Sequence[tuple[Item, Data]]
    ) -> None:
        self.manifest = manifest
        self.document = manifest.documents[number]
        self.layout = manifest.layout(number)
        self.changed = {item: settled(data) for item, data in changed.items()}
        self.added = [(item, settled(data)) for item, data in added]
        self.items = list_items(self.document.data)

    def verified_cuts(self) -> list[ObjectCut]:
        """The cuts, sorted and apart. Raises EditError when they would not say what they should."""
        try:
            return self._verified()
        except EditError as refused:
            if refused.reason != "not-the-same" or self.layout.json:
                raise
            first = refused
        # A comment or a blank line may have become text of a literal: ours, or the one that an entry stood below.
        for literals, tight in ((False, False), (True, True), (False, True)):
            self.layout = replace(self.layout, tight=tight, style=replace(self.layout.style, literals=literals))
            with suppress(EditError):
                return self._verified()
        raise first

    def _verified(self) -> list[ObjectCut]:
        try:
            cuts = self._list_cuts(self.items) if self.items is not None else self._object_cuts()
        except OddPlaceError as odd:
            raise self._refusal(odd.args[0], odd.args[1]) from None
        cuts.sort(key=lambda cut: (cut.start, cut.end))
        if cuts:
            self._verify(cuts)
        return cuts

    def _object_cuts(self) -> list[ObjectCut]:
        splicing = Splicing(self.layout)
        if None in self.changed:
            splicing.change(Slot((), self.layout.start), self.layout.root, self.document.data, self.changed[None])
        if self.added and self.layout.json:
            raise OddPlaceError(self.layout.root.start, "single-json-object")
        for _item, data in self.added:
            splicing.block.insert(self._last_line(), ["---", *body_lines(data, self.layout.style)], 0, ())
        return [ObjectCut(cut.start, cut.end, cut.text, None, cut.path) for cut in splicing.cuts]

    def _last_line(self) -> int:
        """The offset behind the last line of the document that is not blank."""
        written = self.layout.text[self.layout.start : self.layout.end].rstrip()
        return self.layout.next_line(max(self.layout.start + len(written), self.layout.tail(self.layout.root)))

    def _list_cuts(self, before: list[Data]) -> list[ObjectCut]:
        root = self.layout.root
        entries = root.entries if isinstance(root, MappingNode) else []
        key, items = next((entry for entry in entries if key_name(entry[0]) == "items"), (root, root))
        if not isinstance(items, SequenceNode):
            raise OddPlaceError(items.start, "items-elsewhere")
        pairs: list[Pair] = []
        for index in range(len(before)):
            places = [index, *(None for item, _new in self.added if item == index)]
            pairs += [(place, len(pairs) + more) for more, place in enumerate(places)]
        splicing = Splicing(self.layout)
        style = flow_style(self.layout, root) if isinstance(root, MappingNode) and root.flow else None
        slot = Slot(("items",), self.layout.colon(key), self.layout.column(key.start), flow=style)
        splicing.sequence(slot, items, before, self._items_after(before), pairs)
        return [_of_item(cut) for cut in splicing.cuts]

    def _items_after(self, before: list[Data]) -> list[Data]:
        after: list[Data] = []
        for index, data in enumerate(before):
            after += self.changed.get(index, data), *(new for item, new in self.added if item == index)
        return after

    def _verify(self, cuts: list[ObjectCut]) -> None:
        """Read the new text of the document again and compare."""
        parts: list[str] = []
        at = self.layout.start
        for cut in cuts:
            if cut.start < at:
                raise self._refusal(cut.start, "not-the-same")
            parts += self.layout.text[at : cut.start], cut.text
            at = cut.end
        text = "".join([*parts, self.layout.text[at : self.layout.end]])
        expected = self._expected()
        try:
            found = [document.data for document in documents(text, self.manifest.origin, json=self.layout.json)]
        except ManifestError:
            raise self._refusal(cuts[0].start, "not-the-same") from None
        cut_off = self.layout.end < len(self.layout.text) and not self.layout.json and not text.endswith("\n")
        if cut_off or not same(found, expected):
            raise self._refusal(cuts[0].start, "not-the-same")

    def _expected(self) -> list[Data]:
        data = self.document.data
        if self.items is not None and isinstance(data, dict):
            return [{**data, "items": self._items_after(self.items)}]
        return [self.changed.get(None, data), *(new for _item, new in self.added)]

    def _refusal(self, offset: int, reason: str) -> EditError:
        what, todo = _REASONS.get(reason, _REASONS["odd"])
        line, _column = line_and_column(self.manifest.text, offset)
        return EditError(self.manifest.origin, line, _(what), _(todo), reason)


def settled(data: Data) -> Data:
    """The data as it reads once written: a float that is a whole number becomes one."""
    if isinstance(data, dict):
        return {key: settled(value) for key, value in data.items()}
    if isinstance(data, list):
        return [settled(value) for value in data]
    return through_json(data)


def _of_item(cut: Cut) -> ObjectCut:
    """Tell the item from the path; an item that is added belongs to the one before."""
    _items, index, *inside = cut.path
    item = int(index) - (cut.is_item and not inside)
    return ObjectCut(cut.start, cut.end, cut.text, item, tuple(inside))
