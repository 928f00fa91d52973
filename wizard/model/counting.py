"""What each budget counts beside the copies of one workload: those of others, and pods that it cannot reckon with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from wizard.model.company import Company
from wizard.model.neighbour import Neighbour
from wizard.model.objects import why_partial
from wizard.model.selectors import budget_selector
from wizard.model.workload import Workload
from wizard.text.manifest import ObjectId


class Counting:
    """Sums for each budget, made once: a budget over all of a namespace selects all that is in it."""

    def __init__(
        self,
        budgets: Callable[[], Iterable[Neighbour]],
        selected: Callable[[ObjectId], Sequence[Workload]],
        company: Company,
    ) -> None:
        self._budgets, self._selected, self._company = budgets, selected, company

    @cached_property
    def _counts(self) -> Mapping[ObjectId, Mapping[tuple[str, str], int]]:
        """How many copies of each workload a budget counts at the quietest hour."""
        return {
            each.id: {
                (one.kind, one.name): one.fewest
                for one in self._selected(each.id)
                if one.kind != "DaemonSet" and not why_partial(one.data)
            }
            for each in self._budgets()
        }

    @cached_property
    def _sums(self) -> Mapping[ObjectId, int]:
        return {id: sum(counts.values()) for id, counts in self._counts.items()}

    @cached_property
    def _daemons(self) -> Mapping[ObjectId, tuple[Workload, ...]]:
        return {
            each.id: tuple(one for one in self._selected(each.id) if one.kind == "DaemonSet")
            for each in self._budgets()
        }

    @cached_property
    def _others(self) -> Mapping[ObjectId, tuple[Neighbour, ...]]:
        """What each budget selects that is no workload of ours, but has pods."""
        return {each.id: self._company.makers(each, budget_selector(each)) for each in self._budgets()}

    def over(self, bare: Workload) -> Workload:
        """The workload that knows what its budgets count beside it."""
        named, ids = (bare.kind, bare.name), [each.id for each in bare.budgets]
        unscaled = ((id, self._unscaled(id)) for id in ids)
        return replace(
            bare,
            beside={id: self._sums[id] - self._counts[id].get(named, 0) for id in ids},
            daemons={id: self._daemons[id] for id in ids},
            unscaled={id: found for id, found in unscaled if found},
            unmanaged={id: pod.name for id in ids for pod in self._others[id][::-1] if pod.kind == "Pod"},
        )

    def _unscaled(self, id: ObjectId) -> str:
        """The first controller without a scale whose pods a budget selects."""
        others = (each for each in self._others[id] if self._company.has_scale(each) is False)
        first: Neighbour | Workload | None = next(iter(self._daemons[id]), None) or next(others, None)
        return f"{first.kind} {first.name}" if first else ""
