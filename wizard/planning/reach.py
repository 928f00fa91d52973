"""Which scenarios a difference between two forms of a workload can touch: of a field that is not known here, all."""

from collections.abc import Iterator, Mapping, Sequence

from wizard.model.shapes import items, mapping
from wizard.model.spreading import every_rule
from wizard.model.workload import Neighbour, Workload
from wizard.simulation.scenarios import SCENARIOS
from wizard.text.yamldata import Data

Object = Mapping[str, Data]
Scenarios = frozenset[str]

CHANGE = "change"
"""The rolling update from what is there to what would be: the first one, in which both stand side by side."""

EVERY: Scenarios = frozenset({*SCENARIOS, CHANGE})
PLACED: Scenarios = frozenset(
    {"rolling-update", CHANGE, "drain", "drain-several", "host-loss", "zone-loss", "rack-loss"}
)
"""Where a pod may stand, and beside which others."""
STARTED: Scenarios = frozenset({"rolling-update", "pod-deleted", "drain", "drain-several", "host-loss", "zone-loss"})
"""When a pod that has come gets requests."""
STOPPED: Scenarios = frozenset({"rolling-update", "pod-deleted", "drain", "drain-several", "vpa-restart"})
"""When a pod that goes gets none any more, and how long it is there."""
EVICTED: Scenarios = frozenset({"drain", "drain-several", "vpa-restart"})
"""Whether a pod may be sent away."""
UPDATED: Scenarios = frozenset({"rolling-update", CHANGE})
LOST: Scenarios = frozenset({"host-loss", "zone-loss", "rack-loss"})
NONE: Scenarios = frozenset()

SPEC: Mapping[str, Scenarios] = {
    "strategy": UPDATED,
    "updateStrategy": UPDATED,
    "minReadySeconds": UPDATED,
    "progressDeadlineSeconds": UPDATED,
    "revisionHistoryLimit": NONE,
}
POD: Mapping[str, Scenarios] = {
    "topologySpreadConstraints": PLACED,
    "affinity": PLACED,
    "tolerations": PLACED,
    "terminationGracePeriodSeconds": STOPPED,
    **dict.fromkeys(("serviceAccount", "serviceAccountName", "securityContext", "imagePullSecrets"), NONE),
}
CONTAINER: Mapping[str, Scenarios] = {
    "readinessProbe": STARTED,
    "startupProbe": STARTED,
    "livenessProbe": STARTED,
    "lifecycle": STOPPED,
    **dict.fromkeys(("image", "env", "envFrom", "args", "command", "imagePullPolicy", "securityContext"), NONE),
}
"""What each field can touch, by its key. The practices own: replicas, constraints, affinity and tolerations; the
budget; the probes; lifecycle, grace, strategy and minReadySeconds."""


def reached(before: Workload, after: Workload) -> Scenarios:
    """What may come out otherwise for the one than for the other."""
    found = NONE.union(*_reached(before, after))
    if CHANGE in found and _stands_anywhere(before) and _stands_anywhere(after):
        found -= {CHANGE}
    if max(before.most, after.most) <= 1 and after.kind != "DaemonSet":
        # Of one copy all that sends it away is the same, but for what a budget holds back.
        found -= {"drain-several", "vpa-restart"} if before.budgets or after.budgets else ALIKE
    return found


ALIKE: Scenarios = frozenset({"drain-several", "vpa-restart", "pod-deleted"})


def _stands_anywhere(workload: Workload) -> bool:
    """Whether no rule, port, claim or room keeps one of its pods from a node because of another."""
    if any(rule.strict for rule in every_rule(workload)) or workload.binds_volumes:
        return False
    if workload.topology is not None and any(node.allocatable for node in workload.topology.nodes):
        return False
    containers = (*workload.containers, *workload.sidecars)
    return workload.pod.get("hostNetwork") is not True and not any(
        port.get("hostPort") for each in containers for port in each.ports
    )


def _reached(before: Workload, after: Workload) -> Iterator[Scenarios]:
    if before.data is not after.data:
        yield from _fields(before.spec, after.spec, SPEC, {"template"})
        yield from _fields(before.pod, after.pod, POD, {"containers"})
        if before.labels != after.labels:
            yield EVERY
        yield from _containers(items(before.pod.get("containers")), items(after.pod.get("containers")))
    if not _same(before.budgets, after.budgets) or before.beside != after.beside:
        yield EVICTED
    if not _same(before.services, after.services) or not _same(before.autoscalers, after.autoscalers):
        yield EVERY


def _fields(before: Object, after: Object, known: Mapping[str, Scenarios], left_out: set[str]) -> Iterator[Scenarios]:
    for key in (before.keys() | after.keys()) - left_out:
        if before.get(key) != after.get(key):
            yield known.get(key, EVERY)


def _containers(before: Sequence[Data], after: Sequence[Data]) -> Iterator[Scenarios]:
    if len(before) != len(after):
        yield EVERY
        return
    for old, new in zip(before, after, strict=True):
        yield from _fields(mapping(old), mapping(new), CONTAINER, set())


def _same(before: tuple[Neighbour, ...], after: tuple[Neighbour, ...]) -> bool:
    return len(before) == len(after) and all(
        one.data is other.data or one.data == other.data for one, other in zip(before, after, strict=True)
    )
