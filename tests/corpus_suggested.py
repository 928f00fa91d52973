"""What `fix` suggests on the whole corpus: does it end worse, does a second run find more, what does comparing cost."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from unittest.mock import patch

from tests.corpus import FOLDER, files
from tests.planning.oracle import reread, worse
from wizard.errors import WizardError
from wizard.model.inventory import Inventory
from wizard.planning import holding
from wizard.planning.ends import Plays
from wizard.planning.fixing import fix
from wizard.planning.never_worse import Verdict, compare
from wizard.planning.states import State
from wizard.text.manifest import Manifest

MOST = 5
"""Milliseconds of CPU that comparing may take a workload."""
MENDS = ((), ("all",))


@dataclass
class Suggested:
    """What came of the suggestions."""

    workloads: int = 0
    changed: int = 0
    held: int = 0
    worse: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    not_fixed: list[str] = field(default_factory=list)
    seconds: float = 0
    """Of CPU, in the comparison of what is there with what would be."""
    whole: float = 0
    """Of CPU, in all of fix."""

    def compare(self, before: State, after: State, plays: Plays) -> Verdict:
        """Compare, and measure it."""
        begun = time.process_time()
        verdict = compare(before, after, plays)
        self.seconds += time.process_time() - begun
        return verdict


def examine(found: Suggested, name: str, inventory: Inventory) -> None:
    """Fix one file, without and with mends, and judge what comes of it."""
    for mend in MENDS:
        begun = time.process_time()
        try:
            with patch.object(holding, "compare", compare if mend else found.compare):
                fixed = fix(inventory, {}, mend=mend)
            plan = fixed.plan
            found.whole += time.process_time() - begun if not mend else 0
            found.worse += [f"{name}: {each}" for each in worse(plan)]
            second = fix(reread(plan), {}, mend=mend).plan
            found.again += [f"{name}: {each.origin}" for each in second.changes if each.before != each.after]
        except WizardError as error:
            found.not_fixed.append(str(error))
            continue
        if not mend:
            found.workloads += len(inventory.ids)
            found.changed += len(plan.changed_ids)
            found.held += sum("not suggested" in each for each in fixed.open)


def suggested() -> Suggested:
    """All files of the corpus, each by itself."""
    found = Suggested()
    for path in files():
        name = str(path.relative_to(FOLDER))
        try:
            inventory = Inventory.of([Manifest.read(name, path.read_bytes())])
        except WizardError:
            continue
        if inventory.ids:
            examine(found, name, inventory)
    return found


def printed(found: Suggested) -> Iterator[str]:
    """The table for people."""
    count = max(1, found.workloads)
    yield f"suggested for {found.changed} of {found.workloads} workloads; held back: {found.held}"
    yield f"suggestions that end worse: {len(found.worse)}"
    yield from (f"  {each}" for each in found.worse)
    yield f"fixed again, and changed: {len(found.again)}"
    yield from (f"  {each}" for each in found.again)
    compared, whole = (1000 * each / count for each in (found.seconds, found.whole))
    yield f"ms of CPU a workload: {compared:.1f} to compare (at most {MOST}), {whole:.1f} for all of fix"
    yield from (f"not fixed: {each}" for each in found.not_fixed)
