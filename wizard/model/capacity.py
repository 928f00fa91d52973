"""Where a workload's pods are now, and for how many more of them its nodes have room beside the pods of others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.model.eligible import eligible_nodes
from wizard.model.quantities import counted
from wizard.model.shapes import mapping, mappings, selects, strings, text
from wizard.model.workload import Workload
from wizard.text.paths import Data

Object = Mapping[str, Data]


@dataclass(frozen=True)
class Capacity:
    """What the pods of a cluster leave for one workload."""

    here: Mapping[str, int]
    """How many of its own pods each node runs."""
    free: Mapping[str, int]
    """How many of its pods each eligible node could hold, its own of now included; empty where nothing is known."""

    @property
    def copies(self) -> int:
        """How many copies all nodes together have room for."""
        return sum(self.free.values())


def capacity(workload: Workload, pods: Iterable[Object]) -> Capacity:
    """Count the pods of a cluster by node; those that have ended must not be among them."""
    here: Counter[str] = Counter()
    used: dict[str, Counter[str]] = {}
    for pod in pods:
        node = text(mapping(pod.get("spec")).get("nodeName"))
        metadata = mapping(pod.get("metadata"))
        own = text(metadata.get("namespace")) == workload.namespace and selects(
            workload.selector, strings(metadata.get("labels"))
        )
        if node and own:
            here[node] += 1
        elif node:
            used.setdefault(node, Counter()).update({**requests(mapping(pod.get("spec"))), "pods": 1})
    asked = {**requests(workload.pod), "pods": 1}
    free = {}
    for each in eligible_nodes(workload) or ():
        if each.allocatable:
            taken = used.get(each.name, Counter())
            left = (
                (each.allocatable[name] - taken[name]) // amount
                for name, amount in asked.items()
                if amount and name in each.allocatable
            )
            free[each.name] = max(0, min(left, default=0))
    return Capacity(here, free)


def requests(pod: Object) -> dict[str, int]:
    """What a pod asks for: its containers and sidecars together, or its largest init container, and the overhead.

    Source: component-helpers resource/helpers.go PodRequests.
    """
    running: Counter[str] = Counter()
    largest: dict[str, int] = {}
    for each in mappings(pod.get("initContainers")):
        wanted = counted(mapping(mapping(each.get("resources")).get("requests")))
        if each.get("restartPolicy") == "Always":
            running.update(wanted)
            wanted = dict(running)
        else:
            wanted = {name: amount + running[name] for name, amount in wanted.items()}
        largest = {name: max(largest.get(name, 0), wanted.get(name, 0)) for name in largest.keys() | wanted.keys()}
    for each in mappings(pod.get("containers")):
        running.update(counted(mapping(mapping(each.get("resources")).get("requests"))))
    overhead = counted(mapping(pod.get("overhead")))
    names = running.keys() | largest.keys() | overhead.keys()
    return {name: max(running[name], largest.get(name, 0)) + overhead.get(name, 0) for name in names}
