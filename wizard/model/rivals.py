"""Which other workloads of a run want a port of the node that this one wants, and what that leaves. Decides nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.model.eligible import eligible_nodes
from wizard.model.host_ports import HostPort, host_ports
from wizard.model.meeting import may_meet, surely_meet
from wizard.model.workload import Workload


@dataclass(frozen=True)
class Rival:
    """Another workload that wants a port of the node which this one wants too."""

    other: Workload
    port: HostPort
    """As this workload asks for it."""


def rivals(workload: Workload) -> Iterator[Rival]:
    """The other workloads whose pods no node can take beside these, each once, by the first port that they share."""
    own = tuple(host_ports(workload))
    for each in workload.hosting:
        other = Workload(each.id, each.data, topology=workload.topology, version=workload.version)
        shared = (port for port in own if any(port.clashes(held) for held in host_ports(other)))
        port = next(shared, None)
        if port is not None and may_meet(workload, other):
            yield Rival(other, port)


def free_nodes(workload: Workload, *, kept_free: bool = False) -> int | None:
    """How many copies the known nodes have a free port for, beside those of rivals; None where nothing is known.

    A DaemonSet takes every node that it may go to; copies of the others lie where these cannot, as far as they may.
    With `kept_free` an update of each of those finds a node for its extra pod, too.
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
            copies += rival.other.count + (1 if kept_free and rival.other.starts_first else 0)
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
