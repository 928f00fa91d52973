"""The nodes with the pods on them, and every count that placement needs, kept as pods come and go. Decides nothing."""

from collections import Counter
from collections.abc import Callable, Sequence

from wizard.model.topology import Node, Taint
from wizard.simulation.given.asked import Asked, Place
from wizard.simulation.placing.tally import Domains, Tally

CORDON = Taint("node.kubernetes.io/unschedulable", "", "NoSchedule")
"""What the node lifecycle controller puts on a cordoned node."""
UNKNOWN_NODE = {"cpu": 4000, "memory": 16 * 1024**3}
"""What a node of which nothing is known counts as when nodes are scored; it never turns a pod away."""
RESOURCES = ("cpu", "memory")
"""What nodes are scored by; every resource that a pod asks for is counted."""


class Board:
    """The state of a cluster that the scheduler reads; nodes go by number, in the order of the topology."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = tuple(nodes)
        self.taints: list[tuple[Taint, ...]] = [
            (*node.taints, CORDON) if node.unschedulable and CORDON not in node.taints else node.taints
            for node in nodes
        ]
        size = range(len(self.nodes))
        self.pods = [0 for _node in size]
        self.used: dict[str, list[int]] = {}
        """Requests by resource and node, as the filter adds them up."""
        self.capacity: dict[str, list[int]] = {}
        """What pods may ask for, by resource and node: what a known node does not name it has none of."""
        for name in RESOURCES:
            self.know(name)
        self.scored = {name: [0 for _node in size] for name in RESOURCES}
        """Requests, as the scores add them up."""
        self.known_capacity = frozenset(number for number, node in enumerate(self.nodes) if node.allocatable)
        self.most_pods = [node.allocatable.get("pods", 1 << 30) for node in nodes]
        self.limits_pods = any("pods" in node.allocatable for node in nodes)
        self.mounted: dict[Place, Counter[int]] = {}
        """By volume: how many pods of each node want it."""
        self.ports: list[Counter[tuple[str, str, int]]] = [Counter() for _node in size]
        self.here: list[dict[Asked, list[int]]] = [{} for _node in size]
        """By node and template: how many pods stay and how many are terminating."""
        self.known: list[Asked] = []
        """Every template that has been here, in the order of coming."""
        self._domains: dict[str, Domains] = {}
        self._tallies: list[Tally] = []
        self._counted_by: dict[Asked, list[Tally]] = {}

    def know(self, resource: str) -> None:
        """Count a resource from now on; called before the first pod that asks for it is placed."""
        if resource not in self.used:
            unknown = UNKNOWN_NODE.get(resource, 0)
            self.used[resource] = [0 for _node in self.nodes]
            self.capacity[resource] = [n.allocatable.get(resource, 0 if n.allocatable else unknown) for n in self.nodes]

    def domains(self, topology_key: str) -> Domains:
        """The domains of a key, numbered once."""
        if topology_key not in self._domains:
            self._domains[topology_key] = Domains.by(topology_key, self.nodes)
        return self._domains[topology_key]

    def tally(
        self,
        topology_key: str,
        counts: Callable[[Asked], bool],
        *,
        leaving: bool = True,
        seen: Callable[[int], bool] = lambda _node: True,
    ) -> Tally:
        """A new count over the pods that are here, kept from now on."""
        made = Tally(self.domains(topology_key), counts, leaving=leaving, seen=seen)
        for node, pods in enumerate(self.here):
            for asked, (staying, going) in pods.items():
                if counts(asked):
                    made.add(node, staying + (going if leaving else 0))
        for asked, tallies in self._counted_by.items():
            if counts(asked):
                tallies.append(made)
        self._tallies.append(made)
        return made

    def put(self, asked: Asked, node: int) -> None:
        """A pod is bound to a node."""
        self._pair(asked, node)[0] += 1
        self._occupy(asked, node, 1)
        for tally in self._tallies_of(asked):
            tally.add(node, 1)

    def leave(self, asked: Asked, node: int) -> None:
        """A pod on a node begins to terminate: it still holds its room and its place in affinity."""
        pair = self._pair(asked, node)
        pair[0] -= 1
        pair[1] += 1
        for tally in self._tallies_of(asked):
            if not tally.leaving:
                tally.add(node, -1)

    def take(self, asked: Asked, node: int) -> None:
        """A terminating pod is gone."""
        self._pair(asked, node)[1] -= 1
        self._occupy(asked, node, -1)
        for tally in self._tallies_of(asked):
            if tally.leaving:
                tally.add(node, -1)

    def taint(self, node: int, taints: Sequence[Taint]) -> None:
        """Give a node these taints in the place of its own."""
        self.taints[node] = tuple(taints)
        for tally in self._tallies:
            counted = (pair for asked, pair in self.here[node].items() if tally.counts_pod(asked))
            tally.look_again(node, sum(staying + (going if tally.leaving else 0) for staying, going in counted))

    def cordon(self, node: int) -> None:
        """What kubectl cordon does."""
        if CORDON not in self.taints[node]:
            self.taint(node, (*self.taints[node], CORDON))

    def uncordon(self, node: int) -> None:
        """What kubectl uncordon does."""
        self.taint(node, [each for each in self.taints[node] if each != CORDON])

    def _pair(self, asked: Asked, node: int) -> list[int]:
        return self.here[node].setdefault(asked, [0, 0])

    def _tallies_of(self, asked: Asked) -> list[Tally]:
        if asked not in self._counted_by:
            self.known.append(asked)
            self._counted_by[asked] = [each for each in self._tallies if each.counts_pod(asked)]
        return self._counted_by[asked]

    def _occupy(self, asked: Asked, node: int, sign: int) -> None:
        self.pods[node] += sign
        for name, amount in asked.requests.items():
            self.know(name)
            self.used[name][node] += sign * amount
        for name in RESOURCES:
            self.scored[name][node] += sign * asked.scored.get(name, 0)
        for port in asked.ports:
            self.ports[node][port] += sign
        for place in asked.volumes:
            self.mounted.setdefault(place, Counter())[node] += sign
