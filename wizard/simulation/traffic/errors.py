"""The errors that users meet: the one measure of a scenario, which everything that speaks of errors stands on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Errors:
    """What became of the requests of a scenario, and of the copies that are Ready meanwhile."""

    outage_seconds: float | None = 0
    """How long every request fails, whichever way it takes; None where that lasts for good."""
    partial_seconds: float | None = 0
    """How long some requests fail and others do not; None where that lasts for good."""
    requests: float = 0
    """All that begin, from the event until the routes have settled after the last thing that happens."""
    refused: float = 0
    """Those of them that meet nobody who answers."""
    cut: float = 0
    """Those of them that are under way when the program ends."""
    lasting: float = 0
    """The share of requests that fails for good, once all is over; 0 where everything is as it should be."""
    ready: tuple[tuple[float, int], ...] = ()
    """From which second on how many copies are Ready and stay: first the state before the event, at second 0, then
    each change, which may be at second 0 too, to the state after. (0, 1), (0, 0), (12, 1) is "1, then 0, then 1"."""

    @property
    def lost(self) -> float:
        """How many requests fail; of what lasts for good, those of the time that is counted."""
        return self.refused + self.cut

    @property
    def share(self) -> float:
        """How many of all requests fail, from 0 to 1."""
        return min(1.0, self.lost / self.requests) if self.requests else 0.0
