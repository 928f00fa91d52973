"""kubectl drain: cordon, then one eviction a pod, all at once, each tried again for as long as a budget refuses it.

--force and the like are given. Of the pods of others those are evicted that simulation.neighbours has brought along.
"""

from collections.abc import Sequence
from functools import partial

from wizard.simulation.events.budgets import Budget, may_go
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.world import World

RETRY = 5.0
"""Seconds that kubectl waits after a 429 (kubectl drain.go)."""


class Evictions:
    """The eviction API, and what it has answered for one workload's pods."""

    def __init__(self, world: World, budgets: Sequence[Budget], replicas: int) -> None:
        self._world, self.budgets = world, budgets
        self.replicas = replicas
        self.granted = 0
        self.refused = 0
        self.failed = 0
        """Pods that kubectl gives up: two budgets over one pod are an error to the server, not a delay."""
        self.held: dict[Pod, str] = {}
        """The pods that were last refused, each with the budget that holds it."""

    def evict(self, pod: Pod) -> bool:
        """One request; True when nothing is left to be asked for this pod."""
        world = self._world
        if pod.deleted_at is not None:
            self.held.pop(pod, None)
            return True
        over = [each for each in self.budgets if each.covers(pod)] if pod.running else []
        if len(over) > 1:
            self.refused += pod.own
            self.failed += 1
            world.say("eviction-failed", pod, budgets=len(over))
            return True
        if over and not may_go(over[0], pod, (*world.pods, *world.others), self.replicas):
            self.refused += pod.own
            self.held[pod] = over[0].name
            world.say("refused", pod, budget=over[0].name)
            return False
        self.held.pop(pod, None)
        self.granted += pod.own
        world.say("evicted", pod)
        world.delete(pod)
        return True


class Drain:
    """kubectl drain of some nodes at once."""

    def __init__(self, world: World, evictions: Evictions, nodes: Sequence[int]) -> None:
        self._world, self._evictions, self._nodes = world, evictions, tuple(nodes)
        self._asked: list[Pod] = []

    def start(self) -> None:
        """Cordon every node, then ask for all their pods."""
        world = self._world
        for node in self._nodes:
            world.board.cordon(node)
            world.say("cordoned", node=world.board.nodes[node].name)
        for pod in (*world.pods, *world.others):
            if pod.node in self._nodes:
                self._asked.append(pod)
                world.poll(0, partial(self._evictions.evict, pod), RETRY)
        world.moved()

    @property
    def done(self) -> bool:
        """Whether every pod that was to leave is gone; one that tolerates the cordon may have come back meanwhile."""
        return all(pod.gone_at is not None for pod in self._asked)
