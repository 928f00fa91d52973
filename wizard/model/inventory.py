"""Everything that was loaded, indexed by namespace and label, so that a workload finds its neighbours."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

from wizard.model.hosts import Hosts
from wizard.model.shapes import items, mapping, mappings, selects, strings, text
from wizard.model.topology import Topology
from wizard.model.versions import Version
from wizard.model.workload import KINDS, UNASKED, AppFacts, Neighbour, Workload
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.remarks import head, remark
from wizard.text.yamldata import Data

NEIGHBOURS = frozenset({"Service", "PodDisruptionBudget", "HorizontalPodAutoscaler"})
"""The kinds that are judged beside workloads."""

OF_EACH_POD = frozenset(
    {
        "statefulset.kubernetes.io/pod-name",
        "apps.kubernetes.io/pod-index",
        "controller-revision-hash",
        "pod-template-hash",
    }
)
"""Labels that controllers put on the pods that they make (apps/v1)."""

Object = Mapping[str, Data]
Place = tuple[str | None, str, str]
"""Namespace, label and value: where an index files a selector; or namespace, kind and name."""


@dataclass(frozen=True)
class Inventory:
    """The manifests of one run and what is known of the cluster they are meant for."""

    manifests: Mapping[str, Manifest]
    topology: Topology | None = None
    version: Version | None = None
    kustomizations: Mapping[str, Manifest] = field(default_factory=dict)
    """The kustomization that lists a file, by the origin of that file: a new file beside it is listed there too."""
    unseen: frozenset[str] = frozenset()
    """Kinds that the cluster does not let us list: of those nothing is known, not that there is none."""
    unread: tuple[str, ...] = ()
    """Files that could not be read and may hold a budget: none is suggested beside them."""
    facts: AppFacts = UNASKED
    """What is true of every application here, where nobody says otherwise."""
    assumed: Mapping[str, Any] = field(default_factory=dict)
    """What the simulator shall assume of all of them, by the fields of Assumptions."""
    edited: Mapping[ObjectId, Object] = field(default_factory=dict)
    """Objects that a plan has changed already, in the place of what was read."""
    elsewhere: Mapping[ObjectId, Object] = field(default_factory=dict)
    """Where only some files of a run are worked on here: all that may be a neighbour in it, in the order read."""

    @classmethod
    def of(
        cls, manifests: Sequence[Manifest], topology: Topology | None = None, version: Version | None = None
    ) -> "Inventory":
        """The inventory of some manifests, each under its origin."""
        return cls({manifest.origin: manifest for manifest in manifests}, topology, version)

    @cached_property
    def objects(self) -> Mapping[ObjectId, Object]:
        """Every object of every manifest, in the order read."""
        return {
            id: self.edited.get(id, data)
            for manifest in self.manifests.values()
            for id, data in manifest.objects.items()
            if isinstance(data, dict)
        }

    @cached_property
    def every(self) -> Mapping[ObjectId, Object]:
        """Every object of the run in the order read, of which those read elsewhere are only neighbours."""
        if not self.elsewhere:
            return self.objects
        return {id: self.objects.get(id, data) for id, data in self.elsewhere.items()}

    @cached_property
    def ids(self) -> tuple[ObjectId, ...]:
        """The workloads that can be worked on, in the order read."""
        return tuple(id for id in self._workloads if id not in self.partial)

    @cached_property
    def partial(self) -> Mapping[ObjectId, str]:
        """Workloads that are left alone, each with the id of the reason (wording.objects has the sentence)."""
        return {id: reason for id in self._workloads if (reason := why_partial(self.objects[id]))}

    @cached_property
    def _workloads(self) -> tuple[ObjectId, ...]:
        return tuple(id for id, data in self.objects.items() if is_workload(data))

    @cached_property
    def _services(self) -> "_Selectors":
        return _Selectors(self._neighbours("Service"), _service_selector)

    @cached_property
    def _budgets(self) -> "_Selectors":
        return _Selectors(self._neighbours("PodDisruptionBudget"), _budget_selector)

    def _neighbours(self, kind: str) -> Iterator[Neighbour]:
        return (Neighbour(id, data) for id, data in self.every.items() if data.get("kind") == kind)

    @cached_property
    def _claims(self) -> Mapping[tuple[str | None, str], Neighbour]:
        return {(namespace(each.data), each.name): each for each in self._neighbours("PersistentVolumeClaim")}

    @cached_property
    def _storage_classes(self) -> Mapping[str, Object]:
        return {each.name: each.data for each in self._neighbours("StorageClass")}

    @cached_property
    def _hosts(self) -> Hosts:
        every = (Workload(id, data) for id, data in self.every.items() if is_workload(data) and not why_partial(data))
        return Hosts.of(every)

    @cached_property
    def judged_alone(self) -> tuple[Neighbour, ...]:
        """The objects read here that are judged by themselves too, in the order read."""
        return tuple(Neighbour(id, data) for id, data in self.objects.items() if data.get("kind") in NEIGHBOURS)

    @cached_property
    def _selected(self) -> Mapping[ObjectId, tuple[Workload, ...]]:
        found: defaultdict[ObjectId, list[Workload]] = defaultdict(list)
        for id, data in self.every.items():
            if is_workload(data):
                one = self._with_neighbours(Workload(id, data))
                for each in (*one.services, *one.budgets, *one.autoscalers):
                    found[each.id].append(one)
        return {id: tuple(each) for id, each in found.items()}

    def selected(self, id: ObjectId) -> tuple[Workload, ...]:
        """The workloads of this run that a Service or budget selects, or an autoscaler scales."""
        return self._selected.get(id, ())

    def _with_neighbours(self, bare: Workload) -> Workload:
        where = bare.namespace
        named = (where, bare.kind, bare.name)

        def own(found: tuple[Neighbour, ...]) -> tuple[Neighbour, ...]:
            # Two environments of one application, each in its own file, say the same of different clusters.
            return tuple(
                each
                for each in found
                if each.id.origin == bare.id.origin or named not in self._whole.get(each.id.origin, ())
            )

        return replace(
            bare,
            services=own(self._services.matching(where, bare.labels)),
            budgets=own(self._budgets.matching(where, bare.labels)),
            autoscalers=own(self._autoscalers.get(named, ())),
        )

    @cached_property
    def _whole(self) -> Mapping[str, set[Place]]:
        """The workloads that each file has whole: its Services, budgets and autoscalers are theirs."""
        found: defaultdict[str, set[Place]] = defaultdict(set)
        for id, data in self.every.items():
            if is_workload(data) and mapping(data, "spec").get("selector") and not why_partial(data):
                one = Workload(id, data)
                found[id.origin].add((one.namespace, one.kind, one.name))
        return found

    @cached_property
    def _counts(self) -> Mapping[ObjectId, Mapping[tuple[str, str], int]]:
        """How many copies of each workload a budget counts at the quietest hour."""
        return {
            each.id: {
                (one.kind, one.name): one.fewest
                for one in self.selected(each.id)
                if one.kind != "DaemonSet" and not why_partial(one.data)
            }
            for each in self._neighbours("PodDisruptionBudget")
        }

    @cached_property
    def _sums(self) -> Mapping[ObjectId, int]:
        return {id: sum(counts.values()) for id, counts in self._counts.items()}

    def of_kind(self, kind: str) -> Iterator[Neighbour]:
        """Every object of a kind in this run."""
        return self._neighbours(kind)

    @cached_property
    def _autoscalers(self) -> Mapping[tuple[str | None, str, str], tuple[Neighbour, ...]]:
        found: defaultdict[tuple[str | None, str, str], tuple[Neighbour, ...]] = defaultdict(tuple)
        for each in self._neighbours("HorizontalPodAutoscaler"):
            target = mapping(each.spec.get("scaleTargetRef"))
            found[namespace(each.data), text(target.get("kind")), text(target.get("name"))] += (each,)
        return found

    def workload(self, id: ObjectId, facts: AppFacts | None = None) -> Workload:
        """The workload with its neighbours as they were loaded."""
        data = self.objects[id]
        where = namespace(data)
        bare = self._with_neighbours(Workload(id, data))
        named = (bare.kind, bare.name)
        return replace(
            bare,
            beside={
                each.id: self._sums[each.id] - self._counts[each.id].get(named, 0)
                for each in bare.budgets
                if bare.kind != "DaemonSet"
            },
            claims=tuple(
                self._claims[where, each] for each in sorted(bare.claim_names) if (where, each) in self._claims
            ),
            storage_classes=self._storage_classes,
            hosting=self._hosts.beside(bare),
            names=self._budgets.names(where),
            topology=self.topology,
            daemons={
                each.id: tuple(one for one in self.selected(each.id) if one.kind == "DaemonSet")
                for each in bare.budgets
            },
            version=self.version,
            facts=facts or self.facts,
            assumed=self.assumed,
            unseen=self.unseen,
            remark=partial(remark, self.manifests[id.origin], id),
            head=partial(head, self.manifests[id.origin], id),
        )


class _Selectors:
    """Neighbours filed under one label pair of their selector; those without one are tried each time."""

    def __init__(self, neighbours: Iterator[Neighbour], selector_of: Callable[[Neighbour], Data]) -> None:
        self._selector_of = selector_of
        self._filed: defaultdict[Place, list[Neighbour]] = defaultdict(list)
        self._loose: defaultdict[str | None, list[Neighbour]] = defaultdict(list)
        self._names: defaultdict[str | None, set[str]] = defaultdict(set)
        for each in neighbours:
            where = namespace(each.data)
            self._names[where].add(each.name)
            pair = next(iter(strings(mapping(selector_of(each)).get("matchLabels")).items()), None)
            if pair:
                self._filed[(where, *pair)].append(each)
            else:
                self._loose[where].append(each)

    def names(self, where: str | None) -> frozenset[str]:
        return frozenset(self._names.get(where, ()))

    def matching(self, where: str | None, labels: Mapping[str, str]) -> tuple[Neighbour, ...]:
        candidates = [
            *(each for pair in labels.items() for each in self._filed.get((where, *pair), ())),
            *self._loose.get(where, ()),
        ]
        return tuple(sorted((each for each in candidates if selects(self._selector_of(each), labels)), key=_by_id))


def _by_id(neighbour: Neighbour) -> tuple[str, int, int]:
    id = neighbour.id
    return id.origin, id.document, id.item or 0


def _service_selector(service: Neighbour) -> Data:
    """A Service's selector is a plain label map; without one it selects nothing.

    Labels that a controller puts on each pod stand in no template: what is left of the selector finds the workload.
    """
    stated = strings(service.spec.get("selector"))
    selector = {key: value for key, value in stated.items() if key not in OF_EACH_POD} or stated
    return {"matchLabels": dict(selector)} if selector else None


def _budget_selector(budget: Neighbour) -> Data:
    """In policy/v1beta1 an empty selector matched no pod, in policy/v1 it matches all (policy/v1 types.go)."""
    selector = budget.spec.get("selector")
    return None if budget.data.get("apiVersion") == "policy/v1beta1" and selector == {} else selector


def namespace(data: Object) -> str | None:
    """metadata.namespace, None when unset: unset matches only unset."""
    return text(mapping(data.get("metadata")).get("namespace")) or None


def is_workload(data: Object) -> bool:
    """Whether this is one of the kinds that Surefoot works on, by its kind and API group."""
    group = text(data.get("apiVersion")).partition("/")[0]
    return data.get("kind") in KINDS and group in {"apps", "extensions"}


def is_custom(data: Object) -> bool:
    """Whether the kind is not Kubernetes' own: an operator may make pods of such objects."""
    group = text(data.get("apiVersion")).rpartition("/")[0]
    return "." in group and not group.endswith(".k8s.io")


def why_partial(data: Object) -> str:
    """The id of the reason to leave a workload alone, empty for a whole one: a patch goes into something unseen."""
    if _has_key(data, "$patch"):
        return "patch"
    containers = mapping(data, "spec", "template", "spec").get("containers")
    if not items(containers):
        return "no-containers"
    if not all(text(each.get("image")) for each in mappings(containers)) and not mapping(data, "spec").get("selector"):
        return "patch"
    return ""


def _has_key(data: object, key: str) -> bool:
    if isinstance(data, dict):
        return key in data or any(_has_key(each, key) for each in data.values())
    return isinstance(data, list) and any(_has_key(each, key) for each in data)
