"""Whether a file that cannot be read seems to be a manifest of what is judged here: else nobody needs to mend it."""

import re
from pathlib import Path

from wizard.model.inventory import NEIGHBOURS
from wizard.model.workload import KINDS
from wizard.sources.files import LARGEST

_API_VERSION = re.compile(rb'^[ \t{-]*"?apiVersion"?[ \t]*:', re.MULTILINE)
_KIND = re.compile(
    rb'(?:^[ \t{-]*|["{,][ \t]*)"?kind"?[ \t]*:[ \t]*["\']?(?:' + "|".join({*KINDS, *NEIGHBOURS}).encode() + rb")\b",
    re.MULTILINE,
)


def seems_judged(origin: str) -> bool:
    """Whether its text names an API version and a kind that is judged; true where nobody can look."""
    try:
        path = Path(origin)
        if not path.is_file():
            return True
        with path.open("rb") as file:
            # Without zeros, UTF-16 says the kind too.
            content = file.read(LARGEST).replace(b"\0", b"")
    except OSError:
        return True
    return bool(_API_VERSION.search(content) and _KIND.search(content))
