"""Which ports of its node a pod takes, and which other workloads of the run want the same. Decides nothing.

Sources: core/v1 ContainerPort; scheduler/framework/plugins/nodeports; scheduler/util GetHostPorts: the main containers
and the init containers that run beside them; defaultHostNetworkPorts: with hostNetwork each port named is the node's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.model.eligible import eligible_nodes
from wizard.model.meeting import may_meet, surely_meet
from wizard.model.shapes import integer, numbered, text
from wizard.model.workload import Workload
from wizard.text.yamldata import Path

EVERY = "0.0.0.0"  # noqa: S104
"""hostIP of a port that names none."""


@dataclass(frozen=True)
class HostPort:
    """One port of the node, and where the template says so."""

    number: int
    protocol: str
    address: str
    path: Path

    def clashes(self, other: "HostPort") -> bool:
        """A port of one address clashes with the same port of that address or of all (NodeInfo HostPortInfo)."""
        shared = self.address == other.address or EVERY in (self.address, other.address)
        return (self.number, self.protocol) == (other.number, other.protocol) and shared


@dataclass(frozen=True)
class Rival:
    """Another workload that wants a port of the node which this one wants too."""

    other: Workload
    port: HostPort
    """As this workload asks for it."""


def host_ports(workload: Workload) -> Iterator[HostPort]:
    """The ports of its node that each pod takes."""
    shared = workload.pod.get("hostNetwork") is True
    for container in (*workload.containers, *workload.sidecars):
        for index, port in numbered(container.data.get("ports")):
            number = integer(port.get("hostPort")) or (integer(port.get("containerPort")) if shared else None)
            if number:
                path = (*container.path, "ports", index)
                yield HostPort(number, text(port.get("protocol")) or "TCP", text(port.get("hostIP")) or EVERY, path)


def rivals(workload: Workload) -> Iterator[Rival]:
    """The other workloads whose pods no node can take beside these, each once, by the first port that they share."""
    own = tuple(host_ports(workload))
    for each in workload.hosting:
        other = Workload(each.id, each.data, topology=workload.topology, version=workload.version)
        shared = (port for port in own if any(port.clashes(held) for held in host_ports(other)))
        port = next(shared, None)
        if port is not None and may_meet(workload, other):
            yield Rival(other, port)


def free_nodes(workload: Workload) -> int | None:
    """How many copies the known nodes have a free port for, beside those of rivals; None where nothing is known.

    A DaemonSet takes every node that it may go to; copies of the others lie where these cannot, as far as they may.
    """
    nodes = eligible_nodes(workload)
    if nodes is None:
        return None
    mine = {node.name for node in nodes}
    every, copies = set(mine), 0
    for rival in rivals(workload):
        theirs = {node.name for node in eligible_nodes(rival.other) or ()}
        if rival.other.kind == "DaemonSet":
            mine -= theirs
        elif theirs & mine:
            every |= theirs
            copies += rival.other.replicas
    return max(0, min(len(mine), len(every) - copies))


def starves(workload: Workload, rival: Rival) -> bool | None:
    """Whether pods of one of the two find no node beside the other's; None where they may or may not."""
    kinds = {workload.kind, rival.other.kind}
    nodes, theirs = eligible_nodes(workload), eligible_nodes(rival.other)
    if nodes is None or theirs is None:
        return True if "DaemonSet" in kinds and surely_meet(workload, rival.other) else None
    here, there = {node.name for node in nodes}, {node.name for node in theirs}
    if not here & there:
        return False
    if "DaemonSet" not in kinds:
        return workload.count + rival.other.count + (1 if workload.starts_first else 0) > len(here | there)
    if kinds == {"DaemonSet"}:
        return True
    some, every = (rival.other, there - here) if workload.kind == "DaemonSet" else (workload, here - there)
    # Enough nodes elsewhere do not keep a copy from coming to one of the DaemonSet's first.
    return True if some.count > len(every) else None
