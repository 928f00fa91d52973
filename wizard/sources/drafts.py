"""Choices kept on disk, so that a dropped connection or a crash loses none. Holds no text of a manifest."""

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from wizard import places

LARGEST = 4 * 1024 * 1024
"""Bytes; the choices of a thousand workloads are less."""


def save(sources: Sequence[str], draft: Mapping[str, object]) -> None:
    """Keep a draft for these sources, readable by its owner alone; a folder that refuses it stops nobody."""
    import json  # noqa: PLC0415  # most starts find no draft and end without one

    content = json.dumps(draft).encode()
    target = _path(sources)
    temporary = target.with_suffix(f".{os.getpid()}")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Not synced: that costs more than a keypress may, and a torn draft counts as none.
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        temporary.replace(target)
    except OSError:
        with suppress(OSError):
            temporary.unlink()


def load(sources: Sequence[str]) -> Mapping[str, object] | None:
    """The draft kept for these sources; None where there is none, or none that can be trusted."""
    try:
        handle = os.open(_path(sources), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            present = os.fstat(handle)
            if present.st_uid != os.geteuid() or not stat.S_ISREG(present.st_mode) or present.st_size > LARGEST:
                return None
            import json  # noqa: PLC0415  # most starts find no draft

            found = json.loads(file.read())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def discard(sources: Sequence[str]) -> None:
    """Forget the draft for these sources."""
    with suppress(OSError):
        _path(sources).unlink()


def _path(sources: Sequence[str]) -> Path:
    # A cluster goes by its address, which is no path.
    names = "\0".join(sorted(each if each == "-" or "://" in each else os.path.realpath(each) for each in sources))
    return places.drafts() / f"{hashlib.sha256(names.encode('utf-8', 'surrogateescape')).hexdigest()}.json"
