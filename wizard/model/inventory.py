"""Everything that was loaded, indexed by namespace and label, so that a workload finds its neighbours."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any

from wizard.model import autoscaling
from wizard.model.by_name import ByName
from wizard.model.company import Company
from wizard.model.counting import Counting
from wizard.model.fronts import JUDGED, NEIGHBOURS
from wizard.model.half_set import HalfSet
from wizard.model.holders import Holders
from wizard.model.hosts import Hosts
from wizard.model.lending import Lending, in_one_world
from wizard.model.objects import Object, is_custom, is_workload, lacks_selector, namespace, why_partial
from wizard.model.rollouts import rolled, without_rolled
from wizard.model.selectors import Place, Selectors, budget_selector, by_target, once, service_selector
from wizard.model.shapes import mapping, text
from wizard.model.topology import Topology
from wizard.model.versions import Version
from wizard.model.workload import UNASKED, AppFacts, Neighbour, Workload
from wizard.model.worlds import Worlds
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.remarks import head, remark, said_by

__all__ = ["JUDGED", "NEIGHBOURS", "Inventory", "Object", "is_custom", "is_workload", "namespace", "why_partial"]


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
    neighbours: Mapping[str, Manifest] = field(default_factory=dict)
    """Files that were read because they lie beside what was named: never edited, never judged."""
    worlds: Worlds = field(default_factory=Worlds)
    """Which of the files belong together."""
    built: Mapping[ObjectId, Object] = field(default_factory=dict)
    """Objects as their kustomization makes them, in the place of what was read."""
    unbuilt: frozenset[str] = frozenset()
    """Files of which a kustomization makes something else, and not all of that is known: they may lack anything."""
    patches: frozenset[str] = frozenset()
    """Files that a kustomization merges into others: what they hold is no object."""
    whole: frozenset[str] = frozenset()
    """Files with which all was read that stands in their namespaces: a stream, a rendered chart or overlay."""
    narrowed: bool = False
    """Whether only some workloads of its namespaces were asked for: of the others nothing is known."""

    @classmethod
    def of(
        cls, manifests: Sequence[Manifest], topology: Topology | None = None, version: Version | None = None
    ) -> "Inventory":
        """The inventory of some manifests, each under its origin."""
        return cls({manifest.origin: manifest for manifest in manifests}, topology, version)

    @cached_property
    def objects(self) -> Mapping[ObjectId, Object]:
        """Every object of every manifest that was named, in the order read."""
        return {id: self.edited.get(id, data) for id, data in self._said_by(self.manifests)}

    def _said_by(self, manifests: Mapping[str, Manifest]) -> Iterator[tuple[ObjectId, Object]]:
        """What manifests hold, as it is built."""
        for manifest in manifests.values():
            for id, data in manifest.objects.items():
                if isinstance(data, dict):
                    yield id, self.made.get(id, data)

    @cached_property
    def made(self) -> Mapping[ObjectId, Object]:
        """Objects of which something else runs than their files say: made by a kustomization, or run by a Rollout."""
        return {**self.built, **{id: data for id, (data, _rollout) in self._rolled.items()}}

    @cached_property
    def _rolled(self) -> Mapping[ObjectId, tuple[Object, str]]:
        """The Deployments whose pods a Rollout of their own world runs, as it runs them, and its name."""
        files = (*self.manifests.values(), *self.neighbours.values())
        read = {id: self.built.get(id, data) for each in files for id, data in each.objects.items()}
        return rolled({**read, **self.elsewhere}, self.worlds, self.patches)

    @cached_property
    def every(self) -> Mapping[ObjectId, Object]:
        """Every object of the run in the order read, of which those read elsewhere are only neighbours."""
        if not (self.elsewhere or self.neighbours or self.patches):
            return self.objects
        elsewhere = self.elsewhere or {**self.objects, **dict(self._said_by(self.neighbours))}
        return {
            id: self.objects.get(id) or self.made.get(id, data)
            for id, data in elsewhere.items()
            if id.origin not in self.patches
        }

    @cached_property
    def ids(self) -> tuple[ObjectId, ...]:
        """The workloads that can be worked on, in the order read."""
        return tuple(id for id in self._workloads if id not in self.partial)

    @cached_property
    def partial(self) -> Mapping[ObjectId, str]:
        """Workloads that are left alone, each with the id of the reason (wording.objects has the sentence)."""
        return {id: reason for id in self._workloads if (reason := self._why_partial(id))}

    def _why_partial(self, id: ObjectId) -> str:
        if id.origin in self.patches:
            return "listed-patch"
        return why_partial(self.objects[id]) or ("not-built" if self._lacks_labels(id, self.objects[id]) else "")

    @cached_property
    def _workloads(self) -> tuple[ObjectId, ...]:
        return tuple(id for id, data in self.objects.items() if is_workload(data))

    @cached_property
    def _services(self) -> Selectors:
        return Selectors(self.of_kind("Service"), service_selector)

    @cached_property
    def _budgets(self) -> Selectors:
        return Selectors(self.of_kind("PodDisruptionBudget"), budget_selector)

    def of_kind(self, kind: str) -> Iterator[Neighbour]:
        """Every object of a kind in this run."""
        return (Neighbour(id, data) for id, data in self.every.items() if data.get("kind") == kind)

    @cached_property
    def holders(self) -> Holders:
        """What is a pod or makes some, by the labels of those."""
        return Holders(self._everything())

    def _everything(self) -> Iterator[Neighbour]:
        return (Neighbour(id, data) for id, data in self.every.items())

    @cached_property
    def _by_name(self) -> ByName:
        return ByName(self.of_kind, self._everything)

    @cached_property
    def _hosts(self) -> Hosts:
        every = (Workload(id, data) for id, data in self.every.items() if is_workload(data) and not why_partial(data))
        return Hosts.of(every)

    @cached_property
    def judged_alone(self) -> tuple[Neighbour, ...]:
        """The objects read here that are judged by themselves too, in the order read."""
        return tuple(
            Neighbour(id, data)
            for id, data in self.objects.items()
            if text(data.get("kind")) in JUDGED and id.origin not in self.patches and not self._lacks_labels(id, data)
        )

    def _lacks_labels(self, id: ObjectId, data: Object) -> bool:
        """Whether what it selects is not known, because its kustomization says it."""
        return id.origin in self.unbuilt and lacks_selector(data)

    @cached_property
    def _selected(self) -> Mapping[ObjectId, tuple[Workload, ...]]:
        found: defaultdict[ObjectId, list[Workload]] = defaultdict(list)
        for one in map(self._with_neighbours, self._every_workload()):
            for each in (*one.services, *one.budgets, *one.autoscalers):
                found[each.id].append(one)
        return {id: tuple(each) for id, each in found.items()}

    def selected(self, id: ObjectId) -> tuple[Workload, ...]:
        """The workloads of this run that a Service or budget selects, or an autoscaler scales."""
        return self._selected.get(id, ())

    def _with_neighbours(self, bare: Workload) -> Workload:
        """The workload with all that any of its worlds lends it."""
        services, budgets, autoscalers = self._matching(bare)
        return self.lending.taken(bare, services=services, budgets=budgets, autoscalers=autoscalers)

    def _matching(self, bare: Workload) -> tuple[tuple[Neighbour, ...], ...]:
        where = bare.namespace
        return (
            self._services.matching(where, bare.labels),
            self._budgets.matching(where, bare.labels),
            self._scaling(bare),
        )

    def _scaling(self, bare: Workload) -> tuple[Neighbour, ...]:
        own = self._autoscalers.get((bare.namespace, bare.kind, bare.name), ())
        rollout = self._rolled.get(bare.id)
        rolling = () if rollout is None else self._autoscalers.get((bare.namespace, "Rollout", rollout[1]), ())
        return once((*own, *rolling))

    def with_budgets(self, bare: Workload, labels: Mapping[str, str]) -> Workload:
        """Whatever makes pods with these labels, and the budgets that select them."""
        found = self._budgets.matching(bare.namespace, labels)
        return replace(bare, budgets=tuple(each for each in found if self.lending.lends(each, bare)))

    @cached_property
    def lending(self) -> Lending:
        """Which neighbours each workload takes for its own."""

        def whole() -> Iterator[Workload]:
            return (one for one in self._every_workload() if not why_partial(one.data))

        return Lending(self.worlds, whole, lambda one: chain.from_iterable(self._matching(one)))

    def _names(self, bare: Workload) -> frozenset[str]:
        """The names that a budget of the workload may not have: those that others have, in its own cluster."""
        taken = self._budgets.names(bare.namespace)
        free = [
            name
            for name in (bare.name, f"{bare.name}-pdb")
            if name in taken
            and all(self.lending.strangers(bare, origin) for origin in self._budgets.origins(bare.namespace, name))
        ]
        return taken.difference(free).union(*map(self._budgets.names, self.half_set.spaces(bare)))

    @cached_property
    def half_set(self) -> HalfSet:
        """What hangs on kubectl's context."""
        near = (each for each in self._everything() if each.kind in NEIGHBOURS)
        return HalfSet(self.worlds, self._every_workload(), near, self._with_neighbours, self.unbuilt)

    @cached_property
    def company(self) -> Company:
        """What stands beside the workloads of this run."""
        return Company(self._everything(), self.holders, self.worlds, self.lending)

    @cached_property
    def _counting(self) -> Counting:
        return Counting(lambda: self.of_kind("PodDisruptionBudget"), self.selected, self.company)

    def _every_workload(self) -> Iterator[Workload]:
        return (Workload(id, data) for id, data in self.every.items() if is_workload(data))

    def _sources(self, one: Workload) -> Mapping[ObjectId, tuple[Object, Object]]:
        near = (one.id, *(each.id for each in (*one.budgets, *one.autoscalers, *one.services)))
        built = {id: self.made[id] for id in near if id in self.made}
        manifests = {id: self.manifest(id.origin) for id in built}
        said = {id: mapping(each.objects[id]) for id, each in manifests.items() if each is not None}
        return {id: (without_rolled(data) if id in self._rolled else data, built[id]) for id, data in said.items()}

    def manifest(self, origin: str) -> Manifest | None:
        """The file of that name, named or beside; None where another process has read it."""
        return self.manifests.get(origin) or self.neighbours.get(origin)

    def is_named(self, id: ObjectId) -> bool:
        """Whether an object stands in what was named, and may be edited and judged."""
        return id.origin in self.manifests

    @cached_property
    def _autoscalers(self) -> Mapping[Place, tuple[Neighbour, ...]]:
        return by_target(each for each in self._everything() if each.kind in autoscaling.SCALERS)

    def workload(self, id: ObjectId, facts: AppFacts | None = None) -> Workload:
        """The workload with its neighbours as they were loaded."""
        return self.around(Workload(id, self.every[id] if id not in self.objects else self.objects[id]), facts)

    def around(self, alone: Workload, facts: AppFacts | None = None) -> Workload:
        """A workload, whatever it is made to say, with the neighbours that it then has of those that were loaded."""
        id, where, manifest = alone.id, alone.namespace, self.manifest(alone.id.origin)
        bare = self._counting.over(in_one_world(self.worlds, self._with_neighbours(alone)))
        return replace(
            bare,
            hanging=self.half_set.beside(bare),
            kin=tuple(self.company.kin(alone, self._budgets, self._autoscalers)),
            claims=tuple(
                claim for each in sorted(bare.claim_names) if (claim := self._by_name.claims.get((where, each)))
            ),
            fronts=tuple(front for each in bare.services for front in self._by_name.fronts.to(each)),
            storage_classes=self._by_name.storage_classes,
            hosting=self._hosts.beside(bare),
            priority=self._by_name.priorities.get(text(bare.pod.get("priorityClassName")), {}),
            namespace_labels=self._by_name.namespace_labels.get(where, {}),
            names=self._names(bare),
            topology=self.topology,
            version=self.version,
            facts=facts or self.facts,
            assumed=self.assumed,
            unseen=self.unseen,
            read_only=frozenset(self.neighbours),
            sources=self._sources(bare) if self.made else {},
            remark=said_by(remark, manifest, id),
            head=said_by(head, manifest, id),
        )
