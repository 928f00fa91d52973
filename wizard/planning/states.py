"""What is compared before anything is suggested, and what the comparison finds. Ids and values, no sentences."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property

from wizard.checks.check import Value
from wizard.model.inventory import Inventory, is_workload
from wizard.model.selectors import budget_selector
from wizard.model.shapes import mapping, selects, strings, text
from wizard.model.workload import Neighbour, Workload
from wizard.planning.changes import Addition
from wizard.planning.folding import Folded
from wizard.planning.made import Made
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data

Object = Mapping[str, Data]
BUDGET = "PodDisruptionBudget"
Title = tuple[str, str | None, str]
"""Kind, namespace and name: what a server tells objects apart by."""


class Rank(IntEnum):
    """How bad, the worst first."""

    REFUSED = 1
    """The server refuses it, a pod has two budgets, or an object selects more than before."""
    STUCK = 2
    """A pod finds no node, or an update never ends."""
    DRAIN = 3
    """A drain never ends."""
    LOST = 4
    """More requests are lost."""
    ERROR = 5
    """The catalogue finds an error."""


@dataclass(frozen=True)
class Loss:
    """One thing that is worse than before."""

    rank: Rank
    id: str
    """A key of wording.never_worse, or the id of a check or a schema rule."""
    values: Mapping[str, Value] = field(default_factory=dict)
    workload: ObjectId | None = None
    """Whom it hits."""
    outweighed: bool = False
    """Whether something of the same rank that happens more often is better by as much."""


@dataclass(frozen=True)
class Owner:
    """An object that makes pods, or is one."""

    id: ObjectId
    data: Object
    labels: Mapping[str, str]

    @property
    def bare(self) -> Workload:
        """As a workload without neighbours."""
        return Workload(self.id, self.data)


@dataclass(frozen=True)
class State:
    """A workload and all that was read beside it, as it is or as a plan makes it."""

    inventory: Inventory
    workload: Workload | None
    """None where an object is judged by itself: then those count that it has to do with."""
    changed: Mapping[ObjectId, Object] = field(default_factory=dict)
    """Objects of the inventory that are otherwise in this state."""
    added: tuple[Addition, ...] = ()
    """Objects that are new in it."""
    others: Made | None = None
    """What others of the plan have made already, the same in both states."""

    @classmethod
    def of(cls, folded: Folded, others: Made) -> "State":
        """A workload as chosen, beside what others have made."""
        return cls(others.inventory, folded.workload, folded.changed, folded.added, others)

    @cached_property
    def made(self) -> Made:
        """All that is not as it was read."""
        return (self.others or Made(self.inventory)).having(self.changed, self.added)

    @property
    def place(self) -> ObjectId:
        """Where new objects stand."""
        return ObjectId("", 0) if self.workload is None else self.workload.id

    def object(self, id: ObjectId) -> Object | None:
        """An object as it is in this state; None where it is not there."""
        return self.made.data(id) or self.inventory.every.get(id)

    def owners(self, where: str | None, selector: Data, origin: str) -> Iterator[Owner]:
        """Whose pods of a namespace a selector takes, of those that what stands in a file may be meant for."""
        for each, labels in self.inventory.holders.matching(where, selector):
            owner = Owner(each.id, each.data, labels)
            if self.inventory.lending.together(owner.bare, origin):
                yield owner

    def seen(self, owner: Owner) -> Workload | None:
        """The workload that an owner is, with its neighbours as they are in this state; None where it is none."""
        if self.workload is not None and owner.id == self.workload.id:
            return self.workload
        known = owner.id in self.inventory.objects and is_workload(owner.data)
        if not known or owner.id in self.inventory.partial:
            return None
        found, now = self.inventory.workload(owner.id), self.made.data(owner.id)
        return self.made.beside(found if now is None else replace(found, data=now))

    def budgets_over(self, owner: Owner) -> frozenset[str]:
        """The names of the budgets over an owner's pods; two of one name are one object."""
        found = self.seen(owner)
        if found is None:
            found = self.made.beside(self.inventory.with_budgets(owner.bare, owner.labels))
            chosen = (each for each in found.budgets if selects(selector(each.data), owner.labels))
            return frozenset(each.name for each in chosen)
        return frozenset(each.name for each in found.budgets)


def title(data: Object) -> Title:
    """What a server tells an object apart by."""
    metadata = mapping(data.get("metadata"))
    return text(data.get("kind")), text(metadata.get("namespace")) or None, text(metadata.get("name"))


def selector(data: Object) -> Data:
    """What a budget or a Service selects by, as a LabelSelector; None where it selects nothing."""
    if title(data)[0] == BUDGET:
        return budget_selector(Neighbour(ObjectId("", 0), data))
    labels: dict[str, Data] = dict(strings(mapping(data.get("spec")).get("selector")))
    return {"matchLabels": labels} if labels else None


Difference = tuple[ObjectId | None, Object | None, Object | None]
"""Where an object stands, and what it is in two states: None where it is not there."""


def differing(before: State, after: State) -> Iterator[Difference]:
    """Every object that is not the same in both states.

    States of two inventories, such as two renderings of a chart, are matched by kind, namespace and name.
    """
    if before.inventory is after.inventory:
        added = {each.id for state in (before, after) for each in state.added}
        for id in {**before.changed, **after.changed}.keys() - added:
            one, other = before.object(id), after.object(id)
            if one is not other and one != other:
                yield id, one, other
        yield from _by_title(_added(before), _added(after))
    else:
        yield from _by_title(_everything(before), _everything(after))


_Placed = Iterable[tuple[ObjectId | None, Object]]


def _added(state: State) -> _Placed:
    return [(None, state.object(each.id) or each.data) for each in state.added]


def _everything(state: State) -> _Placed:
    known = ((id, state.object(id) or data) for id, data in state.inventory.every.items())
    return [*known, *_added(state)]


def _by_title(before: _Placed, after: _Placed) -> Iterator[Difference]:
    old = {title(data): (id, data) for id, data in before}
    for id, data in after:
        was, one = old.pop(title(data), (None, None))
        if one != data:
            yield id or was, one, data
    yield from ((id, data, None) for id, data in old.values())
