"""Which files of a folder tests are made of, by the names that they and their folders have. Opens none."""

import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path

_WORDS = re.compile(
    r"(?:^|[-_. ])(?:tests?|testing|testdata|\w*tests|systemtest|e2e|fixtures?)(?=[-_. ]|$)", re.IGNORECASE
)
"""A name that says test as a word of its own: tests, for-test-only, e2e, systemtest; not latest, not contest."""


def fixtures(found: Collection[str], paths: Sequence[str]) -> frozenset[str]:
    """Those of the files, found in these paths, that tests are made of.

    What lies above all that was named says nothing. Where a folder of tests was named, or all files are such, tests are
    what was asked for, and none is set apart.
    """
    base = _base(paths)
    above = os.path.relpath(base)
    if not above.startswith(os.pardir) and _says_test(above):
        return frozenset()
    of_tests = frozenset(each for each in found if _says_test(os.path.relpath(each, base)))
    return frozenset() if len(of_tests) == len(found) else of_tests


def _says_test(path: str) -> bool:
    return any(_WORDS.search(step) for step in Path(path).parts)


def _base(paths: Sequence[str]) -> str:
    """The folder that all the paths are in, or that they are."""
    every = [os.path.abspath(each) for each in paths if each != "-"]  # noqa: PTH100  # compared as text
    folders = [each if os.path.isdir(each) else os.path.dirname(each) for each in every]  # noqa: PTH112, PTH120
    return os.path.commonpath(folders) if folders else os.curdir
