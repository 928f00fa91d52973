"""Undo an application: exactly the fields that were changed, where they still hold what we put there."""

import copy
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from wizard.cluster.applying import MANAGER, TRIES, Answer, Applied, moving
from wizard.cluster.connection import Cluster
from wizard.cluster.errors import ClusterError, Conflict, Missing
from wizard.model.shapes import mapping, text
from wizard.sources.live import cleaned
from wizard.text.edits import Edit, difference, to_patch
from wizard.text.paths import Data, at, field_path, same
from wizard.wording import _, labelled, safe


@dataclass(frozen=True)
class PutBack:
    """What became of an undoing."""

    restored: tuple[str, ...]
    """A sentence for every object that is as it was before."""
    left: tuple[str, ...]
    """A sentence for everything that was not put back: somebody has changed it since, or the server refused."""


def put_back(cluster: Cluster, applied: Applied) -> PutBack:
    """Undo what was sent, the last first. What cannot be undone is said and stops nothing."""
    restored: list[str] = []
    left: list[str] = []
    for answer in reversed(applied.sent):
        try:
            kept = tuple(_deleted(cluster, answer) if answer.request.before is None else _restored(cluster, answer))
        except ClusterError as error:
            left.append(labelled(answer.request.title, str(error)))
            continue
        left += kept
        if not kept:
            said = _("{what} is gone again") if answer.request.before is None else _("{what} is as it was before")
            restored.append(said.format(what=answer.request.title))
    return PutBack(tuple(restored), tuple(left))


def _deleted(cluster: Cluster, answer: Answer) -> Iterator[str]:
    """Delete a created object, where it is still the one that we made."""
    path = answer.request.kind.path(answer.request.namespace, answer.request.name)
    for _attempt in range(TRIES):
        try:
            now = cluster.get(path)
        except Missing:
            return
        metadata = mapping(now.get("metadata"))
        if text(metadata.get("uid")) != answer.uid or difference(dict(answer.object), cleaned(now)):
            yield _("{what} was changed since and stays").format(what=answer.request.title)
            return
        body = {
            "apiVersion": "v1",
            "kind": "DeleteOptions",
            "preconditions": {"uid": answer.uid, "resourceVersion": metadata.get("resourceVersion")},
        }
        # Its controller writes the status now and then, which is a conflict and no change.
        with suppress(Conflict):
            cluster.send("DELETE", path, body)
            return
    raise Conflict(moving(answer.request))


def _restored(cluster: Cluster, answer: Answer) -> Iterator[str]:
    """Patch a changed object back, field by field; yields what somebody else has changed since."""
    request = answer.request
    path = request.kind.path(request.namespace, request.name)
    undone = difference(dict(answer.object), dict(request.before or {}))
    for _attempt in range(TRIES):
        live = cluster.get(path)
        now = cleaned(live)
        wanted, overwritten = _undone(now, undone)
        edits = difference(now, wanted)
        guard = {
            "op": "replace",
            "path": "/metadata/resourceVersion",
            "value": mapping(live.get("metadata")).get("resourceVersion"),
        }
        try:
            if edits:
                kind, query = "application/json-patch+json", {"fieldManager": MANAGER}
                cluster.send("PATCH", path, [guard, *to_patch(edits)], query=query, content_type=kind)
        except Conflict:
            continue
        for edit in overwritten:
            field = safe(field_path(dict(answer.object), edit.path))
            yield _("{what}: {field} was changed since and stays").format(what=request.title, field=field)
        return
    raise Conflict(moving(request))


def _undone(now: dict[str, Data], edits: tuple[Edit, ...]) -> tuple[dict[str, Data], list[Edit]]:
    """The object with every edit made whose place still holds what it replaces; and the edits that were not made."""
    wanted = copy.deepcopy(now)
    overwritten = []
    for edit in edits:
        *above, last = edit.path
        try:
            inside = at(wanted, tuple(above))
        except KeyError:
            overwritten.append(edit)
            continue
        if not _holds(inside, last, edit):
            overwritten.append(edit)
        elif edit.op == "remove":
            del inside[last]  # type: ignore[union-attr, arg-type]
        elif edit.op == "add" and isinstance(inside, list):
            inside.insert(int(str(last)), edit.after)
        else:
            inside[last] = edit.after  # type: ignore[index]
    return wanted, overwritten


def _holds(inside: Data, last: object, edit: Edit) -> bool:
    if isinstance(inside, Mapping):
        return last not in inside if edit.op == "add" else last in inside and same(inside[str(last)], edit.before)
    if isinstance(inside, list) and isinstance(last, int):
        if edit.op == "add":
            return last <= len(inside)
        return last < len(inside) and same(inside[last], edit.before)
    return False
