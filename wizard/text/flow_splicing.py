"""Where entries of a flow mapping or sequence, or of JSON, are cut out and put in."""

from collections.abc import Iterable, Mapping
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


def cuts(
    layout: Layout,
    spans: list[tuple[int, int]],
    removed: Iterable[int],
    added: Mapping[int, list[str]],
    style: FlowStyle,
) -> list[FlowCut]:
    """The cuts that take out the entries `removed`, not all, and put texts behind the entries that are keys of `added`.

    -1 stands for the front.
    """
    gone = set(removed)
    kept = [index for index in range(len(spans)) if index not in gone]
    made = [_removal(spans, kept, index) for index in sorted(gone)]
    for index, texts in added.items():
        if index + 1 < len(spans):
            at = spans[index + 1][0]
            made.append((at, at, "".join(text + "," + style.between for text in texts), index + 1))
        else:
            made += _appended(layout, spans[kept[-1]][1], spans, texts, style)
    return made


def _removal(spans: list[tuple[int, int]], kept: list[int], index: int) -> FlowCut:
    if index < kept[-1]:
        return spans[index][0], spans[index + 1][0], "", index
    return spans[index - 1][1], spans[index][1], "", index


def _appended(
    layout: Layout, end: int, spans: list[tuple[int, int]], texts: list[str], style: FlowStyle
) -> list[FlowCut]:
    """Behind the last entry: a comma at its end, and the texts there too or, past a comment, on the next line."""
    text = ("," + style.between).join(texts)
    index = len(spans)
    last_end = spans[-1][1]
    rest = layout.text[last_end : layout.line_end(last_end)]
    comma = layout.token(last_end)
    has_comma = layout.text[comma] == ","
    if style.one_line or "#" not in rest:
        return [(end, end, "," + style.between + text, index)]
    line_end = layout.line_end(last_end)
    line_end -= layout.text[line_end - 1] == "\r"
    behind = style.between + text + ("," if has_comma else "")
    appended = (line_end, line_end, behind, index)
    return [appended] if has_comma else [(end, end, ",", index), appended]
