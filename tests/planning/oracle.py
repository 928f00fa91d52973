"""Whether a plan ends worse, judged without the machine that holds suggestions back: every scenario, nothing kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from wizard.errors import WizardError
from wizard.model.holders import pod_labels
from wizard.model.inventory import Inventory
from wizard.model.shapes import mapping, selects, text
from wizard.model.versions import ASSUMED
from wizard.model.workload import Workload
from wizard.planning import schema
from wizard.planning.plan import Plan
from wizard.simulation.played import Played, played
from wizard.simulation.scenarios import SCENARIOS
from wizard.simulation.traffic.timing import assumed_for
from wizard.text.manifest import Manifest
from wizard.text.yamldata import Data

Object = Mapping[str, Data]


def reread(plan: Plan) -> Inventory:
    """The inventory of what the plan would write."""
    inventory = plan.inventory
    changes = {each.origin: each for each in plan.changes}
    manifests = {
        origin: Manifest.read(origin, changes[origin].after.encode("utf-8", "surrogateescape"))
        if origin in changes
        else manifest
        for origin, manifest in inventory.manifests.items()
    }
    for origin, change in changes.items():
        if origin not in manifests and change.before is None:
            manifests[origin] = Manifest.read(origin, change.after.encode("utf-8", "surrogateescape"))
    return replace(inventory, manifests=manifests)


def worse(plan: Plan) -> Iterator[str]:
    """Everything that ends worse with the plan than without it, for any workload of the run."""
    before, after = plan.inventory, reread(plan)
    yield from _objects(before, after)
    new = {_title(after.objects[id]): id for id in after.ids}
    for id in before.ids:
        name = f"{id.origin}: {before.objects[id].get('kind')} {_title(before.objects[id])[2]}"
        if (other := new.get(_title(before.objects[id]))) is not None:
            facts = plan.facts.get(id)
            yield from (f"{name}: {said}" for said in _ends(before.workload(id, facts), after.workload(other, facts)))


def _title(data: Object) -> tuple[str, str, str, str]:
    metadata = mapping(data.get("metadata"))
    version = text(data.get("apiVersion")).partition("/")[0]
    return text(data.get("kind")), text(metadata.get("namespace")), text(metadata.get("name")), version


def _objects(before: Inventory, after: Inventory) -> Iterator[str]:
    """What a server refuses of it; pods with more budgets than before and more than one."""
    version = after.version or ASSUMED
    known = {error for data in before.objects.values() for error in _errors(data, version)}
    for data in after.objects.values():
        for error in _errors(data, version):
            if error not in known:
                yield f"refused: {error}"
    old, new = (_budgets(each) for each in (before, after))
    for owner, budgets in new.items():
        if len(budgets) > max(1, len(old.get(owner, ()))):
            yield f"{owner} has the budgets {sorted(budgets)}"
    for owner in old.keys() & new.keys():
        for name in new[owner] - old[owner]:
            selector = _selectors(after).get(name)
            if name in _selectors(before) or selector == {}:
                yield f"{name} selects {owner}, too"


def _errors(data: Object, version: tuple[int, int]) -> Iterator[tuple[object, ...]]:
    for error in schema.validate(data, version):
        yield (*_title(data), error.path, error.rule)


def _selectors(inventory: Inventory) -> dict[tuple[str, str], object]:
    return {
        (_title(data)[1], _title(data)[2]): mapping(data.get("spec")).get("selector")
        for id, data in inventory.objects.items()
        # What a kustomization merges into another is no object.
        if id.origin not in inventory.patches
        and data.get("kind") == "PodDisruptionBudget"
        and data.get("apiVersion") == "policy/v1"
    }


def _budgets(inventory: Inventory) -> dict[tuple[str, ...], set[tuple[str, str]]]:
    """The budgets over each object that makes pods, within its file: other files may be other clusters."""
    found: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for id, data in inventory.objects.items():
        if labels := pod_labels(data):
            own = {
                (_title(each)[1], _title(each)[2])
                for other, each in inventory.objects.items()
                if each.get("kind") == "PodDisruptionBudget"
                and each.get("apiVersion") == "policy/v1"
                and other.origin == id.origin
                and _title(each)[1] == _title(data)[1]
                and selects(mapping(each.get("spec")).get("selector"), labels)
            }
            found[(id.origin, *_title(data)[:3])] = own
    return found


@dataclass(frozen=True)
class _End:
    """One scenario on one side."""

    found: Played

    @property
    def sticks(self) -> bool:
        return not self.found.outcome.ends

    @property
    def missing(self) -> int:
        outcome = self.found.outcome
        return max(0, outcome.wanted - outcome.ready[0][1])


def _ends(before: Workload, after: Workload) -> Iterator[str]:
    if before.data == after.data and _neighbours(before) == _neighbours(after):
        return
    found = {each: (one, other) for each in SCENARIOS if (one := _end(before, each)) and (other := _end(after, each))}
    ranks: dict[int, list[str]] = {2: [], 3: [], 4: []}
    better = set[int]()
    saved = 0.0
    for scenario, (one, other) in found.items():
        old, new = one.found.errors, other.found.errors
        if scenario == "rolling-update":
            if other.missing > one.missing or (other.sticks and not one.sticks):
                ranks[2].append("pods are Pending, or the update sticks")
            if one.missing > other.missing or (one.sticks and not other.sticks):
                better.add(2)
            saved = old.lost - new.lost
        if scenario == "drain" and one.sticks != other.sticks:
            ranks[3].append("the drain never ends") if other.sticks else better.add(3)
    for scenario, (one, other) in found.items():
        old, new = one.found.errors, other.found.errors
        more = new.lost - old.lost
        if more > 50 and new.share - old.share > 0.02 and more > saved and not (one.sticks and not other.sticks):
            ranks[4].append(f"{scenario}: {new.lost:.0f} lost instead of {old.lost:.0f}")
    for rank, said in ranks.items():
        if rank in better:
            return
        yield from said


def _neighbours(workload: Workload) -> list[Object]:
    return [each.data for each in (*workload.services, *workload.budgets, *workload.autoscalers)]


def _end(workload: Workload, scenario: str) -> _End | None:
    try:
        return _End(played(workload, scenario, assumed_for(workload)))
    except WizardError:
        return None
