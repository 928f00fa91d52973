"""Whether the real scheduler could make room for a Pending pod by preemption, which is not played: it is only said."""

from collections.abc import Iterable, Mapping

from wizard.model.shapes import integer, text
from wizard.simulation.placing.fitting import Unschedulable
from wizard.text.paths import Data

Object = Mapping[str, Data]

SYSTEM = {"system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000}
"""The classes that every cluster has (apis/scheduling/types.go)."""
FREED = {"insufficient", "pods", "ports", "anti-affinity", "others-anti-affinity", "spread"}
"""The reasons that go when pods go; a taint or a node label does not."""


def may_preempt(pod: Object, why: Iterable[Unschedulable], others: Iterable[Object]) -> bool:
    """Whether a Pending pod of this spec comes before some pod of `others`, of whose specs the cluster tells.

    What a class is worth is known from pods that are there; one that nobody uses yet may be worth more than any.
    """
    if pod.get("preemptionPolicy") == "Never":
        return False
    if not any(id in FREED for each in why for id, _about, _nodes in each.reasons):
        return False
    there = list(others)
    own = _worth(pod, there)
    if own is None:
        return bool(there)
    return any(own > (integer(each.get("priority")) or 0) for each in there)


def _worth(pod: Object, others: Iterable[Object]) -> int | None:
    """None for a class of which nothing is known."""
    stated, name = integer(pod.get("priority")), text(pod.get("priorityClassName"))
    if stated is not None or not name:
        return stated or 0
    if name in SYSTEM:
        return SYSTEM[name]
    same = (integer(each.get("priority")) for each in others if each.get("priorityClassName") == name)
    return next((each for each in same if each is not None), None)
