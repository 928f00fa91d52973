"""Mistakes that put all copies into one failure: replicas, spread constraints, anti-affinity, node affinity."""

from collections import Counter
from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, Value, check
from wizard.eligible import eligible_nodes
from wizard.shapes import integer, mapping, mappings, numbered, text
from wizard.spreading import ANTI_AFFINITY, CONSTRAINTS, POD, PREFERRED, REQUIRED, TERMS, counts_own, every_rule, rules
from wizard.topology import HOSTNAME
from wizard.versions import SINCE, knows
from wizard.workload import Workload

REPLICAS = ("spec", "replicas")


def _spreads(workload: Workload) -> bool:
    return workload.kind != "DaemonSet"


@check(Severity.WARNING, "spread", missing=True)
def one_replica(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #33, #35: nothing below keeps a single copy up."""
    if _spreads(workload) and workload.fewest < 2:
        if workload.autoscaler is None:
            yield Bite(REPLICAS, {"replicas": workload.fewest})
        else:
            yield Bite(("spec", "minReplicas"), {"replicas": workload.fewest}, workload.autoscaler.id)


@check(Severity.WARNING, "spread", missing=True)
def no_spread_rule(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #28: the cluster's own defaults are soft and wide."""
    if _spreads(workload) and workload.fewest >= 2 and not rules(workload):
        yield Bite(POD, {"replicas": workload.fewest})


@check(Severity.WARNING, "spread")
def only_zones_spread(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #21: a constraint of its own switches the default host spreading off (KEP-1258)."""
    levels = {rule.level for rule in rules(workload)}
    keys = {rule.topology_key for rule in rules(workload)}
    constraints = [rule for rule in rules(workload) if rule.form == "topologySpreadConstraints"]
    if constraints and HOSTNAME not in keys and levels & {"zone", "region"} and workload.fewest >= 2:
        yield Bite(constraints[0].path)


@check(Severity.ERROR, "spread")
def spread_selector_misses_pods(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #9, #10: a spread constraint that does not count its own pods does nothing."""
    for rule in every_rule(workload):
        if rule.form == "topologySpreadConstraints" and not counts_own(rule, workload):
            yield Bite((*rule.path, "labelSelector"), {"topology_key": rule.topology_key})


@check(Severity.ERROR, "spread")
def anti_affinity_repels_everything(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #10: an empty selector keeps every pod of the namespace away."""
    for rule in every_rule(workload):
        if rule.form == "podAntiAffinity" and rule.data.get("labelSelector") == {}:
            yield Bite((*rule.path, "labelSelector"), {"topology_key": rule.topology_key})


@check(Severity.ERROR, "spread")
def weight_in_required_term(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #4: PodAffinityTerm has no weight."""
    for kind in ("podAffinity", "podAntiAffinity"):
        required = mapping(workload.pod, "affinity", kind).get(REQUIRED)
        for index, term in numbered(required):
            if "weight" in term:
                yield Bite((*POD, "affinity", kind, REQUIRED, index, "weight"))


@check(Severity.ERROR, "spread")
def preferred_term_misshapen(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #5: WeightedPodAffinityTerm wants podAffinityTerm and a weight from 1 to 100."""
    preferred = mapping(workload.pod, "affinity", "podAntiAffinity").get(PREFERRED)
    for index, term in numbered(preferred):
        weight = integer(term.get("weight"))
        if not isinstance(term.get("podAffinityTerm"), dict) or weight is None or not 1 <= weight <= 100:
            yield Bite((*ANTI_AFFINITY, PREFERRED, index))


@check(Severity.WARNING, "spread")
def beta_topology_key(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #6: deprecated since 1.17; nodes outside the big clouds often lack the label."""
    for rule in every_rule(workload):
        if rule.topology_key.startswith("failure-domain.beta.kubernetes.io/"):
            yield Bite(rule.path, {"topology_key": rule.topology_key})


@check(Severity.ERROR, "spread")
def strict_key_missing_on_nodes(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #7: a node without the key is rejected, so every pod stays Pending (podtopologyspread/filtering.go)."""
    nodes = eligible_nodes(workload)
    for rule in every_rule(workload):
        if rule.form == "topologySpreadConstraints" and rule.strict and nodes:
            without = sum(rule.topology_key not in node.labels for node in nodes)
            if without == len(nodes):
                yield Bite(rule.path, {"topology_key": rule.topology_key, "nodes": len(nodes)})


@check(Severity.ERROR, "spread")
def more_replicas_than_hosts(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #12: required host anti-affinity leaves the surplus Pending."""
    nodes = eligible_nodes(workload)
    for rule in rules(workload):
        if rule.form == "podAntiAffinity" and rule.strict and rule.level == "host" and nodes is not None:
            hosts = len({node.labels.get(HOSTNAME, node.name) for node in nodes})
            if workload.replicas > hosts:
                yield Bite(
                    rule.path, {"replicas": workload.replicas, "hosts": hosts, "pending": workload.replicas - hosts}
                )


@check(Severity.ERROR, "spread")
def surge_finds_no_host(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #13, #14: as many copies as hosts and none may go first: the extra pod has nowhere to start."""
    yield from _surge_finds_none(workload, "host")


@check(Severity.ERROR, "spread")
def surge_finds_no_zone(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #16: as many copies as zones, each alone in its own: the extra pod has nowhere to start."""
    yield from _surge_finds_none(workload, "zone")


def _surge_finds_none(workload: Workload, level: str) -> Iterator[Bite]:
    nodes = eligible_nodes(workload)
    recreate = mapping(workload.spec, "strategy").get("type") == "Recreate"
    if workload.kind != "Deployment" or nodes is None or workload.unavailable or recreate:
        return
    for rule in rules(workload):
        if rule.form == "podAntiAffinity" and rule.strict and rule.level == level and not rule.hash_aware:
            key = rule.topology_key
            domains = len({node.labels.get(key, node.name) for node in nodes if level == "host" or key in node.labels})
            if workload.replicas == domains:
                yield Bite(rule.path, {"replicas": workload.replicas, f"{level}s": domains})


@check(Severity.ERROR, "spread")
def more_replicas_than_zones(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #16: required zone or region anti-affinity allows one pod in each."""
    nodes = eligible_nodes(workload)
    for rule in rules(workload):
        if rule.form == "podAntiAffinity" and rule.strict and rule.level in {"zone", "region"} and nodes is not None:
            domains = len({node.labels[rule.topology_key] for node in nodes if rule.topology_key in node.labels})
            if domains and workload.replicas > domains:
                pending = workload.replicas - domains
                counts: dict[str, Value] = {"replicas": workload.replicas, "domains": domains, "pending": pending}
                yield Bite(rule.path, {**counts, "topology_key": rule.topology_key})


@check(Severity.ERROR, "spread")
def match_label_keys_too_new(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #17: an older server drops the field without a word."""
    for rule in every_rule(workload):
        feature = "affinity-match-label-keys" if rule.form == "podAntiAffinity" else "spread-match-label-keys"
        if rule.data.get("matchLabelKeys") and not knows(workload.version, feature):
            yield Bite((*rule.path, "matchLabelKeys"), {"since": str(SINCE[feature])})


@check(Severity.WARNING, "spread")
def revision_key_without_revisions(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #19: pods of a StatefulSet carry no pod-template-hash."""
    if workload.kind == "StatefulSet":
        for rule in rules(workload):
            if rule.hash_aware:
                yield Bite((*rule.path, "matchLabelKeys"))


@check(Severity.WARNING, "spread")
def broken_nodes_count_as_domains(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #20: without Honor a cordoned or dead domain makes all others look too full (KEP-3094)."""
    for rule in rules(workload):
        if (
            rule.form == "topologySpreadConstraints"
            and rule.strict
            and rule.data.get("nodeTaintsPolicy") != "Honor"
            and knows(workload.version, "node-taints-policy")
        ):
            yield Bite(rule.path, {"topology_key": rule.topology_key})


@check(Severity.ERROR, "spread")
def spread_constraint_twice(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #22: topologyKey and whenUnsatisfiable together must be unique."""
    seen: Counter[tuple[str, bool]] = Counter()
    for rule in every_rule(workload):
        if rule.form == "topologySpreadConstraints":
            seen[rule.topology_key, rule.strict] += 1
            if seen[rule.topology_key, rule.strict] == 2:
                yield Bite(rule.path, {"topology_key": rule.topology_key})


@check(Severity.ERROR, "spread")
def max_skew_below_one(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #25: maxSkew is required and at least 1."""
    for index, constraint in numbered(workload.pod.get("topologySpreadConstraints")):
        if (integer(constraint.get("maxSkew")) or 0) < 1:
            yield Bite((*CONSTRAINTS, index))


@check(Severity.WARNING, "spread")
def max_skew_too_wide(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #26: a skew of all replicas forbids nothing."""
    for rule in rules(workload):
        skew = integer(rule.data.get("maxSkew"))
        if rule.form == "topologySpreadConstraints" and rule.strict and skew and skew > 1 and skew >= workload.replicas:
            yield Bite((*rule.path, "maxSkew"), {"skew": skew, "replicas": workload.replicas})


@check(Severity.ERROR, "spread")
def min_domains_without_strict(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #23: minDomains goes with DoNotSchedule only, and is at least 1 (KEP-3022)."""
    for rule in every_rule(workload):
        if rule.form == "topologySpreadConstraints" and "minDomains" in rule.data:
            domains = integer(rule.data["minDomains"])
            if not rule.strict or (domains is not None and domains < 1):
                yield Bite((*rule.path, "minDomains"))


@check(Severity.ERROR, "spread")
def empty_node_term(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #30: an empty term matches no node."""
    required = mapping(workload.pod, "affinity", "nodeAffinity", REQUIRED)
    if required.get("nodeSelectorTerms") == []:
        yield Bite(TERMS)
    for index, term in numbered(required.get("nodeSelectorTerms")):
        if not mappings(term.get("matchExpressions")) and not mappings(term.get("matchFields")):
            yield Bite((*TERMS, index))


@check(Severity.WARNING, "spread")
def too_few_nodes_fit(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #31: what the node rules leave is less than the copies need."""
    nodes = eligible_nodes(workload)
    wants = mapping(workload.pod, "affinity", "nodeAffinity").get(REQUIRED) or workload.pod.get("nodeSelector")
    if _spreads(workload) and nodes is not None and wants and len(nodes) < max(workload.replicas, 2):
        yield Bite(POD, {"nodes": len(nodes), "replicas": workload.replicas})


@check(Severity.ERROR, "spread")
def node_name_set(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #32: nodeName passes the scheduler by, so every copy lies on that one node."""
    if _spreads(workload) and (name := text(workload.pod.get("nodeName"))):
        yield Bite((*POD, "nodeName"), {"node": name})


@check(Severity.ERROR, "spread")
def min_domains_never_reached(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #24: with fewer domains than minDomains the least count is 0, so each takes maxSkew pods and no more."""
    nodes = eligible_nodes(workload)
    for rule in rules(workload):
        wanted, skew = integer(rule.data.get("minDomains")), integer(rule.data.get("maxSkew")) or 1
        if rule.form != "topologySpreadConstraints" or not rule.strict or wanted is None or nodes is None:
            continue
        domains = len({node.labels[rule.topology_key] for node in nodes if rule.topology_key in node.labels})
        if domains < wanted and workload.replicas > domains * skew:
            pending = workload.replicas - domains * skew
            yield Bite((*rule.path, "minDomains"), {"wanted": wanted, "domains": domains, "pending": pending})


@check(Severity.ERROR, "spread")
def host_port_takes_nodes(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #85: a hostPort is free once on each node, for the pod that an update starts beside the others too."""
    nodes = eligible_nodes(workload)
    if nodes is None or not _spreads(workload):
        return
    surge = workload.kind == "Deployment" and not workload.unavailable
    for container in workload.containers:
        for index, port in numbered(container.data.get("ports")):
            taken = port.get("hostPort") or (workload.pod.get("hostNetwork") is True and port.get("containerPort"))
            if taken and (workload.replicas > len(nodes) or (surge and workload.replicas == len(nodes))):
                counts: dict[str, Value] = {"replicas": workload.replicas, "nodes": len(nodes)}
                yield Bite((*container.path, "ports", index), {**counts, "port": str(taken)})
