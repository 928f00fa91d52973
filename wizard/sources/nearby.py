"""Which files below a folder hold workloads, by a quick look: to offer them, never to judge them."""

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wizard.model.workload import KINDS
from wizard.sources.folders import SUFFIXES

MOST_FILES = 2000
DEEPEST = 4
"""Folders below the one that is looked into."""
SECONDS = 2.0
"""How long to look; a home folder may hold a million files."""
LOOK = 1 << 20
"""Bytes of a file that are looked at."""

_KIND = re.compile(rb'(?:^[ \t-]*|")kind"?[ \t]*:[ \t]*["\']?(?:' + "|".join(KINDS).encode() + rb")\b", re.MULTILINE)
_TEMPLATE = re.compile(rb"\{\{|\{%")


@dataclass(frozen=True)
class Nearby:
    """A file that seems to hold workloads."""

    path: str
    """Relative to the folder."""
    workloads: int


def nearby(folder: str = ".") -> tuple[Nearby, ...]:
    """The files with workloads, the nearest first; templates and what cannot be read are left out."""
    end = time.monotonic() + SECONDS
    found = []
    for number, path in enumerate(_manifests(folder)):
        if number >= MOST_FILES or time.monotonic() > end:
            break
        if count := _workloads(path):
            found.append(Nearby(os.path.relpath(path, folder), count))
    return tuple(sorted(found, key=lambda each: (each.path.count(os.sep), each.path)))


def _manifests(folder: str) -> Iterator[str]:
    for here, folders, names in os.walk(folder):
        deep = os.path.relpath(here, folder).count(os.sep) + (here != folder)
        folders[:] = sorted(each for each in folders if not each.startswith(".") and deep < DEEPEST)
        yield from (str(Path(here) / name) for name in sorted(names) if Path(name).suffix in SUFFIXES)


def _workloads(path: str) -> int:
    try:
        if not Path(path).is_file():
            return 0
        with Path(path).open("rb") as file:
            content = file.read(LOOK)
    except OSError:
        return 0
    return 0 if _TEMPLATE.search(content) else len(_KIND.findall(content))
