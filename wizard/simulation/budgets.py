"""Whether a budget lets a pod go: the disruption controller's count and the eviction's own rules (FACTS 2.1)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.paths import Data
from wizard.shapes import mapping, mappings, resolved, selects, strings, text
from wizard.simulation.world import Pod
from wizard.versions import knows
from wizard.workload import Neighbour, Workload

Object = Mapping[str, Data]


@dataclass(frozen=True)
class Beside:
    """What pods of others add to a budget that selects them too."""

    healthy: int = 0
    expected: int = 0
    unscaled: bool = False
    """One of them has an owner without a scale: the controller then allows nothing (disruption.go failSafe)."""


@dataclass(frozen=True)
class Budget:
    """One PodDisruptionBudget over the workload's pods."""

    data: Neighbour
    selector: Data
    always: bool
    """unhealthyPodEvictionPolicy AlwaysAllow, on a server that knows it."""
    beside: Beside = Beside()

    def covers(self, pod: Pod) -> bool:
        return selects(self.selector, pod.asked.labels)

    def desired(self, replicas: int) -> int:
        """How many must stay healthy. Both kinds of percentage round up (disruption.go getExpectedPodCount)."""
        expected = replicas + self.beside.expected
        most, least = self.data.spec.get("maxUnavailable"), self.data.spec.get("minAvailable")
        if most is not None:
            return max(0, expected - (resolved(most, expected, up=True) or 0))
        return resolved(least, expected, up=True) or 0

    def allowed(self, pods: Iterable[Pod], replicas: int) -> int:
        """How many may be disrupted now."""
        spec, beside = self.data.spec, self.beside
        if spec.get("maxUnavailable") is None and spec.get("minAvailable") is None:
            return 0
        if replicas + beside.expected <= 0 or beside.unscaled:
            return 0
        return max(0, self.healthy(pods) - self.desired(replicas))

    def healthy(self, pods: Iterable[Pod]) -> int:
        """Ready and not on their way out, as far as the API server knows."""
        return sum(pod.ready and pod.deleted_at is None and self.covers(pod) for pod in pods) + self.beside.healthy


def budgets(workload: Workload, others: Iterable[Object] = ()) -> tuple[Budget, ...]:
    """The budgets that select its pods, with what else each of them selects."""
    pods = [
        pod for pod in others if (text(mapping(pod.get("metadata")).get("namespace")) or None) == workload.namespace
    ]
    found = []
    for each in workload.budgets:
        selector = each.spec.get("selector")
        policy = each.spec.get("unhealthyPodEvictionPolicy") == "AlwaysAllow"
        always = policy and knows(workload.version, "unhealthy-pod-eviction-policy")
        found.append(Budget(each, selector, always, _beside(selector, pods)))
    return tuple(found)


def may_go(budget: Budget, pod: Pod, pods: Iterable[Pod], replicas: int) -> bool:
    """What the eviction handler answers for a pod that one budget covers (registry/core/pod/storage/eviction.go)."""
    if not pod.running:
        return True
    there = list(pods)
    if not pod.ready:
        if budget.always:
            return True
        desired = budget.desired(replicas)
        if desired > 0 and budget.healthy(there) >= desired:
            return True
    return budget.allowed(there, replicas) > 0


def _beside(selector: Data, pods: Iterable[Object]) -> Beside:
    """An owner's scale is taken to be the pods of it that are there."""
    healthy, expected, unscaled = 0, 0, False
    for pod in pods:
        metadata = mapping(pod.get("metadata"))
        if not selects(selector, strings(metadata.get("labels"))):
            continue
        owner = next((each for each in mappings(metadata.get("ownerReferences")) if each.get("controller")), None)
        conditions = Counter({text(each.get("type")): each.get("status") == "True" for each in _conditions(pod)})
        healthy += 1 if conditions.get("Ready", 1) else 0
        expected += owner is not None
        unscaled = unscaled or (owner is not None and owner.get("kind") in {"DaemonSet", "Job"})
    return Beside(healthy, expected, unscaled)


def _conditions(pod: Object) -> list[dict[str, Data]]:
    return mappings(mapping(pod.get("status")).get("conditions"))
