"""What the spread step says below its form: the cluster, where pods are, what a loss leaves, what must be prepared."""

from typing import TYPE_CHECKING

from wizard.model.eligible import eligible_nodes
from wizard.model.shapes import mapping
from wizard.model.topology import Topology, placement_labels
from wizard.model.workload import Workload
from wizard.wording import _, apart, ended, labelled, listed, safe

if TYPE_CHECKING:
    from wizard.model.capacity import Capacity


def of_placement(workload: Workload, label: str, values: str) -> list[str]:
    """The batches that there are, and how to prepare one."""
    value = values.split(",", maxsplit=1)[0].strip() or "rack1"
    return [
        *filter(None, [_batches(workload)]),
        _("First: a placement set for each batch, its nodes added, and a label of its own on them:"),
        f"kubectl label node NODE {safe(label)}={safe(value)}",
    ]


def of_spread(
    workload: Workload, after: Workload, level: str, copies: int | None, found: "Capacity | None"
) -> list[str]:
    """The cluster that is planned for, where the pods are now, what a loss leaves, how an update goes."""
    said = (_cluster(workload), _present(found, copies), _survivors(workload, level, copies), _update(workload, after))
    return [*filter(None, said)]


def _cluster(workload: Workload) -> str:
    known = workload.topology
    if known is None:
        return _("The cluster is not known; --nodes 6 --zones 3 or --topology FILE tells it.")
    said = _("Planned for {hosts} hosts in {zones} zones").format(hosts=len(known.nodes), zones=len(known.zones))
    return _("{said}, assumed.").format(said=said) if known.assumed else ended(said)


def _batches(workload: Workload) -> str:
    """The labels of the nodes that look like batches, with their values."""
    known = workload.topology
    labels = placement_labels(known)[:3] if known else ()
    if known is None or not labels:
        return ""
    said = apart(labelled(safe(each), safe(listed(known.values(each)[:4]))) for each in labels)
    return _("Labels of the nodes that look like batches: {labels}").format(labels=said)


def _present(found: "Capacity | None", copies: int | None) -> str:
    """Where the pods are now, and whether the nodes have room for as many as are chosen."""
    if found is None:
        return ""
    places = [f"{safe(node)} ({number})" if number > 1 else safe(node) for node, number in found.here.items()]
    told = _("Now on {places}.").format(places=listed(places[:6])) if places else ""
    if found.free and copies is not None and found.copies < copies:
        lack = _("The nodes have room for {room} copies of these requests, not for {count}.")
        told += " " + lack.format(room=found.copies, count=copies)
    return told.strip()


def _survivors(workload: Workload, level: str, copies: int | None) -> str:
    """What the loss of a host or a zone leaves, where it is told which nodes the copies may run on."""
    nodes = eligible_nodes(workload) or ()
    places = {"host": len(nodes), "zone": len(Topology(nodes).zones)}.get(level, 0)
    if places < 2 or copies is None:
        return ""
    said = {
        "host": _("{count} copies, evenly on {places} hosts: losing one leaves {left}."),
        "zone": _("{count} copies, evenly in {places} zones: losing one leaves {left}."),
    }
    return said[level].format(count=copies, places=places, left=copies - -(-copies // places))


def _update(workload: Workload, after: Workload) -> str:
    """How an update goes where every place is taken and the choice lets one copy go first."""
    if mapping(workload.spec, "strategy") == mapping(after.spec, "strategy") or after.starts_first:
        return ""
    return _("An update stops one copy first: an extra one would find every place taken.")
