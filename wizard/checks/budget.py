"""Mistakes around the PodDisruptionBudget: none, one that blocks every drain, one that protects nothing."""

from collections.abc import Iterator, Mapping

from wizard.checks.check import Bite, Severity, Value, check
from wizard.checks.spread import version_label
from wizard.model.selecting import why_unselected
from wizard.model.shapes import integer, percent, resolved, selects_all
from wizard.model.versions import knows
from wizard.model.workload import Neighbour, Workload
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data

FIELDS = ("minAvailable", "maxUnavailable")
_LONGEST = 40
"""Characters of a value that are shown."""
MOST = 2**31 - 1
"""The greatest number that a field of an int-or-string takes (util/intstr IntOrString, an int32)."""


def _budgeted(workload: Workload) -> bool:
    """A drain leaves DaemonSet pods alone; one copy cannot be taken away without an outage."""
    return workload.kind != "DaemonSet" and workload.fewest >= 2


def is_amount(value: object) -> bool:
    """Whether the server takes it for a field of a budget: a number of 0 or more, or 0% to 100% (policy validation)."""
    share, number = percent(value), integer(value)
    return share <= 100 if share is not None else number is not None and 0 <= number <= MOST


def stated(budget: Neighbour) -> tuple[str, Data] | None:
    """The field that decides and its value; null says nothing, as a field that is not there."""
    return next(((field, value) for field in FIELDS if (value := budget.spec.get(field)) is not None), None)


def _field(budget: Neighbour) -> str:
    return (stated(budget) or (FIELDS[1], None))[0]


def desired_healthy(budget: Neighbour, replicas: int) -> int | None:
    """How many pods a budget keeps: percentages round up both ways (disruption.go); None for an unreadable value."""
    said = stated(budget)
    if said is None:
        return replicas
    field, value = said
    amount = resolved(value, replicas, up=True) if is_amount(value) else None
    return amount if field == "minAvailable" or amount is None else max(0, replicas - amount)


def reckons(budget: Neighbour) -> bool:
    """Whether it needs the scale of what it selects: all but a minAvailable that is a number (getExpectedPodCount)."""
    said = stated(budget)
    return said is not None and (said[0] == "maxUnavailable" or percent(said[1]) is not None)


def counted(workload: Workload, budget: Neighbour) -> int:
    """The copies that a budget counts at the quietest hour: those of all that it selects (disruption.go)."""
    return workload.fewest_up + workload.beside.get(budget.id, 0)


def hanging_budget(workload: Workload) -> Neighbour | None:
    """A budget that may be its own, as kubectl's context is."""
    return next((each for each in workload.hanging if each.kind == "PodDisruptionBudget"), None)


