"""What was written where, and how many lines came and went."""

from dataclasses import dataclass

from wizard.planning.changes import Change
from wizard.planning.diff import counts, rows


@dataclass(frozen=True)
class Written:
    """One file as written."""

    path: str
    added: int
    removed: int
    new: bool
    """Whether there was no such file before."""


@dataclass(frozen=True)
class Receipt:
    """All that one writing did, and how to do it again."""

    files: tuple[Written, ...]
    commands: tuple[str, ...]
    """The `surefoot fix` lines that would do the same again."""
    elsewhere: bool = False
    """Whether the files as read stayed as they were."""


def written(change: Change, path: str) -> Written:
    """The account of a change written to `path`."""
    added, removed = counts(rows(change))
    return Written(path, added, removed, change.before is None)
