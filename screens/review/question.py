"""What is asked before anything is written: what, where, how much, and the way back."""

from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from screens.review.keys import Ways
from screens.review.words import tally, total
from wizard.errors import WizardError
from wizard.outputs.live_files import clean_files, patch_files
from wizard.planning.changes import Change
from wizard.planning.diff import counts, rows
from wizard.planning.plan import Plan
from wizard.wording import _, apart, listed, ngettext, safe


def question(asking: str, plan: Plan, changes: Sequence[Change], *, live: bool) -> tuple[str, list[Content]]:
    """The title and the sentences that stand above the path, or above Enter."""
    if asking == "write":
        return _("Write in place?"), before_writing(changes)
    if asking == "patch":
        return _("Save as a patch?"), before_patching(plan)
    if live:
        return _("Save as a manifest?"), before_saving(plan)
    return _("Write elsewhere?"), before_elsewhere(changes)


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
    told.append(Content(apart((lines_and_files(changes), _("nothing else in them changes.")))))
    told.append(Content(_way_back(changes)))
    told.append(Content.styled(_("Enter writes, Esc leaves everything as it is."), "bold"))
    return told


def before_elsewhere(changes: Sequence[Change]) -> list[Content]:
    """What, how much, and that nothing of what was read changes."""
    kind = _("One new file; what was read stays as it is.")
    if len(changes) != 1:
        kind = _("A folder: every file with a workload in it, changed or not; what was read stays as it is.")
    keys = Content.styled(_("Enter writes, Esc leaves everything as it is."), "bold")
    return [Content(_("{said}. {more}").format(said=lines_and_files(changes), more=kind)), keys]


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


def before_saving(plan: Plan) -> list[Content]:
    """What is saved, and that the cluster stays as it is."""
    names = listed(safe(each) for each in clean_files(plan))
    what = _("As a person would have written it, without status and defaults: {names}. The cluster stays as it is.")
    keys = Content.styled(_("Enter writes, Esc leaves everything as it is."), "bold")
    return [Content(what.format(names=names)), keys]


def before_patching(plan: Plan) -> list[Content]:
    """What a patch holds, and who takes it."""
    names = listed(safe(each) for each in patch_files(plan))
    what = _("JSON patches (RFC 6902) as kubectl patch and kustomize take them, new objects beside: {names}.")
    keys = Content.styled(_("Enter writes, Esc leaves everything as it is."), "bold")
    return [Content(what.format(names=names)), keys]


def suggested_path(plan: Plan, changes: Sequence[Change], asking: str, ways: Ways) -> str:
    """Where to write when not in place: a file beside the one, a folder for several."""
    if ways.live:
        found = list(patch_files(plan) if asking == "patch" else clean_files(plan))
        return found[0] if len(found) == 1 else "surefoot-out/"
    if len(changes) != 1:
        return "surefoot-out"
    path = Path(changes[0].origin)
    if ways.demo:
        return path.name
    if changes[0].origin == "-":
        return "stdin.yaml"
    return str(path.with_name(f"{path.stem}-ha{path.suffix}"))


def printed(plan: Plan, changes: Sequence[Change], ways: Ways) -> str:
    """The result for the standard output: of a stream all of it, of files or a cluster what changed.

    Raises WizardError when they would not make one stream.
    """
    if ways.live:
        return "---\n".join(clean_files(plan).values())
    if ways.stream:
        stream = plan.inventory.manifests["-"].text
        return next((each.after for each in changes if each.origin == "-"), stream)
    if len(changes) == 1:
        return changes[0].after
    if any(each.after.lstrip("\ufeff \t\r\n").startswith("{") for each in changes):
        raise WizardError(_("several files, one of them JSON, make no stream; write them elsewhere instead"))
    return "---\n".join(_ended(each.after.removeprefix("\ufeff")) for each in changes)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
