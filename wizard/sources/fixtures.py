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

    Where all are, tests are what was asked for: none is then set apart.
    """
    of_tests = frozenset(each for each in found if _says_test(_below(each, paths)))
    return frozenset() if len(of_tests) == len(found) else of_tests


def _says_test(path: str) -> bool:
    return any(_WORDS.search(step) for step in Path(path).parts)


def _below(origin: str, paths: Sequence[str]) -> str:
    """The part of a path that counts: below where one is, else below what was named. What lies above says nothing."""
    for folder in (os.getcwd(), *paths):  # noqa: PTH109  # compared as text, and the folder may be gone
        below = os.path.relpath(origin, folder)
        if not below.startswith(os.pardir):
            return below
    return os.path.basename(origin)  # noqa: PTH119
