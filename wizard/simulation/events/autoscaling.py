"""A HorizontalPodAutoscaler at work: how far it may go in each of its rounds (controller/podautoscaler/horizontal.go).

What its metrics ask for is given, not reckoned: a load that asks for the most copies until they are wanted, then for
the fewest. Without spec.behavior the controller goes up to twice as many, or four, and comes down after
--horizontal-pod-autoscaler-downscale-stabilization; with any of it the server fills in the rest (autoscaling/v2
GenerateHPAScaleUpRules), which is why one copy becomes four there and five here.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wizard.model.shapes import integer, mapping, mappings, text
from wizard.simulation.events.world import World
from wizard.text.yamldata import Data

Object = Mapping[str, Data]

ROUND = 15.0
"""Seconds between two rounds (--horizontal-pod-autoscaler-sync-period)."""
CALM = 300.0
"""How long it waits before it takes pods away."""


@dataclass(frozen=True)
class Policy:
    """How much may change within a time."""

    percent: bool
    value: int
    period: float

    def proposes(self, start: int, sign: int) -> int:
        """What `start` copies may become; a percentage rounds up on the way up and down on the way down."""
        if not self.percent:
            return start + sign * self.value
        share = start * (100 + sign * self.value) / 100
        return math.ceil(share) if sign > 0 else int(share)


@dataclass(frozen=True)
class Rules:
    """One direction of spec.behavior."""

    window: float
    select: str
    """Max, Min or Disabled."""
    policies: tuple[Policy, ...]

    def limit(self, now: float, current: int, changes: list[tuple[float, int]], sign: int) -> int:
        """How many copies there may be at most, or with a sign of -1 at least."""
        if self.select == "Disabled":
            return current
        # Changes of both directions make up where a period began.
        proposed = [each.proposes(current - _within(changes, now - each.period), sign) for each in self.policies]
        # The largest change is the highest count on the way up, the lowest on the way down.
        widest = max if (self.select == "Max") == (sign > 0) else min
        found = widest(proposed, default=current)
        return max(found, current) if sign > 0 else min(found, current)


def _within(changes: list[tuple[float, int]], cutoff: float) -> int:
    """The change of the copies since then; what happened at that very moment is over."""
    return sum(change for moment, change in changes if moment > cutoff)


PACE_UP = Rules(0, "Max", (Policy(False, 4, ROUND), Policy(True, 100, ROUND)))
PACE_DOWN = Rules(CALM, "Max", (Policy(True, 100, ROUND),))


class Pace:
    """What it has recommended and done so far, and so what it may do next."""

    def __init__(self, spec: Object, replicas: int) -> None:
        stated = mapping(spec.get("behavior"))
        self.up = _rules(mapping(stated.get("scaleUp")), PACE_UP) if stated else None
        self.down = _rules(mapping(stated.get("scaleDown")), PACE_DOWN) if stated else PACE_DOWN
        self._asked: list[tuple[float, int]] = [(-ROUND, replicas)]
        self._changes: list[tuple[float, int]] = []

    @property
    def patience(self) -> float:
        """After so many seconds without a change none will come."""
        known = [each for each in (self.up, self.down) if each is not None]
        return ROUND + max(max(each.window, *(policy.period for policy in each.policies)) for each in known)

    def next(self, now: float, current: int, wanted: int) -> int:
        """How many copies it asks for in this round, when the load wants so many."""
        self._asked.append((now, wanted))
        found = self._limited(now, current, self._steadied(now, current, wanted))
        if found != current:
            self._changes.append((now, found - current))
        return found

    def _steadied(self, now: float, current: int, wanted: int) -> int:
        """The lowest recommendation of its window on the way up, the highest on the way down."""
        up = min(self._recent(now, self.up.window if self.up else 0), default=wanted)
        down = max(self._recent(now, self.down.window), default=wanted)
        return min(max(current, min(up, wanted)), max(down, wanted))

    def _recent(self, now: float, window: float) -> list[int]:
        return [wanted for moment, wanted in self._asked if moment > now - window]

    def _limited(self, now: float, current: int, wanted: int) -> int:
        if wanted > current:
            return min(wanted, self.up.limit(now, current, self._changes, 1) if self.up else max(2 * current, 4))
        if wanted < current and self.up is not None:
            return max(wanted, self.down.limit(now, current, self._changes, -1))
        return wanted


def _rules(stated: Object, default: Rules) -> Rules:
    """What is stated, with the server's defaults for what is not."""
    window = integer(stated.get("stabilizationWindowSeconds"))
    policies = tuple(
        Policy(
            each.get("type") == "Percent",
            integer(each.get("value")) or 0,
            float(integer(each.get("periodSeconds")) or 0),
        )
        for each in mappings(stated.get("policies"))
    )
    return Rules(
        default.window if window is None else float(window),
        text(stated.get("selectPolicy")) or default.select,
        policies or default.policies,
    )


class Autoscaling:
    """The load comes, and goes as soon as the most copies are wanted, or can be had."""

    def __init__(self, world: World, spec: Object, copies: tuple[int, int, int], scale: Callable[[int], None]) -> None:
        """`copies` are the fewest, those of now and the most."""
        self._world, self._scale = world, scale
        self._fewest, self._now, self._most = copies
        self._pace = Pace(spec, self._now)
        self._over = False
        self._changed = 0.0

    def start(self) -> None:
        """The first round, in which the load is there."""
        world = self._world
        wanted = self._fewest if self._over else self._most
        if (found := self._pace.next(world.now, self._now, wanted)) != self._now:
            self._now, self._changed = found, world.now
            self._scale(found)
        stuck = world.now - self._changed >= self._pace.patience
        if self._now == wanted or stuck:
            world.say("scaled-enough" if self._now == wanted else "scaled-short", replicas=self._now, wanted=wanted)
            if self._over:
                return
            self._over, self._changed = True, world.now
        world.at(ROUND, self.start)
