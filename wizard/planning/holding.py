"""Make of what is suggested only what ends no worse: decided practice by practice, so that the good part stays.

Everything that suggests goes through here: `fix` without options, the steps, the same answers for others, mends.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wizard.model.workload import Workload
from wizard.planning.ends import Plays
from wizard.planning.folding import Folded, carried
from wizard.planning.made import Made
from wizard.planning.never_worse import Verdict, compare
from wizard.planning.states import Loss, State
from wizard.practices import PRACTICES
from wizard.practices.practice import Practice

Pick = Callable[[Practice[Any], Workload], object | None]
"""What a practice chooses for a workload as those before it make it; None where it chooses nothing."""

AGAIN = 4
"""Times that what was decided is looked at once more, as a second run would: each of four practices may be next."""


@dataclass(frozen=True)
class Held:
    """A suggestion that is not made, and the first thing that it would make worse."""

    key: str
    """The practice, or the check whose mistakes would be mended."""
    loss: Loss


@dataclass(frozen=True)
class Settled:
    """What is chosen for one workload."""

    chosen: Mapping[str, Any]
    folded: Folded
    held: tuple[Held, ...] = ()
    risks: tuple[Held, ...] = ()
    """What is worse all the same: of a choice that somebody made, or because more is gained."""


@dataclass
class Suggesting:
    """The suggestions of one run, one workload after the other, each on top of what the ones before it made."""

    made: Made
    """What the workloads before have made."""
    plays: Plays

    def settle(self, start: Folded, pick: Pick, named: frozenset[str] = frozenset()) -> Settled:
        """Choose for one workload; the practices that are `named` are chosen whatever comes of it."""
        settled = self._settle(start, pick, named)
        for _time in range(AGAIN if settled.held or settled.folded is not start else 0):
            # What is suggested hangs on what is there: the next time the rest of this may make it another, or good.
            second = self._settle(settled.folded, pick, named)
            if second.folded.changed == settled.folded.changed and second.folded.added == settled.folded.added:
                break
            chosen = {**settled.chosen, **second.chosen}
            settled = replace(settled, chosen=chosen, folded=_folded(start, chosen), held=second.held)
        return settled

    def take(self, settled: Settled) -> None:
        """Others come after this one."""
        self.made = self.made.having(settled.folded.changed, settled.folded.added)

    def _settle(self, start: Folded, pick: Pick, named: frozenset[str]) -> Settled:
        own = _picked(start, pick, named)
        risks = self._risks(own, start)
        full = _picked(start, pick)
        wanted = tuple(key for key in full.chosen if key not in named)
        whole = self._compare(own.folded, full.folded)
        if not whole.hard:
            return replace(full, risks=(*risks, *(Held(wanted[-1], whole.first) for _loss in whole.losses[:1])))
        for key in wanted if len(wanted) > 1 else ():
            rest = _picked(start, pick, named | set(wanted) - {key})
            if not self._compare(own.folded, rest.folded).hard:
                return replace(rest, held=(Held(key, whole.first),), risks=risks)
        return self._one_by_one(start, pick, own, wanted, risks)

    def _one_by_one(
        self, start: Folded, pick: Pick, own: Settled, wanted: Sequence[str], risks: tuple[Held, ...]
    ) -> Settled:
        """Each suggestion on top of those that were good."""
        settled, held = own, list[Held]()
        for key in wanted:
            more = _picked(start, pick, frozenset({*settled.chosen, key}))
            verdict = self._compare(settled.folded, more.folded)
            if verdict.worse:
                held.append(Held(key, verdict.first))
            else:
                settled = more
                risks += tuple(Held(key, verdict.first) for _loss in verdict.losses[:1])
        return replace(settled, held=tuple(held), risks=risks)

    def _risks(self, own: Settled, start: Folded) -> tuple[Held, ...]:
        """What the choices that somebody made make worse: one of them, where there are several."""
        verdict = self._compare(start, own.folded)
        return tuple(Held(list(own.chosen)[-1], verdict.first) for _loss in verdict.losses[:1])

    def _compare(self, before: Folded, after: Folded) -> Verdict:
        if before.changed == after.changed and before.added == after.added:
            return Verdict()
        return compare(State.of(before, self.made), State.of(after, self.made), self.plays)


def _picked(start: Folded, pick: Pick, only: Iterable[str] | None = None) -> Settled:
    """What these practices choose, each seeing what the one before has made."""
    chosen: dict[str, Any] = {}
    folded = start
    for practice in PRACTICES:
        if only is None or practice.key in only:
            choice = pick(practice, folded.workload)
            if choice is not None:
                chosen[practice.key] = choice
                folded = carried(folded, practice, choice)
    return Settled(chosen, folded)


def _folded(start: Folded, chosen: Mapping[str, Any]) -> Folded:
    return _picked(start, lambda practice, _workload: chosen.get(practice.key)).folded
