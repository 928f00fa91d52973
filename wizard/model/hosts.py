"""The workloads of a run that take ports of their nodes, by port. Knows no node and no rule."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import PurePath

from wizard.model.host_ports import host_ports
from wizard.model.workload import Neighbour, Workload
from wizard.text.manifest import ObjectId

_Name = tuple[str | None, str, str]
"""Namespace, kind and name."""


@dataclass(frozen=True)
class Hosts:
    """Each workload under the number of every port of the node that it wants."""

    by_number: Mapping[int, tuple[Workload, ...]]
    names: Mapping[str, AbstractSet[_Name]] = field(default_factory=dict)
    """The workloads of each file."""

    @classmethod
    def of(cls, workloads: Iterable[Workload]) -> "Hosts":
        found: defaultdict[int, dict[ObjectId, Workload]] = defaultdict(dict)
        names: defaultdict[str, set[_Name]] = defaultdict(set)
        for each in workloads:
            names[each.id.origin].add((each.namespace, each.kind, each.name))
            for port in host_ports(each):
                found[port.number][each.id] = each
        return cls({number: tuple(each.values()) for number, each in found.items()}, names)

    def beside(self, own: Workload) -> tuple[Neighbour, ...]:
        """The others that want a port of the same number, in whatever namespace: a node knows none."""
        numbers = {port.number for port in host_ports(own)} if self.by_number else set()
        every = (each for number in sorted(numbers) for each in self.by_number.get(number, ()))
        others = (each for each in every if _is_other(each, own) and not self._alternatives(each, own))
        return tuple({each.id: Neighbour(each.id, each.data) for each in others}.values())

    def _alternatives(self, one: Workload, own: Workload) -> bool:
        """Whether their files are two forms of one thing: each has a workload that the other has too."""
        here, there = own.id.origin, one.id.origin
        return here != there and not self.names.get(here, frozenset()).isdisjoint(self.names.get(there, ()))


def _is_other(one: Workload, own: Workload) -> bool:
    """Whether it is another one of the same cluster, as far as paths and names tell.

    The same object read twice, or that of another environment, is no second one.
    """
    same = (one.kind, one.name) == (own.kind, own.name)
    unset = one.namespace is None or own.namespace is None
    return _world(one) == _world(own) and not (same and (unset or one.namespace == own.namespace))


def _world(workload: Workload) -> str:
    """What is applied to one cluster together: the folder of a file; live objects, which go by their own names, are."""
    title = "/".join(filter(None, (workload.namespace, workload.kind, workload.name)))
    return "" if workload.id.origin == title else str(PurePath(workload.id.origin).parent)
