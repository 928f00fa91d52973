"""Mistakes of autoscalers: two that quarrel over one workload, one whose target is not there, one that leaves none."""

from collections.abc import Iterator, Sequence

from wizard.checks.check import Bite, Severity, Value, check, object_check
from wizard.checks.together import has_same_selector
from wizard.model import autoscaling
from wizard.model.inventory import Inventory
from wizard.model.nearness import nearest
from wizard.model.surroundings import is_whole
from wizard.model.workload import KINDS, Neighbour, Workload

_TARGET = ("spec", "scaleTargetRef")


@check(Severity.ERROR)
def two_autoscalers_on_one_workload(workload: Workload) -> Iterator[Bite]:
    """None of them scales it: an autoscaler refuses pods that another counts too (horizontal.go AmbiguousSelector)."""
    for each in workload.autoscalers[1:]:
        yield Bite(_TARGET, {"first": workload.autoscalers[0].name, "second": each.name}, each.id)


@check(Severity.ERROR)
def autoscalers_share_pods(workload: Workload) -> Iterator[Bite]:
    """Its selector takes the pods of another that is scaled too: then neither is (horizontal.go AmbiguousSelector)."""
    if workload.autoscaler is None:
        return
    for kin in workload.kin:
        # Of two with the same selector that is told, and what comes of it: same_selector.
        if kin.autoscalers and not has_same_selector(workload, kin):
            names: dict[str, Value] = {"first": workload.autoscaler.name, "second": kin.autoscalers[0]}
            yield Bite(("spec", "selector"), {**names, "other": f"{kin.of.kind} {kin.of.name}"})


@check(Severity.WARNING, "spread")
def autoscaler_goes_to_zero(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #35: with no copy there is nobody to ask (KEDA's default, HPAScaleToZero from 1.37 on)."""
    for scaler in workload.autoscalers:
        if autoscaling.fewest(scaler.data) == 0 and autoscaling.held_at(scaler.data) is None:
            field = autoscaling.minimum_field(scaler.data)
            at = next((each for each in ("idleReplicaCount", field) if each in scaler.spec), "")
            path = ("spec", at) if at else ("spec",)
            # What nobody asks by a Service, such as a worker at a queue, is begun by its work.
            yield Bite(path, {"name": scaler.name}, scaler.id, None if workload.services else Severity.INFO)


@object_check(Severity.INFO, *autoscaling.SCALERS)
def autoscaler_target_missing(scaler: Neighbour, inventory: Inventory) -> Iterator[Bite]:
    """What is named is not there: an error where all was read, or a near name tells what was meant."""
    kind, name = autoscaling.target(scaler.data)
    # A kind of somebody else's may well be there without being read, as may what a kustomization names anew.
    if not name or kind.lower() not in map(str.lower, KINDS) or scaler.id.origin in inventory.unbuilt:
        return
    known = inventory.company.workloads(scaler)
    there = any((each.kind, each.name) == (kind, name) for each in known)
    if there or kind in inventory.unseen or inventory.narrowed or scaler.id in inventory.half_set.hanging:
        return
    near = _meant(kind, name, known)
    whole = is_whole(inventory, scaler)
    how = "" if near else "here" if whole else "unread"
    values: dict[str, Value] = {"kind": kind, "name": name, "near": near, "how": how}
    yield Bite((*_TARGET, "name"), values, severity=Severity.ERROR if near or whole else None)


def _meant(kind: str, name: str, known: Sequence[Neighbour]) -> str:
    """The workload that was most likely meant: one of that name under another kind, or of nearly that name."""
    same = next((f"{each.kind} {each.name}" for each in known if each.name == name), "")
    near = nearest(name, (each.name for each in known if each.kind == kind))
    return same or (f"{kind} {near}" if near else "")
