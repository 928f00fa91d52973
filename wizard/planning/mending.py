"""Mends for `surefoot fix`: those that are named, and of `all` those that end no worse than what is there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from wizard.checks import CATALOGUE
from wizard.errors import WizardError
from wizard.mends.whole import can_mend
from wizard.planning.ends import Plays
from wizard.planning.holding import Settled
from wizard.planning.made import Made
from wizard.planning.plan import Plan
from wizard.planning.states import Loss
from wizard.planning.suggesting import difference
from wizard.text.manifest import ObjectId
from wizard.wording import _
from wizard.wording.todos import todo

ALL = "all"
"""Stands for every mend that needs no word of consent."""


@dataclass
class Mending:
    """What is wanted, and what came of it."""

    wanted: Sequence[str]
    plays: Plays
    held: dict[tuple[ObjectId, str], Loss] = field(default_factory=dict)
    """What is not mended, by the object and the check."""
    risks: dict[tuple[ObjectId, str], Loss] = field(default_factory=dict)
    """What is mended because somebody named it, although something is worse."""

    def __post_init__(self) -> None:
        """Raises WizardError for what cannot be mended."""
        for each in self.wanted:
            if each != ALL and each not in CATALOGUE:
                said = _("{id!r} is no id of the catalogue; list them with: surefoot explain")
                raise WizardError(said.format(id=each))
            if each != ALL and not can_mend(each):
                raise WizardError(_("{id}: {todo}; that is not done by itself").format(id=each, todo=todo(each)))

    def mended(self, plan: Plan, ids: Sequence[ObjectId], alone: Sequence[ObjectId]) -> Plan:
        """The plan with what was found in workloads, and in objects judged by themselves, mended."""
        for check in (each for each in CATALOGUE if self._is_wanted(each)):
            # As mended so far: taking one mistake out may uncover the next.
            where = {id for id in ids if any(found.id == check for found in plan.mistakes(id))}
            where |= {found.object for found in plan.object_mistakes if found.id == check and found.object in alone}
            for id in sorted(where):
                plan = self._with(plan, id, check)
        return plan

    def once_more(self, plan: Plan, settled: Settled, made: Made) -> Plan:
        """The plan with those mends of a workload that what is chosen for it has uncovered, or made good."""
        id = settled.folded.workload.id
        if not self.wanted:
            return plan
        found = {each.id for each in self.plays.mistakes(settled.folded.workload)}
        for check in (each for each in CATALOGUE if each in found and self._is_wanted(each)):
            plan = self._with(plan.settled(id, settled.chosen), id, check, made)
        return plan.settled(id, {})

    def _is_wanted(self, check: str) -> bool:
        return can_mend(check) and (check in self.wanted or ALL in self.wanted)

    def _with(self, plan: Plan, id: ObjectId, check: str, made: Made | None = None) -> Plan:
        named = check in self.wanted
        more = plan.mend(id, check, agreed=named)
        verdict = difference(plan, more, id, self.plays, made or plan.nothing_yet)
        if verdict is not None and verdict.worse and not named:
            self.held[id, check] = verdict.first
            return plan
        if verdict is not None and verdict.losses:
            self.risks[id, check] = verdict.first
        self.held.pop((id, check), None)
        return more
