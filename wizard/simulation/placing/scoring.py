"""How much the scheduler likes each node that fits: FACTS 4, plugin by plugin. Higher is better.

The image's locality is left out: which images a node holds is not known.
"""

import math
from collections.abc import Callable, Mapping, Sequence

from wizard.model.eligible import term_matches, tolerates
from wizard.model.shapes import integer, mapping, mappings
from wizard.model.spreading import PREFERRED
from wizard.model.topology import HOSTNAME
from wizard.model.versions import ASSUMED, Version
from wizard.simulation.given.asked import Asked, Term
from wizard.simulation.placing.board import RESOURCES, Board
from wizard.simulation.placing.fitting import Fitting
from wizard.simulation.placing.tally import Tally

BALANCED_BY_CHANGE = Version(1, 36)
"""From here on the balanced allocation scores what the pod changes, not what comes of it (kubernetes #135573)."""
Scores = list[float]


class Scoring:
    """The scores of nodes for pods of one template, as the board changes."""

    def __init__(self, asked: Asked, board: Board, fitting: Fitting) -> None:
        self._asked, self._board = asked, board
        self._tolerations = mappings(asked.pod.get("tolerations"))
        together = () if asked.defaulted else asked.soft
        self._soft = [(each, fitting.tally(each, together)) for each in asked.soft]
        self._wished = [(term.weight, board.tally(term.topology_key, term.matches)) for term in asked.preferred]
        self._wishing: dict[tuple[str, int], Tally] = {}
        self._learned = 0
        self._has = [sum(bool(board.capacity[name][n]) for name in RESOURCES) or 1 for n in range(len(board.nodes))]
        """How many of the resources that nodes are liked by each node has."""
        preferred = mappings(mapping(asked.pod, "affinity", "nodeAffinity").get(PREFERRED))
        self._liked = [
            sum(
                integer(each.get("weight")) or 0
                for each in preferred
                if term_matches(mapping(each.get("preference")), node)
            )
            for node in board.nodes
        ]

    def of(self, nodes: Sequence[int]) -> Scores:
        """The weighted sum of all plugins for each of `nodes`."""
        self._notice()
        total = [float(each) for each in self._least_allocated(nodes)]
        for weight, scores in (
            (1, self._balanced(nodes)),
            (2, self.spread(nodes)),
            (2, self._near_others(nodes)),
            (2, self._node_affinity(nodes)),
            (3, self._taints(nodes)),
        ):
            if scores:
                total = [each + weight * score for each, score in zip(total, scores, strict=True)]
        return total

    def _least_allocated(self, nodes: Sequence[int]) -> list[int]:
        """The mean over what a node has of both (noderesources/least_allocated.go)."""
        board, has = self._board, self._has
        sums = [0] * len(nodes)
        for name in RESOURCES:
            scored, capacity, more = board.scored[name], board.capacity[name], self._asked.scored.get(name, 0)
            sums = [
                each + max(0, (capacity[node] - scored[node] - more) * 100 // capacity[node])
                if capacity[node]
                else each
                for each, node in zip(sums, nodes, strict=True)
            ]
        return [each // has[node] for each, node in zip(sums, nodes, strict=True)]

    def _balanced(self, nodes: Sequence[int]) -> list[int]:
        """Skipped for pods without requests."""
        requests = self._asked.requests
        if not any(requests.get(name) for name in RESOURCES):
            return []
        after = [self._imbalance(node, requests) for node in nodes]
        if (self._asked.version or ASSUMED) < BALANCED_BY_CHANGE:
            return [int((1 - each) * 100) for each in after]
        before = [int((1 - self._imbalance(node, {})) * 100) for node in nodes]
        return [50 + (50 + int((1 - now) * 100) - was) // 2 for was, now in zip(before, after, strict=True)]

    def _imbalance(self, node: int, more: Mapping[str, int]) -> float:
        """Half the distance between the shares of both; a node that has only one of them is in balance."""
        board = self._board
        if self._has[node] < len(RESOURCES):
            return 0.0
        cpu, memory = (
            min(1.0, (board.used[name][node] + more.get(name, 0)) / board.capacity[name][node]) for name in RESOURCES
        )
        return abs(cpu - memory) / 2

    def spread(self, nodes: Sequence[int]) -> list[int]:
        """Soft constraints: fewer is better; nodes without a key of the pod's own constraints get nothing."""
        if not self._soft:
            return []
        ignored = set()
        if not self._asked.defaulted:
            ignored = {node for node in nodes if any(tally.domains.of[node] < 0 for _each, tally in self._soft)}
        judged = [node for node in nodes if node not in ignored]
        raw = dict.fromkeys(judged, 0.0)
        for constraint, tally in self._soft:
            of, counts = tally.domains.of, tally.counts
            by_host = constraint.topology_key == HOSTNAME
            size = len(judged) if by_host else len({of[node] for node in judged if of[node] >= 0})
            weight = math.log(size + 2)
            for node in judged:
                if of[node] >= 0:
                    raw[node] += counts[of[node]] * weight + (constraint.max_skew - 1)
        rounded = {node: math.floor(each + 0.5) for node, each in raw.items()}
        low, high = min(rounded.values(), default=0), max(rounded.values(), default=0)
        return [0 if node in ignored else 100 * (high + low - rounded[node]) // high if high else 100 for node in nodes]

    def _near_others(self, nodes: Sequence[int]) -> list[int]:
        tallies = [*self._wished, *((weight, tally) for (_key, weight), tally in self._wishing.items())]
        raw = [0] * len(nodes)
        for weight, tally in tallies:
            if tally.total:
                of, counts = tally.domains.of, [*tally.counts, 0]
                raw = [each + weight * counts[of[node]] for each, node in zip(raw, nodes, strict=True)]
        low, high = min(raw), max(raw)
        return [int(100 * (each - low) / (high - low)) for each in raw] if high > low else []

    def _node_affinity(self, nodes: Sequence[int]) -> list[int]:
        most = max(self._liked[node] for node in nodes)
        return [100 * self._liked[node] // most for node in nodes] if most > 0 else []

    def _taints(self, nodes: Sequence[int]) -> list[int]:
        unwelcome = [self._unwelcome(node) if self._board.taints[node] else 0 for node in nodes]
        most = max(unwelcome)
        return [100 - 100 * each // most for each in unwelcome] if most else []

    def _unwelcome(self, node: int) -> int:
        soft = (taint for taint in self._board.taints[node] if taint.effect == "PreferNoSchedule")
        return sum(not any(tolerates(each, taint) for each in self._tolerations) for taint in soft)

    def _notice(self) -> None:
        """Templates that came to the board may wish for these pods, or wish them away."""
        for other in self._board.known[self._learned :]:
            for term in wishes(other):
                place = (term.topology_key, term.weight)
                if place not in self._wishing and term.matches(self._asked):
                    self._wishing[place] = self._board.tally(term.topology_key, self._wishes(place))
        self._learned = len(self._board.known)

    def _wishes(self, place: tuple[str, int]) -> Callable[[Asked], bool]:
        def wishes_so(other: Asked) -> bool:
            return any(
                (term.topology_key, term.weight) == place and term.matches(self._asked) for term in wishes(other)
            )

        return wishes_so


def wishes(asked: Asked) -> tuple[Term, ...]:
    """The terms of a pod that is here that draw or repel newcomers softly; required affinity weighs 1."""
    return (*asked.preferred, *asked.affinity)
