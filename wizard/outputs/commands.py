"""The `surefoot fix` lines that would make the choices of a plan again."""

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from wizard.inventory import Inventory
from wizard.kinds import KINDS
from wizard.live import LiveManifest
from wizard.manifest import ObjectId
from wizard.outputs.choice_words import given
from wizard.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Practice, Status
from wizard.settings import fact_words
from wizard.workload import Workload

SETTLED = {Status.MET, Status.NOT_APPLICABLE}


def fix_commands(plan: Plan, sources: Sequence[str]) -> tuple[str, ...]:
    """One line for each workload that the plan changes, in the order read; quoted for a POSIX shell.

    They are run one after the other. What is read from the standard input takes one line, a pipe of them all.
    """
    lines = [shlex.join(_words(plan, id, sources)) for id in plan.changed_ids]
    return (" | ".join(lines),) if "-" in sources and lines else tuple(lines)


def _words(plan: Plan, id: ObjectId, sources: Sequence[str]) -> Iterator[str]:
    yield from ("surefoot", "fix")
    live = isinstance(plan.inventory.manifests[id.origin], LiveManifest)
    paths, only = (_in_cluster(plan.before(id), sources), None) if live else _selection(plan.inventory, id, sources)
    # A path may begin with a dash, and argparse would take it for an option.
    yield from (f"./{path}" if path.startswith("-") and path != "-" and not live else path for path in paths)
    if only is not None:
        yield from ("--only", only)
    yield from fact_words(plan.before(id).facts, plan.inventory.facts)
    chosen = plan.choices.get(id, {})
    for practice in PRACTICES:
        words = _needed(plan, id, practice, chosen[practice.key]) if practice.key in chosen else ()
        yield from words
        if not words and not _settled(plan, id, practice.key):
            yield from ("--skip", practice.key)
    if plan.separate and not live:
        yield "--separate"
    yield "--apply" if live else "--write"


def _in_cluster(workload: Workload, options: Sequence[str]) -> tuple[str, ...]:
    """The words that mean a workload of a cluster."""
    return (*options, "-n", workload.namespace or "", f"{KINDS[workload.kind].plural}/{workload.name}")


def _needed(plan: Plan, id: ObjectId, practice: Practice[Any], choice: object) -> tuple[str, ...]:
    """The words of a choice, without `--option keep` where that is what `fix` does anyway."""
    words = practice.words(choice)
    workload = plan.upto(id, practice.key)
    for place in [place for place, word in enumerate(words) if word == "keep"][::-1]:
        fewer = words[: place - 1] + words[place + 1 :]
        if fewer and practice.choice(given(practice, fewer), workload) == choice:
            words = fewer
    return words


def _settled(plan: Plan, id: ObjectId, key: str) -> bool:
    """Whether `fix` would leave the practice alone of itself."""
    practice = next(each for each in PRACTICES if each.key == key)
    return plan.standing(id, practice).status in SETTLED and plan.standing_before(id, practice).status in SETTLED


def _selection(inventory: Inventory, id: ObjectId, sources: Sequence[str]) -> tuple[Sequence[str], str | None]:
    """Which paths and which --only mean this workload and no other."""
    workloads = {each: inventory.workload(each) for each in inventory.ids}
    paths = tuple(sources) or (id.origin,)
    if len(workloads) == 1:
        return paths, None
    for title in (_short, _full):
        if Counter(map(title, workloads.values()))[title(workloads[id])] == 1:
            return paths, title(workloads[id])
    # Two of one name: its own file tells them apart, though `fix` then does not see its neighbours elsewhere.
    return (id.origin,), _full(workloads[id])


def _short(workload: Workload) -> str:
    return f"{workload.kind}/{workload.name}"


def _full(workload: Workload) -> str:
    return f"{workload.namespace}/{workload.kind}/{workload.name}" if workload.namespace else _short(workload)
