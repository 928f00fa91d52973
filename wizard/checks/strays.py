"""Mistakes of budgets, Services and autoscalers that reach no pod, or pods they cannot count."""

from collections.abc import Iterator, Mapping

from wizard.checks.budget import has_both, is_amount, reckons, refused_values, stated
from wizard.checks.check import Bite, Severity, alone_too, object_check
from wizard.checks.refused import minimum_above_maximum
from wizard.model import autoscaling
from wizard.model.holders import pod_labels
from wizard.model.inventory import NEIGHBOURS, Inventory, is_custom, is_workload, namespace, why_partial
from wizard.model.selectors import budget_selector
from wizard.model.shapes import mapping, percent, selects, selects_all, strings, text
from wizard.model.versions import Version
from wizard.model.workload import Neighbour
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data


def _has_operators(inventory: Inventory, each: Neighbour) -> bool:
    """Whether objects of the namespace are of a kind that is not Kubernetes' own: an operator may make pods of them."""
    return any(
        is_custom(data) and text(data.get("kind")) not in NEIGHBOURS and _is_near(inventory, each, id, data)
        for id, data in inventory.every.items()
    )


def _knows_workloads(inventory: Inventory, each: Neighbour) -> bool:
    """Whether the namespace's workloads were read too; else a budget may belong to one that was not."""
    sure = not inventory.narrowed and each.id not in inventory.half_set.hanging
    return sure and bool(inventory.company.workloads(each))


def _is_near(inventory: Inventory, each: Neighbour, id: ObjectId, data: Mapping[str, Data]) -> bool:
    """Whether an object is in the namespace of another, and in its world."""
    return namespace(data) == each.namespace and inventory.worlds.shared(id.origin, each.id.origin)


