"""What only people know of an application. Reads nothing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AppFacts:
    """What only people know of an application; None where nobody has said."""

    traffic: str | None = None
    """How requests reach the pods: a key of practices.shutdown.TRAFFIC (FACTS 6e)."""
    drain_seconds: int | None = None
    """How long the longest request or job needs to finish."""
    start_seconds: int | None = None
    """How long a pod needs from its start to its first good answer."""
    shell: bool | None = None
    """Whether the image holds /bin/sh."""
    quorum: bool | None = None
    """Whether its copies must keep a majority: a consensus store."""
    failover_seconds: int | None = None
    """How soon the pods of a dead node must run elsewhere."""
    survive: str | None = None
    """The widest failure that it must survive for sure: host, zone, region; or none."""


UNASKED = AppFacts()
"""Nothing is known of an application yet."""
