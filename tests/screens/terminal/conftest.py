"""The playground, running on a pseudo-terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .pseudo import Terminal

PLAYGROUND = (sys.executable, Path(__file__).parent / "playground.py")

Started = Callable[..., Terminal]


@pytest.fixture
def start() -> Iterator[Started]:
    """Start a program, the playground unless another is given, and end it after the test."""
    with ExitStack() as running:

        def starter(*arguments: str | Path, argv: tuple[str | Path, ...] = PLAYGROUND, **how: object) -> Terminal:
            return running.enter_context(Terminal(*argv, *arguments, **how))

        yield starter


@pytest.fixture
def playground(start: Started) -> Callable[..., Terminal]:
    """The playground with its first screen drawn."""

    def drawn(*arguments: str | Path, **how: object) -> Terminal:
        terminal = start(*arguments, **how)
        terminal.wait_for("Enter Next")
        terminal.settle()
        return terminal

    return drawn
