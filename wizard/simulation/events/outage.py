"""Hosts that die at once, and what the node lifecycle and taint eviction controllers make of it (FACTS 5.3).

Nobody repairs them: what comes back here comes back on other nodes.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from functools import partial

from wizard.model.eligible import tolerates
from wizard.model.shapes import integer, mappings
from wizard.model.topology import REGION, ZONE, Taint
from wizard.model.versions import ASSUMED, Version
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.world import World

UNREACHABLE = "node.kubernetes.io/unreachable"
NO_SCHEDULE = Taint(UNREACHABLE, "", "NoSchedule")
NO_EXECUTE = Taint(UNREACHABLE, "", "NoExecute")
TOLERATED = 300.0
"""What DefaultTolerationSeconds gives a pod that says nothing of this taint."""
NOTICED_LATER = Version(1, 32)
"""From here on a silent node counts as there for 50 s, before for 40 s (kubernetes #126287)."""
BETWEEN = 10.0
"""Seconds from the eviction of one node to the next of its zone (--node-eviction-rate 0.1)."""
BETWEEN_IN_PART = 100.0
"""The same in a zone that is down in part and has more than LARGE nodes (--secondary-node-eviction-rate 0.01)."""
LARGE = 50
IN_PART = 0.55
"""The share of silent nodes that makes a partial disruption, if they are more than two."""


def grace(version: Version | None) -> float:
    """How long a silent node still counts as there."""
    return 50.0 if (version or ASSUMED) >= NOTICED_LATER else 40.0


class Outage:
    """Some nodes lose their power at once."""

    def __init__(self, world: World, nodes: Collection[int], seconds: float, *, daemons: bool = False) -> None:
        self._world, self._nodes, self._seconds, self._daemons = world, tuple(sorted(nodes)), seconds, daemons

    def start(self) -> None:
        """They go dark; the cluster notices later."""
        for node in self._nodes:
            self._world.lose(node)
            self._world.say("lost", node=self._world.board.nodes[node].name)
        self._world.at(self._seconds, self._notice)

    def _notice(self) -> None:
        world, board = self._world, self._world.board
        for node in self._nodes:
            world.notice(node)
            board.taint(node, (*board.taints[node], NO_SCHEDULE))
            world.say("noticed", node=board.nodes[node].name)
        turn: Counter[str] = Counter()
        pauses = self._pauses()
        for node in self._nodes:
            zone = self._zone(node)
            pause = pauses[zone]
            if pause is None:
                world.say("eviction-stopped", node=board.nodes[node].name)
                continue
            world.at(turn[zone] * pause, partial(self._expel, node))
            turn[zone] += 1

    def _pauses(self) -> Mapping[str, float | None]:
        """The seconds between two nodes in each zone; None where nothing is evicted (HandleDisruption)."""
        every = range(len(self._world.board.nodes))
        size = Counter(map(self._zone, every))
        silent = Counter(self._zone(node) for node in every if self._silent(node))
        if all(silent[zone] == nodes for zone, nodes in size.items()):
            # The controller takes itself to be what is cut off.
            return dict.fromkeys(size)
        return {zone: _pause(silent[zone], nodes) for zone, nodes in size.items()}

    def _silent(self, node: int) -> bool:
        return any(taint.key == UNREACHABLE for taint in self._world.board.taints[node])

    def _zone(self, node: int) -> str:
        labels = self._world.board.nodes[node].labels
        return f"{labels.get(REGION, '')}/{labels.get(ZONE, '')}"

    def _expel(self, node: int) -> None:
        world, board = self._world, self._world.board
        board.taint(node, (*board.taints[node], NO_EXECUTE))
        world.moved()
        for pod in world.pods:
            if pod.node == node and pod.deleted_at is None and (seconds := self._tolerates(pod)) is not None:
                world.at(seconds, partial(self._evict, pod))

    def _evict(self, pod: Pod) -> None:
        if pod.deleted_at is None:
            self._world.say("expelled", pod)
            self._world.delete(pod)

    def _tolerates(self, pod: Pod) -> float | None:
        """How long a pod stays bound to a node that is cut off; None for ever."""
        if self._daemons:
            return None
        used = [each for each in mappings(pod.asked.pod.get("tolerations")) if tolerates(each, NO_EXECUTE)]
        if not used:
            return TOLERATED
        limits = [seconds for each in used if (seconds := integer(each.get("tolerationSeconds"))) is not None]
        return float(max(0, min(limits))) if limits else None


def _pause(silent: int, nodes: int) -> float | None:
    if silent == nodes:
        return BETWEEN
    if silent > 2 and silent / nodes >= IN_PART:
        return BETWEEN_IN_PART if nodes > LARGE else None
    return BETWEEN
