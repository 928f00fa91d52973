"""What `fix` suggests on real manifests ends no worse than what was there, and fixing again finds nothing to do."""

import os
from pathlib import Path

import pytest

from tests.corpus import FOLDER, files
from tests.planning.oracle import reread, worse
from wizard.errors import WizardError
from wizard.model.inventory import Inventory
from wizard.model.topology import Topology, told
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.sources.loading import Target, load
from wizard.text.manifest import Manifest

ALL = bool(os.environ.get("SUREFOOT_CORPUS_ALL"))
FILES = files()[:: 1 if ALL else 10] if FOLDER.is_dir() else []
CLUSTERS = {"unknown": None, "three hosts": told(3, 3)}
TRIALS = Path(os.environ.get("SUREFOOT_CORPUS") or FOLDER).parent / "trials"
TRIED = sorted(
    [*TRIALS.glob("*.yaml"), *TRIALS.glob("live/*.yaml"), *(each for each in TRIALS.glob("*-*") if each.is_dir())]
)
"""Faults that strangers found; each file, and each folder as a whole."""
MENDS = ((), ("all",))


def again(plan: Plan, mend: tuple[str, ...]) -> list[str]:
    """The files that a second `fix` would change."""
    second = fix(reread(plan), {}, mend=mend).plan
    return [each.origin for each in second.changes if each.before != each.after]


def read(path: Path, topology: Topology | None) -> Inventory | None:
    """The inventory of one file; None where it cannot be read, or has no workload."""
    try:
        found = Inventory.of([Manifest.read(path.name, path.read_bytes())], topology)
    except WizardError:
        return None
    return found if found.ids else None


@pytest.mark.skipif(not FILES, reason="no corpus; name its folder in SUREFOOT_CORPUS")
@pytest.mark.parametrize("mend", MENDS, ids=["fix", "mend all"])
@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_fix_ends_no_worse_and_again_changes_nothing(path: Path, cluster: str, mend: tuple[str, ...]) -> None:
    inventory = read(path, CLUSTERS[cluster])
    if inventory is None:
        return
    plan = fix(inventory, {}, mend=mend).plan
    assert list(worse(plan)) == []
    assert again(plan, mend) == []


@pytest.mark.skipif(not TRIED, reason="no trials beside the corpus; name its folder in SUREFOOT_CORPUS")
@pytest.mark.parametrize("mend", MENDS, ids=["fix", "mend all"])
@pytest.mark.parametrize("cluster", [(None, None), (3, 3)], ids=["unknown", "three hosts"])
@pytest.mark.parametrize("path", TRIED, ids=lambda path: path.name)
def test_trials_end_no_worse(path: Path, cluster: tuple[int | None, int | None], mend: tuple[str, ...]) -> None:
    try:
        inventory = load([str(path)], Target.told(*cluster, None, None)).inventory
        plan = fix(inventory, {}, mend=mend).plan
        assert plan.changes is not None
    except WizardError:
        return
    assert list(worse(plan)) == []
    assert again(plan, mend) == []
