"""The requests to one workload while its pods come and go, and one pod's end on a time line."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from wizard.model.routes import slowest_hop, traffic
from wizard.model.workload import Container, Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.traffic.ending import Ending, ending, served_ending
from wizard.simulation.traffic.errors import Errors
from wizard.simulation.traffic.traffic import Presence, Stream, errors

FALLING_BACK = {"service", "lb-nodes", "lb-local"}
"""Ways that end in kube-proxy."""


class Life(Protocol):
    """What of a pod's life matters to requests, in seconds; None for what never comes."""

    @property
    def serving_at(self) -> float | None: ...
    @property
    def ready_at(self) -> float | None: ...
    @property
    def deleted_at(self) -> float | None: ...
    @property
    def lost_at(self) -> float | None: ...
    @property
    def unready_at(self) -> float | None: ...
    @property
    def spells(self) -> Sequence[tuple[float, float]]: ...


@dataclass(frozen=True)
class Timeline:
    """One pod's end, for a picture; all times in seconds after its deletion."""

    ending: Ending
    path: str
    """How requests come in: a key of wizard.model.routes.ROUTE_SECONDS."""
    first_route: float
    """When the first route sends nothing more to it."""
    last_route: float

    @property
    def pause_margin(self) -> float:
        """Seconds for which it still takes requests when no route sends any; less than none where it stops before."""
        return self.ending.term - self.last_route

    @property
    def marks(self) -> tuple[tuple[str, float], ...]:
        """What happens, in its order; work that SIGKILL cuts has no end of its own."""
        found = [
            ("deleted", 0.0),
            ("endpoints-gone", 0.0),
            ("first-route-gone", self.first_route),
            ("last-route-gone", self.last_route),
            ("term", float(self.ending.term)),
            ("kill", float(self.ending.kill)),
        ]
        if self.ending.margin >= 0:
            found.append(("finished", float(self.ending.finish)))
        return tuple(sorted(found, key=lambda each: each[1]))


def timeline(workload: Workload, container: Container, assumptions: Assumptions) -> Timeline:
    """The end of a container, and when the routes learn of it."""
    delays = stream(workload, assumptions).delays
    return Timeline(ending(container, workload, assumptions.stop_seconds), traffic(workload), delays[0], delays[-1])


def stream(workload: Workload, assumptions: Assumptions) -> Stream:
    """The requests that the workload's traffic path lets expect."""
    path, told = traffic(workload), assumptions.propagation_seconds
    return Stream(
        rate=0 if path == "none" else assumptions.request_rate,
        seconds=assumptions.request_seconds,
        longest=max(assumptions.request_seconds, workload.facts.drain_seconds or 0),
        longest_share=assumptions.longest_share,
        keep_alive=assumptions.keep_alive,
        slowest=slowest_hop(path) if told is None else told,
        falls_back=path in FALLING_BACK,
    )


def finishes(workload: Workload, assumptions: Assumptions) -> bool:
    """Whether the program finishes its work after SIGTERM: as told, else where somebody said how long that takes."""
    return workload.facts.drain_seconds is not None if assumptions.finishes is None else assumptions.finishes


def errors_met(lives: Iterable[Life], workload: Workload, assumptions: Assumptions) -> Errors:
    """What becomes of the requests from second 0 until the routes have settled after the last event."""
    flow, known = stream(workload, assumptions), tuple(lives)
    moments = (
        0.0 if moment == math.inf else moment
        for each in known
        for moment in (each.serving_at, each.ready_at, each.deleted_at, each.lost_at, each.unready_at)
        if moment is not None
    )
    end = max((0.0, *moments)) + flow.slowest + served_ending(workload, assumptions.stop_seconds).gone
    pods = [_presence(each, each.ready_at, workload, assumptions, flow) for each in known if each.ready_at is not None]
    # Killed before it answered: those who asked then met nobody.
    pods += [Presence(ready, math.inf, until) for each in known for ready, until in each.spells]
    return errors(pods, flow, 0, end)


def _presence(life: Life, ready_at: float, workload: Workload, assumptions: Assumptions, flow: Stream) -> Presence:
    # What is there at the start is known to every route.
    ready = ready_at if ready_at > 0 else -flow.slowest
    listens = ready if life.serving_at is None or life.serving_at <= 0 else life.serving_at
    leaves = min((each for each in (life.deleted_at, life.unready_at) if each is not None), default=math.inf)
    if life.lost_at is not None and (life.deleted_at is None or life.lost_at < life.deleted_at):
        return Presence(ready, listens, leaves, life.lost_at, life.lost_at)
    if life.deleted_at is None:
        return Presence(ready, listens, leaves)
    stop = served_ending(workload, assumptions.stop_seconds)
    closes = life.deleted_at + stop.term
    return Presence(
        ready, listens, leaves, closes, life.deleted_at + stop.kill if finishes(workload, assumptions) else closes
    )
