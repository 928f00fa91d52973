"""Mistakes of budgets, Services and autoscalers that reach no pod, or pods they cannot count."""

from collections.abc import Iterator, Mapping

from wizard.checks import budget as _budget  # noqa: F401  # budget-api-gone is judged here too
from wizard.checks.check import Bite, Severity, alone_too, object_check
from wizard.model.inventory import Inventory, is_custom, is_workload, namespace, why_partial
from wizard.model.shapes import mapping, percent, selects, strings, text
from wizard.model.versions import Version
from wizard.model.workload import KINDS, Neighbour
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data


def _labels(data: object) -> dict[str, str]:
    """The labels of the pods that an object of any kind is, or makes."""
    spec = mapping(data, "spec")
    if mapping(data).get("kind") == "Pod":
        return strings(mapping(data, "metadata").get("labels"))
    template = mapping(spec, "jobTemplate", "spec", "template") or mapping(spec, "template")
    return strings(mapping(template, "metadata").get("labels"))


def _others(inventory: Inventory, each: Neighbour, selector: Data) -> list[str]:
    """Objects that are no workload of ours, but whose pods a selector matches: bare Pods, Jobs, other controllers."""
    return [
        text(data.get("kind"))
        for id, data in inventory.every.items()
        if text(data.get("kind")) not in KINDS
        and namespace(data) == each.namespace
        and _labels(data)
        and selects(selector, _labels(data))
        and inventory.worlds.shared(id.origin, each.id.origin)
    ]


def _has_operators(inventory: Inventory, each: Neighbour) -> bool:
    """Whether objects of the namespace are of a kind that is not Kubernetes' own: an operator may make pods of them."""
    return any(_is_near(inventory, each, id, data) for id, data in inventory.every.items() if is_custom(data))


def _knows_workloads(inventory: Inventory, each: Neighbour) -> bool:
    """Whether the namespace's workloads were read too; else a budget may belong to one that was not."""
    return any(_is_near(inventory, each, id, data) for id, data in inventory.every.items() if is_workload(data))


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
    if not _others(inventory, budget, selector) and not _matching_elsewhere(inventory, budget, selector):
        yield Bite(("spec", "selector"), {"name": budget.name})


@object_check(Severity.ERROR, "PodDisruptionBudget")
def budget_in_other_namespace(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #44: a budget counts pods of its own namespace only (eviction.go)."""
    if budget.id.origin in inventory.unbuilt:
        return  # its kustomization may put it elsewhere
    selector, where = budget.spec.get("selector"), namespace(budget.data)
    if not selector or inventory.selected(budget.id) or _others(inventory, budget, selector):
        return
    for found, name in _matching_elsewhere(inventory, budget, selector):
        yield Bite(("metadata", "namespace"), {"name": name, "namespace": found or "", "own": where or ""})
        return


def _matching_elsewhere(inventory: Inventory, budget: Neighbour, selector: Data) -> list[tuple[str | None, str]]:
    """Workloads of other namespaces that a selector would match, if there is just one such namespace."""
    found = [
        (namespace(data), text(mapping(data.get("metadata")).get("name")))
        for id, data in inventory.every.items()
        if namespace(data) != budget.namespace
        and is_workload(data)
        and selects(selector, _labels(data))
        and not why_partial(data)
        and inventory.worlds.shared(id.origin, budget.id.origin)
    ]
    return found if len({place for place, _name in found}) == 1 else []


@object_check(Severity.ERROR, "PodDisruptionBudget")
def budget_cannot_count(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #45: pods without a controller that has a scale need a minAvailable that is a number (disruption.go)."""
    field = next((each for each in ("maxUnavailable", "minAvailable") if each in budget.spec), "")
    if not field or (field == "minAvailable" and percent(budget.spec[field]) is None):
        return
    # A controller of a kind that is not known here may well have a scale.
    others = _others(inventory, budget, budget.spec.get("selector"))
    # Bare pods beside a workload's are left out of the count; alone they make it 0 (disruption.go).
    alone = not inventory.selected(budget.id)
    unscaled = [each for each in others if each in {"Job", "CronJob"} or (each == "Pod" and alone)]
    if unscaled:
        yield Bite(("spec", field), {"kind": unscaled[0], "field": field, "value": str(budget.spec[field])})


@alone_too("PodDisruptionBudget", "budget-api-gone")
def budget_alone_api_gone(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """A budget that selects no workload of this run."""
    if budget.data.get("apiVersion") == "policy/v1beta1" and not inventory.selected(budget.id):
        yield Bite(("apiVersion",))


@object_check(Severity.WARNING, "PodDisruptionBudget")
def budget_meaning_changes(budget: Neighbour, _inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #1: {} selected no pod in policy/v1beta1 and selects all of the namespace in policy/v1."""
    if budget.data.get("apiVersion") == "policy/v1beta1" and budget.spec.get("selector") == {}:
        yield Bite(("spec", "selector"))


@object_check(Severity.WARNING, "Service", needs=("workloads",))
def service_selects_nothing(service: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #83: of what was read, no pod answers for it."""
    selector = strings(service.spec.get("selector"))
    if not selector or inventory.selected(service.id) or not _knows_workloads(inventory, service):
        return
    if _has_operators(inventory, service):
        return
    if not _others(inventory, service, {"matchLabels": dict(selector)}):
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
