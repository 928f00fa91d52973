"""What the review says: what is still weak, what the schema finds, what will be written where."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from textual.content import Content

from screens.widgets.step_tabs import Step
from wizard.changes import Change
from wizard.checks import Mistake, Severity
from wizard.diff import Row, counts, rows
from wizard.errors import WizardError
from wizard.judging import remaining
from wizard.live import LiveManifest
from wizard.manifest import ObjectId
from wizard.plan import Plan
from wizard.practices import PRACTICES
from wizard.schema import SchemaError
from wizard.versions import ASSUMED
from wizard.wording import _, ngettext, safe
from wizard.wording import practices as words
from wizard.wording.mistakes import sentence
from wizard.wording.schema import sentence as schema_sentence

COLOURS = {Severity.ERROR: "$text-error", Severity.WARNING: "$text-warning", Severity.INFO: "$foreground-muted"}
ORDER = tuple(COLOURS)


def place(plan: Plan, walked: ObjectId | None, sources: Sequence[str]) -> str:
    """Where one is: the workload whose last step this is, else the sources."""
    if walked is None:
        return ", ".join("(stdin)" if each == "-" else each for each in sources) or _("the demo shop")
    workload = plan.before(walked)
    name = "/".join(filter(None, (workload.namespace, workload.name)))
    if isinstance(plan.inventory.manifests[walked.origin], LiveManifest):
        return f"{name}  {workload.kind}"
    return f"{'(stdin)' if walked.origin == '-' else walked.origin} > {name}  {workload.kind}"


def steps(plan: Plan, walked: ObjectId | None) -> tuple[Step, ...]:
    """The tabs of the walk, the review last; it alone where no workload was walked through."""
    before = [Step(words.name(p.key), plan.standing(walked, p).status) for p in PRACTICES] if walked else []
    return (*before, Step(_("Review")))


def weak(plan: Plan) -> list[Content]:
    """What is still weak in the workloads that the plan changes, the worst first."""
    ids = plan.changed_ids
    left = [(id, each) for id in ids for each in plan.mistakes(id)]
    told = [_told(plan, id, each, len(ids) > 1) for severity in ORDER for id, each in left if each.severity is severity]
    for id in ids:
        skipped = [words.name(practice.key) for practice in PRACTICES if (id, practice.key) in plan.skipped]
        if skipped:
            name = f"{safe(plan.before(id).name)}: " if len(ids) > 1 else ""
            said = name + _("skipped: {names}").format(names=", ".join(skipped))
            told.append(Content.styled(said, "$foreground-muted"))
    return told


def _told(plan: Plan, id: ObjectId, mistake: Mistake, named: bool) -> Content:
    name = f"{safe(plan.before(id).name)}: " if named else ""
    return Content.assemble(
        (f"{words.severity(mistake.severity)} ", COLOURS[mistake.severity]),
        (f"{name}{words.name(mistake.practice)}: ", "bold"),
        sentence(mistake.id, mistake.values),
    )


def weak_title(plan: Plan) -> tuple[str, str]:
    """The title above what is still weak, and the count of it by severity."""
    left = [each.severity for id in plan.changed_ids for each in plan.mistakes(id)]
    said = [severity_count(each, n) for each in ORDER if (n := left.count(each))]
    return (_("Still weak"), ", ".join(said)) if said else (_("Nothing weak is left"), "")


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
    title = _("Schema {version}").format(version=version or ASSUMED) + ("" if version else _(" (assumed)")) + ": "
    if errors is None:
        return [Content.styled(title + _("checking"), "$foreground-muted")]
    if not errors and not (before := remaining(plan)):
        return [Content(title) + Content.styled(_("valid"), "$text-success")]
    if not errors:
        told = Content(title) + Content.styled(
            _("invalid, and was so before; the server will refuse it"), "$text-error"
        )
        return [told, *(Content(f"{safe(plan.before(id).name)}: {schema_sentence(each)}") for id, each in before)]
    broken = Content(title) + Content.styled(_("the plan would break it, so it cannot be written"), "$text-error")
    return [broken, *(Content(f"{safe(plan.before(id).name)}: {schema_sentence(each)}") for id, each in errors)]


def diff_rows(changes: Sequence[Change]) -> tuple[Row, ...]:
    """The rows of all changes, each file under its name."""
    return tuple(_diff_rows(changes))


def _diff_rows(changes: Sequence[Change]) -> Iterator[Row]:
    for change in changes:
        found = rows(change, 3)
        new = " " + _("(new file)") if change.before is None else ""
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


def lines_and_files(changes: Sequence[Change]) -> str:
    """`38 lines added, 1 removed in 1 file`."""
    added, removed = total(changes)
    lines = ngettext("{count} line added", "{count} lines added", added).format(count=added)
    if removed:
        lines += ", " + _("{count} removed").format(count=removed)
    files = ngettext("{count} file", "{count} files", len(changes)).format(count=len(changes))
    return _("{lines} in {files}").format(lines=lines, files=files)


def before_writing(changes: Sequence[Change]) -> list[Content]:
    """What, where, how much, and the way back."""
    told = [Content(f"{safe(each.origin)}  {_tally_of(each)}") for each in changes]
    told.append(Content(lines_and_files(changes) + "; " + _("nothing else in them changes.")))
    told.append(Content(_way_back(changes)))
    told.append(Content.styled(_("Enter writes, Esc leaves everything as it is."), "bold"))
    return told


def before_elsewhere(changes: Sequence[Change]) -> list[Content]:
    """What, how much, and that nothing of what was read changes."""
    kind = _("One new file; what was read stays as it is.")
    if len(changes) != 1:
        kind = _("A folder: every file with a workload in it, changed or not; what was read stays as it is.")
    keys = Content.styled(_("Enter writes, Esc leaves everything as it is."), "bold")
    return [Content(f"{lines_and_files(changes)}. {kind}"), keys]


def _tally_of(change: Change) -> str:
    new = " " + _("(new file)") if change.before is None else ""
    return tally(*counts(rows(change, 0))) + new


def _way_back(changes: Sequence[Change]) -> str:
    olds = [each.origin for each in changes if each.before is not None]
    if olds and all(_in_git(path) for path in olds):
        return _("The way back: git diff shows it; git checkout brings back what was committed.")
    return _("The way back: none is kept here; o writes elsewhere and leaves the file alone.")


def _in_git(path: str) -> bool:
    return any((folder / ".git").exists() for folder in Path(path).resolve().parents)


def printed(changes: Sequence[Change], stream: str | None) -> str:
    """The result for the standard output: of a stream all of it, of files those that changed.

    Raises WizardError when they would not make one stream.
    """
    if stream is not None:
        return next((each.after for each in changes if each.origin == "-"), stream)
    if len(changes) == 1:
        return changes[0].after
    if any(each.after.lstrip("\ufeff \t\r\n").startswith("{") for each in changes):
        raise WizardError(_("several files, one of them JSON, make no stream; write them elsewhere instead"))
    return "---\n".join(_ended(each.after.removeprefix("\ufeff")) for each in changes)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def suggested_path(changes: Sequence[Change], demo: bool) -> str:
    """Where to write when not in place: a file beside the one, a folder for several."""
    if len(changes) != 1:
        return "surefoot-out"
    path = Path(changes[0].origin)
    if demo:
        return path.name
    if changes[0].origin == "-":
        return "stdin.yaml"
    return str(path.with_name(f"{path.stem}-ha{path.suffix}"))
