"""Mistakes around the PodDisruptionBudget: none, one that blocks every drain, one that protects nothing."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, Value, check
from wizard.checks.spread import version_label
from wizard.model.shapes import integer, percent, resolved
from wizard.model.versions import knows
from wizard.model.workload import Neighbour, Workload


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


def counted(workload: Workload, budget: Neighbour) -> int:
    """The copies that a budget counts at the quietest hour: those of all that it selects (disruption.go)."""
    return workload.fewest + workload.beside.get(budget.id, 0)


@check(Severity.WARNING, "budget", missing=True, needs=("budgets",))
def no_budget(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #49."""
    if _budgeted(workload) and not workload.budgets and "PodDisruptionBudget" not in workload.unseen:
        yield Bite(("metadata", "name"), {"replicas": workload.fewest})


@check(Severity.ERROR, "budget")
def budget_blocks_drain(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #36: no pod may ever leave, so a drain never ends."""
    for budget, field, stated in _blocking(workload):
        share = percent(stated)
        plain = share in {None, 0, 100} and not _above_autoscaler(workload, field, stated)
        if plain:
            copies = counted(workload, budget)
            yield Bite(("spec", field), {"field": field, "value": str(stated), "replicas": copies}, budget.id)


@check(Severity.ERROR, "budget")
def budget_percent_blocks_drain(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #37: a percentage rounds up, so with few copies it keeps all of them (disruption.go)."""
    for budget, field, stated in _blocking(workload):
        if percent(stated) not in {None, 0, 100}:
            copies = counted(workload, budget)
            yield Bite(("spec", field), {"field": field, "value": str(stated), "replicas": copies}, budget.id)


@check(Severity.ERROR, "budget")
def budget_at_autoscaler_minimum(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #38: at the quietest hour the autoscaler leaves no more copies than the budget keeps."""
    for budget, field, stated in _blocking(workload):
        if _above_autoscaler(workload, field, stated):
            yield Bite(("spec", field), {"value": str(stated), "fewest": counted(workload, budget)}, budget.id)


def _blocking(workload: Workload) -> Iterator[tuple[Neighbour, str, object]]:
    """The budgets that let none of the fewest copies go, and the field that says so."""
    for budget in workload.budgets if workload.kind != "DaemonSet" and workload.fewest else ():
        copies = counted(workload, budget)
        kept = desired_healthy(budget, copies)
        field = "minAvailable" if "minAvailable" in budget.spec else "maxUnavailable"
        if field in budget.spec and kept is not None and kept >= copies > 1:
            yield budget, field, budget.spec[field]


def _above_autoscaler(workload: Workload, field: str, stated: object) -> bool:
    return workload.autoscaler is not None and field == "minAvailable" and integer(stated) is not None


@check(Severity.WARNING, "budget")
def budget_allows_all(workload: Workload) -> Iterator[Bite]:
    """A budget that keeps none healthy lets a drain take every copy at once."""
    for budget in workload.budgets if _budgeted(workload) else ():
        if desired_healthy(budget, counted(workload, budget)) == 0:
            field = "minAvailable" if "minAvailable" in budget.spec else "maxUnavailable"
            yield Bite(("spec", field), {"replicas": workload.fewest}, budget.id)


def empties(workload: Workload, budget: Neighbour) -> bool:
    """Whether a budget over several workloads may let every copy of this one go, though it keeps some of the others."""
    copies = counted(workload, budget)
    kept = desired_healthy(budget, copies)
    return copies > workload.fewest >= 2 and kept is not None and 0 < kept <= copies - workload.fewest


@check(Severity.WARNING, "budget")
def budget_empties_one_workload(workload: Workload) -> Iterator[Bite]:
    """A budget counts what it selects as one; a drain may meet all copies of one workload first (disruption.go)."""
    for budget in workload.budgets if _budgeted(workload) else ():
        if empties(workload, budget):
            field = "minAvailable" if "minAvailable" in budget.spec else "maxUnavailable"
            copies = counted(workload, budget)
            stated = str(budget.spec.get(field))
            values: dict[str, Value] = {"field": field, "value": stated, "all": copies, "replicas": workload.fewest}
            yield Bite(("spec", field), values, budget.id)


@check(Severity.ERROR, "budget")
def budget_on_one_replica(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #36 and 6b: with one copy a budget either blocks the drain or allows the outage."""
    for budget in workload.budgets if workload.fewest == 1 and workload.kind != "DaemonSet" else ():
        if counted(workload, budget) == desired_healthy(budget, 1) == 1:
            yield Bite(("spec",), {}, budget.id)


@check(Severity.ERROR, "budget", refused=True)
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


@check(Severity.WARNING, "budget")
def budget_selector_names_version(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #11: after the next release the budget selects no pod."""
    for budget in workload.budgets:
        if label := version_label(budget.spec.get("selector")):
            yield Bite(("spec", "selector"), {"label": label}, budget.id)


@check(Severity.ERROR, "budget")
def two_budgets_on_one_pod(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #43: every eviction then fails with a server error (eviction.go)."""
    # Read twice under one name it is one object: the second time changes the first.
    named = {budget.name: budget for budget in reversed(workload.budgets)}
    for budget in [each for each in workload.budgets if named[each.name] is each][1:]:
        yield Bite(("spec", "selector"), {"first": workload.budgets[0].name, "second": budget.name}, budget.id)


@check(Severity.ERROR)
def budget_cannot_count_daemonset(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #45: a DaemonSet has no scale, so a share of it is nothing and all evictions fail (disruption.go)."""
    for budget in workload.budgets if workload.kind == "DaemonSet" else ():
        field = next((each for each in ("maxUnavailable", "minAvailable") if each in budget.spec), "")
        if field == "maxUnavailable" or (field and percent(budget.spec[field]) is not None):
            yield Bite(("spec", field), {"field": field, "value": str(budget.spec[field])}, budget.id)


@check(Severity.ERROR, "budget", refused=True)
def budget_api_gone(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #1: policy/v1beta1 is not served from 1.25 on."""
    for budget in workload.budgets:
        if budget.data.get("apiVersion") == "policy/v1beta1":
            yield Bite(("apiVersion",), {}, budget.id)


@check(Severity.INFO, "budget", needs=("version",))
def broken_pods_hold_drain(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #46: by default a pod that is not ready may hold up a drain (KEP-3017)."""
    known = workload.version is not None and knows(workload.version, "unhealthy-pod-eviction-policy")
    if workload.kind != "Deployment" or not known:
        return
    # With one copy and maxUnavailable 1 none is wanted healthy, so a broken one may never go (FACTS 2.1).
    severity = Severity.WARNING if workload.fewest == 1 else None
    for budget in workload.budgets if not workload.facts.quorum else ():
        if "unhealthyPodEvictionPolicy" not in budget.spec:
            yield Bite(("spec",), {}, budget.id, severity)


@check(Severity.WARNING, "budget", needs=("quorum",))
def broken_members_may_go(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #47: an unready member may hold the only copy of some data (policy/v1 UnhealthyPodEvictionPolicy)."""
    for budget in workload.budgets if workload.facts.quorum else ():
        if budget.spec.get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
            yield Bite(("spec", "unhealthyPodEvictionPolicy"), {}, budget.id)


@check(Severity.ERROR, "budget", needs=("quorum",))
def budget_loses_quorum(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #48: of N members more than (N - 1) / 2 away leave no majority."""
    for budget in workload.budgets if workload.facts.quorum and _budgeted(workload) else ():
        copies = counted(workload, budget)
        kept = desired_healthy(budget, copies)
        field = "minAvailable" if "minAvailable" in budget.spec else "maxUnavailable"
        # Of copies that are counted together, all that may go may be this workload's.
        away = min(workload.fewest, copies - (kept or 0))
        if kept and workload.fewest - away <= workload.fewest // 2:
            yield Bite(
                ("spec", field),
                {"away": away, "replicas": workload.fewest, "most": (workload.fewest - 1) // 2},
                budget.id,
            )
