"""Inputs that the program once got wrong: a folder beside the corpus, or beside the repository."""

import os
from pathlib import Path

import pytest

FOLDER = (
    Path(os.environ["SUREFOOT_CORPUS"]).parent / "trials"
    if os.environ.get("SUREFOOT_CORPUS")
    else Path(__file__).parents[2] / "shared" / "trials"
)


def trial(name: str) -> Path:
    """The path of one input; skips the test where it is not at hand."""
    found = FOLDER / name
    if not found.exists():
        pytest.skip(f"{name}: no such trial; SUREFOOT_CORPUS names the folder beside which they lie")
    return found
