"""What scenarios come to for one workload: each is played once for all of one shape, and no longer than allowed.

Steps of the simulator bound the work, never a clock: what is suggested must not hang on how fast a machine is.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from wizard.checks import Mistake, mistakes
from wizard.errors import WizardError
from wizard.model.workload import Workload
from wizard.planning.shape import shape
from wizard.simulation.events.world import BEGINNING, TooLong
from wizard.simulation.landing import MOST, assumed_topology
from wizard.simulation.played import Played, played
from wizard.simulation.traffic.timing import assumed_for
from wizard.text.paths import Data

ONE = 40_000
"""Steps, of somewhat more than a microsecond each, that one play may take."""
FIRST = 400_000
"""Steps that a run may take whatever its size."""
EACH = 5_000
"""Steps more for each of its workloads; those of one shape leave theirs to the others."""
_KEPT = 8192
_FEW = 64

Object = Mapping[str, Data]


@dataclass(frozen=True)
class End:
    """What one scenario comes to, as far as one end can be worse than another."""

    missing: int
    """Copies that are not Ready before anything happens."""
    pending: int
    """Copies that wait for a node in the end."""
    ends: bool
    requests: float
    lost: float
    share: float
    out: float
    """Seconds for which every request fails."""
    lasting: float
    """The share of requests that fails for good."""


class No(Enum):
    """Why there is no end."""

    HERE = "it cannot be played on this workload or these nodes"
    LARGE = "it would take more steps than are allowed"


@dataclass
class Plays:
    """The plays of one run: how much work is left, and what was too much."""

    steps: int = FIRST
    others: tuple[Object, ...] = ()
    """Pods of others and their budgets, where they are known: then each workload is a shape of its own."""
    too_large: set[str] = field(default_factory=set)
    """Scenarios that would have taken longer than allowed."""
    _known: dict[tuple[str, int], tuple[Workload, Any]] = field(default_factory=dict)
    """What was reckoned of the last few workloads, by their identity: each is kept with it, so that it stays theirs."""

    @classmethod
    def of(cls, workloads: int) -> "Plays":
        """What so many workloads may take together."""
        return cls(FIRST + EACH * workloads)

    def mistakes(self, workload: Workload) -> tuple[Mistake, ...]:
        """What the catalogue finds in a workload."""
        found: tuple[Mistake, ...] = self._once("mistakes", mistakes, workload)
        return found

    def _shape(self, workload: Workload) -> bytes:
        found: bytes = self._once("shape", shape, workload)
        return found

    def _once(self, what: str, reckon: Callable[[Workload], object], workload: Workload) -> Any:
        place = what, id(workload)
        if place not in self._known:
            if len(self._known) >= _FEW:
                self._known.clear()
            self._known[place] = workload, reckon(workload)
        return self._known[place][1]

    def end(self, workload: Workload, scenario: str, running: Workload | None = None) -> End | None:
        """What comes of a scenario; None where it cannot be played here, or would take too long.

        `running` is what runs before a rolling update, where that is not the workload itself.
        """
        key = scenario, self._shape(workload), None if running is None else self._shape(running)
        found = None if self.others else _ENDS.get(key)
        if found is None:
            most = min(ONE, self.steps)
            found = self._play(workload, scenario, running, most)
            if not self.others and (found is not No.LARGE or most == ONE):
                _ENDS[key] = found
                if len(_ENDS) > _KEPT:
                    _ENDS.popitem(last=False)
        if found is No.LARGE:
            self.too_large.add(scenario)
        return found if isinstance(found, End) else None

    def _play(self, workload: Workload, scenario: str, running: Workload | None, most: int) -> End | No:
        nodes = workload.topology or assumed_topology()
        if workload.count > MOST or BEGINNING + _NODE * len(nodes.nodes) > most:
            return No.LARGE
        try:
            done = played(workload, scenario, assumed_for(workload), others=self.others, running=running, steps=most)
        except TooLong:
            self.steps -= most
            return No.LARGE
        except WizardError:
            return No.HERE
        self.steps -= done.outcome.spent
        return _end(done)


_ENDS: OrderedDict[tuple[str, bytes, bytes | None], End | No] = OrderedDict()
_NODE = 10
"""Steps for each node, without which nothing is even begun."""


def _end(done: Played) -> End:
    outcome, lost = done.outcome, done.errors
    return End(
        max(0, outcome.wanted - outcome.ready[0][1]),
        sum(count for _why, count in outcome.pending),
        outcome.ends,
        lost.requests,
        lost.lost,
        lost.share,
        math.inf if lost.outage_seconds is None else lost.outage_seconds,
        lost.lasting,
    )
