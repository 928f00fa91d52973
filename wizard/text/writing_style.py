"""How a document is written, so that what is put in looks like its neighbours."""

from collections import Counter
from dataclasses import dataclass

from wizard.text.nodes import Alias, Mapping, Node, Scalar, Sequence
from wizard.text.streams import line_begin


@dataclass(frozen=True)
class Style:
    """The habits of a document; the defaults are those of kubectl."""

    indent: int = 2
    """Columns from a key to the keys below it."""
    dash: int = 0
    """Columns from a key to the dashes below it."""
    gap: int = 2
    """Columns from a dash to what it holds."""
    quote: str = '"'
    literals: bool = True
    """Texts of several lines as literal blocks. They swallow a comment that stands below and further right."""
    newline: str = "\n"
    unit: str = ""
    """JSON: the indent of one level; empty when all stands on one line."""


def column(text: str, offset: int) -> int:
    """Characters between the start of the line and `offset`; a byte order mark is none."""
    return offset - line_begin(text, offset)


def style_of(text: str, root: Node) -> Style:
    """What most places of the document do; where it has no such place, what kubectl does."""
    seen: dict[str, Counter[int | str]] = {name: Counter() for name in ("indent", "dash", "gap", "quote")}
    _survey(text, root, seen)
    common = {name: counter.most_common(1)[0][0] for name, counter in seen.items() if counter}
    first_break = text.find("\n", root.start)
    first_break = text.find("\n") if first_break < 0 else first_break
    newline = "\r\n" if first_break > 0 and text[first_break - 1] == "\r" else "\n"
    return Style(**common, newline=newline, unit=_unit(text, root))  # type: ignore[arg-type]


def _survey(text: str, node: Node, seen: dict[str, Counter[int | str]]) -> None:
    if isinstance(node, Scalar):
        seen["quote"].update([node.style] if node.style in ("'", '"') else [])
    elif isinstance(node, Sequence):
        for item in node.items:
            _survey(text, item, seen)
            if isinstance(item, Mapping) and not item.flow and not node.anchor and not node.tag:
                first = item.entries[0][0].start
                gap = column(text, first) - column(text, node.start)
                seen["gap"].update([gap] if text[first - gap : first].rstrip(" ") == "-" else [])
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            _survey(text, value, seen)
            if isinstance(value, Scalar | Alias) or value.flow or value.anchor or value.tag:
                continue
            first = value.entries[0][0].start if isinstance(value, Mapping) else value.start
            below = column(text, first) - column(text, key.start)
            seen["indent" if isinstance(value, Mapping) else "dash"][below] += 1


def _unit(text: str, root: Node) -> str:
    if not isinstance(root, Mapping) or not root.flow or not root.entries:
        return ""
    first = root.entries[0][0].start
    line = text.rfind("\n", root.start, first)
    return text[line + 1 : first] if line >= 0 else ""
