"""Which nodes may take a pod, in the scheduler's order of asking, and why the others may not.

Sources: FACTS 4 and 2.4 to 2.6; scheduler/framework/plugins/*/filtering.go. A volume of one pod's own is asked only
through `pinned`.
Every node is looked at, as the real scheduler does up to 100 nodes; above, it stops when it has found enough.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from wizard.model.eligible import asks_for, repelling
from wizard.model.shapes import mappings, text
from wizard.model.workload import CLAIM
from wizard.simulation.given.asked import Asked, Constraint
from wizard.simulation.placing.board import CORDON, Board
from wizard.simulation.placing.tally import Tally

Why = tuple[str, str]
"""The id of a reason (wording.scheduling has the words) and what it is about."""


@dataclass(frozen=True)
class Unschedulable:
    """Why a pod stays Pending: for each reason, how many of the nodes it holds for."""

    nodes: int
    reasons: tuple[tuple[str, str, int], ...]
    """Id, what it is about, and how many nodes; the most frequent first."""


class Fitting:
    """The nodes that fit pods of one template, as the board changes."""

    def __init__(self, asked: Asked, board: Board) -> None:
        self._asked, self._board = asked, board
        self._tolerations = mappings(asked.pod.get("tolerations"))
        self._named = text(asked.pod.get("nodeName"))
        self._asks_for = [asks_for(asked.pod, node) for node in board.nodes]
        self._taints = list(board.taints)
        self._fixed = [self._why_never(node) for node in range(len(board.nodes))]
        self._spread = [(each, self.tally(each, asked.hard)) for each in asked.hard]
        self._apart = [board.tally(each.topology_key, each.matches) for each in asked.anti_affinity]
        self._together = [board.tally(each.topology_key, self._is_sought) for each in asked.affinity]
        self._repelled: dict[str, Tally] = {}
        self._learned = 0

    def tally(self, constraint: Constraint, together: Collection[Constraint]) -> Tally:
        """The pods that a constraint counts, on the nodes that it counts: those with the keys of all `together`."""
        keys = [self._board.domains(each.topology_key).of for each in together]
        namespace = self._asked.namespace

        def counts(other: Asked) -> bool:
            return constraint.counts and other.namespace == namespace and constraint.selects(other.labels)

        def seen(node: int) -> bool:
            if not all(of[node] >= 0 for of in keys):
                return False
            if constraint.honours_affinity and not self._asks_for[node]:
                return False
            return not (constraint.honours_taints and repelling(self._tolerations, self._board.taints[node]))

        return self._board.tally(constraint.topology_key, counts, leaving=False, seen=seen)

    @property
    def matching(self) -> list[int]:
        """The nodes that the pod may be on by its own name for one, its labels and taints, whatever else is there."""
        self._notice()
        return [node for node, why in enumerate(self._fixed) if why is None]

    def nodes(
        self, pinned: Collection[int] | None = None, pinned_by: str = "volume"
    ) -> tuple[list[int], "Counter[Why]"]:
        """The nodes that fit, and why the others do not.

        `pinned` are those that its volume can be reached from, or that a DaemonSet's pod is made for.
        """
        self._notice()
        refused: Counter[Why] = Counter(why for why in self._fixed if why)
        left = [node for node, why in enumerate(self._fixed) if why is None]
        on = None if pinned is None else [node in pinned for node in range(len(self._fixed))]
        if on is not None and pinned_by == "node-affinity":
            left = _keep(left, on, refused, (pinned_by, ""))
        left = self._with_free_ports(left, refused)
        left = self._with_room(left, refused)
        left = self._with_volumes(left, refused)
        if on is not None and pinned_by == "volume":
            left = _keep(left, on, refused, (pinned_by, ""))
        left = self._spread_out(left, refused)
        return self._among_others(left, refused), refused

    def _why_never(self, node: int) -> Why | None:
        """What no other pod has to do with."""
        if self._named and self._named != self._board.nodes[node].name and not self._board.nodes[node].counted:
            return "node-name", ""
        taints = self._board.taints[node]
        if CORDON in taints and repelling(self._tolerations, [CORDON]):
            return "unschedulable", ""
        if taint := repelling(self._tolerations, taints):
            return "taint", f"{taint.key}: {taint.value}"
        return None if self._asks_for[node] else ("node-affinity", "")

    def _notice(self) -> None:
        """Look again at nodes whose taints changed, and at templates that came to the board."""
        for node, taints in enumerate(self._board.taints):
            if taints is not self._taints[node]:
                self._taints[node] = taints
                self._fixed[node] = self._why_never(node)
        for other in self._board.known[self._learned :]:
            for term in other.anti_affinity:
                if term.topology_key not in self._repelled and term.matches(self._asked):
                    self._repelled[term.topology_key] = self._repelling_by(term.topology_key)
        self._learned = len(self._board.known)

    def _repelling_by(self, topology_key: str) -> Tally:
        """The pods whose own required anti-affinity keeps these pods out of their domain: the rule is symmetric."""

        def repels(other: Asked) -> bool:
            return any(term.topology_key == topology_key and term.matches(self._asked) for term in other.anti_affinity)

        return self._board.tally(topology_key, repels)

    def _is_sought(self, other: Asked) -> bool:
        return all(term.matches(other) for term in self._asked.affinity)

    def _with_free_ports(self, nodes: list[int], refused: "Counter[Why]") -> list[int]:
        wanted, ports = self._asked.ports, self._board.ports
        if not wanted:
            return nodes
        return _keep(nodes, [not _clash(wanted, each) for each in ports], refused, ("ports", ""))

    def _with_room(self, nodes: list[int], refused: "Counter[Why]") -> list[int]:
        board, requests = self._board, self._asked.requests
        left = nodes
        if board.limits_pods:
            free = [pods < most for pods, most in zip(board.pods, board.most_pods, strict=True)]
            left = _keep(left, free, refused, ("pods", ""))
        for name, amount in requests.items() if board.known_capacity else ():
            if not amount:
                continue
            board.know(name)
            used, limit, known = board.used[name], board.capacity[name], board.known_capacity
            tight = {node for node in nodes if node in known and used[node] + amount > limit[node]}
            if tight:
                # A node that lacks several is counted under each, as the scheduler does.
                refused["insufficient", name] += len(tight)
                left = [node for node in left if node not in tight]
        return left

    def _with_volumes(self, nodes: list[int], refused: "Counter[Why]") -> list[int]:
        """VolumeRestrictions: who has a volume already. The zone of a disk that all copies share is not known."""
        board, asked = self._board, self._asked
        for place, volume in asked.exclusive.items():
            pods = board.mounted.get(place, Counter())
            if volume.one_pod and volume.source == CLAIM and pods.total():
                nodes = _keep(nodes, [False] * len(board.nodes), refused, ("claim-in-use", ""))
            elif volume.one_pod:
                nodes = _keep(nodes, [not pods[node] for node in range(len(board.nodes))], refused, ("disk", ""))
        return nodes

    def _spread_out(self, nodes: list[int], refused: "Counter[Why]") -> list[int]:
        for constraint, tally in self._spread:
            if tally.domains.lacking:
                nodes = _keep(nodes, [domain >= 0 for domain in tally.domains.of], refused, ("spread-key", ""))
            lowest, there = tally.lowest
            floor = 0 if there < constraint.min_domains else lowest
            most = constraint.max_skew + floor - (1 if constraint.selects(self._asked.labels) else 0)
            free = [count <= most for count in tally.counts]
            nodes = _in(nodes, tally, free, refused, ("spread", ""))
        return nodes

    def _among_others(self, nodes: list[int], refused: "Counter[Why]") -> list[int]:
        # The first of a group that seeks itself may go anywhere (interpodaffinity/filtering.go satisfyPodAffinity).
        alone = not any(tally.total for tally in self._together) and self._is_sought(self._asked)
        for tally in self._together:
            held = [alone or count > 0 for count in tally.counts]
            nodes = _keep(nodes, [d >= 0 and held[d] for d in tally.domains.of], refused, ("affinity", ""))
        for tally in self._apart:
            nodes = _in(nodes, tally, [not count for count in tally.counts], refused, ("anti-affinity", ""))
        for tally in self._repelled.values():
            nodes = _in(nodes, tally, [not count for count in tally.counts], refused, ("others-anti-affinity", ""))
        return nodes


def _in(nodes: list[int], tally: Tally, free: list[bool], refused: "Counter[Why]", why: Why) -> list[int]:
    """Those in a free domain, or in none: a node without the key breaks no such rule."""
    if all(free):
        return nodes
    by_domain = [*free, True]
    return _keep(nodes, [by_domain[domain] for domain in tally.domains.of], refused, why)


def _keep(nodes: list[int], passes: Sequence[bool], refused: "Counter[Why]", why: Why) -> list[int]:
    left = [node for node in nodes if passes[node]]
    if len(left) < len(nodes):
        refused[why] += len(nodes) - len(left)
    return left


def _clash(wanted: Collection[tuple[str, str, int]], taken: "Counter[tuple[str, str, int]]") -> bool:
    """A port of one address clashes with the same port of that address or of all (NodeInfo HostPortInfo)."""
    every = "0.0.0.0"  # noqa: S104
    return any(
        count and protocol == other and number == port and (address == held or every in (address, held))
        for (held, other, port), count in taken.items()
        for address, protocol, number in wanted
    )


def unschedulable(nodes: int, refused: "Counter[Why]") -> Unschedulable:
    """The reasons in a fixed order."""
    ordered = sorted(refused.items(), key=lambda each: (-each[1], each[0]))
    return Unschedulable(nodes, tuple((id, about, count) for (id, about), count in ordered if count))
