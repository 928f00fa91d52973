"""Mistakes of budgets, Services and autoscalers that reach no pod, or pods they cannot count."""

from collections.abc import Iterator

from wizard.checks import budget as _budget  # noqa: F401  # budget-api-gone is judged here too
from wizard.checks.check import Bite, Severity, alone_too, object_check
from wizard.model.inventory import Inventory, is_custom, is_workload, namespace, why_partial
from wizard.model.shapes import mapping, percent, selects, strings, text
from wizard.model.versions import Version
from wizard.model.workload import KINDS, Neighbour
from wizard.text.yamldata import Data


def _labels(data: object) -> dict[str, str]:
    """The labels of the pods that an object of any kind is, or makes."""
    spec = mapping(data, "spec")
    if mapping(data).get("kind") == "Pod":
        return strings(mapping(data, "metadata").get("labels"))
    template = mapping(spec, "jobTemplate", "spec", "template") or mapping(spec, "template")
    return strings(mapping(template, "metadata").get("labels"))


def _others(inventory: Inventory, where: str | None, selector: Data) -> list[str]:
    """Objects that are no workload of ours, but whose pods a selector matches: bare Pods, Jobs, other controllers."""
    return [
        text(data.get("kind"))
        for data in inventory.every.values()
        if data.get("kind") not in KINDS
        and namespace(data) == where
        and _labels(data)
        and selects(selector, _labels(data))
    ]


def _has_operators(inventory: Inventory, where: str | None) -> bool:
    """Whether objects of the namespace are of a kind that is not Kubernetes' own: an operator may make pods of them."""
    every = [*inventory.objects.values(), *inventory.elsewhere.values()]
    return any(is_custom(data) and namespace(data) == where for data in every)


def _knows_workloads(inventory: Inventory, where: str | None) -> bool:
    """Whether the namespace's workloads were read too; else a budget may belong to one that was not."""
    return any(is_workload(data) and namespace(data) == where for data in inventory.every.values())


@object_check(Severity.ERROR, "PodDisruptionBudget")
def budget_selector_missing(budget: Neighbour, _inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #42: a null selector matches no pod (policy/v1)."""
    if budget.spec.get("selector") is None:
        yield Bite(("spec",), {"name": budget.name})


@object_check(Severity.WARNING, "PodDisruptionBudget", needs=("workloads",))
def budget_selects_no_pods(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #9: of what was read, it matches nothing, so it protects nothing."""
    selector, where = budget.spec.get("selector"), namespace(budget.data)
    if not selector or inventory.selected(budget.id) or not _knows_workloads(inventory, where):
        return
    if _has_operators(inventory, where):
        return
    if not _others(inventory, where, selector) and not _matching_elsewhere(inventory, where, selector):
        yield Bite(("spec", "selector"), {"name": budget.name})


@object_check(Severity.ERROR, "PodDisruptionBudget")
def budget_in_other_namespace(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #44: a budget counts pods of its own namespace only (eviction.go)."""
    selector, where = budget.spec.get("selector"), namespace(budget.data)
    if not selector or inventory.selected(budget.id) or _others(inventory, where, selector):
        return
    for found, name in _matching_elsewhere(inventory, where, selector):
        yield Bite(("metadata", "namespace"), {"name": name, "namespace": found or "", "own": where or ""})
        return


def _matching_elsewhere(inventory: Inventory, where: str | None, selector: Data) -> list[tuple[str | None, str]]:
    """Workloads of other namespaces that a selector would match, if there is just one such namespace."""
    found = [
        (namespace(data), text(mapping(data.get("metadata")).get("name")))
        for data in inventory.every.values()
        if namespace(data) != where and is_workload(data) and selects(selector, _labels(data)) and not why_partial(data)
    ]
    return found if len({place for place, _name in found}) == 1 else []


@object_check(Severity.ERROR, "PodDisruptionBudget")
def budget_cannot_count(budget: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """FACTS 7 #45: pods without a controller that has a scale need a minAvailable that is a number (disruption.go)."""
    field = next((each for each in ("maxUnavailable", "minAvailable") if each in budget.spec), "")
    if not field or (field == "minAvailable" and percent(budget.spec[field]) is None):
        return
    # A controller of a kind that is not known here may well have a scale.
    others = _others(inventory, namespace(budget.data), budget.spec.get("selector"))
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
    selector, where = strings(service.spec.get("selector")), namespace(service.data)
    if not selector or inventory.selected(service.id) or not _knows_workloads(inventory, where):
        return
    if _has_operators(inventory, where):
        return
    if not _others(inventory, where, {"matchLabels": dict(selector)}):
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
