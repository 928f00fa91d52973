"""How many pods each domain of a topology key holds, kept as pods come and go. Knows no rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from wizard.model.topology import Node
from wizard.simulation.given.asked import Asked


@dataclass(frozen=True)
class Domains:
    """The domains that one topology key makes of the nodes."""

    of: tuple[int, ...]
    """The domain of each node, by the node's number; -1 where it lacks the key."""
    size: int

    @classmethod
    def by(cls, topology_key: str, nodes: Sequence[Node]) -> "Domains":
        """A domain a value, numbered in the order of the nodes."""
        numbers: dict[str, int] = {}
        of = tuple(
            numbers.setdefault(node.labels[topology_key], len(numbers)) if topology_key in node.labels else -1
            for node in nodes
        )
        return cls(of, len(numbers))

    @cached_property
    def lacking(self) -> bool:
        """Whether some node lacks the key."""
        return -1 in self.of


class Tally:
    """Counts of the pods that `counts` is true of, on the nodes that `seen` holds."""

    def __init__(
        self,
        domains: Domains,
        counts: Callable[[Asked], bool],
        *,
        leaving: bool = True,
        seen: Callable[[int], bool] = lambda _node: True,
    ) -> None:
        self.domains = domains
        self.counts_pod = counts
        self.leaving = leaving
        """Whether terminating pods count: they do for affinity, they do not for spread constraints."""
        self._sees = seen
        self.seen = [seen(node) for node in range(len(domains.of))]
        self.counts = [0] * domains.size
        self.nodes = [0] * domains.size
        """How many seen nodes each domain has; a domain without one does not exist."""
        self.total = 0
        for node, sees in enumerate(self.seen):
            self._show(node, 1 if sees else 0)

    def add(self, node: int, pods: int) -> None:
        """Count so many pods more, or fewer, on a node."""
        domain = self.domains.of[node]
        if domain >= 0 and self.seen[node]:
            self.counts[domain] += pods
            self.total += pods

    def look_again(self, node: int, pods: int) -> None:
        """See or unsee a node that has changed and holds `pods` of the pods that count."""
        if (now := self._sees(node)) == self.seen[node]:
            return
        if now:
            self.seen[node] = True
            self.add(node, pods)
        else:
            self.add(node, -pods)
            self.seen[node] = False
        self._show(node, 1 if now else -1)

    def _show(self, node: int, sign: int) -> None:
        if self.domains.of[node] >= 0:
            self.nodes[self.domains.of[node]] += sign

    @property
    def lowest(self) -> tuple[int, int]:
        """The smallest count of a domain that exists, and how many exist."""
        there = [count for count, nodes in zip(self.counts, self.nodes, strict=True) if nodes]
        return min(there, default=0), len(there)
