"""Mistakes that leave pods Pending on the nodes there are: too few hosts, zones or free ports. Needs the nodes."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, Value, check
from wizard.checks.spread import spreads
from wizard.model.eligible import eligible_nodes
from wizard.model.host_ports import host_ports
from wizard.model.places import alone
from wizard.model.rivals import rivals, starves
from wizard.model.shapes import integer
from wizard.model.spreading import Rule, every_rule, rules
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
    for each in alone(workload):
        if each.by_host and workload.count > each.domains:
            pending = workload.count - each.domains
            yield Bite(each.rule.path, {"replicas": workload.count, "hosts": each.domains, "pending": pending})


@check(Severity.ERROR, "spread", needs=("nodes",))
def surge_finds_no_host(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #13, #14: as many copies as hosts and none may go first: the extra pod has nowhere to start."""
    yield from _surge_finds_none(workload, "host")


@check(Severity.ERROR, "spread", needs=("nodes",))
def surge_finds_no_zone(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #16: as many copies as zones, each alone in its own: the extra pod has nowhere to start."""
    yield from _surge_finds_none(workload, "zone")


def _surge_finds_none(workload: Workload, level: str) -> Iterator[Bite]:
    for each in alone(workload) if workload.starts_first else ():
        if each.rule.level == level and not each.rule.hash_aware and workload.count == each.domains:
            yield Bite(each.rule.path, {"replicas": workload.count, f"{level}s": each.domains})


@check(Severity.ERROR, "spread", needs=("nodes",))
def more_replicas_than_zones(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #16: required anti-affinity over zones, regions or any other label allows one pod in each."""
    for each in alone(workload):
        if not each.by_host and workload.count > each.domains:
            counts: dict[str, Value] = {"replicas": workload.count, "domains": each.domains}
            pending = workload.count - each.domains
            yield Bite(each.rule.path, {**counts, "pending": pending, "topology_key": each.rule.topology_key})


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
        yield from _ports_taken(workload)


@check(Severity.ERROR, "spread", needs=("nodes",))
def host_network_takes_nodes(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #86: with hostNetwork each containerPort is a port of the node (core/v1 ContainerPort.hostPort)."""
    if workload.pod.get("hostNetwork") is True:
        yield from _ports_taken(workload)


def _ports_taken(workload: Workload) -> Iterator[Bite]:
    nodes = eligible_nodes(workload)
    if nodes is None or not spreads(workload):
        return
    most = len(nodes) - (1 if workload.starts_first else 0)
    port = next(host_ports(workload), None)
    if port is not None and workload.count > most:
        counts: dict[str, Value] = {"replicas": workload.count, "nodes": len(nodes)}
        yield Bite(port.path, {**counts, "port": str(port.number)})


@check(Severity.WARNING)
def host_port_wanted_twice(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #85, #86: pods of two workloads that want one port of the node never share one (NodePorts filter).

    An error where the nodes are too few for both, or a DaemonSet takes them all; silent where enough are known.
    """
    for each in rivals(workload):
        starving = starves(workload, each)
        if starving is not False:
            name = "/".join(filter(None, (each.other.namespace, each.other.name)))
            values: dict[str, Value] = {"port": each.port.number, "kind": each.other.kind, "name": name}
            yield Bite(each.port.path, values, severity=Severity.ERROR if starving else None)