@object_check(Severity.ERROR, "PodDisruptionBudget")
def budget_selector_missing(budget: Neighbour, _inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #42: a null selector matches no pod (policy/v1)."""
    if budget.spec.get("selector") is None:
        yield Bite(("spec",), {"name": budget.name})


@object_check(Severity.WARNING, "PodDisruptionBudget", needs=("workloads",))
def budget_selects_no_pods(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #9: of what was read, it matches nothing, so it protects nothing."""
    selector = budget.spec.get("selector")
    if not selector or inventory.selected(budget.id) or not _knows_workloads(inventory, budget):
        return
    if _has_operators(inventory, budget):
        return
    if not inventory.company.makers(budget, selector) and not _matching_elsewhere(inventory, budget, selector):
        yield Bite(("spec", "selector"), {"name": budget.name})


@object_check(Severity.ERROR, "PodDisruptionBudget")
def budget_in_other_namespace(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #44: a budget counts pods of its own namespace only (eviction.go)."""
    if budget.id.origin in inventory.unbuilt:
        return  # its kustomization may put it elsewhere
    selector, where = budget.spec.get("selector"), namespace(budget.data)
    if not selector or where is None or inventory.selected(budget.id) or inventory.company.makers(budget, selector):
        return
    for found, name in _matching_elsewhere(inventory, budget, selector):
        # Where one side says no namespace, it hangs on kubectl's context: namespace_half_set.
        if found is not None:
            yield Bite(("metadata", "namespace"), {"name": name, "namespace": found, "own": where})
        return


def _matching_elsewhere(inventory: Inventory, budget: Neighbour, selector: Data) -> list[tuple[str | None, str]]:
    """Workloads of other namespaces that a selector would match, if there is just one such namespace."""
    found = [
        (namespace(data), text(mapping(data.get("metadata")).get("name")))
        for id, data in inventory.every.items()
        if namespace(data) != budget.namespace
        and is_workload(data)
        and selects(selector, pod_labels(data))
        and not why_partial(data)
        and inventory.worlds.shared(id.origin, budget.id.origin)
    ]
    return found if len({place for place, _name in found}) == 1 else []


@object_check(Severity.ERROR, "PodDisruptionBudget")
def budget_cannot_count(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #45: pods without a controller that has a scale need a minAvailable that is a number (disruption.go)."""
    # Beside workloads it is told of those: budget_counts_unscaled, budget_counts_bare_pods.
    if not reckons(budget) or inventory.selected(budget.id):
        return
    others = inventory.company.makers(budget, budget_selector(budget))
    # A controller of a kind that is not known here may well have a scale, and then bare Pods only are not counted.
    unscaled = [each for each in others if inventory.company.has_scale(each) is False]
    if not unscaled and all(each.kind == "Pod" for each in others):
        unscaled = list(others)
    if unscaled:
        field, value = stated(budget) or ("", None)
        yield Bite(("spec", field), {"kind": unscaled[0].kind, "field": field, "value": str(value)})


@alone_too(("PodDisruptionBudget",), "budget-blocks-drain")
def budget_alone_blocks_drain(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """Whatever it selects: none may be away, or all must stay."""
    field, value = stated(budget) or ("", None)
    none_away = percent(value) == 100 if field == "minAvailable" else value == 0 or percent(value) == 0
    alone = not inventory.selected(budget.id) and budget_selector(budget) is not None and not has_both(budget.spec)
    if alone and none_away and is_amount(value):
        yield Bite(("spec", field), {"field": field, "value": str(value), "how": "alone"})


@alone_too(("PodDisruptionBudget",), "budget-value-refused")
def budget_alone_value_refused(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """A budget that selects no workload of this run."""
    if not inventory.selected(budget.id):
        yield from refused_values(budget)


@alone_too(("PodDisruptionBudget",), "budget-has-both-fields")
def budget_alone_has_both_fields(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """A budget that selects no workload of this run."""
    if not inventory.selected(budget.id) and has_both(budget.spec):
        yield Bite(("spec", "maxUnavailable"))


@alone_too(("PodDisruptionBudget",), "budget-has-no-field")
def budget_alone_has_no_field(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """A budget that selects no workload of this run."""
    if not inventory.selected(budget.id) and stated(budget) is None:
        yield Bite(("spec",))


@alone_too(("PodDisruptionBudget",), "budget-api-gone")
def budget_alone_api_gone(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """A budget that selects no workload of this run."""
    if budget.data.get("apiVersion") == "policy/v1beta1" and not inventory.selected(budget.id):
        yield Bite(("apiVersion",))


@object_check(Severity.WARNING, "PodDisruptionBudget")
def budget_meaning_changes(budget: Neighbour, _inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #1: {} selected no pod in policy/v1beta1 and selects all of the namespace in policy/v1."""
    if budget.data.get("apiVersion") == "policy/v1beta1" and selects_all(budget.spec.get("selector")):
        yield Bite(("spec", "selector"))


@object_check(Severity.WARNING, "Service", needs=("workloads",))
def service_selects_nothing(service: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #83: of what was read, no pod answers for it."""
    selector = strings(service.spec.get("selector"))
    if not selector or inventory.selected(service.id) or not _knows_workloads(inventory, service):
        return
    if _has_operators(inventory, service):
        return
    if not inventory.company.makers(service, {"matchLabels": dict(selector)}):
        yield Bite(("spec", "selector"), {"name": service.name})


@object_check(Severity.ERROR, "HorizontalPodAutoscaler", refused=True)
def autoscaler_api_gone(autoscaler: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #3: autoscaling/v2beta1 is not served from 1.25 on, v2beta2 from 1.26 on (KEP-2702)."""
    version = text(autoscaler.data.get("apiVersion"))
    if version in {"autoscaling/v2beta1", "autoscaling/v2beta2"}:
        gone = Version(1, 25) if version.endswith("1") else Version(1, 26)
        still = inventory.version is not None and inventory.version < gone
        severity = Severity.WARNING if still else None
        yield Bite(("apiVersion",), {"version": version, "since": str(gone)}, severity=severity, refused=not still)


@alone_too(autoscaling.SCALERS, "autoscaler-minimum-above-maximum")
def autoscaler_alone_minimum_above_maximum(scaler: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """An autoscaler of nothing that was read."""
    if not inventory.selected(scaler.id):
        yield from minimum_above_maximum(scaler)
