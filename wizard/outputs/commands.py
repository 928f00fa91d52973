"""The `surefoot fix` lines that would make the choices of a plan again."""

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from wizard.model.inventory import Inventory, namespace
from wizard.model.kinds import KINDS
from wizard.model.shapes import mapping, text
from wizard.planning.kept import given
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Practice, Status
from wizard.sources.settings import fact_words
from wizard.text.manifest import ObjectId

SETTLED = {Status.MET, Status.NOT_APPLICABLE}


def fix_commands(plan: Plan, sources: Sequence[str]) -> tuple[str, ...]:
    """One line for each object that is mended by itself and each workload that the plan changes; for a POSIX shell.

    They are run one after the other. What is read from the standard input takes one line, a pipe of them all.
    """
    alone = [id for id in plan.data if id not in plan.inventory.ids and _mends(plan, id)]
    lines = [shlex.join(_words(plan, id, sources)) for id in (*alone, *plan.changed_ids)]
    return (" | ".join(lines),) if "-" in sources and lines else tuple(lines)


def _words(plan: Plan, id: ObjectId, sources: Sequence[str]) -> Iterator[str]:
    yield from ("surefoot", "fix")
    manifest, mends = plan.inventory.manifests[id.origin], _mends(plan, id)
    live = manifest.is_live
    select = _in_cluster if live else _selection
    paths, only = select(plan.inventory, id, sources, mends=bool(mends))
    # A path may begin with a dash, and argparse would take it for an option.
    yield from (f"./{path}" if path.startswith("-") and path != "-" and not live else path for path in paths)
    if only is not None:
        yield from ("--only", only)
    if manifest.unmended is not None:
        yield "--mend-tabs"
    for check in mends:
        yield from ("--mend", check)
    if id in plan.inventory.ids:
        yield from _chosen(plan, id)
    if plan.separate and not live:
        yield "--separate"
    yield "--apply" if live else "--write"


def _mends(plan: Plan, id: ObjectId) -> tuple[str, ...]:
    """The checks whose mistakes the plan mends here; not one that waits for a word of consent, which a line gives."""
    own = sorted(check for where, check in plan.mends if where == id)
    return tuple(each for each in own if each in plan.agreed or plan.leave(id, each).data != plan.data)


def _chosen(plan: Plan, id: ObjectId) -> Iterator[str]:
    """What was said of a workload and what was chosen for it."""
    yield from fact_words(plan.before(id).facts, plan.inventory.facts)
    chosen = plan.choices.get(id, {})
    for practice in PRACTICES:
        words = _needed(plan, id, practice, chosen[practice.key]) if practice.key in chosen else ()
        yield from words
        if not words and not _settled(plan, id, practice.key):
            yield from ("--skip", practice.key)


def _in_cluster(
    inventory: Inventory, id: ObjectId, options: Sequence[str], *, mends: bool
) -> tuple[Sequence[str], str | None]:
    """The words that mean a workload of a cluster, and the --only that keeps mends from its neighbours."""
    where, kind, name = _named(inventory, id)
    words = (*options, "-n", where or "")
    # A neighbour is loaded with its workloads, and of those there may be many.
    return (*words, f"{KINDS[kind].plural}/{name}") if kind in KINDS else words, _full(inventory, id) if mends else None


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


def _selection(
    inventory: Inventory, id: ObjectId, sources: Sequence[str], *, mends: bool
) -> tuple[Sequence[str], str | None]:
    """Which paths and which --only mean this object and no other."""
    ids = {*inventory.ids, *(each.id for each in inventory.judged_alone)}
    paths = tuple(sources) or (id.origin,)
    if not mends and len(inventory.ids) == 1:
        return paths, None
    for title in (_short, _full):
        if Counter(title(inventory, each) for each in ids)[title(inventory, id)] == 1:
            return paths, title(inventory, id)
    # Two of one name: its own file tells them apart, though `fix` then does not see its neighbours elsewhere.
    return (id.origin,), _full(inventory, id)


def _named(inventory: Inventory, id: ObjectId) -> tuple[str | None, str, str]:
    """Namespace, kind and name."""
    data = inventory.objects[id]
    return namespace(data), text(data.get("kind")), text(mapping(data.get("metadata")).get("name"))


def _short(inventory: Inventory, id: ObjectId) -> str:
    _where, kind, name = _named(inventory, id)
    return f"{kind}/{name}"


def _full(inventory: Inventory, id: ObjectId) -> str:
    where, _kind, _name = _named(inventory, id)
    return f"{where}/{_short(inventory, id)}" if where else _short(inventory, id)
