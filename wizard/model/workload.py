"""Workload and AppFacts: all that a check or a practice may know of one workload. Reads nothing, changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wizard.model import autoscaling, defaults
from wizard.model.facts import UNASKED, AppFacts
from wizard.model.neighbour import Front, Kin, Neighbour
from wizard.model.reaching import Lead, Reaching
from wizard.model.shapes import integer, items, mapping, mappings, resolved, strings, text
from wizard.model.topology import Topology
from wizard.model.versions import Version
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data, Path

__all__ = ["CLAIM", "DISKS", "KINDS", "UNASKED", "AppFacts", "Container", "Front", "Kin", "Neighbour", "Workload"]

KINDS = ("Deployment", "StatefulSet", "DaemonSet")
CLAIM = "persistentVolumeClaim"
DISKS = {
    "awsElasticBlockStore": "volumeID",
    "azureDisk": "diskName",
    "cinder": "volumeID",
    "gcePersistentDisk": "pdName",
    "vsphereVolume": "volumePath",
}
"""Disks that a pod names itself, and the field that tells them apart: each goes to one node (csi-translation-lib)."""


@dataclass(frozen=True)
class Container:
    """One container of the pod template, and where it stands."""

    name: str
    data: Mapping[str, Data]
    path: Path

    @property
    def ports(self) -> tuple[Mapping[str, Data], ...]:
        return tuple(mappings(self.data.get("ports")))

    @property
    def command(self) -> tuple[str, ...]:
        return tuple(each for each in items(self.data.get("command")) if isinstance(each, str))


def _no_remark(_path: Path) -> str:
    return ""


@dataclass(frozen=True)
class Workload:
    """A Deployment, StatefulSet or DaemonSet with its neighbours, the cluster it is planned for and its facts."""

    id: ObjectId
    data: Mapping[str, Data]
    services: tuple[Neighbour, ...] = ()
    """Services of its namespace that select its pods."""
    fronts: tuple[Front, ...] = ()
    """What leads requests from outside to those Services."""
    budgets: tuple[Neighbour, ...] = ()
    """PodDisruptionBudgets of its namespace that select its pods."""
    beside: Mapping[ObjectId, int] = field(default_factory=dict)
    """How many copies of other workloads each of its budgets counts too."""
    unscaled: Mapping[ObjectId, str] = field(default_factory=dict)
    """Those of its budgets that select pods whose controller has no scale, and that one: CronJob backup."""
    unmanaged: Mapping[ObjectId, str] = field(default_factory=dict)
    """Those of its budgets that select bare Pods, and the first of these."""
    autoscalers: tuple[Neighbour, ...] = ()
    """HorizontalPodAutoscalers and KEDA ScaledObjects of its namespace that scale it."""
    hanging: tuple[Neighbour, ...] = ()
    """Objects that are neighbours of it only where kubectl's context says so: one side says no namespace."""
    kin: tuple[Kin, ...] = ()
    claims: tuple[Neighbour, ...] = ()
    """PersistentVolumeClaims of its namespace that its pods mount by name."""
    storage_classes: Mapping[str, Mapping[str, Data]] = field(default_factory=dict)
    """The StorageClasses that were loaded, by name."""
    hosting: tuple[Neighbour, ...] = ()
    """Other workloads, of any namespace, that want a port of the node whose number this one wants too."""
    names: frozenset[str] = frozenset()
    """Names that budgets of its namespace already have."""
    daemons: Mapping[ObjectId, "tuple[Workload, ...]"] = field(default_factory=dict)
    """The DaemonSets whose pods each of its budgets counts, itself among them: one pod on each node that matches."""
    priority: Mapping[str, Data] = field(default_factory=dict)
    """What its PriorityClass gives its pods: priority and preemptionPolicy, as far as that was read."""
    namespace_labels: Mapping[str, str] = field(default_factory=dict)
    """The labels of its namespace, as far as that was read."""
    topology: Topology | None = None
    """None when nothing is known of the cluster: a picture may then assume one, a suggestion may not."""
    version: Version | None = None
    """None when nobody said which server it is: versions.ASSUMED is then planned for."""
    facts: AppFacts = UNASKED
    assumed: Mapping[str, Any] = field(default_factory=dict)
    """What the simulator shall assume, by the fields of Assumptions."""
    unseen: frozenset[str] = frozenset()
    """Kinds of neighbour that may be there without being seen."""
    remark: Callable[[Path], str] = field(default=_no_remark, repr=False, compare=False)
    """What people have written beside a value: the comments on and above its line."""
    head: Callable[[], str] = field(default=str, repr=False, compare=False)
    """What people have written at the head of its document and of its file."""
    read_only: frozenset[str] = frozenset()
    """Files that were only read beside what was named."""
    sources: Mapping[ObjectId, tuple[Mapping[str, Data], Mapping[str, Data]]] = field(default_factory=dict)
    """Of itself and its neighbours, as far as they are judged as built: what the file says, and what is built of it."""

    @property
    def kind(self) -> str:
        return text(self.data.get("kind"))

    @cached_property
    def metadata(self) -> Mapping[str, Data]:
        return mapping(self.data.get("metadata"))

    @property
    def name(self) -> str:
        return text(self.metadata.get("name")) or text(self.metadata.get("generateName"))

    @property
    def namespace(self) -> str | None:
        """None when the manifest leaves it to whoever applies it: that matches only other objects that do the same."""
        return text(self.metadata.get("namespace")) or None

    @property
    def spec(self) -> Mapping[str, Data]:
        return mapping(self.data.get("spec"))

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The labels of its pods."""
        return strings(mapping(self.spec.get("template"), "metadata").get("labels"))

    @property
    def selector(self) -> Mapping[str, Data]:
        """spec.selector; for the old Deployments that could leave it out, the labels of the template."""
        return mapping(self.spec.get("selector")) or ({"matchLabels": dict(self.labels)} if self.labels else {})

    @property
    def pod(self) -> Mapping[str, Data]:
        """The spec of the pod template."""
        return mapping(self.spec.get("template"), "spec")

    @property
    def replicas(self) -> int:
        """The count in the manifest, or the server's where it says none."""
        return defaults.copies(self.spec)

    @property
    def autoscaler(self) -> Neighbour | None:
        return self.autoscalers[0] if self.autoscalers else None

    @property
    def fewest(self) -> int:
        """The count at the quietest hour: the autoscaler's minimum where there is one, else replicas."""
        return min((autoscaling.fewest(each.data) for each in self.autoscalers), default=self.replicas)

    @property
    def fewest_up(self) -> int:
        """The fewest copies while there are any: an autoscaler that goes down to none begins with one again."""
        comes_back = any(autoscaling.held_at(each.data) is None for each in self.autoscalers)
        return max(self.fewest, 1) if comes_back else self.fewest

    @property
    def count(self) -> int:
        """The copies to plan for: replicas, or the autoscaler's minimum where that is more."""
        return max(self.fewest_up, integer(self.spec.get("replicas")) or 0)

    @property
    def most(self) -> int:
        """The copies at the busiest hour: the autoscaler's maximum where there is one."""
        return max(self.count, *(autoscaling.most(each.data) or 0 for each in self.autoscalers), 0)

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """The main containers, by their place in the template."""
        return tuple(
            Container(text(data.get("name")), data, ("spec", "template", "spec", "containers", index))
            for index, data in enumerate(items(self.pod.get("containers")))
            if isinstance(data, dict)
        )

    @cached_property
    def sidecars(self) -> tuple[Container, ...]:
        """The init containers that run beside the main ones (restartPolicy Always, KEP-753)."""
        return tuple(
            Container(text(data.get("name")), data, ("spec", "template", "spec", "initContainers", index))
            for index, data in enumerate(items(self.pod.get("initContainers")))
            if isinstance(data, dict) and data.get("restartPolicy") == "Always"
        )

    @property
    def running(self) -> tuple[Container, ...]:
        """The containers that run as long as the pod does: the main ones, then the sidecars."""
        return *self.containers, *self.sidecars

    @cached_property
    def served(self) -> tuple[Container, ...]:
        """The containers that take traffic: those with a port that a Service names, else those that declare ports.

        A port need not be listed (core/v1 Container.ports): where none is, a Service or a person tells. Those that
        are asked for metrics or probes alone are left out where others take requests.
        """
        listening = tuple(each for each in self.running if each.ports)
        targeted = tuple(each for each in listening if any(map(self.reaching.leads_to, each.ports)))
        asked = tuple(each for each in targeted or listening if self.reaching.requests_at(each.ports))
        return asked or targeted or listening or (self.containers[:1] if self.services or self._told_traffic else ())

    @property
    def only_watched(self) -> bool:
        """Whether nobody but metrics and probes is seen to ask its pods."""
        asked = any(self.reaching.requests_at(each.ports) for each in self.served)
        return bool(self.served) and not asked and not self._told_traffic

    @property
    def _told_traffic(self) -> bool:
        return self.facts.traffic not in {None, "none"}

    @cached_property
    def reaching(self) -> Reaching:
        """What its Services send to which of its ports."""
        ports = ((own, each) for own in self.services for each in mappings(own.spec.get("ports")))
        leads = (Lead(each.get("name"), defaults.target_port(each), service.name) for service, each in ports)
        return Reaching(tuple(leads), bool(self.services))

    @property
    def target_ports(self) -> tuple[Data, ...]:
        """The pod ports, by name or number, that its Services send traffic to."""
        return self.reaching.targets

    @property
    def shares_volume(self) -> bool:
        """Whether a Deployment's pods mount a claim by name, which is mostly ReadWriteOnce, or a disk."""
        volumes = mappings(self.pod.get("volumes"))
        return self.kind == "Deployment" and any(each in volume for volume in volumes for each in (CLAIM, *DISKS))

    @property
    def binds_volumes(self) -> bool:
        """Whether its pods come with disks, which may be bound to a zone."""
        return self.shares_volume or bool(self.claim_names) or bool(mappings(self.spec.get("volumeClaimTemplates")))

    @cached_property
    def claim_names(self) -> frozenset[str]:
        """The PersistentVolumeClaims that its pods mount by name."""
        volumes = mappings(self.pod.get("volumes"))
        return frozenset(filter(None, (text(mapping(v, CLAIM).get("claimName")) for v in volumes)))

    @property
    def unavailable(self) -> int:
        """How many pods a Deployment's update takes away at once; Recreate takes all.

        surge rounds up, unavailable down, and 0 of both means one unavailable (deployment/util ResolveFenceposts).
        """
        if self.update_type == "Recreate":
            return max(1, self.count)
        down = resolved(defaults.rolling(self.kind, self.spec).get("maxUnavailable"), self.count, up=False) or 0
        return down or (0 if self.surge else 1)

    @property
    def surge(self) -> int:
        """How many pods more than replicas a Deployment's rolling update starts; rounds up."""
        if self.update_type == "Recreate":
            return 0
        return resolved(defaults.rolling(self.kind, self.spec).get("maxSurge"), self.count, up=True) or 0

    @property
    def update_type(self) -> str:
        """RollingUpdate, Recreate or OnDelete."""
        return defaults.update_type(self.kind, self.spec)

    @property
    def starts_first(self) -> bool:
        """Whether an update of a Deployment starts a pod before it may stop one."""
        return self.kind == "Deployment" and not self.unavailable

    @property
    def grace_seconds(self) -> int:
        """terminationGracePeriodSeconds, or the server's where the template says none."""
        return defaults.grace(self.pod)
