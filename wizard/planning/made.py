"""What the workloads of a plan have made so far: neighbours for the next. Never changes; having() gives a new one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from wizard.model.inventory import Inventory, namespace
from wizard.model.overlay import overlaid
from wizard.model.selectors import Place, budget_selector
from wizard.model.shapes import mapping, selects, strings, text
from wizard.model.workload import Kin, Neighbour, Workload
from wizard.planning.changes import Addition
from wizard.planning.layers import Layers
from wizard.practices.budget import names_of
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data

Object = Mapping[str, Data]


@dataclass(frozen=True)
class Made:
    """Objects as changed, objects as added, and the budgets among both by what they select."""

    inventory: Inventory
    changed: Layers[ObjectId, Object] = field(default_factory=Layers)
    added: Layers[ObjectId, Addition] = field(default_factory=Layers)
    _filed: Layers[Place, tuple[ObjectId, ...]] = field(default_factory=Layers)
    _names: Layers[tuple[str | None, str], bool] = field(default_factory=Layers)

    def having(self, changed: Mapping[ObjectId, Object], added: tuple[Addition, ...]) -> "Made":
        """This, and what one more workload has made of objects and added."""
        if not changed and not added:
            return self
        ours = {id: replace(old, data=data) for id, data in changed.items() if (old := self.added.get(id)) is not None}
        ours |= {each.id: each for each in added}
        theirs = {id: data for id, data in changed.items() if id not in ours}
        budgets = {**changed, **{each.id: each.data for each in added}}
        filed: dict[Place, tuple[ObjectId, ...]] = {}
        for id, data in budgets.items():
            if data.get("kind") == "PodDisruptionBudget":
                # Under the label that the fewest ask for: the first is often that of a whole application.
                known = {place: filed.get(place) or self._filed.get(place) or () for place in _places(data)}
                place = min(known, key=lambda each: len(known[each]))
                filed[place] = known[place] if id in known[place] else (*known[place], id)
        names = {(namespace(each.data), text(mapping(each.data, "metadata").get("name"))): True for each in added}
        return replace(
            self,
            changed=self.changed.having(theirs),
            added=self.added.having(ours),
            _filed=self._filed.having(filed),
            _names=self._names.having(names),
        )

    def data(self, id: ObjectId) -> Object | None:
        """An object as made so far; None where nothing was made of it."""
        added = self.added.get(id)
        return self.changed.get(id) if added is None else added.data

    def beside(self, workload: Workload) -> Workload:
        """The workload with its neighbours as made so far, and the budgets that were added for its pods."""
        near = (*workload.services, *workload.budgets, *workload.autoscalers, *workload.hosting)
        now = {each.id: data for each in near if (data := self.data(each.id)) is not None}
        renewed = {each.id: now[each.id] for each in near if each.id in now and now[each.id] is not each.data}
        found = overlaid(workload, renewed) if renewed else workload
        budgets = tuple(each for each in found.budgets if each.id not in renewed or _selects(each, found))
        known = {each.id for each in budgets}
        new = tuple(each for each in self._budgets(found, found.labels) if each.id not in known)
        if new or len(budgets) < len(found.budgets):
            found = self._counted(replace(found, budgets=(*budgets, *new)), new)
        return self._aware(found)

    def _budgets(self, of: Workload, labels: Mapping[str, str]) -> Iterator[Neighbour]:
        """The budgets made so far that select these labels in the namespace of a workload."""
        if not self._filed:
            return
        places: list[Place] = [(of.namespace, *pair) for pair in labels.items()]
        ids = dict.fromkeys(id for place in (*places, (of.namespace, "", "")) for id in self._filed.get(place) or ())
        for id in ids:
            each = Neighbour(id, self.data(id) or {})
            here = each.namespace == of.namespace and selects(budget_selector(each), labels)
            if here and self.inventory.lending.together(of, id.origin):
                yield each

    def _counted(self, workload: Workload, new: tuple[Neighbour, ...]) -> Workload:
        """The workload that knows what else its added budgets count."""
        own = workload.kind, workload.name
        added = {each.id: one for each in new if (one := self.added.get(each.id)) is not None}
        beside = {id: sum(count for who, count in one.copies.items() if who != own) for id, one in added.items()}
        return replace(
            workload,
            beside={**workload.beside, **beside},
            unmanaged={**workload.unmanaged, **{id: one.unmanaged for id, one in added.items() if one.unmanaged}},
        )

    def _aware(self, workload: Workload) -> Workload:
        """The workload that knows which names are taken, and which of its kin have got a budget."""
        where = workload.namespace
        taken = {each for each in names_of(workload) if self._names.get((where, each))} - workload.names
        kin = tuple(self._budgeted(each) for each in workload.kin) if self._filed else workload.kin
        if not taken and all(new is old for new, old in zip(kin, workload.kin, strict=True)):
            return workload
        return replace(workload, names=workload.names | taken, kin=kin)

    def _budgeted(self, kin: Kin) -> Kin:
        of = Workload(kin.of.id, kin.of.data)
        new = [each.name for each in self._budgets(of, kin.labels) if each.name not in kin.budgets]
        return replace(kin, budgets=(*kin.budgets, *new)) if new else kin


def _selects(budget: Neighbour, workload: Workload) -> bool:
    return budget.namespace == workload.namespace and selects(budget_selector(budget), workload.labels)


def _places(budget: Object) -> list[Place]:
    """Where a budget may be filed: its namespace and a label that its selector asks for, the last first."""
    pairs = strings(mapping(budget, "spec", "selector").get("matchLabels"))
    return [(namespace(budget), *pair) for pair in reversed(pairs.items())] or [(namespace(budget), "", "")]
