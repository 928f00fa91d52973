"""Choose a node for a pod as kube-scheduler does: filter, score, ties by chance.

Preemption (the PostFilter) is left out on purpose: the classes of the pods that would have to go are rarely known, and
what is taken from others to keep this workload up is no gain to show. A pod that could preempt stays Pending here, and
simulation.reasons says so (simulation.priority tells when).
"""

from collections.abc import Collection
from random import Random

from wizard.simulation.given.asked import Asked
from wizard.simulation.placing.board import Board
from wizard.simulation.placing.fitting import Fitting, Unschedulable, unschedulable
from wizard.simulation.placing.scoring import Scoring


class Scheduler:
    """A scheduler over one board; pods come one after the other, each bound before the next."""

    def __init__(self, board: Board, seed: int = 0) -> None:
        self.board = board
        self._chance = Random(seed)  # noqa: S311
        self._known: dict[Asked, tuple[Fitting, Scoring]] = {}

    def place(
        self, asked: Asked, pinned: Collection[int] | None = None, pinned_by: str = "volume"
    ) -> int | Unschedulable:
        """Bind a pod to the node it likes best, and return that node's number, or why there is none."""
        fitting, scoring = self._reading(asked)
        nodes, refused = fitting.nodes(pinned, pinned_by)
        if not nodes:
            return unschedulable(len(self.board.nodes), refused)
        node = nodes[0] if len(nodes) == 1 else self._best(nodes, scoring.of(nodes))
        self.board.put(asked, node)
        return node

    def feasible(self, asked: Asked) -> tuple[int, ...]:
        """The nodes that a pod could go to now."""
        return tuple(self._reading(asked)[0].nodes()[0])

    def matching(self, asked: Asked) -> tuple[int, ...]:
        """The nodes that a DaemonSet wants a pod on, even where none fits (NodeShouldRunDaemonPod)."""
        return tuple(self._reading(asked)[0].matching)

    def _reading(self, asked: Asked) -> tuple[Fitting, Scoring]:
        if asked not in self._known:
            fitting = Fitting(asked, self.board)
            self._known[asked] = fitting, Scoring(asked, self.board, fitting)
        return self._known[asked]

    def _best(self, nodes: list[int], scores: list[float]) -> int:
        most = max(scores)
        return self._chance.choice([node for node, score in zip(nodes, scores, strict=True) if score == most])
