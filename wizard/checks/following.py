"""Which finding follows from which: mend the cause first, then look at the other anew. Drops none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wizard.checks.check import CATALOGUE, Mistake, Severity
from wizard.text.yamldata import Path

_NOTHING_COUNTS = (
    "budget-has-both-fields",
    "budget-value-refused",
    "budget-selects-namespace",
    "budget-counts-unscaled",
)
_NO_PAUSE = ("bash-not-in-image", "hook-opens-socket", "hook-needs-one-handler", "sleep-action-too-new")
_NOT_SERVED = ("workload-api-gone",)
_APART = ("spread-selector-misses-pods", "anti-affinity-misses-pods", "anti-affinity-selects-nothing")

CAUSES: Mapping[str, tuple[str, ...]] = {
    # What no server takes cannot fail either.
    "one-replica": _NOT_SERVED,
    "no-budget": _NOT_SERVED,
    "no-readiness-probe": _NOT_SERVED,
    "no-resource-requests": _NOT_SERVED,
    # A rule that counts other pods, or a field that goes past all rules, keeps nothing apart.
    "no-spread-rule": (*_NOT_SERVED, *_APART, "topology-key-empty", "node-name-set", "copies-share-one-volume"),
    "pinned-to-one-value": ("node-name-set",),
    "too-few-nodes-fit": ("empty-node-term",),
    "key-missing-on-nodes": ("beta-topology-key",),
    "broken-nodes-count-as-domains": ("min-domains-never-reached", "strict-key-missing-on-nodes"),
    # One copy that goes is an outage, however it goes.
    "recreate-strategy": ("one-replica",),
    "close-traffic-too-few-pods": ("one-replica",),
    "stateful-pod-stays-on-dead-node": ("one-replica",),
    # Where all copies go at once, or are killed at once, a pause has nobody who takes over.
    "no-pre-stop": (
        *_NOT_SERVED,
        "grace-is-zero",
        "rollout-takes-all",
        "rollout-takes-only-copy",
        "recreate-strategy",
        "one-replica",
    ),
    "no-time-to-drain": ("grace-is-zero", "pre-stop-eats-grace"),
    "restarts-wait-too": ("pre-stop-eats-grace",),
    "hook-does-not-wait": _NO_PAUSE,
    "pre-stop-on-some-containers": _NO_PAUSE,
    "pre-stop-shorter-than-route": _NO_PAUSE,
    # A budget that cannot be read, or counts pods of others, is not worth a sum.
    "budget-blocks-drain": _NOTHING_COUNTS,
    "budget-percent-blocks-drain": _NOTHING_COUNTS,
    "budget-at-autoscaler-minimum": _NOTHING_COUNTS,
    "budget-on-one-replica": _NOTHING_COUNTS,
    "budget-allows-all": _NOTHING_COUNTS,
    "budget-empties-one-workload": _NOTHING_COUNTS,
    "budget-loses-quorum": _NOTHING_COUNTS,
    "broken-pods-hold-drain": (*_NOTHING_COUNTS, "budget-api-gone"),
    "autoscaler-minimum-below-two": ("autoscaler-minimum-above-maximum",),
    "grace-too-long": ("grace-longer-than-notice",),
    # Whoever waits for a start has no use for a fixed delay.
    "long-initial-delay": ("killed-while-starting", "probe-needs-one-handler"),
    "deadline-before-start": ("deadline-before-ready",),
    # Both of one probe.
    "exec-probe-has-one-second": ("probe-needs-one-handler", "command-not-in-image"),
    "timeout-longer-than-period": ("probe-needs-one-handler",),
    "exec-probe-often": ("probe-needs-one-handler", "command-not-in-image"),
}
"""By the id of what follows, the ids that it may follow from; the first that is there counts."""


def folded(found: Sequence[Mistake]) -> tuple[Mistake, ...]:
    """The same mistakes, each that follows from another of them with the id of that one."""
    return tuple(_following(each, found) for each in found)


def _following(mistake: Mistake, found: Sequence[Mistake]) -> Mistake:
    for id in CAUSES.get(mistake.id, ()):
        for cause in found:
            if cause.id == id and _bears_on(cause, mistake):
                return replace(mistake, follows=cause.follows or _following(cause, found).follows or id)
    return mistake


def _bears_on(cause: Mistake, mistake: Mistake) -> bool:
    """Whether both are of one object and no two items of one list, and the cause weighs as much as what follows."""
    (one, at), (other, there) = _item(cause.path), _item(mistake.path)
    same = cause.object == mistake.object and (one != other or at == there)
    return same and _weight(cause) >= _weight(mistake)


def _item(path: Path) -> tuple[Path, object]:
    """The first list that a path leads through, and the item of it: two containers, or two constraints, are apart."""
    for at, step in enumerate(path):
        if not isinstance(step, str):
            return path[:at], step
    return (), None


def _weight(mistake: Mistake) -> int:
    if mistake.severity is Severity.INFO:
        return 0
    if mistake.severity is Severity.ERROR:
        return 3
    return 2 if mistake.missing and CATALOGUE[mistake.id].counts else 1
