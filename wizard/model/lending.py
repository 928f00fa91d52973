"""Which neighbours a workload takes for its own, of all that would match it: worlds do not lend each other any."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property

from wizard.model.selectors import Place
from wizard.model.shapes import mapping
from wizard.model.workload import Neighbour, Workload
from wizard.model.worlds import Worlds
from wizard.text.manifest import ObjectId


class Lending:
    """Asks only where a neighbour stands in another file than the workload."""

    def __init__(
        self,
        worlds: Worlds,
        workloads: Callable[[], Iterable[Workload]],
        near: Callable[[Workload], Iterable[Neighbour]],
    ) -> None:
        """`workloads` gives all that are known whole, `near` what would match one if worlds did not matter."""
        self._worlds, self._workloads, self._near = worlds, workloads, near

    @cached_property
    def _whole(self) -> Mapping[str, AbstractSet[Place]]:
        """The workloads that each file has whole: its Services, budgets and autoscalers are theirs."""
        found: defaultdict[str, set[Place]] = defaultdict(set)
        for one in self._workloads():
            if mapping(one.spec.get("selector")):
                found[one.id.origin].add((one.namespace, one.kind, one.name))
        return found

    @cached_property
    def _at_home(self) -> AbstractSet[ObjectId]:
        """What finds a workload in its own world."""
        pairs = ((one, each) for one in self._workloads() for each in self._near(one))
        return {each.id for one, each in pairs if self._worlds.shared(each.id.origin, one.id.origin)}

    def taken(self, bare: Workload, **found: Sequence[Neighbour]) -> Workload:
        """The workload with those of the matching neighbours that are its own, by the fields that take them."""
        own = {key: tuple(each for each in several if self.lends(each, bare)) for key, several in found.items()}
        return replace(bare, **own)  # type: ignore[arg-type]  # each field takes a tuple of neighbours

    def together(self, bare: Workload, there: str) -> bool:
        """Whether something that is put into a file is a neighbour of the workload, if it matches."""
        same = bare.id.origin == there
        return same or (self._worlds.shared(bare.id.origin, there) and not self.strangers(bare, there))

    def lends(self, each: Neighbour, bare: Workload) -> bool:
        """Whether a neighbour that matches a workload is its own."""
        here, there = bare.id.origin, each.id.origin
        if here == there:
            return True
        if self.strangers(bare, there):
            return False
        # What has its workload in its own folder has no other in the next.
        return self._worlds.shared(here, there) or each.id not in self._at_home

    def strangers(self, bare: Workload, there: str) -> bool:
        """Whether a file is about another cluster than a workload's.

        Two environments of one application, each in its own file, say the same of different clusters.
        """
        here, named = bare.id.origin, (bare.namespace, bare.kind, bare.name)
        return here != there and (named in self._whole.get(there, ()) or self._worlds.apart(here, there))


def in_one_world(worlds: Worlds, workload: Workload) -> Workload:
    """A base of several overlays with the neighbours that one of them gives it: no cluster sees those of all."""
    near = (*workload.budgets, *workload.services, *workload.autoscalers)
    world = worlds.richest(workload.id.origin, [each.id.origin for each in near])
    if world is None:
        return workload

    def kept(several: tuple[Neighbour, ...]) -> tuple[Neighbour, ...]:
        return tuple(each for each in several if worlds.within(each.id.origin, world))

    return replace(
        workload,
        services=kept(workload.services),
        budgets=kept(workload.budgets),
        autoscalers=kept(workload.autoscalers),
    )
