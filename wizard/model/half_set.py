"""Objects that say no namespace beside some that do: kubectl puts them where its context says.

Whether they belong together hangs on that context, so nobody knows: unset matches only unset.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator

from wizard.model import autoscaling
from wizard.model.neighbour import Neighbour
from wizard.model.selectors import budget_selector, service_selector
from wizard.model.shapes import selects
from wizard.model.workload import Workload
from wizard.model.worlds import World, Worlds


class HalfSet:
    """The neighbours that no workload of just their own namespace has, where a world says both: one, and none."""

    def __init__(
        self,
        worlds: Worlds,
        workloads: Iterable[Workload],
        neighbours: Iterable[Neighbour],
        matched: Callable[[Workload], Workload],
        unbuilt: Container[str],
    ) -> None:
        """`matched` gives a workload the neighbours of just its namespace; what is unbuilt may yet get one."""
        self._worlds = worlds
        inside = [each for each in workloads if each.id.origin not in unbuilt]
        near = [each for each in neighbours if each.id.origin not in unbuilt]
        self._spaces: defaultdict[World | None, set[str | None]] = defaultdict(set)
        places = [*((each.id, each.namespace) for each in inside), *((each.id, each.namespace) for each in near)]
        for id, where in places:
            for world in self._of(id.origin):
                self._spaces[world].add(where)
        mixed = {world for world, spaces in self._spaces.items() if None in spaces and len(spaces) > 1}
        # A neighbour in a file of its own may belong to a workload anywhere, so all of them have their turn.
        taken = {each.id for one in inside for each in _near(matched(one))} if mixed else set()
        self._loose = [each for each in near if each.id not in taken and mixed.intersection(self._of(each.id.origin))]
        self.hanging = frozenset(each.id for one in inside for each in self.beside(one)) if mixed else frozenset()
        """What may be a neighbour of one of them."""

    def _of(self, origin: str) -> Iterable[World | None]:
        return self._worlds.of.get(origin, (None,))

    def spaces(self, workload: Workload) -> set[str | None]:
        """The other namespaces in which a new neighbour of the workload might meet others."""
        found = set[str | None]().union(*(self._spaces.get(each, ()) for each in self._of(workload.id.origin)))
        if None not in found:
            return set()
        return {None} if workload.namespace else found - {None}

    def beside(self, workload: Workload) -> tuple[Neighbour, ...]:
        """The neighbours that the workload may have, as kubectl's context is."""
        return tuple(self._beside(workload))

    def _beside(self, workload: Workload) -> Iterator[Neighbour]:
        for each in self._loose:
            half = (each.namespace is None) != (workload.namespace is None)
            if half and _concerns(each, workload) and self._worlds.shared(each.id.origin, workload.id.origin):
                yield each


def _near(workload: Workload) -> Iterable[Neighbour]:
    return (*workload.services, *workload.budgets, *workload.autoscalers)


def _concerns(neighbour: Neighbour, workload: Workload) -> bool:
    """Whether it selects the workload's pods, or scales it, namespaces left aside."""
    if neighbour.kind == "Service":
        return selects(service_selector(neighbour), workload.labels)
    if neighbour.kind == "PodDisruptionBudget":
        return selects(budget_selector(neighbour), workload.labels)
    named = workload.kind, workload.name
    return autoscaling.acts(neighbour.data) and autoscaling.target(neighbour.data) == named
