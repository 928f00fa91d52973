"""Which node each volume is attached to that one node can have at a time. Knows no pod and no clock.

A volume leaves its node with the last pod that holds it there: from a healthy node never before, and from a dead one
only when a person helps, because the pod's object stays (attachdetach/reconciler.go).
"""

from collections import Counter
from collections.abc import Iterable

from wizard.simulation.given.asked import Place

DETACH_MINUTES = 6
"""From the end of a pod's object on a dead node until its volume is taken away by force (maxWaitForUnmountDuration)."""


class Attachments:
    """The volumes that are in the way of somebody; all others are everywhere at once."""

    def __init__(self) -> None:
        self._tracked: set[Place] = set()
        self._node: dict[Place, int] = {}
        self._pods: Counter[Place] = Counter()

    def track(self, places: Iterable[Place]) -> None:
        """Keep account of these from now on."""
        self._tracked.update(places)

    def attach(self, places: Iterable[Place], node: int) -> Place | None:
        """Bring all volumes of a pod to its node; or none of them, and say which one is elsewhere."""
        wanted = [each for each in places if each in self._tracked]
        elsewhere = next((each for each in wanted if self._node.get(each, node) != node), None)
        if elsewhere is None:
            self._node.update(dict.fromkeys(wanted, node))
            self._pods.update(wanted)
        return elsewhere

    def detach(self, places: Iterable[Place]) -> None:
        """A pod that had its volumes is gone."""
        for each in places:
            if each in self._tracked:
                self._pods[each] -= 1
                if self._pods[each] <= 0:
                    self._node.pop(each, None)

    def node(self, place: Place) -> int | None:
        """Where a volume is attached."""
        return self._node.get(place)
