"""What the review says: what is still weak, what the schema finds, what will be written where."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from screens.widgets.step_tabs import Step
from wizard.checks import Mistake, Severity
from wizard.model.versions import ASSUMED
from wizard.planning.changes import Change
from wizard.planning.diff import Row, counts, rows
from wizard.planning.judging import remaining
from wizard.planning.plan import Plan
from wizard.planning.schema import SchemaError
from wizard.practices import PRACTICES
from wizard.text.manifest import ObjectId
from wizard.wording import _, clauses, labelled, listed, ngettext, safe
from wizard.wording import practices as words
from wizard.wording.mistakes import sentence
from wizard.wording.schema import sentence as schema_sentence

COLOURS = {Severity.ERROR: "$text-error", Severity.WARNING: "$text-warning", Severity.INFO: "$foreground-muted"}
ORDER = tuple(COLOURS)


def place(plan: Plan, walked: ObjectId | None, sources: Sequence[str]) -> str:
    """Where one is: the workload whose last step this is, else the sources."""
    if walked is None:
        return listed("(stdin)" if each == "-" else each for each in sources) or _("the demo shop")
    workload = plan.before(walked)
    name = "/".join(filter(None, (workload.namespace, workload.name)))
    if plan.inventory.manifests[walked.origin].is_live:
        return f"{name}  {workload.kind}"
    return f"{'(stdin)' if walked.origin == '-' else walked.origin} > {name}  {workload.kind}"


def steps(plan: Plan, walked: ObjectId | None) -> tuple[Step, ...]:
    """The tabs of the walk, the review last; it alone where no workload was walked through."""
    before = [Step(words.name(p.key), plan.standing(walked, p).status) for p in PRACTICES] if walked else []
    return (*before, Step(_("Review")))


def _spoken_of(plan: Plan, walked: ObjectId | None) -> tuple[ObjectId, ...]:
    """The workloads that the plan changes; the one walked through where it changes none."""
    return plan.changed_ids or ((walked,) if walked else ())


def weak(plan: Plan, walked: ObjectId | None) -> list[Content]:
    """What is still weak in these workloads, the worst first."""
    ids = _spoken_of(plan, walked)
    left = [(id, each) for id in ids for each in plan.mistakes(id)]
    told = [_told(plan, id, each, len(ids) > 1) for severity in ORDER for id, each in left if each.severity is severity]
    for id in ids:
        skipped = [words.name(practice.key) for practice in PRACTICES if (id, practice.key) in plan.skipped]
        if skipped:
            name = labelled(safe(plan.before(id).name)) if len(ids) > 1 else ""
            said = name + _("skipped: {names}").format(names=listed(skipped))
            told.append(Content.styled(said, "$foreground-muted"))
    return told


def _told(plan: Plan, id: ObjectId, mistake: Mistake, named: bool) -> Content:
    name = labelled(safe(plan.before(id).name)) if named else ""
    return Content.assemble(
        (f"{words.severity(mistake.severity)} ", COLOURS[mistake.severity]),
        (name + labelled(words.name(mistake.practice)), "bold"),
        sentence(mistake.id, mistake.values),
    )


def weak_title(plan: Plan, walked: ObjectId | None) -> tuple[str, str]:
    """The title above what is still weak, and the count of it by severity."""
    left = [each.severity for id in _spoken_of(plan, walked) for each in plan.mistakes(id)]
    said = [severity_count(each, n) for each in ORDER if (n := left.count(each))]
    return (_("Still weak"), clauses(said)) if said else (_("Nothing weak is left"), "")


def severity_count(severity: Severity, count: int) -> str:
    """`2 warnings`."""
    if severity is Severity.ERROR:
        return ngettext("{count} error", "{count} errors", count).format(count=count)
    if severity is Severity.WARNING:
        return ngettext("{count} warning", "{count} warnings", count).format(count=count)
    return ngettext("{count} hint", "{count} hints", count).format(count=count)


def schema_line(plan: Plan, errors: Sequence[tuple[ObjectId, SchemaError]] | None) -> list[Content]:
    """Whether the result is valid; None while that is being found out."""
    version = plan.inventory.version
    title = labelled(_("Schema {version}").format(version=version or ASSUMED) + ("" if version else _(" (assumed)")))
    if errors is None:
        return [Content.styled(title + _("checking"), "$foreground-muted")]
    if not errors and not (before := remaining(plan)):
        return [Content(title) + Content.styled(_("valid"), "$text-success")]
    if not errors:
        told = Content(title) + Content.styled(
            _("invalid, and was so before; the server will refuse it"), "$text-error"
        )
        return [told, *(Content(labelled(safe(plan.before(id).name), schema_sentence(each))) for id, each in before)]
    broken = Content(title) + Content.styled(_("the plan would break it, so it cannot be written"), "$text-error")
    return [broken, *(Content(labelled(safe(plan.before(id).name), schema_sentence(each))) for id, each in errors)]


def diff_rows(changes: Sequence[Change], *, live: bool = False) -> tuple[Row, ...]:
    """The rows of all changes, each file or live object under its name."""
    return tuple(_diff_rows(changes, live))


def _diff_rows(changes: Sequence[Change], live: bool) -> Iterator[Row]:
    for change in changes:
        found = rows(change, 3)
        new = "" if change.before is not None else " " + (_("(new object)") if live else _("(new file)"))
        if len(changes) > 1 or new:
            yield Row("@", None, None, f"{change.origin}  {tally(*counts(found))}{new}")
        yield from found[1:] if found and found[0].sign == "@" else found


def tally(added: int, removed: int) -> str:
    """`+38 −1`."""
    return f"+{added} −{removed}"


def total(changes: Sequence[Change]) -> tuple[int, int]:
    """Lines added and removed in all files."""
    pairs = [counts(rows(change, 0)) for change in changes]
    return sum(added for added, _removed in pairs), sum(removed for _added, removed in pairs)