@check(Severity.WARNING, "budget", missing=True, needs=("budgets",))
def no_budget(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #49."""
    # Of one that cannot have a budget yet the cause is told, not what follows from it.
    known = not why_unselected(workload) and hanging_budget(workload) is None
    if _budgeted(workload) and not workload.budgets and known and "PodDisruptionBudget" not in workload.unseen:
        yield Bite(("metadata", "name"), {"replicas": workload.fewest})


@check(Severity.ERROR, "budget")
def budget_blocks_drain(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #36: no pod may ever leave, so a drain never ends."""
    for budget, field, value in _blocking(workload):
        if percent(value) in {None, 0, 100} and not _above_autoscaler(workload, field, value):
            copies = counted(workload, budget)
            values: dict[str, Value] = {"field": field, "value": str(value), "replicas": copies}
            yield Bite(("spec", field), {**values, "how": "one" if copies == 1 else ""}, budget.id)


@check(Severity.ERROR, "budget")
def budget_percent_blocks_drain(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #37: a percentage rounds up, so with few copies it keeps all of them (disruption.go)."""
    for budget, field, value in _blocking(workload):
        if percent(value) not in {None, 0, 100}:
            copies = counted(workload, budget)
            yield Bite(("spec", field), {"field": field, "value": str(value), "replicas": copies}, budget.id)


@check(Severity.ERROR, "budget")
def budget_at_autoscaler_minimum(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #38: at the quietest hour the autoscaler leaves no more copies than the budget keeps."""
    for budget, field, value in _blocking(workload):
        if _above_autoscaler(workload, field, value):
            yield Bite(("spec", field), {"value": str(value), "fewest": counted(workload, budget)}, budget.id)


def _blocking(workload: Workload) -> Iterator[tuple[Neighbour, str, Data]]:
    """The budgets that let none of the fewest copies go, and the field that says so."""
    for budget in workload.budgets if workload.kind != "DaemonSet" and workload.fewest_up else ():
        copies, said = counted(workload, budget), stated(budget)
        kept = desired_healthy(budget, copies)
        # That it keeps the one copy there is, is said in other words: budget_on_one_replica.
        if said is not None and kept is not None and (kept > copies or kept == copies > 1):
            yield budget, *said


def _above_autoscaler(workload: Workload, field: str, value: Data) -> bool:
    return workload.autoscaler is not None and field == "minAvailable" and integer(value) is not None


@check(Severity.WARNING, "budget")
def budget_allows_all(workload: Workload) -> Iterator[Bite]:
    """A budget that keeps none healthy lets a drain take every copy at once."""
    for budget in workload.budgets if _budgeted(workload) else ():
        if desired_healthy(budget, counted(workload, budget)) == 0:
            yield Bite(("spec", _field(budget)), {"replicas": workload.fewest}, budget.id)


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
            field, copies = _field(budget), counted(workload, budget)
            said = str(budget.spec.get(field))
            values: dict[str, Value] = {"field": field, "value": said, "all": copies, "replicas": workload.fewest}
            yield Bite(("spec", field), values, budget.id)


@check(Severity.ERROR, "budget")
def budget_on_one_replica(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #36 and 6b: with one copy a budget either blocks the drain or allows the outage."""
    for budget in workload.budgets if workload.fewest_up == 1 and workload.kind != "DaemonSet" else ():
        if counted(workload, budget) == desired_healthy(budget, 1) == 1:
            yield Bite(("spec",), {}, budget.id)


@check(Severity.ERROR, "budget", refused=True)
def budget_value_refused(workload: Workload) -> Iterator[Bite]:
    """FACTS 2.1: neither a number of 0 or more nor a share up to 100% (policy ValidatePodDisruptionBudgetSpec)."""
    for budget in workload.budgets:
        yield from refused_values(budget, budget.id)


def refused_values(budget: Neighbour, id: ObjectId | None = None) -> Iterator[Bite]:
    """The fields of a budget whose value the server does not take."""
    for field in FIELDS:
        value = budget.spec.get(field)
        if value is not None and not is_amount(value):
            yield Bite(("spec", field), {"field": field, "value": str(value)[:_LONGEST]}, id)


@check(Severity.ERROR, "budget", refused=True)
def budget_has_both_fields(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #39: the server rejects it."""
    for budget in workload.budgets:
        if has_both(budget.spec):
            yield Bite(("spec", "maxUnavailable"), {}, budget.id)


def has_both(spec: Mapping[str, Data]) -> bool:
    """Whether a budget says both how many must stay and how many may go."""
    return all(spec.get(field) is not None for field in FIELDS)


@check(Severity.ERROR, "budget")
def budget_has_no_field(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #40: nothing is then allowed to leave."""
    for budget in workload.budgets:
        if stated(budget) is None:
            yield Bite(("spec",), {}, budget.id)


@check(Severity.ERROR, "budget")
def budget_selects_namespace(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #41: {} selects every pod of the namespace (policy/v1)."""
    for budget in workload.budgets:
        if selects_all(budget.spec.get("selector")):
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


@check(Severity.ERROR, "budget")
def budget_counts_unscaled(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #45: one pod whose controller has no scale, and no eviction passes at all (disruption.go failSafe)."""
    for budget in workload.budgets if workload.kind != "DaemonSet" else ():
        if (other := workload.unscaled.get(budget.id)) and reckons(budget):
            yield Bite(("spec", "selector"), {**_said(budget), "other": other}, budget.id)


@check(Severity.WARNING, "budget")
def budget_counts_bare_pods(workload: Workload) -> Iterator[Bite]:
    """A bare Pod counts as healthy and not as expected, so more may go than is said (getExpectedScale skips it)."""
    for budget in workload.budgets if workload.kind != "DaemonSet" and workload.fewest_up else ():
        if (pod := workload.unmanaged.get(budget.id)) and reckons(budget) and budget.id not in workload.unscaled:
            yield Bite(("spec", "selector"), {**_said(budget), "pod": pod}, budget.id)


def _said(budget: Neighbour) -> dict[str, Value]:
    field, value = stated(budget) or ("", None)
    return {"name": budget.name, "field": field, "value": str(value)[:_LONGEST]}


@check(Severity.ERROR)
def budget_cannot_count_daemonset(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #45: a DaemonSet has no scale, so a share of it is nothing and all evictions fail (disruption.go)."""
    for budget in workload.budgets if workload.kind == "DaemonSet" else ():
        # Where it selects copies of others too, it is told there: budget_counts_unscaled.
        if reckons(budget) and not workload.beside.get(budget.id):
            field, value = stated(budget) or ("", None)
            yield Bite(("spec", field), {"field": field, "value": str(value)}, budget.id)


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
    severity = Severity.WARNING if workload.fewest_up == 1 else None
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
        field = _field(budget)
        # Of copies that are counted together, all that may go may be this workload's.
        away = min(workload.fewest, copies - (kept or 0))
        if kept and workload.fewest - away <= workload.fewest // 2:
            yield Bite(
                ("spec", field),
                {"away": away, "replicas": workload.fewest, "most": (workload.fewest - 1) // 2},
                budget.id,
            )
