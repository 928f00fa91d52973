"""What a check is and what it finds. Holds ids and values; the sentences are in wording."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from wizard.model.inventory import Inventory
from wizard.model.workload import Neighbour, Workload
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Path

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
    severity: Severity | None = None
    """Where this place is better or worse than the check mostly is."""
    refused: bool | None = None
    """Where the server judges this place otherwise than the check mostly says."""


@dataclass(frozen=True)
class Mistake:
    """One place where a check of the catalogue bites."""

    id: str
    severity: Severity
    practice: str
    """Of the practice whose state it decides; empty for one that no practice looks after."""
    object: ObjectId
    path: Path
    values: Mapping[str, Value]
    missing: bool
    """Whether the practice is not there at all, as opposed to there but weak."""
    refused: bool = False
    """Whether the server refuses the object because of it."""
    follows: str = ""
    """The id of another mistake that it follows from (following.py); empty for one that stands by itself."""


UNKNOWN: Mapping[str, Callable[[Workload], bool]] = {
    "nodes": lambda workload: workload.topology is None or workload.topology.assumed,
    "version": lambda workload: workload.version is None,
    "traffic": lambda workload: workload.facts.traffic is None,
    "drain": lambda workload: workload.facts.drain_seconds is None,
    "quorum": lambda workload: workload.facts.quorum is None,
    "failover": lambda workload: workload.facts.failover_seconds is None,
    "survive": lambda workload: workload.facts.survive is None,
    "claims": lambda workload: bool(workload.claim_names - {each.name for each in workload.claims}),
    "storage-classes": lambda workload: not workload.storage_classes,
    "budgets": lambda workload: "PodDisruptionBudget" in workload.unseen,
    "autoscalers": lambda workload: "HorizontalPodAutoscaler" in workload.unseen,
    # Told by the object that is judged: where there is a workload to ask, its like were read.
    "workloads": lambda _workload: False,
}
"""What a check may need, and whether it is not known of a workload (wording.checks says how to tell)."""


@dataclass(frozen=True)
class Check:
    """One entry of the catalogue."""

    id: str
    severity: Severity
    practice: str
    missing: bool
    needs: tuple[str, ...]
    """What it cannot be judged without: keys of UNKNOWN."""
    kinds: tuple[str, ...]
    """The kinds of object that it judges by themselves; empty for one that judges workloads."""
    find: Callable[[Workload], Iterator[Bite]]
    find_in: "Callable[[Neighbour, Inventory], Iterator[Bite]] | None" = None
    refused: bool = False
    """Whether the server refuses an object with such a mistake (shown on a real one by tests/cluster)."""
    counts: bool = True
    """Whether the practice that it finds missing makes `surefoot check` exit with 1."""

    @property
    def entries(self) -> tuple[int, ...]:
        """The numbers of the list of known mistakes that it stands for."""
        said = f"{self.find.__doc__} {self.find_in.__doc__ if self.find_in else ''}"
        return tuple(map(int, re.findall(r"#(\d{1,2})\b", said)))

    def mistakes(self, workload: Workload) -> Iterator[Mistake]:
        """Every place in the workload and its neighbours where this check bites."""
        for bite in self.find(workload):
            yield self.mistake(bite, bite.object or workload.id)

    def mistake(self, bite: Bite, where: ObjectId) -> Mistake:
        """What this check has found in one place."""
        refused = self.refused if bite.refused is None else bite.refused
        severity = bite.severity or self.severity
        return Mistake(self.id, severity, self.practice, where, bite.path, bite.values, self.missing, refused)


CATALOGUE: dict[str, Check] = {}

Find = Callable[[Workload], Iterator[Bite]]
FindIn = Callable[[Neighbour, Inventory], Iterator[Bite]]


def check(
    severity: Severity, practice: str = "", *, missing: bool = False, needs: tuple[str, ...] = (), refused: bool = False
) -> Callable[[Find], Find]:
    """Put a function into the catalogue; its id is its name with dashes."""

    def register(find: Find) -> Find:
        id = find.__name__.replace("_", "-")
        CATALOGUE[id] = Check(id, severity, practice, missing, needs, (), find, refused=refused)
        return find

    return register


def uncounted(find: Find) -> Find:
    """Let a check that finds a practice missing never make `surefoot check` exit with 1 by itself."""
    id = find.__name__.replace("_", "-")
    CATALOGUE[id] = replace(CATALOGUE[id], counts=False)
    return find


def alone_too(kinds: tuple[str, ...], id: str) -> Callable[[FindIn], FindIn]:
    """Let a check judge objects of some kinds by themselves too, where no workload has them for a neighbour."""

    def register(find: FindIn) -> FindIn:
        CATALOGUE[id] = replace(CATALOGUE[id], kinds=kinds, find_in=find)
        return find

    return register


def object_check(
    severity: Severity, *kinds: str, needs: tuple[str, ...] = (), refused: bool = False
) -> Callable[[FindIn], FindIn]:
    """Put a function into the catalogue that judges budgets, Services or autoscalers, whatever they select."""

    def register(find: FindIn) -> FindIn:
        id = find.__name__.replace("_", "-")
        CATALOGUE[id] = Check(id, severity, "", False, needs, kinds, lambda _workload: iter(()), find, refused)
        return find

    return register
