"""A stream of requests over the routes to pods that come and go. Counts by intervals between events, never one by one.

Routes learn of a pod one after the other, evenly up to the slowest hop, and each deals its requests out over the pods
that it knows. Where none is left, kube-proxy still sends to pods that end but answer (KEP-1669); other ways refuse.
Left out: clients that try again, and that a load balancer of externalTrafficPolicy Local knows nodes, not pods.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wizard.simulation.traffic.errors import Errors

ROUTES = 5
"""How many routes stand for all: kube-proxies, load balancers, resolvers."""


@dataclass(frozen=True)
class Stream:
    """The requests that come in while pods come and go."""

    rate: float = 100
    """Requests a second."""
    seconds: float = 0.2
    """How long most of them take."""
    longest: float = 0.2
    """How long the longest take."""
    longest_share: float = 0.01
    """How many of them are that long."""
    keep_alive: bool = False
    """Whether connections stay open: they bring requests to a pod until its program closes them."""
    slowest: float = 5
    """Seconds until the last route knows that a pod has come or goes."""
    falls_back: bool = True
    """Whether pods that end but answer get requests where no other is left: kube-proxy does so."""

    @property
    def delays(self) -> tuple[float, ...]:
        """When each route has learnt of a pod."""
        return tuple(self.slowest * number / ROUTES for number in range(1, ROUTES + 1))

    @property
    def lengths(self) -> tuple[tuple[float, float], ...]:
        """Which share of the requests takes how long."""
        return (1 - self.longest_share, self.seconds), (self.longest_share, self.longest)


@dataclass(frozen=True)
class Presence:
    """One pod as routes and requests meet it, in seconds."""

    ready: float
    """When routes begin to be told of it."""
    listens: float
    """When its program answers; later than `ready` where nothing checks it."""
    leaves: float = math.inf
    """When routes begin to be told that it goes."""
    closes: float = math.inf
    """When its program takes no more requests."""
    ends: float = math.inf
    """When what it has not finished is cut."""


def errors(pods: Sequence[Presence], stream: Stream, begin: float, end: float) -> Errors:
    """What the requests meet that begin in this time; what fails for good is what still fails at its end."""
    if end <= begin or not stream.rate:
        return Errors()
    changes = sorted(_changes(pods, stream, begin, end))
    routes = [_Route.on(stream) for _delay in stream.delays]
    refused = cut = outage = partial = 0.0
    since, place = begin, 0
    while since < end:
        while place < len(changes) and changes[place][0] <= since:
            _time, route, what, step = changes[place]
            routes[route].change(what, step)
            place += 1
        until = changes[place][0] if place < len(changes) else end
        seconds, since = until - since, until
        refused += seconds * sum(each.refused for each in routes)
        cut += seconds * sum(each.cut for each in routes)
        outage += seconds * _all_fail(routes)
        partial += seconds * (_some_fail(routes) and not _all_fail(routes))
    for _time, route, what, step in changes[place:]:
        routes[route].change(what, step)
    lasting = sum(each.refused + each.cut for each in routes) / ROUTES
    share = stream.rate / ROUTES
    return Errors(
        None if _all_fail(routes) else outage,
        None if _some_fail(routes) and not _all_fail(routes) else partial,
        stream.rate * (end - begin),
        share * refused,
        share * cut,
        1.0 if _all_fail(routes) else lasting,
    )


KNOWN, REFUSING, SPARE, CUTTING = range(4)
"""What a pod is to a route: one that it sends to, such a one that does not answer, one that ends but answers where no
other is left; and from here on, for each length of requests, one that does not finish those that it takes now, first
of those that are known, then of the spare ones."""
Change = tuple[float, int, int, int]
"""When, on which route, what of it, one more or one less."""


@dataclass
class _Route:
    """How many pods are what to one route at one moment. Counted in whole numbers: all is all, and none is none."""

    shares: Sequence[float]
    """Of the requests, those of each length."""
    counts: list[int]
    refused: float = 1.0
    """Of its requests, those that meet nobody who answers."""
    cut: float = 0.0
    """Of its requests, those that nobody finishes."""
    all_fail: bool = True

    @classmethod
    def on(cls, stream: Stream) -> "_Route":
        shares = [share for share, _seconds in stream.lengths]
        return cls(shares, [0] * (CUTTING + 2 * len(shares)))

    def change(self, what: int, step: int) -> None:
        counts, lengths = self.counts, len(self.shares)
        counts[what] += step
        first = CUTTING if counts[KNOWN] else CUTTING + lengths
        there, refusing = (counts[KNOWN], counts[REFUSING]) if counts[KNOWN] else (counts[SPARE], 0)
        if not there:
            self.refused, self.cut, self.all_fail = 1.0, 0.0, True
            return
        cutting = counts[first : first + lengths]
        self.refused = refusing / there
        self.cut = sum(share * each for share, each in zip(self.shares, cutting, strict=True)) / there
        self.all_fail = all(refusing + each == there for share, each in zip(self.shares, cutting, strict=True) if share)


def _all_fail(routes: Sequence[_Route]) -> bool:
    return all(each.all_fail for each in routes)


def _some_fail(routes: Sequence[_Route]) -> bool:
    return any(each.refused or each.cut for each in routes)


def _changes(pods: Sequence[Presence], stream: Stream, begin: float, end: float) -> Iterator[Change]:
    alike = Counter(pods)
    for route, delay in enumerate(stream.delays):
        # Most pods of a large workload are alike: they have been there for long, and stay.
        for pod, count in alike.items():
            for what, since, until in _windows(pod, stream, delay):
                if since < until and since <= end and until > begin:
                    yield max(since, begin), route, what, count
                    if until <= end:
                        yield until, route, what, -count


def _windows(pod: Presence, stream: Stream, delay: float) -> Iterator[tuple[int, float, float]]:
    """From when until when a pod is what to a route that learns of everything after this delay."""
    since, away = pod.ready + delay, _forgotten(pod, stream, delay)
    late, closes = max(away, pod.listens), pod.closes
    yield KNOWN, since, away
    yield REFUSING, since, min(away, pod.listens)
    yield REFUSING, max(since, closes, pod.listens), away
    if stream.falls_back:
        yield SPARE, late, closes
    for number, (_share, seconds) in enumerate(stream.lengths):
        # One that began before the program listened was refused already.
        begun = max(pod.ends - seconds, pod.listens)
        yield CUTTING + number, max(since, begun), min(away, closes)
        if stream.falls_back:
            yield CUTTING + len(stream.lengths) + number, max(late, begun), closes


def _forgotten(pod: Presence, stream: Stream, delay: float) -> float:
    """When a route sends nothing more to a pod; an open connection brings requests until it is closed."""
    away = pod.leaves + delay
    return max(away, pod.closes) if stream.keep_alive else away
