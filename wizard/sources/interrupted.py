"""The copies that writes make beside their files, and those that killed writes have left. Touches no other file."""

import os
from contextlib import suppress
from pathlib import Path

_COPY = ".surefoot-"
"""How a copy's name begins; the process that makes it follows."""


def copy_prefix() -> str:
    """How a copy of this process is named: without the file's own name, which may be as long as a name can be."""
    return f"{_COPY}{os.getpid()}-"


def clear_away(folder: Path) -> None:
    """Take away the copies in a folder whose process runs no more."""
    for left in folder.glob(f"{_COPY}*"):
        pid = left.name.removeprefix(_COPY).partition("-")[0]
        with suppress(OSError):
            if pid.isdecimal() and not _runs(int(pid)):
                left.unlink()


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # somebody else's
    return True
