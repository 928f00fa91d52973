"""Whether a budget lets a pod go: the disruption controller's count and the eviction's own rules (FACTS 2.1)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from wizard.model.shapes import integer, mapping, mappings, resolved, selects, strings, text
from wizard.model.versions import knows
from wizard.model.workload import Workload
from wizard.simulation.events.pod import Pod
from wizard.text.manifest import ObjectId
from wizard.text.paths import Data

Object = Mapping[str, Data]


UNSCALED = {"DaemonSet", "Job", "Node"}
"""Owners of pods that have no scale (disruption.go getExpectedScale)."""


@dataclass(frozen=True)
class Beside:
    """What pods of others add to a budget that selects them too."""

    healthy: int = 0
    expected: int = 0
    unscaled: bool = False
    """Some pod that it selects has an owner without a scale."""


@dataclass(frozen=True)
class Budget:
    """One PodDisruptionBudget over the workload's pods, or only over those of others."""

    data: Object
    namespace: str | None
    always: bool
    """unhealthyPodEvictionPolicy AlwaysAllow, on a server that knows it."""
    beside: Beside = Beside()
    own: bool = True
    """Whether it selects the workload's pods."""

    @property
    def name(self) -> str:
        return text(mapping(self.data.get("metadata")).get("name"))

    @property
    def spec(self) -> Object:
        return mapping(self.data.get("spec"))

    def covers(self, pod: Pod) -> bool:
        return pod.asked.namespace == self.namespace and selects(self.spec.get("selector"), pod.asked.labels)

    def expected(self, replicas: int) -> int:
        """How many pods the owners of all that it selects want."""
        return self.beside.expected + (replicas if self.own else 0)

    def desired(self, replicas: int) -> int:
        """How many must stay healthy. Both kinds of percentage round up (disruption.go getExpectedPodCount)."""
        expected = self.expected(replicas)
        most, least = self.spec.get("maxUnavailable"), self.spec.get("minAvailable")
        if most is not None:
            return max(0, expected - (resolved(most, expected, up=True) or 0))
        return resolved(least, expected, up=True) or 0

    @property
    def by_number(self) -> bool:
        """Whether it asks for a number of healthy pods: nobody's scale is then needed, all that it selects count."""
        return self.spec.get("maxUnavailable") is None and integer(self.spec.get("minAvailable")) is not None

    @property
    def failed(self) -> bool:
        """Whether the controller cannot reckon with it, and then lets no pod go (disruption.go failSafe)."""
        return self.beside.unscaled and not self.by_number

    def allowed(self, pods: Iterable[Pod], replicas: int) -> int:
        """How many may be disrupted now."""
        spec = self.spec
        if self.failed or (spec.get("maxUnavailable") is None and spec.get("minAvailable") is None):
            return 0
        if not self.by_number and self.expected(replicas) <= 0:
            return 0
        return max(0, self.healthy(pods) - self.desired(replicas))

    def healthy(self, pods: Iterable[Pod]) -> int:
        """Ready and not on their way out, as far as the API server knows."""
        return sum(pod.ready and pod.deleted_at is None and self.covers(pod) for pod in pods) + self.beside.healthy


def budgets(
    workload: Workload,
    others: Iterable[Object] = (),
    *,
    moving: Iterable[Object] = (),
    theirs: Iterable[Object] = (),
    daemons: Callable[[Workload], int] = lambda _daemon: 0,
) -> tuple[Budget, ...]:
    """The budgets that select its pods, and `theirs`, with what else each of them selects.

    Whether the pods that are `moving` are healthy is asked of the world. Where no cluster tells of pods, those of the
    other workloads that were read are taken to be as many as they should be, and to stay so; `daemons` says how many
    those of a DaemonSet are.
    """
    still, passing = list(others), list(moving)
    found = [_budget(each.data, workload, still, passing, own=True) for each in workload.budgets]
    if not still and not passing:
        found = [
            replace(each, beside=_read(each.beside, one.id, workload, daemons))
            for each, one in zip(found, workload.budgets, strict=True)
        ]
    known = {(each.namespace, each.name) for each in found}
    more = (_budget(each, workload, still, passing, own=False) for each in theirs)
    return (*found, *(each for each in more if (each.namespace, each.name) not in known))


def _read(known: Beside, budget: ObjectId, workload: Workload, daemons: Callable[[Workload], int]) -> Beside:
    """What the workloads that were read beside this one add to a budget."""
    scaled = workload.beside.get(budget, 0)
    others = [each for each in workload.daemons.get(budget, ()) if each.id != workload.id]
    unscaled = known.unscaled or bool(others) or budget in workload.unscaled
    return Beside(scaled + sum(map(daemons, others)), scaled, unscaled)


def _budget(data: Object, workload: Workload, still: list[Object], passing: list[Object], *, own: bool) -> Budget:
    spec = mapping(data.get("spec"))
    namespace = workload.namespace if own else _namespace(data)
    always = spec.get("unhealthyPodEvictionPolicy") == "AlwaysAllow"
    chosen = [
        [
            pod
            for pod in pods
            if _namespace(pod) == namespace
            and selects(spec.get("selector"), strings(mapping(pod.get("metadata")).get("labels")))
        ]
        for pods in (still, passing)
    ]
    owners = [_owner(pod) for pods in chosen for pod in pods]
    beside = Beside(
        sum(ready(pod) for pod in chosen[0]),
        sum(each is not None for each in owners),
        any(each in UNSCALED for each in owners) or (own and workload.kind in UNSCALED),
    )
    return Budget(data, namespace, always and knows(workload.version, "unhealthy-pod-eviction-policy"), beside, own)


def may_go(budget: Budget, pod: Pod, pods: Iterable[Pod], replicas: int) -> bool:
    """What the eviction handler answers for a pod that one budget covers (registry/core/pod/storage/eviction.go)."""
    if not pod.running:
        return True
    there = list(pods)
    if not pod.ready:
        if budget.always:
            return True
        desired = 0 if budget.failed else budget.desired(replicas)
        if desired > 0 and budget.healthy(there) >= desired:
            return True
    return budget.allowed(there, replicas) > 0


def ready(pod: Object) -> bool:
    """Whether a pod of the cluster is Ready; of one that says nothing it is taken to be so."""
    conditions = mappings(mapping(pod.get("status")).get("conditions"))
    return all(each.get("status") == "True" for each in conditions if each.get("type") == "Ready")


def _owner(pod: Object) -> str | None:
    """The kind of its controller, whose scale is taken to be the pods of it that are there; None without one."""
    owners = mappings(mapping(pod.get("metadata")).get("ownerReferences"))
    return next((text(each.get("kind")) for each in owners if each.get("controller")), None)


def _namespace(data: Object) -> str | None:
    return text(mapping(data.get("metadata")).get("namespace")) or None
