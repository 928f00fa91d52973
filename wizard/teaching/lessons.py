"""The lessons of assets/lessons in the reader's language, with the learner's own values in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wizard.model.pausing import stopping
from wizard.model.probing import pre_stop_seconds
from wizard.model.workload import Workload
from wizard.places import assets
from wizard.wording import language, safe

FURTHER = {
    "spread": ("placement", "regions"),
    "readiness": ("updates",),
    "shutdown": ("updates",),
}
"""By Practice.key, the lessons beyond the practice's own."""
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Lesson:
    """A page to be read."""

    title: str
    lines: tuple[str, ...]
    """A paragraph each; `## ` begins a heading, four blanks a command."""


def lessons(practice: str, workload: Workload) -> tuple[Lesson, ...]:
    """What there is to learn in a step: the practice's own lesson first."""
    keys = (practice, *FURTHER.get(practice, ()))
    there = (key for key in keys if (assets("lessons") / language() / f"{key}.md").exists())
    return tuple(lesson(key, values(workload)) for key in there)


def lesson(key: str, values: Mapping[str, str | int]) -> Lesson:
    """One lesson, filled; what a manifest says is made safe to show and never filled again."""
    written = (assets("lessons") / language() / f"{key}.md").read_text(encoding="utf-8")
    filled = _PLACE.sub(lambda place: safe(str(values[place[1]])), written)
    title, *lines = filled.splitlines()
    return Lesson(title.removeprefix("# "), tuple(lines))


def values(workload: Workload) -> dict[str, str | int]:
    """What a lesson may name of the workload at hand."""
    return {
        "name": workload.name,
        "replicas": workload.fewest,
        "grace": workload.grace_seconds,
        "pre_stop": max((pre_stop_seconds(each) or 0 for each in stopping(workload)), default=0),
    }
