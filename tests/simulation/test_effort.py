"""How much work an outcome is, counted and not timed: twice the pods on twice the nodes may be twice the steps.

The counts are of whole passes: what one pass over nodes or pods costs is for `python -m tests.bench.simulate`.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import pytest

from tests.cluster.agree.cases import anti, most, spread
from tests.simulation.making import Object, web
from wizard.model.topology import HOSTNAME, ZONE, Node, Topology
from wizard.simulation.events.rollout import Deployment
from wizard.simulation.events.world import World
from wizard.simulation.given.asked import Constraint
from wizard.simulation.placing.board import Board
from wizard.simulation.placing.fitting import Fitting
from wizard.simulation.placing.scheduler import Scheduler
from wizard.simulation.placing.tally import Tally
from wizard.simulation.scenarios import play

SIZES = (50, 100)
COUNTED: dict[str, tuple[type, str]] = {
    "pods that the scheduler was asked for": (Scheduler, "place"),
    "passes of the filters": (Fitting, "nodes"),
    "looks at one node's labels and taints": (Fitting, "_why_never"),
    "counts of domains from scratch": (Board, "tally"),
    "pods counted into a domain": (Tally, "add"),
    "comparisons with a selector": (Constraint, "selects"),
    "turns of the controller": (Deployment, "turn"),
    "passes over the pods that wait": (World, "_place_waiting"),
    "moments": (World, "settle"),
}
"""What is counted, by the method that does it."""


class Labels(dict[str, str]):
    """A node's labels that count how often they are read."""

    read = 0

    def __getitem__(self, key: str) -> str:
        Labels.read += 1
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        Labels.read += 1
        return super().get(key, default)


class Effort(Protocol):
    def __call__(self, scenario: str, size: int, pod: Object, copies: int = 1) -> Mapping[str, int]: ...


@pytest.fixture
def effort(monkeypatch: pytest.MonkeyPatch) -> Effort:
    """Play a scenario with so many pods on each of so many nodes, and count what it takes."""
    counts: Counter[str] = Counter()

    def count(name: str, whole: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*given: Any, **named: Any) -> Any:
            counts[name] += 1
            return whole(*given, **named)

        return counting

    for name, (owner, method) in COUNTED.items():
        monkeypatch.setattr(owner, method, count(name, getattr(owner, method)))

    def played(scenario: str, size: int, pod: Object, copies: int = 1) -> Mapping[str, int]:
        counts.clear()
        Labels.read = 0
        nodes = [Node(f"n{each}", Labels({HOSTNAME: f"n{each}", ZONE: f"z{each % 3}"})) for each in range(size)]
        play(web(copies * size, pod, budgets=(most("10%"),), topology=Topology(tuple(nodes))), scenario)
        return {**counts, "labels of nodes that were read": Labels.read}

    return played


def grown(small: Mapping[str, int], large: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """What has become more than in proportion."""
    return {name: (small.get(name, 0), many) for name, many in large.items() if many > 2.1 * small.get(name, 0) + 2}


@pytest.mark.parametrize("scenario", ["drain", "rolling-update", "host-loss", "zone-loss", "scale-up", "vpa-restart"])
def test_twice_the_cluster_is_twice_the_work(effort: Effort, scenario: str) -> None:
    small, large = (effort(scenario, size, spread()) for size in SIZES)
    assert grown(small, large) == {}


@pytest.mark.parametrize("scenario", ["drain", "rolling-update", "zone-loss"])
def test_pods_that_find_no_node_are_not_each_tried_again(effort: Effort, scenario: str) -> None:
    small, large = (effort(scenario, size, anti(), 2) for size in SIZES)
    assert grown(small, large) == {}


def test_scheduler_is_asked_once_for_each_pod_of_an_update(effort: Effort) -> None:
    found = effort("rolling-update", 12, spread())
    assert found["pods that the scheduler was asked for"] == 24
    assert found["looks at one node's labels and taints"] == 2 * 12
    assert found["counts of domains from scratch"] == 2
