"""Send a plan to its cluster: a dry run, then patches that hold only where nobody was faster, and the way back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from wizard.cluster.connection import Cluster
from wizard.cluster.errors import ClusterError, Conflict, Missing, Unreachable
from wizard.cluster.overtaking import Overtaken, overtaken, what_changed
from wizard.model.inventory import Inventory
from wizard.model.kinds import WORKLOADS
from wizard.model.shapes import integer, mapping, text
from wizard.planning.changes import Change
from wizard.planning.plan import Plan
from wizard.planning.sending import Request, requests
from wizard.sources.live import LiveManifest, cleaned, yaml_of
from wizard.text.edits import difference, to_patch
from wizard.text.paths import Data, same
from wizard.wording import _, apart, clauses, ngettext

MANAGER = "surefoot"
"""The name under which the server files what we changed (managedFields)."""
TRIES = 8
"""How often a change is sent again because only the object's bookkeeping moved."""

Object = Mapping[str, Data]


@dataclass(frozen=True)
class Answer:
    """What the server makes of a request."""

    request: Request
    manifest: LiveManifest
    """The object as it is or would be stored."""
    uid: str
    warnings: tuple[str, ...] = ()

    @property
    def object(self) -> Object:
        return mapping(self.manifest.objects[self.manifest.id])

    @property
    def defaults(self) -> int:
        """How many fields the server or its admission adds or changes beyond what was asked for."""
        return len(difference(dict(self.request.after), dict(self.object)))

    @property
    def change(self) -> Change:
        """The live object before and after, as text."""
        origin = f"{self.request.namespace}/{self.request.kind.name}/{self.request.name}"
        before = None if self.request.before is None else yaml_of(self.request.before)
        return Change(origin, before, yaml_of(self.object), (), None)


@dataclass(frozen=True)
class Refusal:
    """The request at which applying stopped, and why."""

    request: Request
    error: ClusterError


@dataclass(frozen=True)
class Applied:
    """How far an application came."""

    sent: tuple[Answer, ...]
    refused: Refusal | None = None
    left: tuple[Request, ...] = ()
    """What was not tried, behind the one that was refused."""

    @property
    def watched(self) -> tuple[Request, ...]:
        """The workloads whose pods the change moves."""
        return tuple(each.request for each in self.sent if each.request.kind in WORKLOADS)


def rehearse(cluster: Cluster, plan: Plan) -> tuple[Answer, ...]:
    """Ask the server what it would make of a plan, changing nothing.

    Raises Overtaken where somebody else changed what the plan stands on, and ClusterError where the server says no.
    """
    if found := overtaken(cluster, plan):
        raise found
    return tuple(_sent(cluster, each, plan.inventory, dry=True) for each in requests(plan))


def apply(
    cluster: Cluster, plan: Plan, wanted: Sequence[Request], progress: Callable[[Answer], None] | None = None
) -> Applied:
    """Make the changes one by one; stops at the first that is refused and says so.

    Raises Overtaken where somebody else was faster and nothing has been changed yet.
    """
    if found := overtaken(cluster, plan):
        raise found
    return go_on(cluster, plan.inventory, Applied((), None, tuple(wanted)), progress)


def go_on(
    cluster: Cluster, inventory: Inventory, applied: Applied, progress: Callable[[Answer], None] | None = None
) -> Applied:
    """Try again from where an application stopped. Raises Overtaken as long as nothing has been changed."""
    waiting = [*([applied.refused.request] if applied.refused else []), *applied.left]
    sent = list(applied.sent)
    while waiting:
        request = waiting.pop(0)
        try:
            answer = _sent(cluster, request, inventory, dry=False)
        except ClusterError as error:
            if isinstance(error, Overtaken):
                if not sent:
                    raise
                # To plan on with what was sent already.
                made = {each.manifest.origin: each.manifest for each in sent}
                now = error.inventory
                error = Overtaken(error.told, replace(now, manifests={**now.manifests, **made}))
            return Applied(tuple(sent), Refusal(request, error), tuple(waiting))
        sent.append(answer)
        if progress is not None:
            progress(answer)
    return Applied(tuple(sent))


