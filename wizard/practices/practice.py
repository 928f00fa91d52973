"""The seam: what every practice offers. A practice decides and edits data; it shows and words nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol, TypeVar

from wizard.checks.check import Mistake, Severity
from wizard.model.permitted import held
from wizard.model.shapes import mapping, text
from wizard.model.workload import Workload
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data, Path
from wizard.wording.practices import Words


class Status(StrEnum):
    """How a practice stands for one workload."""

    MET = "met"
    WEAK = "weak"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"


UNTIL_MENDED = frozenset({"selector-missing", "budget-hangs"})
"""Reasons why a practice does not apply that somebody can and should take away."""


@dataclass(frozen=True)
class Standing:
    """A Status, and for NOT_APPLICABLE the id of its reason."""

    status: Status
    reason: str = ""


@dataclass(frozen=True)
class Question:
    """A practice cannot suggest a value without an answer that only people have."""

    id: str
    option: str
    """The option of `surefoot fix` that answers it."""


@dataclass(frozen=True)
class Option:
    """One option of `surefoot fix`."""

    flag: str
    metavar: str | None
    """None for a flag without a value."""
    help: str
    repeat: bool = False

    @property
    def name(self) -> str:
        """The key under which its value is given to `Practice.choice`."""
        return self.flag.removeprefix("--").replace("-", "_")


UNSURE = frozenset({"no-ports", "no-traffic", "only-watched", "drains-itself", "one-copy-shifts", "one-copy-grows"})
"""Reasons why nothing is suggested, that hold as far as is known: what an option asks for is done all the same."""

Given = Mapping[str, Sequence[str]]
"""The options that were given, by Option.name; a flag without a value gives an empty sequence."""


@dataclass(frozen=True)
class Edited:
    """What a choice makes of the objects: whole new data for those it changes, and new objects."""

    changed: Mapping[ObjectId, Mapping[str, Data]] = field(default_factory=dict)
    added: tuple[Mapping[str, Data], ...] = ()
    """They go behind the workload."""


C = TypeVar("C")


class Practice(Protocol[C]):
    """One of the things that make a workload highly available."""

    key: str

    @property
    def said(self) -> Words:
        """Its name, column, question and what it protects from."""

    @property
    def sentences(self) -> Mapping[str, str]:
        """A sentence for each of its risks, by id."""

    @property
    def options(self) -> tuple[Option, ...]:
        """What `surefoot fix` takes for it."""

    @property
    def owns(self) -> tuple[tuple[str, Path], ...]:
        """Kind and path of the fields that this practice alone edits; `*` stands for any kind, key or index."""

    def not_applicable(self, workload: Workload) -> str:
        """The id of the reason why there is nothing to do here; empty where there is."""

    def present(self, workload: Workload) -> C | None:
        """The choice that the workload's own values amount to; None where the practice is absent."""

    def suggest(self, workload: Workload) -> C | Question:
        """The choice that is best on what is known: never one that makes things worse."""

    def edits(self, choice: C, workload: Workload) -> Edited:
        """What the choice makes of the workload and its neighbours; nothing where it already holds."""

    def risks(self, choice: C, workload: Workload) -> tuple[Mistake, ...]:
        """What is doubtful about this choice that no check of the edited workload would find."""

    def words(self, choice: C) -> tuple[str, ...]:
        """The options of `surefoot fix` that make this choice again."""

    def choice(self, given: Given, workload: Workload) -> C | Question:
        """The choice that the options make, the rest as suggested; raises WizardError for what is never right."""

    def portable(self, choice: C, workload: Workload) -> C | None:
        """The same answers for another workload, without those that name a container, port or label value."""


def standing(practice: Practice[C], workload: Workload, mistakes: Sequence[Mistake]) -> Standing:
    """How the practice stands: decided by the mistakes that are tagged with it."""
    if reason := practice.not_applicable(workload):
        return Standing(Status.NOT_APPLICABLE, reason)
    own = [each for each in mistakes if each.practice == practice.key and decides(each)]
    if any(each.missing for each in own):
        return Standing(Status.MISSING)
    return Standing(Status.WEAK if own else Status.MET)


def decides(mistake: Mistake) -> bool:
    """Whether a mistake decides how its practice stands: info does not, but where it says that nothing is there."""
    return mistake.severity is not Severity.INFO or mistake.missing


def risk(id: str, practice: str, workload: Workload, **values: str | int) -> Mistake:
    """A doubt about a choice, as a warning on the workload itself."""
    return Mistake(id, Severity.WARNING, practice, workload.id, (), values, missing=False)


def held_back(practice: Practice[C], choice: C, workload: Workload) -> tuple[Mistake, ...]:
    """What of a choice stays undone, for it stands in a file that was not named or is said somewhere else."""
    if not workload.read_only and not workload.sources:
        return ()
    changed = practice.edits(choice, workload).changed
    return tuple(
        replace(
            risk(
                each.reason,
                practice.key,
                workload,
                file=each.object.origin,
                kind=text(changed[each.object].get("kind")),
                name=text(mapping(changed[each.object].get("metadata")).get("name")),
                field=".".join(map(str, each.path)),
            ),
            object=each.object,
        )
        for each in held(workload, changed)
    )
