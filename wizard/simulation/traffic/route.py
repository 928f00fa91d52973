"""What the routes know of the pods at one moment, and which of their requests fail.

Routes learn of a pod one after the other, evenly up to the slowest hop, and each deals its requests out over the pods
that it knows. Where none is left, kube-proxy still sends to pods that end but answer (KEP-1669); other ways refuse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wizard.simulation.traffic.stream import Presence, Stream

KNOWN, REFUSING, SPARE, CUTTING = range(4)
"""What a pod is to a route: one that it sends to, such a one that does not answer, one that ends but answers where no
other is left; and from here on, for each length of requests, one that does not finish those that it takes now, first
of those that are known, then of the spare ones."""
CLOSED = -1
"""What a route is of which nobody asks any more."""


@dataclass
class Route:
    """How many pods are what to one route at one moment. Counted in whole numbers: all is all, and none is none."""

    shares: Sequence[float]
    """Of the requests, those of each length."""
    counts: list[int]
    weight: int
    """How many such routes there are."""
    refused: float = 1.0
    """Of its requests, those that meet nobody who answers."""
    cut: float = 0.0
    """Of its requests, those that nobody finishes."""
    all_fail: bool = True

    @classmethod
    def on(cls, stream: Stream, weight: int) -> "Route":
        shares = [share for share, _seconds in stream.lengths]
        return cls(shares, [0] * (CUTTING + 2 * len(shares)), weight)

    def change(self, what: int, step: int) -> None:
        """So many pods more or less are that to it."""
        if what == CLOSED:
            self.weight = 0
            return
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


class Routes:
    """All routes at one moment. Each change costs the same, however many they are."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = routes
        self.asking = self._failing = self._hurt = 0
        self._refused = self._cut = 0.0
        for each in routes:
            self._count(each, 1)

    def change(self, number: int, what: int, step: int) -> None:
        """So many pods more or less are that to one of them."""
        route = self._routes[number]
        self._count(route, -1)
        route.change(what, step)
        self._count(route, 1)

    def _count(self, route: Route, sign: int) -> None:
        weight = sign * route.weight
        self.asking += weight
        self._failing += weight if route.all_fail else 0
        self._hurt += weight if route.refused or route.cut else 0
        self._refused += weight * route.refused
        self._cut += weight * route.cut

    @property
    def refused(self) -> float:
        """How many of them refuse, in whole and in part."""
        return self._refused if self._hurt else 0.0

    @property
    def cut(self) -> float:
        """On how many of them what was begun is cut."""
        return self._cut if self._hurt else 0.0

    @property
    def all_fail(self) -> bool:
        return 0 < self.asking == self._failing

    @property
    def some_fail(self) -> bool:
        """Some, and not all."""
        return self._hurt > 0 and not self.all_fail


def windows(pod: Presence, stream: Stream, delay: float) -> Iterator[tuple[int, float, float]]:
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
