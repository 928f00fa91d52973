"""The requests that come in, and a pod as they meet it."""

import math
from dataclasses import dataclass

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
    node: str = ""
    """Where it is, for requests that stay on their node."""
