"""A stream of requests over the routes to pods that come and go. Counts by intervals between events, never one by one.

Routes learn of a pod one after the other, evenly up to the slowest hop, and each deals its requests out over the pods
that it knows. Where none is left, kube-proxy still sends to pods that end but answer (KEP-1669); other ways refuse.
Left out: clients that try again, and that a load balancer of externalTrafficPolicy Local knows nodes, not pods.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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


@dataclass(frozen=True)
class Lost:
    """What became of the requests of some time."""

    requests: float = 0
    refused: float = 0
    """They met nobody who answers."""
    cut: float = 0
    """They were under way when the program ended."""

    @property
    def lost(self) -> float:
        return self.refused + self.cut

    def __add__(self, other: "Lost") -> "Lost":
        return Lost(self.requests + other.requests, self.refused + other.refused, self.cut + other.cut)


def lost(pods: Sequence[Presence], stream: Stream, begin: float, end: float) -> Lost:
    """What becomes of the requests that begin in this time."""
    if end <= begin or not stream.rate:
        return Lost()
    share = stream.rate / ROUTES
    refused = cut = 0.0
    for delay in stream.delays:
        route = _Route.over(pods, stream, delay, begin, end)
        refused += share * route.refused
        cut += share * route.cut
    return Lost(stream.rate * (end - begin), refused, cut)


@dataclass(frozen=True)
class _Route:
    """One route, with one request a second on it."""

    refused: float
    cut: float

    @classmethod
    def over(cls, pods: Sequence[Presence], stream: Stream, delay: float, begin: float, end: float) -> "_Route":
        known = [(each.ready + delay, _forgotten(each, stream, delay)) for each in pods]
        last = [
            (max(away, each.listens), each.closes) if stream.falls_back else (0.0, 0.0)
            for each, (_since, away) in zip(pods, known, strict=True)
        ]
        counted = _Shares.of(known, last, begin, end)
        refused, cut = counted.nobody, 0.0
        for each, (since, away), (late, closes) in zip(pods, known, last, strict=True):
            refused += counted.regular(since, min(away, each.listens))
            refused += counted.regular(max(since, each.closes, each.listens), away)
            for share, seconds in stream.lengths:
                doomed = each.ends - seconds
                # One that began before the program listened was refused already.
                begun = max(doomed, each.listens)
                cut += share * counted.regular(max(since, begun), min(away, each.closes))
                cut += share * counted.fallback(max(late, begun), closes)
        return cls(refused, cut)


def _forgotten(pod: Presence, stream: Stream, delay: float) -> float:
    """When a route sends nothing more to a pod; an open connection brings requests until it is closed."""
    away = pod.leaves + delay
    return max(away, pod.closes) if stream.keep_alive else away


@dataclass(frozen=True)
class _Shares:
    """How much of a route's requests one of its pods has got up to each time, the same for all that it knows."""

    times: Sequence[float]
    known: Sequence[float]
    last: Sequence[float]
    nobody: float
    """Seconds in which the route knows no pod that answers."""

    @classmethod
    def of(
        cls,
        known: Sequence[tuple[float, float]],
        last: Sequence[tuple[float, float]],
        begin: float,
        end: float,
    ) -> "_Shares":
        steps: dict[float, list[int]] = {begin: [0, 0], end: [0, 0]}
        for place, windows in enumerate((known, last)):
            for since, until in windows:
                if since < until:
                    steps.setdefault(min(max(since, begin), end), [0, 0])[place] += 1
                    steps.setdefault(min(max(until, begin), end), [0, 0])[place] -= 1
        times = sorted(steps)
        regular, fallback, nobody, counts = [0.0], [0.0], 0.0, [0, 0]
        for since, until in pairwise(times):
            counts = [before + step for before, step in zip(counts, steps[since], strict=True)]
            regular.append(regular[-1] + ((until - since) / counts[0] if counts[0] else 0))
            spare = not counts[0] and counts[1]
            fallback.append(fallback[-1] + ((until - since) / counts[1] if spare else 0))
            nobody += until - since if not counts[0] and not counts[1] else 0
        return cls(times, regular, fallback, nobody)

    def regular(self, since: float, until: float) -> float:
        """What one pod has got between these times, as one of those that the route knows."""
        return self._at(self.known, until) - self._at(self.known, since) if since < until else 0

    def fallback(self, since: float, until: float) -> float:
        """What one pod has got between these times, as one of those that end but still answer."""
        return self._at(self.last, until) - self._at(self.last, since) if since < until else 0

    def _at(self, sums: Sequence[float], time: float) -> float:
        if time <= self.times[0]:
            return 0
        if time >= self.times[-1]:
            return sums[-1]
        place = bisect_right(self.times, time)
        since, until = self.times[place - 1], self.times[place]
        return sums[place - 1] + (sums[place] - sums[place - 1]) * (time - since) / (until - since)
