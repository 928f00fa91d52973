"""New pieces of a manifest as text: block YAML, flow YAML or JSON. Whole documents are never emitted again."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING

from wizard.text.paths import Data
from wizard.text.scalars import plain
from wizard.text.writing_style import Style

if TYPE_CHECKING:
    from ruamel.yaml import YAML

_PLAIN = re.compile(r"(?:[A-Za-z0-9_/.(]|-(?=[A-Za-z0-9_/.]))(?:[^:#\s]|:(?=\S)|(?<!\s)#|[ ](?!#))*(?<!\s)")
_PLAIN_IN_FLOW = re.compile(r"[A-Za-z0-9_/.](?:[A-Za-z0-9_/. %+-]*[A-Za-z0-9_/.%+-])?")
# Text to kubectl, but a number, a date or a merge key to other readers of YAML.
_DOUBTFUL = re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[-+]?0o?[0-9_]+|[0-9]{4}-[0-9]{1,2}-[0-9].*|\.+")


def entry_lines(key: str, value: Data, style: Style) -> list[str]:
    """An entry of a block mapping, as lines that start at its own column."""
    head = scalar(key, style) + ":"
    if is_block(value, style):
        return [(head + " " + literal_header(value)).rstrip(), *shifted(body_lines(value, style), below(value, style))]
    return [f"{head} {flow(value, style)}"]


def item_lines(value: Data, style: Style) -> list[str]:
    """An item of a block sequence, dash and all, as lines that start at its own column."""
    if not is_block(value, style):
        return [f"{'-':<{style.gap}}{flow(value, style)}"]
    if isinstance(value, str):
        return [f"{'-':<{style.gap}}{literal_header(value)}", *shifted(body_lines(value, style), style.gap)]
    first, *others = body_lines(value, style)
    return [f"{'-':<{style.gap}}{first}", *shifted(others, style.gap)]


def body_lines(value: Data, style: Style) -> list[str]:
    """The lines of a value that is_block, its literal header left out."""
    if isinstance(value, dict):
        return _dumped(value, style)
    if isinstance(value, list):
        # Dumped below a key, because ruamel.yaml indents the dashes of a whole document too.
        return [line[style.dash :] for line in _dumped({"items": value}, style)[1:]]
    return str(value).removesuffix("\n").split("\n")


def _dumped(value: dict[str, Data], style: Style) -> list[str]:
    target = StringIO()
    _emitter(style).dump(_quoted(value, style), target)
    return target.getvalue().removesuffix("\n").split("\n")


@cache
def _emitter(style: Style) -> "YAML":
    from ruamel.yaml import YAML  # noqa: PLC0415  # 40 ms, which only the first new block has to pay

    yaml = YAML()
    yaml.width = 2**31
    yaml.indent(mapping=style.indent, sequence=style.dash + style.gap, offset=style.dash)
    yaml.representer.add_representer(_Scalar, lambda made, each: made.represent_scalar(each.tag, each.text, each.mark))
    return yaml


@dataclass(frozen=True)
class _Scalar:
    """A scalar or key whose quotes are decided: ruamel.yaml reads YAML 1.2, kubectl 1.1 with habits of its own."""

    text: str
    tag: str
    mark: str | None
    """The quote, | for a literal block, None for plain."""


def _quoted(value: Data, style: Style) -> object:
    if isinstance(value, dict):
        return {_quoted(key, style): _quoted(item, style) for key, item in value.items()}
    if isinstance(value, list):
        return [_quoted(item, style) for item in value]
    written = scalar(value, style)
    if isinstance(value, str):
        mark = "|" if is_block(value, style) else None if written == value else written[0]
        return _Scalar(value, "tag:yaml.org,2002:str", mark)
    kind = "null" if value is None else type(value).__name__
    return _Scalar(written, f"tag:yaml.org,2002:{kind}", None)


def is_block(value: Data, style: Style) -> bool:
    """Tell what takes lines of its own from what stands behind its key."""
    if isinstance(value, str):
        return (
            style.literals
            and "\n" in value
            and value[0] not in " \t\n"
            and not value.endswith("\n\n")
            and all(line.replace("\t", " ").isprintable() and not line.isspace() for line in value.split("\n"))
        )
    return isinstance(value, dict | list) and bool(value)


def literal_header(value: Data) -> str:
    """What stands behind the key of a text of several lines; empty for other blocks."""
    if not isinstance(value, str):
        return ""
    return "|" if value.endswith("\n") else "|-"


def below(value: Data, style: Style) -> int:
    """The columns by which a block stands right of its key."""
    return style.dash if isinstance(value, list) else style.indent


def shifted(lines: list[str], columns: int) -> Iterator[str]:
    """The lines, moved right; empty ones stay empty."""
    return (" " * columns + line if line else line for line in lines)


def flow(value: Data, style: Style, in_flow: bool = False, quote: str = "") -> str:
    """A value on one line, in YAML; `quote` is put around every key and text."""
    if isinstance(value, dict):
        inner = (f"{scalar(key, style, True, quote)}: {flow(item, style, True, quote)}" for key, item in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item, style, True, quote) for item in value) + "]"
    return scalar(value, style, in_flow, quote)


def scalar(value: Data, style: Style, in_flow: bool = False, quote: str = "") -> str:
    """A scalar or key on one line, unquoted when every reader agrees on what it says; `quote` quotes a text anyway."""
    if not isinstance(value, str):
        return json.dumps(value)
    pattern = _PLAIN_IN_FLOW if in_flow else _PLAIN
    agreed = value.isprintable() and pattern.fullmatch(value) and not _DOUBTFUL.fullmatch(value)
    if not quote and agreed and plain(value) == value:
        return value
    if (quote or style.quote) == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return _double_quoted(value)


def _double_quoted(value: str) -> str:
    escaped = json.dumps(value, ensure_ascii=False)
    return escaped if escaped.isprintable() else "".join(map(_escaped, escaped))


def _escaped(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def json_text(value: Data, style: Style, indent: str, one_line: bool, colon: str) -> str:
    """A value in JSON, on one line or with lines that stand right of `indent`."""
    if one_line or not style.unit:
        comma = ", " if colon.endswith(" ") else ","
        return json.dumps(value, ensure_ascii=False, separators=(comma, colon))
    text = json.dumps(value, ensure_ascii=False, indent=style.unit, separators=(",", colon))
    return text.replace("\n", style.newline + indent)
