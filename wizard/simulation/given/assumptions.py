"""What the simulator takes for granted where neither manifest nor cluster says it; each can be set, and is said."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Assumptions:
    """The numbers behind a simulated outcome."""

    start_seconds: float = 10
    """From the start of a pod's containers to its first good answer."""
    run_seconds: float = 2
    """From a pod's placing to the start of its containers: pull, mounts, sandbox."""
    stop_seconds: float = 2
    """From SIGTERM to the end of the program; the grace period cuts it off."""
    unreachable_seconds: float | None = None
    """How long a silent node still counts as there; None is the version's default: 40 s, from 1.32 on 50 s."""
    rack_label: str = ""
    """The node label that marks racks or placement batches; empty: the likeliest one of the nodes."""
    hosts_drained: int = 2
    """How many hosts are drained at once where several are."""
    scale_to: int | None = None
    """How many copies a scaling by hand asks for; None is twice as many."""
    broken: bool = False
    """Whether its pods run and never become Ready."""
    broken_update: bool = False
    """Whether what an update brings runs and never becomes Ready."""
    silent_update: bool = False
    """Whether what an update brings runs and answers nobody: Ready only where no probe asks."""
    zonal_volumes: bool = True
    """Whether a claim of a StatefulSet's own lives in one zone, so that its pod can only come back there."""
    request_rate: float = 100
    """Requests a second."""
    request_seconds: float = 0.2
    """How long most requests take; the longest take the drain seconds that somebody told."""
    longest_share: float = 0.01
    """How many requests take longest, as a share of all."""
    propagation_seconds: float | None = None
    """Until the last route knows that a pod has come or goes; None is what its traffic path lets expect."""
    keep_alive: bool = False
    """Whether connections stay open and bring requests to a pod until its program closes them."""
    finishes: bool | None = None
    """Whether the program finishes its work after SIGTERM; None: only where somebody told how long that takes."""
