"""kubectl drain: cordon, then one eviction a pod, all at once, each tried again for as long as a budget refuses it.

The pods of others are taken to leave by themselves: only this workload's are evicted. --force and the like are given.
"""

from collections.abc import Sequence
from functools import partial

from wizard.simulation.budgets import Budget, may_go
from wizard.simulation.world import Pod, World

RETRY = 5.0
"""Seconds that kubectl waits after a 429 (kubectl drain.go)."""


class Evictions:
    """The eviction API over one workload's pods, and what it has answered."""

    def __init__(self, world: World, budgets: Sequence[Budget], replicas: int) -> None:
        self._world, self._budgets = world, budgets
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
        over = [each for each in self._budgets if each.covers(pod)] if pod.running else []
        if len(over) > 1:
            self.refused += 1
            self.failed += 1
            world.say("eviction-failed", pod=pod.name, budgets=len(over))
            return True
        if over and not may_go(over[0], pod, world.pods, self.replicas):
            self.refused += 1
            self.held[pod] = over[0].data.name
            world.say("refused", pod=pod.name, budget=over[0].data.name)
            return False
        self.held.pop(pod, None)
        self.granted += 1
        world.say("evicted", pod=pod.name)
        world.delete(pod)
        return True


class Drain:
    """kubectl drain of some nodes at once."""

    def __init__(self, world: World, evictions: Evictions, nodes: Sequence[int]) -> None:
        self._world, self._evictions, self._nodes = world, evictions, tuple(nodes)

    def start(self) -> None:
        """Cordon every node, then ask for all their pods."""
        world = self._world
        for node in self._nodes:
            world.board.cordon(node)
            world.say("cordoned", node=world.board.nodes[node].name)
        for pod in world.pods:
            if pod.node in self._nodes:
                world.poll(0, partial(self._evictions.evict, pod), RETRY)
        world.moved()

    @property
    def done(self) -> bool:
        """Whether no pod of the workload is left on the nodes."""
        return not any(pod.node in self._nodes for pod in self._world.pods)
