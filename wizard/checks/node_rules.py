"""Mistakes in which nodes are asked for: rules that no node meets, that widen instead of narrow, that pin to one."""

import re
from collections.abc import Iterator, Mapping

from wizard.checks.check import Bite, Severity, check
from wizard.checks.spread import spreads
from wizard.model.eligible import eligible_nodes
from wizard.model.shapes import items, mapping, mappings, numbered, strings, text
from wizard.model.spreading import POD, REQUIRED, TERMS, terms
from wizard.model.topology import BETA_REGION, BETA_ZONE, HOSTNAME, PLACEMENT, REGION, ZONE
from wizard.model.workload import Workload
from wizard.text.yamldata import Data

_DOMAIN = re.compile(r"placement|rack|batch|chassis|zone|host-?group|spread-?group")


@check(Severity.ERROR, "spread")
def empty_node_term(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #30: an empty term matches no node."""
    required = mapping(workload.pod, "affinity", "nodeAffinity", REQUIRED)
    if required.get("nodeSelectorTerms") == []:
        yield Bite(TERMS, refused=True)
    for index, term in numbered(required.get("nodeSelectorTerms")):
        if not mappings(term.get("matchExpressions")) and not mappings(term.get("matchFields")):
            yield Bite((*TERMS, index))


@check(Severity.ERROR, "spread")
def node_terms_are_alternatives(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #29: terms are ORed, so a batch or zone asked for in a term of its own need not hold (nodeaffinity.go).

    Alternatives that ask for no such place, as the old and the new label of control planes, are meant as such.
    """
    asked = [_keys(term) for term in terms(workload)]
    first = asked[0] if asked else frozenset()
    for index, keys in enumerate(asked):
        one_is_a_place = any(map(_is_domain, first)) != any(map(_is_domain, keys))
        if index and keys and first and not keys & first and one_is_a_place:
            yield Bite((*TERMS, index), {"first": sorted(first)[0], "second": sorted(keys)[0]})


def _keys(term: Mapping[str, Data]) -> frozenset[str]:
    return frozenset(text(each.get("key")) for each in mappings(term.get("matchExpressions")))


@check(Severity.WARNING, "spread")
def pinned_to_one_value(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #31: every copy then lies in one zone, rack or batch, or on one host."""
    if not spreads(workload) or workload.fewest < 2:
        return
    for key, value in strings(workload.pod.get("nodeSelector")).items():
        if _is_domain(key):
            yield Bite((*POD, "nodeSelector", key), {"label": key, "value": value})
    alternatives = terms(workload)
    for index, each in enumerate(mappings(alternatives[0].get("matchExpressions")) if len(alternatives) == 1 else ()):
        values = items(each.get("values"))
        if each.get("operator") == "In" and len(values) == 1 and _is_domain(text(each.get("key"))):
            path = (*TERMS, 0, "matchExpressions", index)
            yield Bite(path, {"label": text(each.get("key")), "value": str(values[0])})


def _is_domain(key: str) -> bool:
    known = {HOSTNAME, ZONE, BETA_ZONE, PLACEMENT}
    return key in known or (key not in {REGION, BETA_REGION} and bool(_DOMAIN.search(key.lower())))


@check(Severity.WARNING, "spread", needs=("nodes",))
def too_few_nodes_fit(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #31: what the node rules leave is less than the copies need."""
    nodes = eligible_nodes(workload)
    wants = mapping(workload.pod, "affinity", "nodeAffinity").get(REQUIRED) or workload.pod.get("nodeSelector")
    if spreads(workload) and nodes is not None and wants and len(nodes) < max(workload.count, 2):
        yield Bite(POD, {"nodes": len(nodes), "replicas": workload.count})


@check(Severity.ERROR, "spread")
def node_name_set(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #32: nodeName passes the scheduler by, so every copy lies on that one node."""
    if spreads(workload) and (name := text(workload.pod.get("nodeName"))):
        yield Bite((*POD, "nodeName"), {"node": name})


@check(Severity.ERROR, "spread")
def tolerates_everything(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #90: no key, Exists and no end: its pods never leave a dead node (core/v1 Toleration)."""
    for index, each in numbered(workload.pod.get("tolerations")):
        forever = each.get("tolerationSeconds") is None and text(each.get("effect")) in {"", "NoExecute"}
        if spreads(workload) and not each.get("key") and each.get("operator") == "Exists" and forever:
            yield Bite((*POD, "tolerations", index))


@check(Severity.INFO, "spread", needs=("failover",))
def failover_too_slow(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #91: pods wait 300 s on a dead node where no toleration says less (DefaultTolerationSeconds)."""
    wanted = workload.facts.failover_seconds
    if wanted is None or workload.kind != "Deployment":
        return
    for taint in ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"):
        own = [
            t
            for t in mappings(workload.pod.get("tolerations"))
            if t.get("key") == taint and t.get("effect") != "NoSchedule"
        ]
        waits = own[0].get("tolerationSeconds") if own else 300
        if not isinstance(waits, int) or waits > wanted:
            yield Bite(
                POD, {"taint": taint, "waits": str(waits) if isinstance(waits, int) else "\u221e", "wanted": wanted}
            )


@check(Severity.INFO, "spread", needs=("failover",))
def stateful_pod_stays_on_dead_node(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #92: a StatefulSet starts no second pod of a name before the first is surely gone (KEP-2268)."""
    if workload.kind == "StatefulSet" and workload.facts.failover_seconds is not None:
        yield Bite(("kind",), {"wanted": workload.facts.failover_seconds})
