"""JSON text as the same tree of nodes that YAML gives: for places and edits only, reading has a faster way."""

import re
from json.decoder import scanstring  # type: ignore[attr-defined]

from wizard.text.nodes import DEEPEST, Mapping, Node, Scalar, Sequence, key_given_twice, too_deep

_BLANK = re.compile(r"[ \t\r\n]*")
_LITERAL = re.compile(r"[^\s,\]}]+")


def compose(text: str, start: int) -> Node:
    """The tree of the JSON value at `start`, which has been found readable.

    Raises UnreadableError for a key given twice, because the fast way of reading cannot say where.
    """
    return _value(text, skip_blank(text, start), DEEPEST)


def skip_blank(text: str, at: int) -> int:
    """The offset of what stands behind the white space at `at`."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _value(text: str, start: int, levels: int) -> Node:
    if not levels:
        raise too_deep(start)
    if text[start] == "{":
        return _mapping(text, start, levels - 1)
    if text[start] == "[":
        return _sequence(text, start, levels - 1)
    if text[start] == '"':
        value, end = scanstring(text, start + 1, True)
        return Scalar(start, end, value, '"')
    literal = _LITERAL.match(text, start)
    end = literal.end() if literal else start
    return Scalar(start, end, text[start:end], "")


def _mapping(text: str, start: int, levels: int) -> Mapping:
    entries: list[tuple[Node, Node]] = []
    keys: dict[str, int] = {}
    at = skip_blank(text, start + 1)
    while text[at] != "}":
        key = _value(text, at, levels)
        if isinstance(key, Scalar) and keys.setdefault(key.value, at) != at:
            raise key_given_twice(key.value, keys[key.value], at)
        colon = skip_blank(text, key.end)
        value = _value(text, skip_blank(text, colon + 1), levels)
        entries.append((key, value))
        at = _next_entry(text, value.end)
    return Mapping(start, at + 1, entries, flow=True)


def _sequence(text: str, start: int, levels: int) -> Sequence:
    items: list[Node] = []
    at = skip_blank(text, start + 1)
    while text[at] != "]":
        items.append(_value(text, at, levels))
        at = _next_entry(text, items[-1].end)
    return Sequence(start, at + 1, items, flow=True)


def _next_entry(text: str, end: int) -> int:
    at = skip_blank(text, end)
    return skip_blank(text, at + 1) if text[at] == "," else at
