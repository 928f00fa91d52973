"""A stream cut into its documents as kubectl cuts it. Reads no value."""

import re
from collections.abc import Iterator

from wizard.text.nodes import UnreadableError
from wizard.wording import _

BOM = "\ufeff"
_SEPARATOR = re.compile(r"^---([^\n]*)(?:\n|\Z)", re.MULTILINE)


def beginning(text: str, start: int = 0) -> int:
    """The offset behind a byte order mark, if one stands at `start`."""
    return start + text.startswith(BOM, start)


def line_begin(text: str, offset: int) -> int:
    """Where the line of `offset` begins, behind a byte order mark."""
    return beginning(text, text.rfind("\n", 0, offset) + 1)


def is_json(text: str) -> bool:
    """Tell JSON from YAML as kubectl does: by an opening brace."""
    return text.lstrip(BOM + " \t\r\n\v\f")[:1] == "{"


def documents(text: str) -> Iterator[tuple[int, int]]:
    """The start and end offset of every document of a YAML stream, separators and byte order marks left out.

    goyaml meets each document for itself, so each may begin with a mark of its own: files that were put together do.

    Raises UnreadableError for a separator line that holds more than a comment, which kubectl refuses.
    """
    start = beginning(text)
    for separator in _SEPARATOR.finditer(text, start):
        rest = separator[1].strip()
        if rest and not rest.startswith("#"):
            raise UnreadableError(
                separator.start(),
                _("a line that begins with --- may hold nothing else but a comment"),
                _("put what follows on a line of its own"),
            )
        if separator.start() > beginning(text):
            yield start, separator.start()
        start = beginning(text, separator.end())
    yield start, len(text)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Both 1-based; a byte order mark takes no column."""
    begin = line_begin(text, offset)
    return text.count("\n", 0, begin) + 1, max(offset - begin, 0) + 1
