"""The cluster as a picture: zones as boxes, hosts as cells, pods as marks. Never by colour alone."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from textual.content import Content

from screens.terminal import signs
from wizard.model.topology import ZONE, Node, Topology
from wizard.simulation.landing import Landing
from wizard.wording import _, cells, ngettext, padded, safe

_LOST = "$text-error"
_MOST_MARKS = 6
"""Marks of pods in one cell; more are a number."""


def line(title: str, landing: Landing, width: int) -> Content:
    """One row: each zone with its hosts, as fully as the width allows."""
    head = f"{title}  "
    for cell in (_named, _bare, _counted):
        row = Content.assemble(head, *_separated(landing, cell))
        if row.cell_length <= width:
            return row
    return row.truncate(width, ellipsis=True)


def titles() -> tuple[str, str]:
    """The heads of two rows, as wide as each other."""
    both = (_("Now"), _("Then"))
    width = max(map(cells, both))
    return padded(both[0], width), padded(both[1], width)


def assumption(nodes: Topology) -> list[Content]:
    """That nobody vouches for the nodes of a picture; nothing where somebody does."""
    if not nodes.assumed:
        return []
    said = _("The cluster is assumed: {hosts} hosts in {zones} zones.")
    return [Content.styled(said.format(hosts=len(nodes.nodes), zones=len(nodes.zones)), "$foreground-muted")]


def boxes(landing: Landing, width: int) -> list[Content]:
    """Three rows: each zone a box around its hosts; nothing where the boxes are wider than the width."""
    zones = _zones(landing)
    corner, rule, bar = signs.active().corners, signs.active().rule, signs.active().bar
    top, middle, bottom = [], [], []
    for zone, nodes in zones.items():
        inside = Content("  ").join([_named(landing, node) for node in nodes])
        title = _title(zone)
        wide = max(inside.cell_length, cells(title) + 2)
        top.append(f"{corner[0]}{rule} {title} {rule * (wide - cells(title) - 1)}{corner[1]}")
        padding = " " * (wide - inside.cell_length)
        middle.append(Content.assemble(f"{bar} ", inside, f"{padding} {bar}"))
        bottom.append(f"{corner[2]}{rule * (wide + 2)}{corner[3]}")
    rows = [Content(" ".join(top)), Content(" ").join(middle), Content(" ".join(bottom))]
    return [] if rows[0].cell_length > width else rows


def _zones(landing: Landing) -> Mapping[str, Sequence[Node]]:
    def zone(node: Node) -> str:
        return node.labels.get(ZONE, "")

    return {name: list(nodes) for name, nodes in groupby(sorted(landing.topology.nodes, key=zone), zone)}


def _title(zone: str) -> str:
    return safe(zone) or _("no zone")


def _separated(landing: Landing, cell: object) -> Iterator[Content | str]:
    bar = signs.active().bar
    for number, (zone, nodes) in enumerate(_zones(landing).items()):
        yield "  " if number else ""
        yield f"{_title(zone)} "
        if cell is _counted:
            yield _counted(landing, nodes)
            continue
        each = _named if cell is _named else _bare
        cells = [each(landing, node) for node in nodes]
        yield Content.assemble(bar, Content(" " if cell is _named else bar).join(cells), bar)


def _marks(landing: Landing, node: Node) -> Content:
    alphabet, count = signs.active(), len(landing.here[node.name])
    if node.name in landing.down:
        return Content.styled(alphabet.lost * max(1, min(count, _MOST_MARKS)), _LOST)
    if count > _MOST_MARKS:
        return Content(f"{alphabet.pod}{count}")
    return Content(alphabet.pod * count or alphabet.empty)


def _named(landing: Landing, node: Node) -> Content:
    return Content.assemble(f"{safe(node.name)} ", _marks(landing, node))


def _bare(landing: Landing, node: Node) -> Content:
    return _marks(landing, node)


def _counted(landing: Landing, nodes: Sequence[Node]) -> Content:
    """`12 on 7 of 40 hosts`."""
    count = sum(len(landing.here[each.name]) for each in nodes if each.name not in landing.down)
    hosts = sum(bool(landing.here[each.name]) and each.name not in landing.down for each in nodes)
    said = ngettext("{count} on {used} of {hosts} host", "{count} on {used} of {hosts} hosts", len(nodes))
    return Content(said.format(count=count, used=hosts, hosts=len(nodes)))
