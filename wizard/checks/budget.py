"""Mistakes around the PodDisruptionBudget: none, one that blocks every drain, one that protects nothing."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, check
from wizard.shapes import resolved
from wizard.versions import knows
from wizard.workload import Neighbour, Workload


def _budgeted(workload: Workload) -> bool:
    """A drain leaves DaemonSet pods alone; one copy cannot be taken away without an outage."""
    return workload.kind != "DaemonSet" and workload.fewest >= 2


def desired_healthy(budget: Neighbour, replicas: int) -> int | None:
    """How many pods a budget keeps: percentages round up both ways (disruption.go); None for an unreadable value."""
    spec = budget.spec
    if "minAvailable" in spec:
        return resolved(spec["minAvailable"], replicas, up=True)
    if "maxUnavailable" in spec:
        away = resolved(spec["maxUnavailable"], replicas, up=True)
        return None if away is None else max(0, replicas - away)
    return replicas


@check(Severity.WARNING, "budget", missing=True)
def no_budget(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #49."""
    if _budgeted(workload) and not workload.budgets:
        yield Bite(("metadata", "name"), {"replicas": workload.fewest})


@check(Severity.ERROR, "budget")
def budget_blocks_drain(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #36, #37, #38: no pod may ever leave, so a drain never ends."""
    for budget in workload.budgets if _budgeted(workload) else ():
        kept = desired_healthy(budget, workload.fewest)
        field = "minAvailable" if "minAvailable" in budget.spec else "maxUnavailable"
        if field in budget.spec and kept is not None and kept >= workload.fewest:
            stated = budget.spec[field]
            yield Bite(("spec", field), {"field": field, "value": str(stated), "replicas": workload.fewest}, budget.id)


@check(Severity.WARNING, "budget")
def budget_allows_all(workload: Workload) -> Iterator[Bite]:
    """A budget that keeps none healthy lets a drain take every copy at once."""
    for budget in workload.budgets if _budgeted(workload) else ():
        if desired_healthy(budget, workload.fewest) == 0:
            field = "minAvailable" if "minAvailable" in budget.spec else "maxUnavailable"
            yield Bite(("spec", field), {"replicas": workload.fewest}, budget.id)


@check(Severity.WARNING, "budget")
def budget_on_one_replica(workload: Workload) -> Iterator[Bite]:
    """FACTS 6b: with one copy a budget either blocks the drain or allows the outage."""
    for budget in workload.budgets if workload.fewest == 1 else ():
        if desired_healthy(budget, 1) == 1:
            yield Bite(("spec",), {}, budget.id)


@check(Severity.ERROR, "budget")
def budget_has_both_fields(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #39: the server rejects it."""
    for budget in workload.budgets:
        if "minAvailable" in budget.spec and "maxUnavailable" in budget.spec:
            yield Bite(("spec", "maxUnavailable"), {}, budget.id)


@check(Severity.ERROR, "budget")
def budget_has_no_field(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #40: nothing is then allowed to leave."""
    for budget in workload.budgets:
        if "minAvailable" not in budget.spec and "maxUnavailable" not in budget.spec:
            yield Bite(("spec",), {}, budget.id)


@check(Severity.ERROR, "budget")
def budget_selects_namespace(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #41: {} selects every pod of the namespace (policy/v1)."""
    for budget in workload.budgets:
        if budget.spec.get("selector") == {}:
            yield Bite(("spec", "selector"), {}, budget.id)


@check(Severity.ERROR, "budget")
def two_budgets_on_one_pod(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #43: every eviction then fails with a server error (eviction.go)."""
    for budget in workload.budgets[1:]:
        yield Bite(("spec", "selector"), {"first": workload.budgets[0].name, "second": budget.name}, budget.id)


@check(Severity.ERROR, "budget")
def budget_api_gone(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #1: policy/v1beta1 is not served from 1.25 on."""
    for budget in workload.budgets:
        if budget.data.get("apiVersion") == "policy/v1beta1":
            yield Bite(("apiVersion",), {}, budget.id)


@check(Severity.INFO, "budget")
def broken_pods_hold_drain(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #46: by default a pod that is not ready may hold up a drain (KEP-3017)."""
    if workload.kind != "Deployment" or not knows(workload.version, "unhealthy-pod-eviction-policy"):
        return
    for budget in workload.budgets:
        if "unhealthyPodEvictionPolicy" not in budget.spec:
            yield Bite(("spec",), {}, budget.id)
