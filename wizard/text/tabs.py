"""Tabs in the indent, the one mistake in YAML that can be mended without asking what was meant."""

import re

from wizard.errors import IndentTabError, ManifestError
from wizard.text.yamldata import documents

_WIDTHS = (2, 4, 8)
"""Spaces that a tab may have stood for, the likeliest first."""
_MOST_LINES = 1000
"""Each mended line costs a reading of the whole."""


def mended(content: bytes) -> bytes | None:
    """The content with the tabs in its indents made spaces, None where they are not what is wrong, or not all."""
    try:
        text = content.decode()
        documents(text, "-")
    except IndentTabError:
        pass
    except (UnicodeDecodeError, ManifestError):
        return None
    else:
        return None
    for width in _WIDTHS:
        if (better := _mended(text, width)) is not None:
            return better.encode()
    return None


def _mended(text: str, width: int) -> str | None:
    # Only lines that the parser stumbles on: a tab at the start of a line in a block scalar is content. A line of such
    # a scalar never starts with the tab itself, so those can go at once.
    text = re.sub(r"^\t[ \t]*", lambda indent: indent[0].replace("\t", " " * width), text, flags=re.MULTILINE)
    for _line in range(_MOST_LINES):
        try:
            documents(text, "-")
        except IndentTabError as problem:
            lines = text.split("\n")
            line = lines[problem.line - 1]
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            lines[problem.line - 1] = indent.replace("\t", " " * width) + line[len(indent) :]
            text = "\n".join(lines)
        except ManifestError:
            return None
        else:
            return text
    return None
