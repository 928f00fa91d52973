"""Compare a workload as it is with what a plan would make of it: what is worse is not suggested.

A pure function of two states: it reads no file, asks no cluster and no clock. **Worse** goes by rank: what the server
refuses, a second budget on a pod, an object that selects more than before; then pods that find no node, or an update
that never ends; then a drain that never ends; then requests lost; then errors that the catalogue finds. A gain in an
earlier rank outweighs a loss in a later one, and requests that every update saves outweigh as many that are lost when
a pod is deleted or a host dies.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from wizard.checks import Mistake, Severity
from wizard.checks.check import Value
from wizard.model.workload import Workload
from wizard.planning.ends import End, Plays
from wizard.planning.reach import CHANGE, reached
from wizard.planning.refusals import others_touched, refusals
from wizard.planning.states import Loss, Rank, State
from wizard.simulation.landing import assumed_topology

SHARE, REQUESTS = 0.02, 50
"""More requests lost than that, by share and by count, are worse."""


@dataclass(frozen=True)
class Verdict:
    """What is lost, and where something earlier is gained that outweighs it."""

    losses: tuple[Loss, ...] = ()
    gains: frozenset[Rank] = frozenset()
    """Ranks in which something is gained; asked only where something is lost in a later one."""
    too_large: tuple[str, ...] = ()
    """Scenarios that could say something and were not played, because they would take too long."""

    @property
    def worse(self) -> bool:
        """Whether the first rank that tells the two apart tells for what was there."""
        return bool(self.hard) and not any(rank < self.hard[0].rank for rank in self.gains)

    @property
    def hard(self) -> tuple[Loss, ...]:
        """The losses that nothing of their own rank outweighs."""
        return tuple(each for each in self.losses if not each.outweighed)

    @property
    def first(self) -> Loss:
        """The loss to speak of."""
        return min(self.losses, key=lambda each: (each.outweighed, each.rank))


def compare(before: State, after: State, plays: Plays | None = None) -> Verdict:
    """What a plan would make worse, for the workload and for whatever shares its neighbours."""
    plays = plays or Plays()
    if refused := tuple(refusals(before, after, plays)):
        return Verdict(refused)
    pairs = [*others_touched(before, after)]
    if before.workload is not None and after.workload is not None:
        pairs.insert(0, (before.workload, after.workload))
    found = [_judged(one, other, plays) for one, other in pairs]
    return next((each for each in found if each.worse), found[0] if found else Verdict())


def _judged(before: Workload, after: Workload, plays: Plays) -> Verdict:
    pair = _Pair(before, after, plays)
    losses = pair.weighed(sorted(pair.losses(), key=lambda each: each.rank))
    hard = [each.rank for each in losses if not each.outweighed]
    earlier = [rank for rank in Rank if hard and rank < hard[0]]
    return Verdict(losses, frozenset(rank for rank in earlier if pair.gains(rank)), tuple(sorted(plays.too_large)))


@dataclass(frozen=True)
class _Pair:
    """One workload in both states."""

    before: Workload
    after: Workload
    plays: Plays

    @cached_property
    def _reached(self) -> frozenset[str]:
        return reached(self.before, self.after)

    def losses(self) -> Iterator[Loss]:
        """Everything that is worse afterwards. What was there is played only where the other is not all right."""
        for scenario in sorted(self._reached):
            new = self._after(scenario)
            if new is not None and _may_be_worse(new):
                old = self._before(scenario)
                yield from map(self._placed, _worse(scenario, old, new))
        yield from self._errors()

    def weighed(self, losses: list[Loss]) -> tuple[Loss, ...]:
        """The losses, of which those are outweighed that an update makes good."""
        if all(each.rank is not Rank.LOST for each in losses) or "rolling-update" not in self._reached:
            return tuple(losses)
        old, new = self._before("rolling-update"), self._after("rolling-update")
        if old is None or new is None or not _lost_more(new, old):
            return tuple(losses)
        saved = old.lost - new.lost
        return tuple(
            replace(each, outweighed=each.id == "more-lost" and int(each.values["more"]) <= saved) for each in losses
        )

    def _after(self, scenario: str) -> End | None:
        if scenario != CHANGE:
            return self.plays.end(self.after, scenario)
        return self.plays.end(self.after, "rolling-update", self.before)

    def _before(self, scenario: str) -> End | None:
        return self.plays.end(self.before, "rolling-update" if scenario == CHANGE else scenario)

    def _placed(self, loss: Loss) -> Loss:
        """The loss of this workload, and on which nodes where nobody told which there are."""
        picture = self.after.topology or assumed_topology()
        values: dict[str, Value] = {}
        if loss.rank in {Rank.STUCK, Rank.DRAIN} and picture.assumed:
            values = {"hosts": len(picture.nodes), "zones": len(picture.zones)}
        return replace(loss, workload=self.after.id, values={**loss.values, **values})

    def _errors(self) -> Iterator[Loss]:
        old = set(map(_known, self.plays.mistakes(self.before)))
        for each in self.plays.mistakes(self.after):
            if each.severity is Severity.ERROR and _known(each) not in old:
                yield Loss(Rank.ERROR, each.id, each.values, self.after.id)

    def gains(self, rank: Rank) -> bool:
        """Whether something of this rank is better afterwards."""
        if rank is Rank.REFUSED:
            return bool(self._refused(self.before) - self._refused(self.after))
        for scenario in sorted(self._reached - {CHANGE}):
            old = self._before(scenario)
            new = self._after(scenario) if old is not None and _may_be_worse(old) else None
            if old is not None and new is not None and any(each.rank is rank for each in _worse(scenario, new, old)):
                return True
        return False

    def _refused(self, workload: Workload) -> set[tuple[object, ...]]:
        return {(each.id, each.object) for each in self.plays.mistakes(workload) if each.refused}


def _known(mistake: Mistake) -> tuple[str, Severity]:
    return mistake.id, mistake.severity


def _may_be_worse(end: End) -> bool:
    return bool(end.missing) or not end.ends or end.lost > REQUESTS or bool(end.lasting)


def _worse(scenario: str, old: End | None, new: End) -> Iterator[Loss]:
    """What one scenario comes to that it did not come to before."""
    if old is None:
        return
    if scenario in {"rolling-update", CHANGE}:
        if new.missing > old.missing and scenario != CHANGE:
            yield Loss(Rank.STUCK, "pods-pending", {"pods": new.missing, "before": old.missing})
        if old.ends and not new.ends:
            yield Loss(Rank.STUCK, "change-sticks" if scenario == CHANGE else "update-sticks", {"pods": new.pending})
    if scenario == "drain" and old.ends and not new.ends:
        yield Loss(Rank.DRAIN, "drain-endless", {})
    if scenario == CHANGE or (new.ends and not old.ends):
        # What never came to its end has lost nothing yet: a drain that waits, a pod that is spared.
        return
    if _lost_more(old, new):
        values: dict[str, Value] = {"scenario": scenario, "lost": round(new.lost), "before": round(old.lost)}
        yield Loss(Rank.LOST, "more-lost", {**values, "more": round(new.lost - old.lost)})
    elif new.lasting - old.lasting > SHARE:
        yield Loss(Rank.LOST, "lost-for-good", {"scenario": scenario, "share": round(100 * new.lasting)})


def _lost_more(old: End, new: End) -> bool:
    """Whether more requests are lost, by share and by count."""
    share, time = new.share - old.share, max(old.requests, new.requests)
    if new.out > old.out and time:
        # What takes longer is watched longer, which makes its share look small: of an outage both see the same time.
        share = max(share, (_lost(new, time) - _lost(old, time)) / time)
    return new.lost - old.lost > REQUESTS and share > SHARE


def _lost(end: End, requests: float) -> float:
    """How many are lost of so many; when all is over only those that fail for good."""
    return end.lost + end.lasting * (requests - end.requests)
