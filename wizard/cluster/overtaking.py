"""Whether somebody else changed what a plan stands on since it was loaded, and what they changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from wizard.cluster.connection import Cluster
from wizard.cluster.errors import Conflict, Missing
from wizard.model.inventory import Inventory
from wizard.model.kinds import CUSTOM, KINDS, NEIGHBOURS, Kind
from wizard.model.shapes import mapping, mappings, text
from wizard.model.workload import Workload
from wizard.planning.plan import Plan
from wizard.sources.live import LiveManifest
from wizard.text.edits import Edit, difference
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.paths import Data, Path, field_path
from wizard.wording import _, apart, clauses, labelled, safe

Object = Mapping[str, Data]
SECRETIVE = {"env", "annotations", "args", "command"}
"""Fields whose values may hold what nobody should read over a shoulder."""
MOST = 3
"""Fields named of each object."""


class Overtaken(Conflict):
    """Somebody else was faster; nothing of theirs was touched."""

    def __init__(self, told: tuple[str, ...], inventory: Inventory) -> None:
        self.told = told
        """What the other side changed, a sentence for each object."""
        self.inventory = inventory
        """As it is now: to plan on with the same choices."""
        super().__init__(
            _("somebody else was faster, and nothing of theirs was touched: {told}; load again").format(
                told=apart(told)
            )
        )


def overtaken(cluster: Cluster, plan: Plan) -> Overtaken | None:
    """Compare the workloads that a plan changes, and their neighbours, with the cluster. Raises ClusterError."""
    old, now = plan.inventory, reloaded(cluster, plan.inventory, plan.changed_ids)
    before: dict[ObjectId, Object] = {}
    after: dict[ObjectId, Object] = {}
    for id in plan.changed_ids:
        before |= _objects(old.workload(id))
        after |= _objects(now.workload(id)) if id.origin in now.manifests else {}
    told = tuple(
        what_changed(before.get(id), after.get(id), now.manifests.get(id.origin))
        for id in before | after
        if id not in before or id not in after or difference(dict(before[id]), dict(after[id]))
    )
    return Overtaken(told, now) if told else None


def reloaded(cluster: Cluster, inventory: Inventory, ids: Sequence[ObjectId]) -> Inventory:
    """The inventory with some workloads and their namespaces' neighbours as they are now. Raises ClusterError."""
    manifests: dict[str, Manifest] = dict(inventory.manifests)
    workloads = [inventory.workload(id) for id in ids]
    for workload in workloads:
        try:
            found = cluster.get(KINDS[workload.kind].path(workload.namespace, workload.name))
            manifests[workload.id.origin] = LiveManifest(found)
        except Missing:
            del manifests[workload.id.origin]
    for where in {workload.namespace for workload in workloads}:
        for kind in (*NEIGHBOURS, *CUSTOM):
            if kind.name not in inventory.unseen:
                _relist(cluster, kind, where, manifests)
    return replace(inventory, manifests=manifests)


def _objects(workload: Workload) -> dict[ObjectId, Object]:
    """What a plan for a workload stands on. Services only say which ports take traffic, but that decides a probe."""
    near = (*workload.services, *workload.budgets, *workload.autoscalers)
    return {workload.id: workload.data, **{each.id: each.data for each in near}}


def _relist(cluster: Cluster, kind: Kind, where: str | None, manifests: dict[str, Manifest]) -> None:
    """Put the neighbours of one kind and namespace into the place of those that were loaded."""
    for origin in [each for each in manifests if each.startswith(f"{where}/{kind.name}/")]:
        del manifests[origin]
    for page in cluster.pages(kind.path(where)):
        for each in mappings(page.get("items")):
            live = LiveManifest({**each, "apiVersion": kind.group_version, "kind": kind.name})
            manifests[live.origin] = live


def what_changed(before: Object | None, after: Object | None, manifest: Manifest | None) -> str:
    """What somebody else did to one object, in a sentence that shows no value which may be secret."""
    known = before or after or {}
    what = f"{safe(text(known.get('kind')))} {safe(text(mapping(known.get('metadata')).get('name')))}"
    if before is None or after is None:
        return (_("{what} is new") if before is None else _("{what} was deleted")).format(what=what)
    edits = difference(dict(before), dict(after))
    fields = clauses(_field(dict(before), dict(after), each) for each in edits[:MOST])
    more = _(" and {count} more fields").format(count=len(edits) - MOST) if len(edits) > MOST else ""
    by = _last_manager(manifest.live) if isinstance(manifest, LiveManifest) else ""
    return labelled(what, fields + more) + (_(" (by {who})").format(who=safe(by)) if by else "")


def _field(before: Data, after: Data, edit: Edit) -> str:
    name = safe(field_path(before if edit.op == "remove" else after, edit.path))
    old, new = _shown(edit.before, edit.path), _shown(edit.after, edit.path)
    if edit.op == "add":
        return _("{field} added").format(field=name)
    if edit.op == "remove":
        return _("{field} removed").format(field=name)
    return f"{name} {old} -> {new}" if old and new else _("{field} changed").format(field=name)


def _shown(value: Data, path: Path) -> str:
    if isinstance(value, dict | list) or SECRETIVE & set(map(str, path)):
        return ""
    return safe(str(value))[:60]


def _last_manager(live: Object) -> str:
    """Who wrote last, as the server filed it; its controllers' own status writes do not count."""
    entries: Iterator[dict[str, Data]] = (
        each
        for each in mappings(mapping(live.get("metadata")).get("managedFields"))
        if text(each.get("subresource")) != "status"
    )
    return text(max(entries, key=lambda each: text(each.get("time")), default={}).get("manager"))
