"""The DaemonSet controller (daemon/daemon_controller.go and daemon/update.go): one pod on each node that may hold one.

A node gets its new pod when the old one is gone, or with maxSurge beside it, as long as it is not available.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from wizard.model.defaults import rolling
from wizard.model.shapes import integer, resolved
from wizard.model.workload import Workload
from wizard.simulation.events.controllers import Owned, Revision, available, wake
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.world import World
from wizard.text.paths import Data


@dataclass(frozen=True)
class _Here:
    """The pods of one node that nobody has deleted, and whether any other is still there."""

    old: Pod | None
    new: Pod | None
    empty: bool


class DaemonSet(Owned):
    """One pod on each of `nodes`; an update goes by maxUnavailable or by maxSurge."""

    def __init__(
        self, workload: Workload, revision: Revision, name: Callable[[int], str], nodes: Collection[int]
    ) -> None:
        super().__init__(workload, revision, name)
        self.nodes = tuple(nodes)
        self.min_ready = integer(workload.spec.get("minReadySeconds")) or 0
        self._woken: dict[Pod, float | None] = {}

    @property
    def replicas(self) -> int:
        return len(self.nodes)

    @property
    def by_hand(self) -> bool:
        """Whether pods are replaced only when a person deletes them."""
        return self.workload.update_type == "OnDelete"

    @property
    def surge(self) -> int:
        """How many nodes may have an old and a new pod at once; percentages round up."""
        return max(0, resolved(self._rolling.get("maxSurge"), self.replicas, up=True) or 0)

    @property
    def unavailable(self) -> int:
        """How many an update may take at once; percentages round up."""
        return max(1, resolved(self._rolling.get("maxUnavailable"), self.replicas, up=True) or 1)

    @property
    def _rolling(self) -> Mapping[str, Data]:
        return rolling(self.workload.kind, self.workload.spec)

    def update(self, revision: Revision, world: World) -> None:
        """A new pod template: the rollout begins, maybe on other nodes."""
        self.revision, self.workload = revision, revision.workload
        self.nodes = world.scheduler.matching(revision.asked)
        self.min_ready = integer(self.workload.spec.get("minReadySeconds")) or 0
        world.moved()

    def scale(self, replicas: int, world: World) -> None:
        """Nobody scales a DaemonSet."""

    def done(self, world: World) -> bool:
        """Whether every node has an available pod of the newest revision."""
        fresh = [pod for pod in world.pods if pod.revision == self.revision.number]
        return sum(available(pod, world.now, self.min_ready) for pod in fresh) >= self.replicas

    def turn(self, world: World) -> bool:
        for pod in world.pods:
            wake(world, pod, self.min_ready, self._woken)
        unwanted = [pod for pod in world.pods if pod.staying and not set(self.nodes).issuperset(pod.pinned or ())]
        if unwanted:
            for pod in unwanted:
                world.delete(pod)
            return True
        here = self._by_node(world.pods)
        missing = [node for node in self.nodes if here[node].empty]
        if missing:
            self._fill(world, missing)
            return True
        if self.by_hand:
            return False
        return self._surge(world, here) if self.surge else self._replace(world, here)

    def _by_node(self, pods: Iterable[Pod]) -> dict[int, _Here]:
        found: dict[int, list[Pod]] = {node: [] for node in self.nodes}
        for pod in pods:
            for node in pod.pinned or ():
                found.setdefault(node, []).append(pod)
        return {node: self._here(found[node]) for node in self.nodes}

    def _here(self, pods: Iterable[Pod]) -> _Here:
        old = new = None
        there = list(pods)
        for pod in there:
            if pod.staying and pod.revision == self.revision.number:
                new = pod
            elif pod.staying:
                old = pod
        return _Here(old, new, not there)

    def _fill(self, world: World, nodes: Iterable[int]) -> None:
        for node in nodes:
            self.make(world, self.revision, None, {node}).pinned_by = "node-affinity"

    def _replace(self, world: World, here: dict[int, _Here]) -> bool:
        """Delete old pods that do not work, and others while not too many are missing."""
        missing = sum(
            each.old is None and not (each.new is not None and available(each.new, world.now, self.min_ready))
            for each in here.values()
        )
        old = [each.old for each in here.values() if each.old is not None]
        sick = [pod for pod in old if not available(pod, world.now, self.min_ready)]
        gone = sick + [pod for pod in old if pod not in sick][: max(0, self.unavailable - missing - len(sick))]
        for pod in gone:
            world.delete(pod)
        return bool(gone)

    def _surge(self, world: World, here: dict[int, _Here]) -> bool:
        """Delete old pods whose successor is available, and set successors beside others while surge lasts."""
        waiting, changed, alone = 0, False, []
        for node, each in here.items():
            if each.old is None:
                continue
            if each.new is None:
                alone.append((node, each.old))
            elif available(each.new, world.now, self.min_ready):
                world.delete(each.old)
                changed = True
            else:
                waiting += 1
        sick = [node for node, old in alone if not available(old, world.now, self.min_ready)]
        sound = [node for node, _old in alone if node not in sick][: max(0, self.surge - waiting)]
        self._fill(world, (*sick, *sound))
        return changed or bool(sick) or bool(sound)
