"""Where the files lie that travel with the program, and those that it keeps for a user. The only place that knows."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).parent


def assets(name: str) -> Path:
    """The path of a file or folder of the assets, in a clone and in an installed wheel alike."""
    inside = _PACKAGE / "assets"
    return (inside if inside.is_dir() else _PACKAGE.parent / "assets") / name


def drafts() -> Path:
    """The folder of the user's drafts, which may not be there yet."""
    given = Path(os.environ.get("XDG_STATE_HOME") or ".")
    # The XDG specification has relative paths ignored.
    state = given if given.is_absolute() else Path.home() / ".local" / "state"
    return state / "surefoot" / "drafts"
