"""Mistakes that leave pods Pending on the nodes there are: too few hosts, zones or free ports. Needs the nodes."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, Value, check
from wizard.checks.spread import spreads
from wizard.model.eligible import eligible_nodes
from wizard.model.shapes import integer, mapping, numbered
from wizard.model.spreading import Rule, every_rule, rules
from wizard.model.topology import HOSTNAME
from wizard.model.workload import Workload


@check(Severity.ERROR, "spread", needs=("nodes",))
def strict_key_missing_on_nodes(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #7: a node without the key is rejected, so every pod stays Pending (podtopologyspread/filtering.go)."""
    nodes = eligible_nodes(workload)
    for rule in every_rule(workload):
        if rule.form == "topologySpreadConstraints" and rule.strict and nodes and _known(workload, rule):
            without = sum(rule.topology_key not in node.labels for node in nodes)
            if without == len(nodes):
                yield Bite(rule.path, {"topology_key": rule.topology_key, "nodes": len(nodes)})


def _known(workload: Workload, rule: Rule) -> bool:
    return workload.topology is not None and workload.topology.knows(rule.topology_key)


@check(Severity.WARNING, "spread", needs=("nodes",))
def key_missing_on_nodes(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #7: strict constraints reject such nodes, soft ones score them 0, anti-affinity does not see them."""
    nodes = eligible_nodes(workload)
    for rule in rules(workload):
        if not nodes or not rule.topology_key or not _known(workload, rule):
            continue
        without = sum(rule.topology_key not in node.labels for node in nodes)
        total = rule.form == "topologySpreadConstraints" and rule.strict and without == len(nodes)
        if without and not total:
            yield Bite(rule.path, {"topology_key": rule.topology_key, "without": without, "nodes": len(nodes)})


@check(Severity.ERROR, "spread", needs=("nodes",))
def more_replicas_than_hosts(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #12: required host anti-affinity leaves the surplus Pending."""
    nodes = eligible_nodes(workload)
    for rule in rules(workload):
        if rule.form == "podAntiAffinity" and rule.strict and rule.level == "host" and nodes is not None:
            hosts = len({node.labels.get(HOSTNAME, node.name) for node in nodes})
            if workload.count > hosts:
                yield Bite(rule.path, {"replicas": workload.count, "hosts": hosts, "pending": workload.count - hosts})


@check(Severity.ERROR, "spread", needs=("nodes",))
def surge_finds_no_host(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #13, #14: as many copies as hosts and none may go first: the extra pod has nowhere to start."""
    yield from _surge_finds_none(workload, "host")


@check(Severity.ERROR, "spread", needs=("nodes",))
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
            if workload.count == domains:
                yield Bite(rule.path, {"replicas": workload.count, f"{level}s": domains})


@check(Severity.ERROR, "spread", needs=("nodes",))
def more_replicas_than_zones(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #16: required zone or region anti-affinity allows one pod in each."""
    nodes = eligible_nodes(workload)
    for rule in rules(workload):
        if rule.form == "podAntiAffinity" and rule.strict and rule.level in {"zone", "region"} and nodes is not None:
            domains = len({node.labels[rule.topology_key] for node in nodes if rule.topology_key in node.labels})
            if domains and workload.count > domains:
                pending = workload.count - domains
                counts: dict[str, Value] = {"replicas": workload.count, "domains": domains, "pending": pending}
                yield Bite(rule.path, {**counts, "topology_key": rule.topology_key})


@check(Severity.ERROR, "spread", needs=("nodes",))
def min_domains_never_reached(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #24: with fewer domains than minDomains the least count is 0, so each takes maxSkew pods and no more."""
    nodes = eligible_nodes(workload)
    for rule in rules(workload):
        wanted, skew = integer(rule.data.get("minDomains")), integer(rule.data.get("maxSkew")) or 1
        judged = rule.form == "topologySpreadConstraints" and rule.strict and _known(workload, rule)
        if not judged or wanted is None or nodes is None:
            continue
        domains = len({node.labels[rule.topology_key] for node in nodes if rule.topology_key in node.labels})
        if domains < wanted and workload.count > domains * skew:
            pending = workload.count - domains * skew
            yield Bite((*rule.path, "minDomains"), {"wanted": wanted, "domains": domains, "pending": pending})


@check(Severity.ERROR, "spread", needs=("nodes",))
def host_port_takes_nodes(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #85: a hostPort is free once on each node, for the pod that an update starts beside the others too."""
    if workload.pod.get("hostNetwork") is not True:
        yield from _ports_taken(workload, "hostPort")


@check(Severity.ERROR, "spread", needs=("nodes",))
def host_network_takes_nodes(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #86: with hostNetwork each containerPort is a port of the node (core/v1 ContainerPort.hostPort)."""
    if workload.pod.get("hostNetwork") is True:
        yield from _ports_taken(workload, "containerPort")


def _ports_taken(workload: Workload, field: str) -> Iterator[Bite]:
    nodes = eligible_nodes(workload)
    if nodes is None or not spreads(workload):
        return
    surges = workload.kind == "Deployment" and not workload.unavailable
    full = workload.count > len(nodes) or (surges and workload.count == len(nodes))
    for container in workload.containers if full else ():
        for index, port in numbered(container.data.get("ports")):
            if port.get(field):
                counts: dict[str, Value] = {"replicas": workload.count, "nodes": len(nodes)}
                yield Bite((*container.path, "ports", index), {**counts, "port": str(port[field])})
