"""The Deployment controller with its ReplicaSets, turn by turn (FACTS 5.1; controller/deployment/rolling.go).

Terminating pods count for nobody here, so more pods than replicas and surge can stand on the nodes while they stop.
"""

from collections import Counter
from collections.abc import Callable, Collection
from math import log10

from wizard.model.defaults import deadline
from wizard.model.shapes import integer
from wizard.model.workload import Workload
from wizard.simulation.events.controllers import Owned, Revision, available, wake
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.world import World


class Deployment(Owned):
    """One Deployment: `sizes` are the replicas of its ReplicaSets, the oldest first."""

    def __init__(self, workload: Workload, revision: Revision, name: Callable[[int], str], replicas: int) -> None:
        super().__init__(workload, revision, name)
        self.replicas = replicas
        self.sizes: dict[int, int] = {revision.number: replicas}
        self.revisions = {revision.number: revision}
        self.min_ready = integer(workload.spec.get("minReadySeconds")) or 0
        self._woken: dict[Pod, float | None] = {}
        self._progress = 0
        self._deadline = deadline(workload.spec)

    def update(self, revision: Revision, world: World) -> None:
        """A new pod template: the rollout begins."""
        self.revision, self.workload = revision, revision.workload
        self.min_ready = integer(self.workload.spec.get("minReadySeconds")) or 0
        self.revisions[revision.number] = revision
        self.sizes[revision.number] = 0
        self._deadline = deadline(self.workload.spec)
        if not self.paused:
            self._advance(world)
        world.moved()

    def scale(self, replicas: int, world: World) -> None:
        """Another number of replicas."""
        self.replicas = replicas
        world.moved()

    @property
    def surge(self) -> int:
        return self.workload.surge

    @property
    def unavailable(self) -> int:
        """As many as the fields allow, at most all."""
        return min(self.workload.unavailable, self.replicas)

    def done(self, world: World) -> bool:
        """Whether every pod is of the newest revision and available, as `kubectl rollout status` asks."""
        new = [pod for pod in world.pods if pod.staying]
        return (
            all(pod.revision == self.revision.number for pod in new)
            and sum(available(pod, world.now, self.min_ready) for pod in new) >= self.replicas
        )

    def turn(self, world: World) -> bool:
        staying = [pod for pod in world.pods if pod.deleted_at is None]
        for pod in staying:
            wake(world, pod, self.min_ready, self._woken)
        if self._fill(world, staying):
            return True
        if self.paused:
            return self._scale_alone()
        if self.workload.update_type == "Recreate":
            changed = self._recreate(world)
        else:
            changed = self._grow() or self._shrink(world, staying)
        if changed:
            self._advance(world)
        return changed

    @property
    def paused(self) -> bool:
        """Whether nothing rolls out; copies are scaled all the same (deployment_controller.go syncDeployment)."""
        return self.workload.spec.get("paused") is True

    def _scale_alone(self) -> bool:
        """The ReplicaSet that has the pods gets those that are wanted, of the revision that it is of."""
        more = self.replicas - sum(self.sizes.values())
        active = [number for number, size in self.sizes.items() if size] or [*self.sizes]
        self.sizes[active[-1]] += more
        return more != 0

    def _fill(self, world: World, staying: Collection[Pod]) -> bool:
        """The ReplicaSet controllers: as many pods as each wants."""
        counts = Counter(pod.revision for pod in staying)
        changed = False
        for number, size in self.sizes.items():
            changed = changed or counts[number] != size
            for _pod in range(size - counts[number]):
                self.make(world, self.revisions[number])
            if counts[number] > size:
                for pod in self._victims(world, number, staying)[: counts[number] - size]:
                    world.delete(pod)
        return changed

    def _victims(self, world: World, number: int, staying: Collection[Pod]) -> list[Pod]:
        """Who goes first (controller_utils.go ActivePodsWithRanks): not placed, not ready, crowded, younger."""
        crowd = Counter(pod.node for pod in staying)

        def last_wish(pod: Pod) -> tuple[object, ...]:
            age = 0 if pod.ready_at is None else world.now - pod.ready_at
            return (
                pod.node is not None,
                pod.running,
                pod.ready,
                -crowd[pod.node],
                round(log10(max(age, 1))),
                -pod.ordinal,
            )

        return sorted((pod for pod in staying if pod.revision == number), key=last_wish)

    def _recreate(self, world: World) -> bool:
        new = self.revision.number
        if any(size for number, size in self.sizes.items() if number != new):
            self.sizes = {number: self.sizes[number] if number == new else 0 for number in self.sizes}
            return True
        if any(pod.revision != new for pod in world.pods) or self.sizes[new] == self.replicas:
            # Terminating pods of the old revision hold the new ones back.
            return False
        self.sizes[new] = self.replicas
        return True

    def _grow(self) -> bool:
        """Step A: the new ReplicaSet takes what replicas and surge leave it."""
        new = self.revision.number
        room = self.replicas + self.surge - sum(self.sizes.values())
        more = min(room, self.replicas - self.sizes[new])
        if self.sizes[new] > self.replicas:
            more = self.replicas - self.sizes[new]
        elif more <= 0:
            return False
        self.sizes[new] += more
        return more != 0

    def _shrink(self, world: World, staying: Collection[Pod]) -> bool:
        """Step B: first old pods that do not work, then as many old ones as may be missing."""
        new = self.revision.number
        old = [number for number, size in self.sizes.items() if number != new and size]
        if not old:
            return False
        ready = Counter(pod.revision for pod in staying if available(pod, world.now, self.min_ready))
        least = self.replicas - self.unavailable
        spare = sum(self.sizes.values()) - least - (self.sizes[new] - ready[new])
        if spare <= 0:
            return False
        changed = False
        for number in old:
            down = min(spare, self.sizes[number] - ready[number])
            if down > 0:
                self.sizes[number] -= down
                spare -= down
                changed = True
        above = sum(ready.values()) - least
        for number in old:
            down = min(above, self.sizes[number])
            if down > 0:
                self.sizes[number] -= down
                above -= down
                changed = True
        return changed

    def _advance(self, world: World) -> None:
        """Progress puts the deadline off; missing it sets a condition and changes nothing."""
        self._progress += 1
        mark = self._progress

        def late() -> None:
            if mark == self._progress and not self.done(world):
                world.say("progress-deadline", seconds=self._deadline)

        if len(self.sizes) > 1:
            world.at(self._deadline, late)
