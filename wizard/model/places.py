"""How many copies find a place on the known nodes where a rule lets each place hold one. Decides nothing.

A port of the node is free once on each; required anti-affinity takes a host, zone or other domain for each copy, and a
domain is taken until the pod in it is gone (FACTS 2.3).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.model.eligible import eligible_nodes
from wizard.model.host_ports import host_ports
from wizard.model.rivals import free_nodes
from wizard.model.spreading import Rule, rules
from wizard.model.topology import HOSTNAME
from wizard.model.workload import Workload


@dataclass(frozen=True)
class Alone:
    """Required anti-affinity of the own pods, and how many domains of its key the eligible nodes make."""

    rule: Rule
    domains: int

    @property
    def by_host(self) -> bool:
        return self.rule.level == "host"


def alone(workload: Workload) -> Iterator[Alone]:
    """The rules that keep each copy alone, where the nodes are known; a node without the key is bound by none."""
    nodes = eligible_nodes(workload)
    for rule in rules(workload) if nodes is not None else ():
        if rule.form != "podAntiAffinity" or not rule.strict or nodes is None:
            continue
        if rule.topology_key == HOSTNAME:
            yield Alone(rule, len({node.labels.get(HOSTNAME, node.name) for node in nodes}))
        elif nodes and all(rule.topology_key in node.labels for node in nodes):
            yield Alone(rule, len({node.labels[rule.topology_key] for node in nodes}))


def places(workload: Workload) -> int | None:
    """How many copies can stand at once and leave others their own; None where nothing bounds them or is known."""
    bounds = [each.domains for each in alone(workload)]
    return min((*bounds, *_by_ports(workload, kept_free=True)), default=None)


def every_place_taken(workload: Workload) -> bool:
    """Whether the extra pod of an update would find no place until one of the copies is gone."""
    bounds = [each.domains for each in alone(workload) if not each.rule.hash_aware]
    return any(workload.count >= each for each in (*bounds, *_by_ports(workload)))


def no_place_for_surge(workload: Workload) -> bool:
    """Whether an update waits for ever: its extra pod finds no place, and none of the copies may go first."""
    return workload.starts_first and every_place_taken(workload)


def more_copies_than_places(workload: Workload) -> bool:
    """Whether some copies find no place at all, which no order of an update helps."""
    return any(workload.count > each for each in (*(each.domains for each in alone(workload)), *_by_ports(workload)))


def one_first_helps(workload: Workload) -> bool:
    """Whether an update that waits for ever would end if one copy went first; the only one has nobody beside it."""
    return workload.count > 1 and no_place_for_surge(workload) and not more_copies_than_places(workload)


def _by_ports(workload: Workload, *, kept_free: bool = False) -> tuple[int, ...]:
    free = free_nodes(workload, kept_free=kept_free) if any(host_ports(workload)) else None
    return () if free is None else (free,)
