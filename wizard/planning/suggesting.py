"""What a plan suggests where somebody looks at it: a step's answer, the same answers for others, mends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wizard.planning.copying import copied as give
from wizard.planning.ends import Plays
from wizard.planning.holding import Held
from wizard.planning.made import Made
from wizard.planning.never_worse import Verdict, compare
from wizard.planning.plan import Plan
from wizard.planning.states import Loss, State
from wizard.practices import PRACTICES
from wizard.practices.practice import Practice, Question
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data

KEY = 20_000
"""Steps of play that one key may cost."""


@dataclass(frozen=True)
class Suggestion:
    """What a step opens with."""

    choice: object | Question | None
    """None where whatever might be suggested would end worse."""
    held: Held | None = None
    """What is not suggested, and why."""


def suggestion(plan: Plan, id: ObjectId, practice: Practice[Any]) -> Suggestion:
    """What a practice suggests for a workload as chosen so far; where that would end worse what `fix` chooses."""
    workload = plan.upto(id, practice.key)
    base, held, plays = _without(plan, id, practice.key), None, Plays(KEY)
    for suggested in (practice.suggest, lambda each: practice.choice({}, each)):
        choice = suggested(workload)
        if isinstance(choice, Question):
            return Suggestion(choice, held)
        verdict = difference(base, base.choose(id, practice.key, choice), id, plays)
        if verdict is None or not verdict.worse:
            return Suggestion(choice, held)
        held = held or Held(practice.key, verdict.first)
    return Suggestion(None, held)


def risk(plan: Plan, id: ObjectId, key: str) -> Loss | None:
    """The first thing that a practice as chosen makes worse: a choice of somebody's is obeyed, and this said."""
    verdict = difference(_without(plan, id, key), plan, id, Plays(KEY))
    return verdict.first if verdict is not None and verdict.losses else None


def same_answers(plan: Plan, source: ObjectId, targets: Sequence[ObjectId]) -> tuple[Plan, tuple[Held, ...]]:
    """The plan in which others get the same answers, as far as those end no worse for them; and what does not."""
    held: list[Held] = []
    plays = Plays.of(len(targets))
    for target in targets:
        copied = give(plan, source, (target,))
        new = [practice.key for practice in PRACTICES if _choice(copied, target, practice.key) is not None]
        new = [key for key in new if _choice(copied, target, key) != _choice(plan, target, key)]
        told = replace(copied, choices=plan.choices)
        verdict = difference(told, copied, target, plays)
        if verdict is None or not verdict.worse:
            plan = copied
            continue
        plan = told
        for key in new:
            more = plan.choose(target, key, _choice(copied, target, key))
            verdict = difference(plan, more, target, plays)
            if verdict is not None and verdict.worse:
                held.append(Held(key, verdict.first))
            else:
                plan = more
    return plan, tuple(held)


def mended(
    plan: Plan, wanted: Iterable[tuple[ObjectId, str]], plays: Plays | None = None
) -> tuple[Plan, tuple[tuple[ObjectId, Held], ...]]:
    """The plan with these checks' mistakes mended, each where that ends no worse; and what does."""
    held: list[tuple[ObjectId, Held]] = []
    plays = plays or Plays()
    for id, check in wanted:
        more = plan.mend(id, check)
        verdict = difference(plan, more, id, plays)
        if verdict is not None and verdict.worse:
            held.append((id, Held(check, verdict.first)))
        elif verdict is not None:
            plan = more
    return plan, tuple(held)


def difference(before: Plan, after: Plan, id: ObjectId, plays: Plays, others: Made | None = None) -> Verdict | None:
    """What is worse in one plan than in another for a workload, or for an object that is judged by itself.

    `others` is what others have made already, where the plans do not tell. None where both make the same of it.
    """
    if id not in before.inventory.ids:
        one, other = (State(each.inventory, None, _alone(each, id)) for each in (before, after))
    else:
        made = before.made_by_others(id) if others is None else others
        one, other = (State.of(each.folded(id, made), made) for each in (before, after))
    if one.changed == other.changed and one.added == other.added:
        return None
    return compare(one, other, plays)


def _alone(plan: Plan, id: ObjectId) -> dict[ObjectId, Mapping[str, Data]]:
    mended = plan.mended_objects
    return {id: mended[id]} if id in mended else {}


def _without(plan: Plan, id: ObjectId, key: str) -> Plan:
    """The plan in which nothing is chosen for a practice of a workload."""
    return plan.settled(id, {name: choice for name, choice in plan.choices.get(id, {}).items() if name != key})


def _choice(plan: Plan, id: ObjectId, key: str) -> object | None:
    return plan.choices.get(id, {}).get(key)
