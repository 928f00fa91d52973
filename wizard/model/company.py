"""What stands beside a workload: whose pods a selector takes too, and which workloads a neighbour can mean."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from wizard.model.holders import Holders
from wizard.model.lending import Lending
from wizard.model.neighbour import Kin, Neighbour
from wizard.model.objects import is_workload
from wizard.model.scales import definition, has_scale
from wizard.model.selecting import why_unselected
from wizard.model.selectors import Place, Selectors
from wizard.model.workload import Workload
from wizard.model.worlds import Worlds
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data


class Company:
    """Every object of a run by the pods that it is or makes, and every workload by its name."""

    def __init__(self, every: Iterable[Neighbour], holders: Holders, worlds: Worlds, lending: Lending) -> None:
        objects = list(every)
        self._holders, self._worlds, self._lending = holders, worlds, lending
        self._definitions = dict(found for each in objects if (found := definition(each.data)))
        self._named: defaultdict[str | None, list[Neighbour]] = defaultdict(list)
        for each in objects:
            if is_workload(each.data):
                self._named[each.namespace].append(each)

    def beside(self, one: ObjectId, other: ObjectId) -> bool:
        """Whether two objects are meant for one cluster, as far as files tell."""
        return self._worlds.shared(one.origin, other.origin)

    def surely_beside(self, one: ObjectId, other: ObjectId) -> bool:
        """Whether nothing else can be meant: one file has both, or one stream, cluster or kustomization."""
        here, there = self._worlds.of.get(one.origin), self._worlds.of.get(other.origin)
        closed = any(world.closed for world in (here or frozenset()) & (there or frozenset()))
        return one.origin == other.origin or closed or (here is None and there is None)

    def workloads(self, of: Neighbour) -> Sequence[Neighbour]:
        """The workloads of a neighbour's namespace that may stand beside it."""
        return [each for each in self._named.get(of.namespace, ()) if self.beside(each.id, of.id)]

    def makers(self, of: Neighbour, selector: Data) -> tuple[Neighbour, ...]:
        """What is no workload of ours, but has pods that a selector matches: bare Pods, Jobs, other controllers."""
        found = (each for each, _labels in self._holders.matching(of.namespace, selector))
        return tuple(each for each in found if not is_workload(each.data) and self.beside(each.id, of.id))

    def has_scale(self, maker: Neighbour) -> bool | None:
        """Whether a budget can reckon with the count of what makes pods; None where nobody knows."""
        return has_scale(maker.data, self._definitions)

    def kin(self, own: Workload, budgets: Selectors, scalers: Mapping[Place, tuple[Neighbour, ...]]) -> Iterator[Kin]:
        """What else has pods that the workload's own selector takes, as far as files tell that both meet."""
        where = own.namespace
        for each, labels in () if why_unselected(own) else self._holders.matching(where, dict(own.selector)):
            same = (each.kind, each.name) == (own.kind, own.name)
            if same or not self._lending.together(own, each.id.origin):
                continue
            one = Workload(each.id, each.data)
            theirs = scalers.get((where, each.kind, each.name), ()) if is_workload(each.data) else ()
            yield Kin(
                each,
                labels,
                self.surely_beside(each.id, own.id),
                self.has_scale(each),
                replace(one, autoscalers=theirs).fewest,
                tuple(budget.name for budget in budgets.matching(where, labels) if self._lending.lends(budget, one)),
                tuple(scaler.name for scaler in theirs),
            )
