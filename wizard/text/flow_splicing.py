"""Where entries of a flow mapping or sequence, or of JSON, are cut out and put in."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from wizard.text.emitting import flow, json_text, scalar
from wizard.text.layout import Layout, OddPlaceError
from wizard.text.nodes import Mapping as MappingNode
from wizard.text.nodes import Scalar, Sequence
from wizard.text.paths import Data

FlowCut = tuple[int, int, str, int]
"""Start, end, the text that takes the place, and the entry it is for; a new one counts where it will stand."""


@dataclass(frozen=True)
class FlowStyle:
    """How one flow collection is written."""

    one_line: bool
    between: str
    """What stands between a comma and the next entry: a blank, nothing, or a line break and an indent."""
    indent: str
    """What the lines of its entries begin with."""
    colon: str
    quote: str
    """The quote around its keys; empty when they are plain."""


def flow_style(layout: Layout, node: MappingNode | Sequence) -> FlowStyle:
    """Read off how a collection that is not empty is written. Raises OddPlaceError for a pair without braces."""
    if layout.text[node.end - 1] not in "}]" or layout.text[layout.behind_properties(node)] not in "{[":
        raise OddPlaceError(node.start, "pair-in-flow")
    first = node.entries[0][0] if isinstance(node, MappingNode) else node.items[0]
    line = layout.line_start(first.start)
    indent = layout.text[line : first.start]
    own_lines = line > node.start and not indent.strip()
    colon, quote = ": ", ""
    if isinstance(node, MappingNode):
        key, value = node.entries[0]
        written = layout.text[key.end : value.start]
        colon = written if layout.json and "\n" not in written else ": "
        quote = key.style if isinstance(key, Scalar) else ""
    elif isinstance(first, Scalar) and first.style == '"':
        quote = '"'
    if own_lines:
        return FlowStyle(False, layout.style.newline + indent, indent, colon, quote)
    blank = " " if not layout.json or _has_blanks(layout, node) else ""
    return FlowStyle(True, blank, "", colon if blank or not layout.json else ":", quote)


def _has_blanks(layout: Layout, node: MappingNode | Sequence) -> bool:
    starts = [key.start for key, _value in node.entries] if isinstance(node, MappingNode) else []
    starts = starts or ([item.start for item in node.items] if isinstance(node, Sequence) else [])
    if len(starts) > 1:
        return layout.text[starts[1] - 1].isspace()
    if isinstance(node, MappingNode):
        return layout.text[node.entries[0][1].start - 1].isspace()
    return bool(layout.style.unit)


def entry_text(layout: Layout, key: str | None, value: Data, style: FlowStyle) -> str:
    """An entry of a mapping, or an item when `key` is None."""
    if layout.json:
        said = json_text(value, layout.style, style.indent, style.one_line, style.colon)
        return said if key is None else json_text(key, layout.style, "", True, "") + style.colon + said
    said = flow(value, layout.style, True, style.quote)
    return said if key is None else scalar(key, layout.style, True, style.quote) + ": " + said


@dataclass(frozen=True)
class FlowSplicing:
    """The entries of one flow collection, and where they are cut out and put in."""

    layout: Layout
    spans: list[tuple[int, int]]
    """Start and end of each entry."""
    style: FlowStyle

    def cuts(self, gone: AbstractSet[int], added: Mapping[int, list[str]]) -> list[FlowCut]:
        """The cuts that take out the entries `gone`, not all, and put texts behind those that are keys of `added`.

        -1 stands for the front.
        """
        last_kept = max(set(range(len(self.spans))) - gone)
        made: list[FlowCut] = []
        for index in sorted(gone):
            if not self._commented:
                made.append(self._removal(index, last_kept))
            else:
                made += self._removal_among_comments(index, last_kept, followed=len(self.spans) - 1 in added)
        for index, texts in added.items():
            if index + 1 < len(self.spans):
                made += self._inserted(index, texts, alone=index in gone)
            else:
                made += self._appended(last_kept, texts)
        return made

    @property
    def _commented(self) -> bool:
        """Whether comments stand among the entries, or behind the last."""
        start, end = self.spans[0][0], self.layout.line_end(self.spans[-1][1])
        return not self.layout.json and "#" in self.layout.text[start:end]

    def _removal(self, index: int, last_kept: int) -> FlowCut:
        if index < last_kept:
            return self.spans[index][0], self.spans[index + 1][0], "", index
        return self.spans[index - 1][1], self.spans[index][1], "", index

    def _removal_among_comments(self, index: int, last_kept: int, *, followed: bool) -> Iterator[FlowCut]:
        """An entry goes with its comma and the rest of its lines; the comments on other lines stay.

        `followed` where something new comes behind the last.
        """
        layout = self.layout
        start, end = self.spans[index]
        if index == last_kept + 1 and not followed and self._comma(len(self.spans) - 1) is None:
            before = layout.token(self.spans[last_kept][1])
            yield before, before + 1, "", index
        comma = self._comma(index)
        if comma is not None and layout.line_end(comma) == layout.line_end(end):
            end = comma + 1
        elif comma is not None:
            yield comma, comma + 1, "", index
        rest = layout.rest_of_line(end)
        if layout.starts_line(start) and (not rest or rest.startswith("#")):
            yield layout.line_start(start), layout.next_line(end), "", index
        else:
            blank = layout.text[end : layout.line_end(end)]
            yield start, end + len(blank) - len(blank.lstrip(" \t")), "", index

    def _inserted(self, index: int, texts: list[str], *, alone: bool) -> Iterator[FlowCut]:
        """Before an entry, and above the comments that stand above it; `alone` where the entry above goes."""
        between = self.style.between
        at = self.spans[index + 1][0]
        comma = self._comma(index) if index >= 0 and not alone and not self.style.one_line and self._commented else None
        if comma is not None and self._ends_line(comma + 1):
            end = self._line_end(comma)
            yield end, end, "".join(between + text + "," for text in texts), index + 1
        else:
            yield at, at, "".join(text + "," + between for text in texts), index + 1

    def _appended(self, last_kept: int, texts: list[str]) -> Iterator[FlowCut]:
        """Behind the last entry: a comma at its end, and the texts there too or, past a comment, on the next line."""
        between = self.style.between
        text = ("," + between).join(texts)
        index = len(self.spans)
        end, last_end = self.spans[last_kept][1], self.spans[-1][1]
        comma = self._comma(index - 1)
        if end < last_end and self._commented:
            # What stood behind goes, and its comma is already there.
            own = self.layout.token(end) + 1
            at = self._line_end(own) if not self.style.one_line and self._ends_line(own) else own
            yield at, at, between + text + ("" if comma is None else ","), index
        elif self.style.one_line or "#" not in self.layout.text[last_end : self.layout.line_end(last_end)]:
            yield end, end, "," + between + text, index
        else:
            if comma is None:
                yield end, end, ",", index
            at = self._line_end(last_end)
            yield at, at, between + text + ("" if comma is None else ","), index

    def _comma(self, index: int) -> int | None:
        """The offset of the comma behind an entry; None where there is none."""
        found = self.layout.token(self.spans[index][1])
        return found if self.layout.text[found : found + 1] == "," else None

    def _ends_line(self, offset: int) -> bool:
        """Whether at most a comment follows in the line."""
        rest = self.layout.rest_of_line(offset)
        return not rest or rest.startswith("#")

    def _line_end(self, offset: int) -> int:
        """Before the line break, whatever it is made of."""
        found = self.layout.line_end(offset)
        return found - (self.layout.text[found - 1] == "\r")
