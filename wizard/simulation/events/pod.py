"""One pod, and what has happened to it so far."""

from collections.abc import Collection
from dataclasses import dataclass

from wizard.simulation.given.asked import Asked, Place
from wizard.simulation.placing.fitting import Unschedulable
from wizard.simulation.traffic.timing import Timing


@dataclass(eq=False)
class Pod:
    """One pod of the workload, from its creation to its end."""

    name: str
    revision: int
    asked: Asked
    timing: Timing
    created: float
    ordinal: int = 0
    """A StatefulSet's number; for others the order of creation."""
    pinned: Collection[int] | None = None
    """The nodes that its volume can be reached from, or that it is made for; None is all."""
    pinned_by: str = "volume"
    """The filter that keeps it there: volume, or node-affinity for a DaemonSet's."""
    node: int | None = None
    running: bool = False
    ready: bool = False
    """The Ready condition, as the API server has it."""
    runs_at: float | None = None
    """When its containers start."""
    serving_at: float | None = None
    ready_at: float | None = None
    deleted_at: float | None = None
    gone_at: float | None = None
    lost_at: float | None = None
    """When its host died under it."""
    unready_at: float | None = None
    """When the cluster noticed that, or a probe had a container killed."""
    spells: tuple[tuple[float, float], ...] = ()
    """When it was Ready before `ready_at`, and until when."""
    waits_for: Unschedulable | None = None
    attached: bool = False
    """Whether its node has the volumes that it wants."""
    held_up: Place | None = None
    """The volume that is attached to another node, so that none of its containers starts."""
    own: bool = True
    """Whether it is the workload's, not one of others that were moved."""

    @property
    def staying(self) -> bool:
        """Whether nobody has deleted it."""
        return self.deleted_at is None

    @property
    def serves(self) -> bool:
        """Whether it is Ready for the API server, in truth too, and not on its way out."""
        return self.ready and self.deleted_at is None and self.lost_at is None
