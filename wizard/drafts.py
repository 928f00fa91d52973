"""Choices kept on disk, so that a dropped connection or a crash loses none. Holds no text of a manifest."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from wizard import places


def save(sources: Sequence[str], draft: Mapping[str, object]) -> None:
    """Keep a draft for these sources, readable by its owner alone; a folder that refuses it stops nobody."""
    target = _path(sources)
    with suppress(OSError):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = target.with_suffix(f".{os.getpid()}")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(draft, file)
        temporary.replace(target)


def load(sources: Sequence[str]) -> Mapping[str, object] | None:
    """The draft kept for these sources; None where there is none, or none that can be trusted."""
    target = _path(sources)
    try:
        if target.stat().st_uid != os.geteuid():
            return None
        found = json.loads(target.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def discard(sources: Sequence[str]) -> None:
    """Forget the draft for these sources."""
    with suppress(OSError):
        _path(sources).unlink()


def _path(sources: Sequence[str]) -> Path:
    names = "\0".join(sorted("-" if each == "-" else str(Path(each).resolve()) for each in sources))
    return places.drafts() / f"{hashlib.sha256(names.encode('utf-8', 'surrogateescape')).hexdigest()}.json"
