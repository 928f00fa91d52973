"""Golden cases: each folder below tests/cases holds what was there, the options given, and what must come out."""

import shlex
from pathlib import Path

import pytest

from wizard.cli import main

CASES = sorted(Path(__file__).parents[1].joinpath("cases").glob("*/*/before.*"))


def fixed(case: Path, source: Path, target: Path) -> bytes:
    """What `surefoot fix` makes of a file with the options of the case."""
    options = shlex.split(case.parent.joinpath("options").read_text())
    # What stands beside a case is another state of it, no neighbour.
    assert main(["fix", str(source), "--alone", *options, "--output", str(target)]) == 0
    return target.joinpath(source.name).read_bytes()


@pytest.mark.parametrize("before", CASES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_case_becomes_what_it_should(before: Path, tmp_path: Path) -> None:
    after = before.with_name(f"after{before.suffix}")
    assert fixed(before, before, tmp_path).decode() == after.read_bytes().decode()


@pytest.mark.parametrize("before", CASES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_case_stays_when_fixed_again(before: Path, tmp_path: Path) -> None:
    after = before.with_name(f"after{before.suffix}")
    assert fixed(before, after, tmp_path) == after.read_bytes()
