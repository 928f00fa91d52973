"""Mistakes in how a new version takes over: Recreate, an update that cannot move or takes too many copies at once."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, check
from wizard.model.alone import why_alone
from wizard.model.defaults import deadline
from wizard.model.shapes import integer, mapping, resolved
from wizard.model.versions import honours_stateful_max_unavailable
from wizard.model.volumes import exclusive, unread_claims
from wizard.model.workload import Workload

ROLLING = ("spec", "strategy", "rollingUpdate")
UPDATE = ("spec", "updateStrategy")


@check(Severity.WARNING, "shutdown")
def recreate_strategy(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #50: all old pods are deleted before the first new one starts; right where they have its volume."""
    if (
        workload.kind == "Deployment"
        and workload.update_type == "Recreate"
        and workload.served
        and not _waits(workload)
    ):
        yield Bite(("spec", "strategy", "type"), severity=_of_one(workload))


def _of_one(workload: Workload) -> Severity | None:
    """Info for one copy whose second is no answer: an outage more or less is not what would be changed."""
    return Severity.INFO if workload.fewest == 1 and why_alone(workload) else None


def _waits(workload: Workload) -> bool:
    """Whether a new pod may have to wait until the volumes of the old ones are free."""
    return bool(exclusive(workload) or unread_claims(workload))


@check(Severity.ERROR, "shutdown", refused=True)
def rollout_cannot_move(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #51: surge and unavailable both 0 are refused."""
    rolling = mapping(workload.spec, "strategy", "rollingUpdate")
    if (
        workload.kind == "Deployment"
        and rolling.get("maxSurge") in (0, "0%")
        and rolling.get("maxUnavailable") in (0, "0%")
    ):
        yield Bite(ROLLING)


@check(Severity.ERROR, "shutdown")
def rollout_takes_all(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #52: an update may take every copy away at once, where they need not go for a volume.

    Of a StatefulSet, too, where the server looks at the field: the pods go together, OrderedReady or not
    (statefulset/stateful_set_control.go updateStatefulSetAfterInvariantEstablished).
    """
    deployed = workload.kind == "Deployment"
    path = ROLLING if deployed else (*UPDATE, "rollingUpdate")
    stated = mapping(workload.spec, *path[1:]).get("maxUnavailable")
    away = resolved(stated, workload.count, up=False) if deployed else _taken_at_once(workload)
    all_of_them = away is not None and workload.count >= 2 and away >= workload.count
    if all_of_them and not (deployed and exclusive(workload)):
        yield Bite((*path, "maxUnavailable"), {"value": str(stated), "replicas": workload.count})


@check(Severity.WARNING)
def rollout_paused(workload: Workload) -> Iterator[Bite]:
    """A paused Deployment keeps its pods as they are, whatever its template says (apps/v1 DeploymentSpec.paused)."""
    if workload.kind == "Deployment" and workload.spec.get("paused") is True:
        yield Bite(("spec", "paused"))


@check(Severity.WARNING, "shutdown")
def rollout_takes_only_copy(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #53: with one copy an update may stop it before the new one runs (ResolveFenceposts)."""
    stated = mapping(workload.spec, "strategy", "rollingUpdate").get("maxUnavailable")
    away = resolved(stated, workload.count, up=False)
    alone = workload.replicas == 1 and workload.autoscaler is None and not _waits(workload)
    if workload.kind == "Deployment" and alone and (away or 0) >= 1:
        yield Bite((*ROLLING, "maxUnavailable"), {"value": str(stated)}, severity=_of_one(workload))


@check(Severity.ERROR, "shutdown", refused=True)
def deadline_before_ready(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #55: progressDeadlineSeconds must exceed minReadySeconds."""
    ready = integer(workload.spec.get("minReadySeconds")) or 0
    latest = deadline(workload.spec)
    if workload.kind == "Deployment" and ready and latest <= ready:
        yield Bite(("spec", "minReadySeconds"), {"ready": ready, "deadline": latest})


def _stateful_share(workload: Workload) -> int | None:
    stated = mapping(workload.spec, "updateStrategy", "rollingUpdate").get("maxUnavailable")
    return resolved(stated, workload.count, up=True) if workload.kind == "StatefulSet" else None


def _taken_at_once(workload: Workload) -> int | None:
    """How many pods of a StatefulSet an update takes at once; None where the server or the strategy does not ask."""
    share, strategy = _stateful_share(workload), mapping(workload.spec, "updateStrategy")
    if share is None or strategy.get("type") == "OnDelete" or not honours_stateful_max_unavailable(workload.version):
        return None
    kept = integer(mapping(strategy, "rollingUpdate").get("partition")) or 0
    return min(share, workload.count - kept)


@check(Severity.WARNING, "shutdown", needs=("version",))
def stateful_max_unavailable_ignored(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #56: off before 1.35 and again up to 1.36, on from 1.37 (MaxUnavailableStatefulSet, KEP-961)."""
    known = workload.version is not None
    if known and _stateful_share(workload) is not None and not honours_stateful_max_unavailable(workload.version):
        yield Bite((*UPDATE, "rollingUpdate", "maxUnavailable"))


@check(Severity.INFO, "shutdown")
def stateful_update_goes_one_by_one(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #57: OrderedReady starts one pod at a time, so a higher number hardly speeds it up (KEP-961)."""
    share = _stateful_share(workload)
    if any(rollout_takes_all(workload)):
        return  # how fast the copies come back is the lesser trouble
    if share is not None and share > 1 and workload.spec.get("podManagementPolicy") != "Parallel":
        yield Bite((*UPDATE, "rollingUpdate", "maxUnavailable"), {"value": share})


@check(Severity.WARNING, "shutdown")
def stateful_update_held_back(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #58: OnDelete, or a partition above every ordinal, updates no pod (apps/v1 StatefulSetUpdateStrategy)."""
    if workload.kind != "StatefulSet":
        return
    strategy = mapping(workload.spec, "updateStrategy")
    partition = integer(mapping(strategy, "rollingUpdate").get("partition")) or 0
    if strategy.get("type") == "OnDelete":
        yield Bite((*UPDATE, "type"), {"replicas": workload.replicas, "partition": 0})
    elif partition and partition >= workload.replicas:
        path = (*UPDATE, "rollingUpdate", "partition")
        yield Bite(path, {"replicas": workload.replicas, "partition": partition})
