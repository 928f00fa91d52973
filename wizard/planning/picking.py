"""What `fix` chooses for one workload: as the options say, else what is suggested; and what is left open about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wizard.model.workload import Workload
from wizard.planning.ends import Plays
from wizard.planning.holding import Settled, Suggesting
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.budget import BUDGET
from wizard.practices.practice import UNSURE, UNTIL_MENDED, Given, Practice, Question, Status, held_back, standing
from wizard.text.manifest import ObjectId
from wizard.wording import _, labelled, safe
from wizard.wording.mistakes import question, reason, sentence
from wizard.wording.never_worse import held, risky
from wizard.wording.practices import name

SAID = frozenset({"one-copy-shifts", "one-copy-grows"})
"""Reasons to leave a practice alone that are told unasked: one would expect a change there."""


@dataclass
class Picking:
    """One workload of a plan, and what the options say."""

    plan: Plan
    id: ObjectId
    given: Given
    skip: frozenset[str]
    plays: Plays
    _left_open: dict[str, str] = field(default_factory=dict)
    """Why a practice is not chosen, by its key."""
    _beside: dict[str, list[str]] = field(default_factory=dict)
    """What a choice leaves out, by the key of its practice."""
    _until_mended: str = ""
    """Why none can be chosen before something else is mended."""

    def settled(self, suggesting: Suggesting) -> Settled:
        """What is chosen, compared with what is there."""
        start = self.plan.settled(self.id, {}).folded(self.id, suggesting.made)
        return suggesting.settle(start, self._pick, frozenset(each.key for each in PRACTICES if self._own(each)))

    def _own(self, practice: Practice[Any]) -> Given:
        if practice.key in self.skip:
            return {}
        return {option.name: self.given[option.name] for option in practice.options if option.name in self.given}

    def _pick(self, practice: Practice[Any], workload: Workload) -> object | None:
        self._left_open.pop(practice.key, None)
        own, unread = self._own(practice), self.plan.inventory.unread
        if practice.key in self.skip:
            return None
        if unread and practice.key == "budget" and "budget" not in own and _makes_one(workload):
            said = _("{files} cannot be read and may hold its budget; mend that first")
            self._left_open[practice.key] = said.format(files=safe(", ".join(unread)))
            return None
        why = practice.not_applicable(workload)
        if why and not (own and why in UNSURE):
            if why in UNTIL_MENDED:
                self._until_mended = why
            elif own or why in SAID:
                self._left_open[practice.key] = reason(why)
            return None
        if not own and standing(practice, workload, self.plays.mistakes(workload)).status is Status.MET:
            return None
        choice: object = practice.choice(own, workload)
        if isinstance(choice, Question):
            self._left_open[practice.key] = question(choice.id, choice.option)
            return None
        self._beside[practice.key] = [sentence(each.id, each.values) for each in held_back(practice, choice, workload)]
        return choice

    def said(self, settled: Settled) -> Iterator[str]:
        """A sentence for each practice that is left open, or chosen although something is worse."""
        if self._until_mended:
            yield labelled(_place(self.plan, self.id), reason(self._until_mended))
        told = {key: said for key, said in self._left_open.items() if key not in settled.chosen}
        told |= {each.key: held(each.loss.id, each.loss.values) for each in settled.held}
        told |= {each.key: risky(each.loss.id, each.loss.values) for each in settled.risks}
        workload = self.plan.before(self.id)
        title = f"{safe(self.id.origin)}: {safe(workload.kind)} {safe(workload.name)}"
        for practice in PRACTICES:
            left_out = self._beside.get(practice.key, []) if practice.key in settled.chosen else []
            for said in [*([told[practice.key]] if practice.key in told else []), *left_out]:
                yield labelled(f"{title}: {name(practice.key)}", said)


def _makes_one(workload: Workload) -> bool:
    """Whether a budget would be made that is not there as far as was read."""
    return not workload.budgets and not BUDGET.not_applicable(workload)


def _place(plan: Plan, id: ObjectId) -> str:
    """Where a workload says, or should say, which pods are its own."""
    line = plan.inventory.manifests[id.origin].position(id, ("spec", "selector")).line
    workload = plan.before(id)
    return f"{safe(id.origin)}:{line}: {safe(workload.kind)} {safe(workload.name)}"
