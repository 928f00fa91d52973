"""The StatefulSet controller (FACTS 5.4; statefulset/stateful_set_control.go).

A pod is made anew only when the one before is gone: on a dead node that never comes, so it waits for a person.
"""

from collections.abc import Callable, Collection

from wizard.model.defaults import rolling
from wizard.model.shapes import integer, mappings, resolved, text
from wizard.model.topology import ZONE
from wizard.model.versions import honours_stateful_max_unavailable
from wizard.model.workload import Workload
from wizard.simulation.events.controllers import Owned, Revision, available, wake
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.world import World


class StatefulSet(Owned):
    """One StatefulSet; its pods have ordinals from 0 here, whatever they are named."""

    def __init__(
        self, workload: Workload, revision: Revision, name: Callable[[int], str], replicas: int, *, zonal: bool
    ) -> None:
        super().__init__(workload, revision, name)
        self.replicas = replicas
        self.old = revision
        self.min_ready = integer(workload.spec.get("minReadySeconds")) or 0
        self._zonal = zonal and bool(mappings(workload.spec.get("volumeClaimTemplates")))
        self._zones: dict[int, str] = {}
        self._woken: dict[Pod, float | None] = {}

    @property
    def ordered(self) -> bool:
        return text(self.workload.spec.get("podManagementPolicy")) != "Parallel"

    @property
    def partition(self) -> int:
        return max(0, integer(rolling(self.workload.kind, self.workload.spec).get("partition")) or 0)

    @property
    def by_hand(self) -> bool:
        """Whether pods are replaced only when a person deletes them."""
        return self.workload.update_type == "OnDelete"

    @property
    def unavailable(self) -> int:
        """How many pods an update may take at once; older servers drop the field, and take one."""
        if not honours_stateful_max_unavailable(self.workload.version):
            return 1
        stated = rolling(self.workload.kind, self.workload.spec).get("maxUnavailable")
        return max(1, resolved(stated, self.replicas, up=True) or 1)

    def update(self, revision: Revision, world: World) -> None:
        """A new pod template: the rollout begins."""
        self.revision, self.workload = revision, revision.workload
        self.min_ready = integer(self.workload.spec.get("minReadySeconds")) or 0
        world.moved()

    def scale(self, replicas: int, world: World) -> None:
        """Another number of replicas."""
        self.replicas = replicas
        world.moved()

    def done(self, world: World) -> bool:
        """Whether every pod from the partition on is of the newest revision, and all are available."""
        pods = [pod for pod in world.pods if pod.ordinal < self.replicas]
        return (
            len(pods) == self.replicas
            and all(available(pod, world.now, self.min_ready) for pod in pods)
            and all(pod.revision == self.revision.number for pod in pods if pod.ordinal >= self.partition)
        )

    def turn(self, world: World) -> bool:
        pods = {pod.ordinal: pod for pod in world.pods}
        for pod in pods.values():
            wake(world, pod, self.min_ready, self._woken)
        for ordinal in range(self.replicas):
            if ordinal not in pods:
                self._make(world, ordinal)
                return True
            if self.ordered and not available(pods[ordinal], world.now, self.min_ready):
                return False
        condemned = [pods[ordinal] for ordinal in sorted(pods, reverse=True) if ordinal >= self.replicas]
        for pod in condemned:
            if pod.staying:
                world.delete(pod)
                return True
            if self.ordered:
                return False
        return not self.by_hand and self._replace(world, pods)

    def _replace(self, world: World, pods: dict[int, Pod]) -> bool:
        """Old pods less, from the highest ordinal down to the partition, while not too many are missing.

        As many as may go, go together, whatever the management policy is (updateStatefulSetAfterInvariantEstablished).
        """
        missing = sum(not available(pods[ordinal], world.now, self.min_ready) for ordinal in range(self.replicas))
        changed = False
        for ordinal in range(self.replicas - 1, self.partition - 1, -1):
            pod = pods[ordinal]
            if pod.staying and pod.revision != self.revision.number:
                # One that is itself missing costs nothing.
                costs = available(pod, world.now, self.min_ready)
                if missing >= self.unavailable and costs:
                    return changed
                world.delete(pod)
                missing += costs
                changed = True
        return changed

    def _make(self, world: World, ordinal: int) -> Pod:
        revision = self.revision if ordinal >= self.partition else self.old
        return self.make(world, revision, ordinal, self._reach(world, ordinal))

    def _reach(self, world: World, ordinal: int) -> Collection[int] | None:
        """The nodes of the zone that its volume was made in."""
        nodes = world.board.nodes
        for pod in reversed(world.lives):
            if self._zonal and pod.ordinal == ordinal and pod.node is not None:
                self._zones.setdefault(ordinal, nodes[pod.node].labels.get(ZONE, ""))
                break
        zone = self._zones.get(ordinal)
        return None if zone is None else {n for n, node in enumerate(nodes) if node.labels.get(ZONE, "") == zone}
