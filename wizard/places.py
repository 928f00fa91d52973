"""Where the files lie that travel with the program. The only place that knows."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent


def assets(name: str) -> Path:
    """The path of a file or folder of the assets, in a clone and in an installed wheel alike."""
    inside = _PACKAGE / "assets"
    return (inside if inside.is_dir() else _PACKAGE.parent / "assets") / name


def drafts() -> Path:
    """The folder of this user's drafts, whether it exists or not (XDG base directories)."""
    told = os.environ.get("XDG_STATE_HOME", "")
    # The specification says to ignore a relative path.
    state = Path(told) if told.startswith("/") else Path.home() / ".local" / "state"
    return state / "surefoot" / "drafts"
