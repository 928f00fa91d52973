"""Byte order marks inside a document, where the readers of YAML disagree: they are refused with their place."""

import re

import yaml

from wizard.text.nodes import Mapping, Node, Scalar, Sequence, UnreadableError, compose
from wizard.wording import _

_AT_LINE_START = re.compile("^\ufeff", re.MULTILINE)


def composed_with_marks(text: str, base: int) -> Node | None:
    """The nodes of a document that holds byte order marks. Raises yaml.YAMLError or UnreadableError.

    At the start of a line libyaml skips one, and goyaml makes it part of a key or drops letters (is_bom looks at the
    wrong byte): kubectl then reads something else than what is seen. Inside of a text it is a character like others.
    """
    found = [mark.start() + base for mark in _AT_LINE_START.finditer(text)]
    try:
        root = compose(text, base)
    except yaml.YAMLError:
        if found:
            raise _refused(found[0]) from None
        raise
    for offset in found:
        if root is None or not _inside_text(root, offset):
            raise _refused(offset)
    return root


def _inside_text(node: Node, offset: int) -> bool:
    if isinstance(node, Mapping):
        return any(_inside_text(key, offset) or _inside_text(value, offset) for key, value in node.entries)
    if isinstance(node, Sequence):
        return any(_inside_text(item, offset) for item in node.items)
    return isinstance(node, Scalar) and bool(node.style) and node.start < offset < node.end


def _refused(offset: int) -> UnreadableError:
    return UnreadableError(
        offset,
        _("a byte order mark stands inside the document, where kubectl reads it as a letter"),
        _("remove it; it may stand only at the start of a document"),
    )
