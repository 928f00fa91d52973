"""The requests to one workload while its pods come and go, and one pod's end on a time line."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from wizard.model.endpoints import lists_unready, stays_on_node
from wizard.model.routes import slowest_hop, traffic
from wizard.model.workload import Container, Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.traffic.ending import Ending, ending, served_ending
from wizard.simulation.traffic.errors import Errors
from wizard.simulation.traffic.stream import Presence, Stream
from wizard.simulation.traffic.traffic import errors

FALLING_BACK = {"service", "lb-nodes", "lb-local"}
"""Ways that end in kube-proxy."""


class Life(Protocol):
    """What of a pod's life matters to requests, in seconds; None for what never comes."""

    @property
    def node(self) -> str | None: ...
    @property
    def runs_at(self) -> float | None: ...
    @property
    def serving_at(self) -> float | None: ...
    @property
    def ready_at(self) -> float | None: ...
    @property
    def deleted_at(self) -> float | None: ...
    @property
    def gone_at(self) -> float | None: ...
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
    leaves: float = 0
    """When it is no endpoint any more."""

    @property
    def pause_margin(self) -> float:
        """Seconds for which it still takes requests when no route sends any; less than none where it stops before."""
        return self.ending.term - self.last_route

    @property
    def marks(self) -> tuple[tuple[str, float], ...]:
        """What happens, in its order; work that SIGKILL cuts has no end of its own."""
        found = [
            ("deleted", 0.0),
            ("endpoints-gone", self.leaves),
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
    end = ending(container, workload, assumptions.stop_seconds)
    # What is published although it ends is an endpoint until nothing is left of it.
    leaves = end.gone if lists_unready(workload) else 0.0
    return Timeline(end, traffic(workload), leaves + delays[0], leaves + delays[-1], leaves)


def stream(workload: Workload, assumptions: Assumptions) -> Stream:
    """The requests that the workload's traffic path lets expect."""
    path, told = traffic(workload), assumptions.propagation_seconds
    return Stream(
        rate=0 if path == "none" else assumptions.request_rate,
        seconds=assumptions.request_seconds,
        longest=max(assumptions.request_seconds, workload.facts.drain_seconds or 0),
        longest_share=assumptions.longest_share,
        keep_alive=assumptions.keep_alive,
        slowest=slowest_hop(workload) if told is None else told,
        falls_back=path in FALLING_BACK,
    )


def finishes(workload: Workload, assumptions: Assumptions) -> bool:
    """Whether the program finishes its work after SIGTERM: as told, else where somebody said how long that takes."""
    return workload.facts.drain_seconds is not None if assumptions.finishes is None else assumptions.finishes


def errors_met(
    lives: Iterable[Life],
    workload: Workload,
    assumptions: Assumptions,
    clients: Mapping[str, float] | None = None,
) -> Errors:
    """What becomes of the requests from second 0 until the routes have settled after the last event.

    `clients` are the nodes that requests come from, and until when, where they stay on their node.
    """
    flow, known, all_listed = stream(workload, assumptions), tuple(lives), lists_unready(workload)
    moments = (
        0.0 if moment == math.inf else moment for each in known for moment in _moments(each, all_listed=all_listed)
    )
    stop, staying = served_ending(workload, assumptions.stop_seconds), stays_on_node(workload)
    end = max((0.0, *moments)) + flow.slowest + stop.gone
    kept = stop.kill if finishes(workload, assumptions) else stop.term
    # What is there at the start is known to every route.
    pods = [
        replace(
            _program(each, stop.term, kept),
            ready=since if since > 0 else -flow.slowest,
            leaves=until,
            # Pods that differ in nothing are reckoned as one.
            node=(each.node or "") if staying else "",
        )
        for each in known
        for since, until in (_listed(each) if all_listed else _ready(each))
    ]
    return errors(pods, flow, 0, end, clients if staying else None)


def _moments(life: Life, *, all_listed: bool) -> Iterator[float]:
    """When something happens that routes learn of later."""
    moments = (life.serving_at, life.ready_at, life.deleted_at, life.lost_at, life.unready_at)
    listed = (life.runs_at, life.gone_at) if all_listed else ()
    return (moment for moment in (*moments, *listed) if moment is not None)


def _ready(life: Life) -> Iterator[tuple[float, float]]:
    """From when until when it is an endpoint that is ready."""
    yield from life.spells
    if life.ready_at is not None:
        yield life.ready_at, min((at for at in (life.deleted_at, life.unready_at) if at is not None), default=math.inf)


def _listed(life: Life) -> Iterator[tuple[float, float]]:
    """The same where Services publish what is not ready: as soon as it has an address, and as long as it is there."""
    if life.runs_at is not None:
        yield life.runs_at, math.inf if life.gone_at is None else life.gone_at


def _program(life: Life, term: float, kept: float) -> Presence:
    """Its program: it takes requests until `term`, and finishes work until `kept`, both after its deletion."""
    listens = -math.inf if life.serving_at is None or life.serving_at <= 0 else life.serving_at
    if life.lost_at is not None and (life.deleted_at is None or life.lost_at < life.deleted_at):
        return Presence(0, listens, closes=life.lost_at, ends=life.lost_at)
    if life.deleted_at is None:
        return Presence(0, listens)
    return Presence(0, listens, closes=life.deleted_at + term, ends=life.deleted_at + kept)
