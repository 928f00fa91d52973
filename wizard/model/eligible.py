"""Which nodes of the topology may hold a workload's pods: selectors, affinity, taints, cordons (FACTS 2.6)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from wizard.model.shapes import expression_holds, items, mapping, mappings, strings, text
from wizard.model.spreading import REQUIRED, terms
from wizard.model.topology import Node, Taint, Topology
from wizard.model.workload import Workload
from wizard.text.yamldata import Data


def eligible_nodes(workload: Workload, topology: Topology | None = None) -> tuple[Node, ...] | None:
    """The nodes that pass every hard rule but those about other pods; None when no cluster is known."""
    known = topology or workload.topology
    if known is None:
        return None
    pod = workload.pod
    asked = json.dumps([pod.get("nodeSelector"), terms(workload), pod.get("tolerations")], sort_keys=True, default=str)
    # Most workloads of a cluster ask the same of its nodes, and every check asks once more.
    found = known.memo.get(asked)
    if found is None:
        found = known.memo[asked] = tuple(_passing(known, workload))
    return found


def _passing(topology: Topology, workload: Workload) -> Iterator[Node]:
    tolerations = mappings(workload.pod.get("tolerations"))
    for node in topology.nodes:
        if not node.unschedulable and asks_for(workload.pod, node) and not repelling(tolerations, node.taints):
            yield node


def asks_for(pod: Mapping[str, Data], node: Node) -> bool:
    """Whether a node is what the pod's nodeSelector and required node affinity ask for.

    A label of which nothing is known is taken to be there.
    """
    selector = strings(pod.get("nodeSelector")).items()
    if not all(node.labels.get(key) == value for key, value in selector if node.knows(key)):
        return False
    wanted = mappings(mapping(pod, "affinity", "nodeAffinity", REQUIRED).get("nodeSelectorTerms"))
    return not wanted or any(term_matches(term, node) for term in wanted)


def repelling(tolerations: Sequence[Mapping[str, Data]], taints: Iterable[Taint]) -> Taint | None:
    """The first taint that keeps a pod away; None where all are tolerated."""
    hard = (taint for taint in taints if taint.effect in {"NoSchedule", "NoExecute"})
    return next((taint for taint in hard if not any(tolerates(each, taint) for each in tolerations)), None)


def term_matches(term: Mapping[str, Data], node: Node) -> bool:
    """Expressions in a term are ANDed; an empty term matches no node (component-helpers nodeaffinity.go)."""
    expressions = mappings(term.get("matchExpressions"))
    fields = mappings(term.get("matchFields"))
    if not expressions and not fields:
        return False
    known = (each for each in expressions if node.knows(text(each.get("key"))))
    return all(_holds(each, node.labels) for each in known) and all(
        _holds(each, {"metadata.name": node.name}) for each in fields
    )


def _holds(expression: Mapping[str, Data], labels: Mapping[str, str]) -> bool:
    operator = expression.get("operator")
    if operator in {"Gt", "Lt"}:
        return _compares(labels.get(text(expression.get("key"))), str(operator), items(expression.get("values")))
    return expression_holds(expression, labels)


def _compares(value: str | None, operator: str, values: list[Data]) -> bool:
    try:
        left, right = int(value or ""), int(str(values[0]))
    except (ValueError, IndexError):
        return False
    return left > right if operator == "Gt" else left < right


def tolerates(toleration: Mapping[str, Data], taint: Taint) -> bool:
    """core/v1 Toleration: an empty key with Exists tolerates all, an empty effect any effect."""
    if text(toleration.get("effect")) not in {"", taint.effect}:
        return False
    key = text(toleration.get("key"))
    exists = toleration.get("operator") == "Exists"
    if not key:
        return exists
    return key == taint.key and (exists or text(toleration.get("value")) == taint.value)
