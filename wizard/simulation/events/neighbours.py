"""The pods of others on hosts that are drained: they are evicted too, and made anew they want room of their own.

Their controllers keep each as it was: a ReplicaSet's comes back at once, a StatefulSet's when the old one is gone, one
without an owner never (--force). Their volumes are taken to be reached from everywhere. Pods of others elsewhere stay.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wizard.model.shapes import mapping, mappings, selects, strings, text
from wizard.model.versions import Version
from wizard.model.workload import Workload
from wizard.simulation.events.budgets import ready
from wizard.simulation.events.pod import Pod
from wizard.simulation.events.world import World
from wizard.simulation.given.asked import Asked
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.traffic import timing
from wizard.simulation.traffic.timing import Timing
from wizard.text.manifest import ObjectId
from wizard.text.paths import Data

Object = Mapping[str, Data]
MIRROR = "kubernetes.io/config.mirror"
STAYING = {"DaemonSet", "Node"}
"""Owners whose pods a drain leaves where they are (--ignore-daemonsets; mirror pods)."""


@dataclass(frozen=True)
class Settled:
    """A pod of somebody else where it is."""

    pod: Object
    asked: Asked
    node: int

    @property
    def owner(self) -> str:
        """The kind of its controller; empty where it has none."""
        owners = mappings(mapping(self.pod.get("metadata")).get("ownerReferences"))
        return next((text(each.get("kind")) for each in owners if each.get("controller")), "")

    @property
    def moves(self) -> bool:
        """Whether a drain evicts it; one that terminates goes by itself."""
        metadata = mapping(self.pod.get("metadata"))
        mirrored = MIRROR in mapping(metadata.get("annotations"))
        return self.owner not in STAYING and not mirrored and "deletionTimestamp" not in metadata


class Neighbours:
    """The controllers of others whose pods are evicted."""

    def __init__(self, world: World, settled: Iterable[Settled], given: Assumptions, version: Version | None) -> None:
        self._owners: dict[Pod, str] = {}
        self._gone: set[Pod] = set()
        timings: dict[Asked, Timing] = {}
        for each in settled:
            if each.asked not in timings:
                timings[each.asked] = _timing(each, given, version)
            self._owners[_there(world, each, timings[each.asked])] = each.owner
        world.controllers.append(self)

    def turn(self, world: World) -> bool:
        changed = False
        for pod, owner in tuple(self._owners.items()):
            if pod.staying or (owner == "StatefulSet" and pod.gone_at is None):
                continue
            del self._owners[pod]
            if owner:
                new = Pod(pod.name, pod.revision + 1, pod.asked, pod.timing, world.now, own=False)
                self._owners[world.create(new)] = owner
                changed = True
        return changed


class Others(tuple[Object, ...]):
    """Pods of others and their budgets that many outcomes are played beside: each template is read once for all."""

    def __init__(self, _objects: Iterable[Object] = ()) -> None:
        self.read: dict[int, Asked] = {}
        """By the identity of a pod, which this tuple keeps alive."""

    @property
    def pods(self) -> int:
        """How many of them are pods."""
        return sum(each.get("kind") != "PodDisruptionBudget" for each in self)


def others_of(workload: Workload, pods: Iterable[Object], budgets: Iterable[Object]) -> Others:
    """The pods of a cluster that are not the workload's, and the budgets that may hold them."""
    others = [each for each in pods if not _is_own(each, workload)]
    return Others((*others, *budgets) if others else ())


def _is_own(pod: Object, workload: Workload) -> bool:
    metadata = mapping(pod.get("metadata"))
    same = text(metadata.get("namespace")) == (workload.namespace or "")
    return same and selects(workload.selector, strings(metadata.get("labels")))


def parted(settled: Iterable[Settled], nodes: Collection[int]) -> tuple[list[Settled], list[Settled]]:
    """Those that a drain of these nodes evicts, and those that stay where they are."""
    moving: list[Settled] = []
    staying: list[Settled] = []
    for each in settled:
        (moving if each.node in nodes and each.moves else staying).append(each)
    return moving, staying


def _there(world: World, settled: Settled, known: Timing) -> Pod:
    """It is on the board already; from now on the world knows it, too."""
    metadata, status = mapping(settled.pod.get("metadata")), mapping(settled.pod.get("status"))
    name = "/".join(filter(None, (text(metadata.get("namespace")), text(metadata.get("name")))))
    pod = Pod(name, 1, settled.asked, known, world.now, node=settled.node, own=False)
    pod.running, pod.attached = status.get("phase", "Running") == "Running", True
    pod.ready = pod.running and ready(settled.pod)
    world.others.append(pod)
    return pod


def _timing(settled: Settled, given: Assumptions, version: Version | None) -> Timing:
    template: dict[str, Data] = {
        "metadata": mapping(settled.pod.get("metadata")),
        "spec": mapping(settled.pod.get("spec")),
    }
    as_workload = Workload(ObjectId("", 0), {"kind": "Pod", "spec": {"template": template}}, version=version)
    return timing.of(as_workload, replace(given, broken=False))


def waiting(others: Sequence[Pod]) -> int:
    """How many of them are Pending."""
    return sum(pod.staying and pod.waits_for is not None for pod in others)
