"""What a check is and what it finds. Holds ids and values; the sentences are in wording."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wizard.manifest import ObjectId
from wizard.workload import Workload
from wizard.yamldata import Path

Value = str | int


class Severity(StrEnum):
    """How bad: an error defeats the practice, a warning weakens it, an info is good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Bite:
    """Where a check bites in one workload, and the numbers that its sentence needs."""

    path: Path
    values: Mapping[str, Value] = field(default_factory=dict)
    object: ObjectId | None = None
    """None for the workload itself."""


@dataclass(frozen=True)
class Mistake:
    """One place where a check of the catalogue bites."""

    id: str
    severity: Severity
    practice: str
    object: ObjectId
    path: Path
    values: Mapping[str, Value]
    missing: bool
    """Whether the practice is not there at all, as opposed to there but weak."""


@dataclass(frozen=True)
class Check:
    """One entry of the catalogue."""

    id: str
    severity: Severity
    practice: str
    missing: bool
    find: Callable[[Workload], Iterator[Bite]]

    def mistakes(self, workload: Workload) -> Iterator[Mistake]:
        """Every place in the workload and its neighbours where this check bites."""
        for bite in self.find(workload):
            where = bite.object or workload.id
            yield Mistake(self.id, self.severity, self.practice, where, bite.path, bite.values, self.missing)


CATALOGUE: dict[str, Check] = {}


def check(
    severity: Severity, practice: str, *, missing: bool = False
) -> Callable[[Callable[[Workload], Iterator[Bite]]], Callable[[Workload], Iterator[Bite]]]:
    """Put a function into the catalogue; its id is its name with dashes."""

    def register(find: Callable[[Workload], Iterator[Bite]]) -> Callable[[Workload], Iterator[Bite]]:
        id = find.__name__.replace("_", "-")
        CATALOGUE[id] = Check(id, severity, practice, missing, find)
        return find

    return register
