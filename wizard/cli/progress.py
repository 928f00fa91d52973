"""How far a reading is, on one line of a terminal that is gone when it is done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wizard.wording import _

_BAR = 30
"""Columns of the bar."""


def on_terminal() -> Callable[[int, int], None] | None:
    """What shows done and all; None where nobody watches."""
    return _show if sys.stderr.isatty() else None


@contextmanager
def wiped() -> Iterator[None]:
    """Take the line away behind what is done meanwhile."""
    try:
        yield
    finally:
        if sys.stderr.isatty():
            print(end="\r\033[K", file=sys.stderr)


def _show(done: int, all_: int) -> None:
    filled = _BAR * done // max(all_, 1)
    bar = f"[{'#' * filled}{'.' * (_BAR - filled)}]"
    said = _("{bar} {done:,} of {all:,}").format(bar=bar, done=done, all=all_)
    print(said, end="\r", file=sys.stderr, flush=True)
