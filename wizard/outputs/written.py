"""A plan as a diff on the standard output, as files in place, or as files below another folder."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath

from wizard.errors import WizardError, together
from wizard.planning.changes import Change
from wizard.planning.diff import unified
from wizard.planning.feasible import Feasible, feasible, invalid
from wizard.planning.plan import Plan
from wizard.sources.writing import why_not, write_all
from wizard.wording import _, safe


def ready(plan: Plan) -> tuple[Change, ...]:
    """The changes of a plan. Raises WizardError, with all reasons, where they may not all be made."""
    if refused := [each.error for each in invalid(plan)]:
        raise together(refused)
    return plan.changes


def print_plan(plan: Plan) -> None:
    """Print the unified diff of all of a plan. Raises WizardError where it may not all be carried out."""
    _print(ready(plan))


def print_diff(plan: Plan) -> Feasible:
    """Print the unified diff of what can be carried out."""
    done = feasible(plan)
    _print(done.changes)
    return done


def _print(changes: Sequence[Change]) -> None:
    """On a terminal with nothing that could control it."""
    for change in changes:
        shown = unified(change)
        if sys.stdout.isatty():
            shown = "\n".join(map(safe, shown.split("\n")))
        print_whole(shown)


def write_in_place(plan: Plan) -> Feasible:
    """Write every changed file where it was read; what was read from the standard input is printed whole.

    A stream that refuses is not printed: what reads it would take it for the result.
    """
    done = feasible(plan, lambda change: why_not(to_write(change)) if change.origin != "-" else None)
    stream = plan.inventory.manifests.get("-")
    write_all([to_write(each) for each in done.changes if each.origin != "-"])
    if stream is not None and not any(each.origin == "-" for each in done.refusals):
        print_whole(next((each.after for each in done.changes if each.origin == "-"), stream.text))
    return done


def write_below(plan: Plan, paths: Sequence[str], folder: str) -> Feasible:
    """Write every file that holds a workload to the same relative path below `folder`, also those that stay as read."""
    done = feasible(plan)
    read = {id.origin: plan.inventory.manifests[id.origin] for id in plan.inventory.ids}
    wanted = {origin: each.text if each.unmended is None else each.unmended for origin, each in read.items()}
    wanted |= {each.origin: each.after for each in done.changes}
    targets = {origin: Path(folder) / relative(origin, paths) for origin in wanted}
    if len(set(targets.values())) < len(targets):
        raise WizardError(
            _("two of the files would have one name below {folder}; fix them one by one").format(folder=folder)
        )
    for target in targets.values():
        make_folder(target.parent)
    write_all(
        [
            (str(targets[o]), text.encode("utf-8", "surrogateescape"), _fingerprint(targets[o]))
            for o, text in wanted.items()
        ]
    )
    return done


def relative(origin: str, paths: Sequence[str]) -> PurePath:
    """Where a file lies seen from the path it was found by; a file that was named itself has just its name."""
    if origin == "-":
        return PurePath("stdin.yaml")
    for path in paths:
        if Path(path).is_dir() and PurePath(origin).is_relative_to(path):
            return PurePath(origin).relative_to(path)
    return PurePath(PurePath(origin).name)


def to_write(change: Change) -> tuple[str, bytes, str | None]:
    """A change as its file, what is to be in it, and what must be there now."""
    return change.origin, change.after.encode("utf-8", "surrogateescape"), change.fingerprint


def _fingerprint(path: Path) -> str | None:
    """Of what is there now: a second run may replace what the first has written."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def make_folder(folder: Path) -> None:
    """Make a folder with all above it. Raises WizardError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WizardError(
            _("{folder}: cannot be made ({why}); name a folder that you may write to").format(
                folder=folder, why=error.strerror
            )
        ) from error


def print_whole(text: str) -> None:
    """Print a result as it is, byte for byte."""
    # Bytes, so that line ends and a byte order mark leave as they came.
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    sys.stdout.buffer.flush()
