"""Write a plan from the screens: in place or elsewhere, with an account of it and what to go on from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.errors import together
from wizard.outputs.commands import fix_commands
from wizard.outputs.receipt import Receipt, written
from wizard.outputs.written import ready, relative, to_write, write_below
from wizard.planning.changes import Change
from wizard.planning.kept import Restored, kept, restored, with_manifests
from wizard.planning.plan import Plan
from wizard.sources import files
from wizard.sources.writing import write_all
from wizard.text.manifest import Manifest


@dataclass(frozen=True)
class Saved:
    """What was written, and the plan to go on from."""

    receipt: Receipt
    base: Plan
    """Without choices where the files now hold them; the same plan where they were written elsewhere."""


def save(plan: Plan, sources: Sequence[str], target: str | None, *, patch: bool = False) -> Saved:
    """Write to `target`, or in place for None; of a cluster manifests, or a patch.

    Raises WizardError; then nothing was written.
    """
    if target is not None and any(each.is_live for each in plan.inventory.manifests.values()):
        from wizard.outputs.live_files import save_live  # noqa: PLC0415  # files need none of it

        return Saved(save_live(plan, target, patch=patch), plan)
    return save_in_place(plan, sources) if target is None else save_as(plan, sources, target)


def save_in_place(plan: Plan, sources: Sequence[str]) -> Saved:
    """Write every changed file where it was read. Raises WizardError; then nothing was written."""
    commands = fix_commands(plan, sources)
    # From a screen all is written or nothing: what refuses is asked about there.
    changes = ready(plan)
    write_all([to_write(each) for each in changes])
    receipt = Receipt(tuple(written(each, each.origin) for each in changes), commands)
    found = with_manifests(plan.inventory, [_as_written(each) for each in changes])
    said = kept(replace(plan, choices={}, mends=frozenset()))
    return Saved(receipt, restored(Plan(found), said).plan)


def save_as(plan: Plan, sources: Sequence[str], target: str) -> Saved:
    """Write to another path: one changed file to a file, several, or into a folder that is there, below a folder.

    What was read stays as it is. Raises WizardError; then nothing was written.
    """
    commands = fix_commands(plan, sources)
    changes = ready(plan)
    path = Path(target).expanduser()
    if len(changes) == 1 and not path.is_dir() and not target.endswith("/"):
        content = changes[0].after.encode("utf-8", "surrogateescape")
        write_all([(str(path), content, None)])
        receipt = Receipt((written(changes[0], str(path)),), commands, elsewhere=True)
    else:
        write_below(plan, sources, str(path))
        done = tuple(written(each, str(path / relative(each.origin, sources))) for each in changes)
        receipt = Receipt(done, commands, elsewhere=True)
    return Saved(receipt, plan)


def read_again(plan: Plan) -> Restored:
    """The plan on what its files hold now, with the same choices as far as they still fit.

    Raises WizardError when a file can no longer be read.
    """
    origins = [each for each in plan.inventory.manifests if each != "-"]
    listings = {each.origin for each in plan.inventory.kustomizations.values()} - set(origins)
    found = files.read([*origins, *sorted(listings)])
    if found.skipped:
        raise together([each.error for each in found.skipped])
    return restored(Plan(with_manifests(plan.inventory, found.manifests)), kept(plan))


def _as_written(change: Change) -> Manifest:
    return Manifest.read(change.origin, change.after.encode("utf-8", "surrogateescape"))