def _sent(cluster: Cluster, request: Request, inventory: Inventory, *, dry: bool) -> Answer:
    """Send one request; again with a newer resourceVersion as long as only bookkeeping moved."""
    query = {"fieldManager": MANAGER, "fieldValidation": "Strict"} | ({"dryRun": "All"} if dry else {})
    warnings: list[str] = []
    for _attempt in range(TRIES):
        try:
            if request.before is None:
                found = cluster.send("POST", request.path, request.after, query=query, warnings=warnings)
            else:
                found = _patched(cluster, request, query, warnings)
        except Conflict as error:
            request = _renewed(cluster, request, inventory, error)
        except Unreachable as error:
            if dry or (done := _done_all_the_same(cluster, request, error)) is None:
                raise
            return done
        else:
            return _answer(request, found, warnings)
    raise Conflict(moving(request))


def moving(request: Request) -> str:
    """What is said of an object that never holds still."""
    return _("{what}: changes faster than it can be changed here; try again").format(what=request.title)


def _patched(cluster: Cluster, request: Request, query: Mapping[str, str], warnings: list[str]) -> dict[str, Data]:
    edits = difference(dict(request.before or {}), dict(request.after))
    # Named in the patch, the server compares it with what is stored: a change in between is a 409, never lost.
    guard = {"op": "replace", "path": "/metadata/resourceVersion", "value": request.resource_version}
    patch = [guard, *to_patch(edits)]
    kind = "application/json-patch+json"
    return cluster.send("PATCH", request.path, patch, query=query, content_type=kind, warnings=warnings)


def _renewed(cluster: Cluster, request: Request, inventory: Inventory, error: Conflict) -> Request:
    """The request on the object as it is now. Raises Overtaken where more than bookkeeping has moved."""
    place = request.kind.path(request.namespace, request.name)
    try:
        now = LiveManifest(cluster.get(place))
    except Missing as gone:
        raise Overtaken((what_changed(request.before, None, None),), inventory) from gone
    if request.before is None or not same(dict(request.before), now.objects[now.id]):
        fresh = replace(inventory, manifests={**inventory.manifests, now.origin: now})
        told = what_changed(request.before, dict(mapping(now.objects[now.id])), now)
        raise Overtaken((told,), fresh) from error
    return replace(request, resource_version=now.resource_version)


def _done_all_the_same(cluster: Cluster, request: Request, error: Unreachable) -> Answer | None:
    """What became of a change whose answer was lost; None where it was not made."""
    try:
        found = cluster.get(request.kind.path(request.namespace, request.name))
    except Missing:
        return None
    except ClusterError:
        raise Unreachable(
            _("{error} Whether {what} was changed is not known: look at it before going on").format(
                error=f"{error}.", what=request.title
            )
        ) from error
    # The server adds defaults; what was asked for must be there.
    missing = [each for each in difference(dict(request.after), cleaned(found)) if each.op != "add"]
    return None if missing else _answer(request, found, [])


def _answer(request: Request, found: dict[str, Data], warnings: Sequence[str]) -> Answer:
    # A dry run gives a new object a uid of no meaning.
    return Answer(request, LiveManifest(found), text(mapping(found.get("metadata")).get("uid")), tuple(warnings))


def restarted(answers: Sequence[Answer]) -> int:
    """How many pods the change replaces."""
    return sum(
        1 if (count := integer(mapping((each.request.before or {}).get("spec")).get("replicas"))) is None else count
        for each in answers
        if each.request.restarts
    )


def described(answers: Sequence[Answer]) -> Iterator[str]:
    """What was done, one sentence for each object."""
    for each in answers:
        verb = _("created {what}") if each.request.before is None else _("changed {what}")
        yield verb.format(what=each.request.title)


def stands(applied: Applied) -> str:
    """What stands after a refusal, in one sentence."""
    done = clauses(described(applied.sent))
    count = len(applied.left)
    left = ngettext("{count} more was not tried", "{count} more were not tried", count).format(count=count)
    return apart(filter(None, [done or _("nothing was changed"), left if count else ""]))
