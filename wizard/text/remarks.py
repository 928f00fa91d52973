"""What people have written beside a value: the comment behind it, and those right above it."""

import re
from collections.abc import Callable
from functools import partial

from wizard.text.manifest import Manifest, ObjectId
from wizard.text.yamldata import Path

_HEAD = 4096
"""Characters of a document among which its head is looked for."""
_ALONE = re.compile(r"\s*#+\s?(.*)")
_BEHIND = re.compile(r"""[^#"']*\s#+\s?(.*)""")


def head(manifest: Manifest, id: ObjectId) -> str:
    """The comments before the first line of an object's document, and those at the head of the file."""
    if manifest.is_live or manifest.format == "json" or "#" not in manifest.text:
        return ""
    own = manifest.documents[id.document]
    return f"{_leading(manifest.text[:_HEAD])} {_leading(manifest.text[own.start : own.start + _HEAD])}".strip()


def _leading(text: str) -> str:
    said = list[str]()
    for line in text.split("\n"):
        found = _ALONE.fullmatch(line.rstrip("\r"))
        if found:
            said.append(found[1])
        elif line.strip() and not line.startswith(("---", "%")):
            break
    return " ".join(" ".join(said).split())


def remark(manifest: Manifest, id: ObjectId, path: Path) -> str:
    """The comments on and above the line of a value, as one text; empty where there are none, or no text."""
    if manifest.is_live or manifest.format == "json" or "#" not in manifest.text:
        return ""
    lines = manifest.text.split("\n")
    at = manifest.position(id, path).line - 1
    said = [found[1] for found in [_BEHIND.match(lines[at])] if found]
    for line in reversed(lines[:at]):
        above = _ALONE.fullmatch(line.rstrip("\r"))
        if not above:
            break
        said.insert(0, above[1])
    return " ".join(" ".join(said).split())


def said_by(read: Callable[..., str], manifest: Manifest | None, id: ObjectId) -> Callable[..., str]:
    """What people have written in a file, by `remark` or `head`; nothing of one that another process has read."""
    return (lambda *_place: "") if manifest is None else partial(read, manifest, id)
