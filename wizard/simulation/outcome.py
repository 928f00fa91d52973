"""What a played scenario comes to: numbers, ids and each pod's life. No sentences."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from wizard.model.topology import Topology
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.world import World
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.placing.fitting import Unschedulable

Said = tuple[str, Mapping[str, float | str]]
LONG_AGO = -3600.0
"""When the pods that are there at the start were created and became ready."""


@dataclass(frozen=True)
class Life:
    """The moments of one pod, in seconds from the start of the scenario; None where they never come."""

    pod: str
    node: str | None
    revision: int
    """1 for what runs at the start, 2 for what an update brings."""
    created: float
    serving_at: float | None
    """When it could answer, whether or not it is Ready."""
    ready_at: float | None
    deleted_at: float | None
    term_at: float | None
    """When its program is told to stop: preStop is over."""
    gone_at: float | None
    lost_at: float | None
    """When its host died; the cluster sends it requests until unready_at."""
    unready_at: float | None
    spells: tuple[tuple[float, float], ...] = ()
    """When it was Ready before ready_at, and until when: a probe had a container killed, which came back."""
    runs_at: float | None = None
    """When its containers start: it has its address."""


@dataclass(frozen=True)
class Outcome:
    """What happened to one workload in one scenario."""

    scenario: str
    topology: Topology
    assumptions: Assumptions
    targets: tuple[str, ...]
    """The nodes or pods that it was done to."""
    wanted: int
    """How many copies are wanted when all is over."""
    lowest_ready: int
    below_seconds: float | None
    """How long fewer than wanted are ready; None for ever."""
    pending: tuple[tuple[Unschedulable, int], ...]
    """Why pods are still Pending at the end, and how many."""
    evictions: int
    refused_evictions: int
    ends: bool
    """Whether it comes to its end: drained, updated, or all copies ready again."""
    seconds_to_full: float | None
    """When all copies wanted are ready for good; None never."""
    ready: tuple[tuple[float, int], ...]
    """From when on how many are ready: first before the scenario, at second 0, then after each change."""
    steps: tuple[tuple[float, str, Mapping[str, str | int]], ...]
    """Seconds, event and values: cordoned, evicted, refused, eviction-failed, placed, pending, ready, killed, lost,
    noticed, expelled, eviction-stopped, progress-deadline, deleted, scaled, updated, spared,
    scaled-enough, scaled-short, held-up."""
    lives: tuple[Life, ...]
    reasons: tuple[Said, ...] = ()
    """Why it does not end, what it leaves undone, how far an autoscaler went: ids and values of simulation.reasons."""
    others_pending: int = 0
    """How many pods of others a drain has moved that find no node."""
    spent: int = 0
    """How many steps it took to play."""

    @property
    def assumed(self) -> bool:
        """Whether the nodes are only a picture."""
        return self.topology.assumed


@dataclass(frozen=True)
class Weakness:
    """How long too few pods were ready."""

    lowest: int
    below: float | None
    full: float | None


def weakness(ready: tuple[tuple[float, int], ...], wanted: int) -> Weakness:
    """Measured over the intervals between changes."""
    ends = [*(start for start, _count in ready[1:]), None]
    below = full = 0.0
    for (start, count), end in zip(ready, ends, strict=True):
        if end is None:
            break
        below += end - start if count < wanted else 0
        full = end if count < wanted else full
    last = ready[-1][1]
    return Weakness(
        min(count for _start, count in ready),
        None if last < wanted else below,
        None if last < wanted else full,
    )


def lives(world: World) -> tuple[Life, ...]:
    """Every pod there has been."""
    return tuple(_life(pod, world) for pod in world.lives)


def _life(pod: Pod, world: World) -> Life:
    return Life(
        pod.name,
        None if pod.node is None else world.board.nodes[pod.node].name,
        pod.revision,
        pod.created,
        pod.serving_at,
        pod.ready_at,
        pod.deleted_at,
        None if pod.deleted_at is None or pod.lost_at is not None else pod.deleted_at + pod.timing.term,
        pod.gone_at,
        pod.lost_at,
        pod.unready_at,
        pod.spells,
        pod.runs_at,
    )


def still_pending(world: World) -> tuple[tuple[Unschedulable, int], ...]:
    """The reasons for which pods wait for a node, the most frequent first."""
    return tuple(Counter(pod.waits_for for pod in world.pods if pod.waits_for and pod.staying).most_common())
