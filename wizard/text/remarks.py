"""What people have written beside a value: the comment behind it, and those right above it."""

import re

from wizard.text.manifest import Manifest, ObjectId
from wizard.text.yamldata import Path

_ALONE = re.compile(r"\s*#+\s?(.*)")
_BEHIND = re.compile(r"""[^#"']*\s#+\s?(.*)""")


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
