"""A stream of requests over the routes to pods that come and go. Counts by intervals between events, never one by one.

Left out: clients that try again, and that a load balancer of externalTrafficPolicy Local knows nodes, not pods.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wizard.simulation.traffic.errors import Errors
from wizard.simulation.traffic.route import CLOSED, Route, Routes, windows
from wizard.simulation.traffic.stream import ROUTES, Presence, Stream

Change = tuple[float, int, int, int]
"""When, on which route, what of it, how many more or less."""


def errors(
    pods: Sequence[Presence], stream: Stream, begin: float, end: float, clients: Mapping[str, float] | None = None
) -> Errors:
    """What the requests meet that begin in this time; what fails for good is what still fails at its end.

    `clients` are the nodes that the requests come from, evenly, and cannot leave, each with the second at which nobody
    asks there any more; None where a request may go to any node.
    """
    if end <= begin or not stream.rate or clients == {}:
        return Errors()
    places = _places(pods, clients)
    changes = sorted(_changes(places, stream, begin, end))
    routes = Routes([Route.on(stream, place.weight) for place in places for _delay in stream.delays])
    share = stream.rate / (ROUTES * sum(place.weight for place in places))
    requests = refused = cut = outage = partial = 0.0
    since, number = begin, 0
    while True:
        while number < len(changes) and changes[number][0] <= since:
            routes.change(*changes[number][1:])
            number += 1
        if since >= end:
            break
        until = changes[number][0] if number < len(changes) else end
        seconds, since = until - since, until
        requests += seconds * share * routes.asking
        refused += seconds * share * routes.refused
        cut += seconds * share * routes.cut
        outage += seconds * routes.all_fail
        partial += seconds * routes.some_fail
    lasting = (routes.refused + routes.cut) / routes.asking if routes.some_fail else float(routes.all_fail)
    return Errors(
        None if routes.all_fail else outage, None if routes.some_fail else partial, requests, refused, cut, lasting
    )


@dataclass(frozen=True)
class _Place:
    """Where requests come from that meet the same pods."""

    pods: Mapping[Presence, int]
    """Each with how many are like it: most of a large workload have been there for long, and stay."""
    weight: int = 1
    """How many nodes it stands for."""
    until: float = math.inf


def _places(pods: Sequence[Presence], clients: Mapping[str, float] | None) -> list[_Place]:
    if clients is None:
        return [_Place(Counter(pods))]
    here: defaultdict[str, Counter[Presence]] = defaultdict(Counter)
    for pod in pods:
        if pod.node in clients:
            here[pod.node][pod] += 1
    empty = Counter(until for node, until in clients.items() if node not in here)
    return [
        *(_Place(found, 1, clients[node]) for node, found in here.items()),
        *(_Place({}, count, until) for until, count in empty.items()),
    ]


def _changes(places: Sequence[_Place], stream: Stream, begin: float, end: float) -> Iterator[Change]:
    number = -1
    for place in places:
        for delay in stream.delays:
            number += 1
            if place.until <= end:
                yield max(place.until, begin), number, CLOSED, 0
            for pod, count in place.pods.items():
                for what, since, until in windows(pod, stream, delay):
                    if since < until and since <= end and until > begin:
                        yield max(since, begin), number, what, count
                        if until <= end:
                            yield until, number, what, -count
