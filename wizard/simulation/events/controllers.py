"""What all controllers share: the pods they own, and how a new one is made."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import count

from wizard.model.workload import Workload
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.world import World
from wizard.simulation.given.asked import Asked
from wizard.simulation.traffic.timing import Timing


@dataclass(frozen=True, eq=False)
class Revision:
    """One pod template of the workload, and how its pods live."""

    number: int
    workload: Workload
    asked: Asked
    timing: Timing


class Owned:
    """The pods of one workload."""

    def __init__(self, workload: Workload, revision: Revision, name: Callable[[int], str]) -> None:
        self.workload, self.revision = workload, revision
        self.name = name
        self.numbers = count()

    def make(
        self, world: World, revision: Revision, number: int | None = None, pinned: Collection[int] | None = None
    ) -> Pod:
        """Create one pod."""
        ordinal = next(self.numbers) if number is None else number
        name = self.name(ordinal)
        return world.create(Pod(name, revision.number, revision.asked, revision.timing, world.now, ordinal, pinned))


def available(pod: Pod, now: float, min_ready: float) -> bool:
    """Ready for minReadySeconds, and nobody has deleted it."""
    return pod.ready and pod.deleted_at is None and pod.ready_at is not None and pod.ready_at + min_ready <= now


def staying(pods: Iterable[Pod]) -> list[Pod]:
    """Those that nobody has deleted."""
    return [pod for pod in pods if pod.deleted_at is None]


def wake(world: World, pod: Pod, min_ready: float, woken: dict[Pod, float | None]) -> None:
    """Look again when a Ready pod becomes available: nothing else happens at that moment."""
    if min_ready and pod.ready and woken.get(pod) != pod.ready_at:
        woken[pod] = pod.ready_at
        world.at(min_ready, world.moved)
