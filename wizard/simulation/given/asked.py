"""What placement asks of the pods of one revision: the template, with every rule read once and ready to be compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from wizard.model.capacity import counts_pod_level, requests, scored_requests
from wizard.model.defaults import HostPort, host_ports
from wizard.model.shapes import integer, items, mapping, mappings, selects, strings, text
from wizard.model.spreading import PREFERRED, REQUIRED, picks
from wizard.model.topology import HOSTNAME, ZONE
from wizard.model.versions import ASSUMED, Version, knows
from wizard.model.volumes import Exclusive, exclusive, mounted
from wizard.model.workload import CLAIM, Workload
from wizard.text.yamldata import Data

Object = Mapping[str, Data]
Place = tuple[str | None, str, str]
"""A volume: the namespace of a claim, claim or kind of disk, its name."""
HASH = "pod-template-hash"
SPREAD_BY_DEFAULT = ((HOSTNAME, 3), (ZONE, 5))
"""The cluster's own constraints, key and maxSkew, both soft (KEP-1258; podtopologyspread/plugin.go)."""


@dataclass(frozen=True)
class Term:
    """One pod affinity term, its matchLabelKeys merged into its selector."""

    topology_key: str
    selector: Data
    namespaces: frozenset[str | None]
    weight: int = 1
    more: Data = None
    """The namespaceSelector, which adds others to those named."""

    def matches(self, pod: "Asked") -> bool:
        """A term without a selector matches no pod, {} every pod of its namespaces."""
        there = pod.namespace in self.namespaces or bool(picks(self.more, pod.namespace))
        return there and selects(self.selector, pod.labels)


@dataclass(frozen=True)
class Constraint:
    """One topology spread constraint."""

    topology_key: str
    max_skew: int
    selectors: tuple[Data, ...]
    """All must match: one from the manifest, several for the cluster's defaults."""
    min_domains: int = 1
    honours_affinity: bool = True
    honours_taints: bool = False

    def selects(self, labels: Mapping[str, str]) -> bool:
        return all(selects(each, labels) for each in self.selectors)

    @property
    def counts(self) -> bool:
        """Whether it counts any pod: an empty selector counts none (podtopologyspread/common.go)."""
        return any(mapping(each) for each in self.selectors)


@dataclass(frozen=True, eq=False)
class Asked:
    """A pod template as the scheduler sees it; two revisions of one workload are two of them."""

    namespace: str | None
    labels: Mapping[str, str]
    pod: Object
    version: Version | None = None
    default_selectors: tuple[Data, ...] = ()
    """What the cluster's default constraints count: its Services and its ReplicaSet or StatefulSet."""
    pod_level: bool = True
    """Whether the server counts what the pod itself asks for, beside its containers (spec.resources)."""
    exclusive: Mapping[Place, Exclusive] = field(default_factory=dict)
    """The volumes that only one node, or one pod, can have at a time; of pods of others that is not known."""

    @cached_property
    def requests(self) -> Mapping[str, int]:
        return requests(self.pod, pod_level=self.pod_level)

    @cached_property
    def scored(self) -> Mapping[str, int]:
        """The requests by which nodes are liked more or less."""
        return scored_requests(self.pod, pod_level=self.pod_level)

    @cached_property
    def ports(self) -> frozenset[HostPort]:
        return frozenset(host_ports(self.pod))

    @cached_property
    def volumes(self) -> tuple[Place, ...]:
        """The claims and disks that other pods may want too."""
        return tuple(dict.fromkeys(_place(self.namespace, each.source, each.name) for each in mounted(self.pod)))

    @cached_property
    def affinity(self) -> tuple[Term, ...]:
        return self._terms("podAffinity")

    @cached_property
    def anti_affinity(self) -> tuple[Term, ...]:
        return self._terms("podAntiAffinity")

    @cached_property
    def preferred(self) -> tuple[Term, ...]:
        """The soft terms; those that keep apart weigh less than nothing."""
        return (*self._weighted("podAffinity", 1), *self._weighted("podAntiAffinity", -1))

    @cached_property
    def hard(self) -> tuple[Constraint, ...]:
        return tuple(self._constraints("DoNotSchedule"))

    @cached_property
    def soft(self) -> tuple[Constraint, ...]:
        """ScheduleAnyway; the cluster's defaults only where the pod has no constraint of any kind."""
        if self.defaulted:
            return tuple(Constraint(key, skew, self.default_selectors) for key, skew in SPREAD_BY_DEFAULT)
        return tuple(self._constraints("ScheduleAnyway"))

    @property
    def defaulted(self) -> bool:
        return not mappings(self.pod.get("topologySpreadConstraints")) and bool(self.default_selectors)

    def _terms(self, kind: str) -> tuple[Term, ...]:
        found = mapping(self.pod, "affinity", kind)
        return tuple(self._term(each, 1) for each in mappings(found.get(REQUIRED)))

    def _weighted(self, kind: str, sign: int) -> Iterator[Term]:
        for each in mappings(mapping(self.pod, "affinity", kind).get(PREFERRED)):
            yield self._term(mapping(each.get("podAffinityTerm")), sign * (integer(each.get("weight")) or 0))

    def _term(self, term: Object, weight: int) -> Term:
        named = frozenset(text(each) for each in items(term.get("namespaces")))
        spaces = term.get("namespaceSelector")
        own = frozenset([self.namespace]) if not named and spaces is None else frozenset()
        selector = term.get("labelSelector")
        if knows(self.version, "affinity-match-label-keys"):
            selector = self._merged(selector, term.get("matchLabelKeys"), "In")
            selector = self._merged(selector, term.get("mismatchLabelKeys"), "NotIn")
        return Term(text(term.get("topologyKey")), selector, named | own, weight, spaces)

    def _constraints(self, wanted: str) -> Iterator[Constraint]:
        for each in mappings(self.pod.get("topologySpreadConstraints")):
            if each.get("whenUnsatisfiable", "DoNotSchedule") != wanted:
                continue
            selector, policies = each.get("labelSelector"), knows(self.version, "node-taints-policy")
            if knows(self.version, "spread-match-label-keys"):
                selector = self._merged(selector, each.get("matchLabelKeys"), "In")
            yield Constraint(
                text(each.get("topologyKey")),
                integer(each.get("maxSkew")) or 1,
                (selector,),
                integer(each.get("minDomains")) or 1,
                not (policies and each.get("nodeAffinityPolicy") == "Ignore"),
                policies and each.get("nodeTaintsPolicy") == "Honor",
            )

    def _merged(self, selector: Data, keys: Data, operator: str) -> Data:
        """The selector with the pod's own value of each key; a key that the pod lacks counts for nothing."""
        own = [text(key) for key in items(keys) if text(key) in self.labels]
        if not isinstance(selector, dict) or not own:
            return selector
        more: list[Data] = [{"key": key, "operator": operator, "values": [self.labels[key]]} for key in own]
        return {**selector, "matchExpressions": [*items(selector.get("matchExpressions")), *more]}


