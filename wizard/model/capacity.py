"""Where a workload's pods are now, and for how many more of them its nodes have room beside the pods of others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.model.defaults import container_requests
from wizard.model.eligible import eligible_nodes
from wizard.model.quantities import HUGE_PAGES, counted
from wizard.model.shapes import mapping, mappings, selects, strings, text
from wizard.model.topology import Node
from wizard.model.versions import knows
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
    asked = requests(workload.pod, pod_level=counts_pod_level(workload))
    free = {}
    for each in eligible_nodes(workload) or ():
        if each.allocatable:
            free[each.name] = room(each, asked, used.get(each.name, Counter()))
    return Capacity(here, free)


def room(node: Node, asked: Mapping[str, int], taken: Mapping[str, int]) -> int:
    """How many pods that ask for this a node has room for beside what is taken.

    What it does not name it has none of (noderesources/fit.go); only how many pods it takes is rarely left out.
    """
    most = node.allocatable.get("pods")
    left = [(node.allocatable.get(name, 0) - taken.get(name, 0)) // amount for name, amount in asked.items() if amount]
    if most is not None:
        left.append(most - taken.get("pods", 0))
    return max(0, min(left, default=0))


def counts_pod_level(workload: Workload) -> bool:
    """Whether its server counts spec.resources of a pod; one of which nothing is known is taken to."""
    return workload.version is None or knows(workload.version, "pod-level-resources")


def requests(pod: Object, *, pod_level: bool = True) -> dict[str, int]:
    """What a pod asks for: its containers and sidecars together, or its largest init container, and the overhead.

    Where the pod itself says what all of them get, that counts, on servers that know this (`pod_level`, KEP-2837).
    Source: component-helpers resource/helpers.go PodRequests.
    """
    found = _of_containers(pod, {})
    return _plus(found | (_of_pod(pod, found) if pod_level else {}), counted(mapping(pod.get("overhead"))))


NO_REQUEST = {"cpu": 100, "memory": 200 * 1024**2}
"""What a container without requests counts as when nodes are scored (scheduler/util/pod_resources.go)."""


def scored_requests(pod: Object, *, pod_level: bool = True) -> dict[str, int]:
    """The same for the liking of nodes: a container that does not say what it needs counts as NO_REQUEST."""
    own = _of_pod(pod, _of_containers(pod, {})) if pod_level else {}
    return _plus(_of_containers(pod, NO_REQUEST) | own, counted(mapping(pod.get("overhead"))))


def _of_containers(pod: Object, least: Mapping[str, int]) -> dict[str, int]:
    """The containers' sum, or the largest init container beside the sidecars before it (KEP-753)."""
    running: Counter[str] = Counter()
    largest: dict[str, int] = {}
    for each in mappings(pod.get("initContainers")):
        wanted = {**least, **counted(container_requests(each))}
        if each.get("restartPolicy") == "Always":
            running.update(wanted)
            wanted = dict(running)
        else:
            wanted = {name: wanted.get(name, 0) + running[name] for name in {*wanted, *running}}
        largest = {name: max(largest.get(name, 0), wanted.get(name, 0)) for name in {*largest, *wanted}}
    for each in mappings(pod.get("containers")):
        running.update({**least, **counted(container_requests(each))})
    return {name: max(running[name], largest.get(name, 0)) for name in {*running, *largest}}


def _of_pod(pod: Object, found: Mapping[str, int]) -> dict[str, int]:
    """What spec.resources asks for in the place of what the containers do: cpu, memory, huge pages.

    A limit of its own is a request too, unless its containers request that resource (core/v1 defaultPodRequests).
    """
    stated = counted(mapping(pod, "resources", "requests"))
    limits = counted(mapping(pod, "resources", "limits"))
    shared = {name: found[name] for name in limits if name in found and not name.startswith(HUGE_PAGES)}
    asked = {**limits, **shared, **stated}
    return {name: each for name, each in asked.items() if name in {"cpu", "memory"} or name.startswith(HUGE_PAGES)}


def _plus(requests: Mapping[str, int], overhead: Mapping[str, int]) -> dict[str, int]:
    return {name: requests.get(name, 0) + overhead.get(name, 0) for name in {*requests, *overhead}}