def _place(namespace: str | None, source: str, name: str) -> Place:
    return namespace if source == CLAIM else None, source, name


def of_workload(workload: Workload, revision: int = 1) -> Asked:
    """The pods of one revision of a workload, labelled as its controller labels them."""
    labels = dict(workload.labels)
    owner: tuple[Data, ...] = (dict(workload.selector),)
    if workload.kind == "Deployment":
        labels[HASH] = f"r{revision}"
        owner = ({"matchLabels": {HASH: labels[HASH]}}, *owner)
    else:
        labels["controller-revision-hash"] = f"r{revision}"
    # A DaemonSet is no owner that the defaults know (scheduler/framework/plugins/helper/spread.go).
    owner = owner if workload.kind != "DaemonSet" else ()
    services: tuple[Data, ...] = tuple(
        {"matchLabels": dict(strings(each.spec.get("selector")))} for each in workload.services
    )
    pod = workload.pod
    if workload.kind == "DaemonSet":
        pod = {**pod, "tolerations": [*items(pod.get("tolerations")), *daemon_tolerations(pod)]}
    volumes = {_place(workload.namespace, each.source, each.name): each for each in exclusive(workload)}
    return Asked(
        workload.namespace,
        labels,
        pod,
        workload.version or ASSUMED,
        (*owner, *services),
        counts_pod_level(workload),
        volumes,
    )


_DAEMON_TAINTS = {
    "NoExecute": ("not-ready", "unreachable"),
    "NoSchedule": ("disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"),
}


def daemon_tolerations(pod: Object) -> list[Data]:
    """What the DaemonSet controller adds to its pods (daemonset_util.go AddOrUpdateDaemonPodTolerations)."""
    tolerated = [(key, effect) for effect, keys in _DAEMON_TAINTS.items() for key in keys]
    if pod.get("hostNetwork") is True:
        tolerated.append(("network-unavailable", "NoSchedule"))
    return [{"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": effect} for key, effect in tolerated]


def of_pod(pod: Object, version: Version | None = None) -> Asked:
    """A pod of somebody else, as the cluster has it; its matchLabelKeys were merged when it was created."""
    metadata = mapping(pod.get("metadata"))
    return Asked(
        text(metadata.get("namespace")) or None, strings(metadata.get("labels")), mapping(pod.get("spec")), version
    )
