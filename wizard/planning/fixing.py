"""`surefoot fix`: from options to a plan. Without an option the suggestion stands; no probe path is invented."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.checks import CATALOGUE
from wizard.errors import WizardError
from wizard.mends.whole import can_mend
from wizard.model.inventory import Inventory, namespace
from wizard.model.shapes import mapping, text
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.budget import BUDGET
from wizard.practices.practice import UNSURE, UNTIL_MENDED, Given, Practice, Question, Status, held_back
from wizard.text.manifest import ObjectId
from wizard.wording import _, labelled, listed, safe
from wizard.wording.mistakes import question, reason, sentence
from wizard.wording.practices import name
from wizard.wording.todos import todo

SAID = frozenset({"one-copy-shifts", "one-copy-grows"})
"""Reasons to leave a practice alone that are told unasked: one would expect a change there."""


@dataclass(frozen=True)
class Fixed:
    """The plan that the options make, and a sentence for every practice that is left open."""

    plan: Plan
    open: tuple[str, ...]


def fix(
    inventory: Inventory,
    given: Given,
    *,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    mend: Sequence[str] = (),
) -> Fixed:
    """Choose every practice of every workload that is not met yet, or that an option names, after mending.

    Raises WizardError for a value that is never right, or when `only` names nothing; a budget, a Service or an
    autoscaler can be named where something is mended. No budget is suggested where an unread file may hold one.
    """
    ids = tuple(id for id in inventory.ids if not only or _titles(inventory, id) & set(only))
    alone = tuple(each.id for each in inventory.judged_alone if not only or _titles(inventory, each.id) & set(only))
    if not ids and not (alone and (mend or not only)):
        raise WizardError(_("no workload is named {names}; see them with: surefoot check").format(names=listed(only)))
    plan, left_open = _mended(Plan(inventory), ids, alone, mend), list[str]()
    if not ids and not mend:
        left_open.append(_("there is no workload to work on; see what is wrong with: surefoot check"))
    left_open += _beside(plan, ids, mend)
    for id in ids:
        for practice in PRACTICES:
            if (
                inventory.unread
                and practice.key == "budget"
                and "budget" not in (*given, *skip)
                and _makes_one(plan, id)
            ):
                title = f"{safe(id.origin)}: {safe(plan.before(id).kind)} {safe(plan.before(id).name)}"
                said = _("{files} cannot be read and may hold its budget; mend that first")
                left_open.append(labelled(title, said.format(files=safe(", ".join(inventory.unread)))))
            elif practice.key not in skip:
                plan = _chosen(plan, id, practice, given, left_open)
        left_open += _refused(plan, id)
    return Fixed(plan, tuple(left_open))


def _mended(plan: Plan, ids: Sequence[ObjectId], alone: Sequence[ObjectId], mend: Sequence[str]) -> Plan:
    """The plan with what these checks find mended; `all` stands for every mend that needs no word of consent."""
    for each in mend:
        if each != "all" and each not in CATALOGUE:
            raise WizardError(_("{id!r} is no id of the catalogue; list them with: surefoot explain").format(id=each))
        if each != "all" and not can_mend(each):
            raise WizardError(_("{id}: {todo}; that is not done by itself").format(id=each, todo=todo(each)))
    for check in (each for each in CATALOGUE if can_mend(each) and (each in mend or "all" in mend)):
        # As mended so far: taking one mistake out may uncover the next.
        where = {id for id in ids if any(found.id == check for found in plan.mistakes(id))}
        where |= {found.object for found in plan.object_mistakes if found.id == check and found.object in alone}
        for id in sorted(where):
            plan = plan.mend(id, check, agreed=check in mend)
    return plan


def _refused(plan: Plan, id: ObjectId) -> Iterator[str]:
    """What the server refuses in a workload as planned, and what would mend it."""
    workload = plan.before(id)
    title = f"{safe(id.origin)}: {safe(workload.kind)} {safe(workload.name)}"
    found = {each.id: each for each in plan.mistakes(id) if each.refused and can_mend(each.id)}
    for check, each in found.items():
        wrong = sentence(check, each.values)
        yield labelled(title, _("{wrong}; mend it with --mend {id}").format(wrong=wrong, id=check))


def _beside(plan: Plan, ids: Sequence[ObjectId], mend: Sequence[str]) -> Iterator[str]:
    """What stands in a file that was only read, and would be mended if that were named too."""
    told = set[tuple[str, ObjectId]]()
    for found in (found for id in ids for found in plan.mistakes(id)):
        wanted = found.id in mend or ("all" in mend and can_mend(found.id))
        if wanted and not plan.inventory.is_named(found.object) and (found.id, found.object) not in told:
            told.add((found.id, found.object))
            said = _("{file} was only read, so {id} stays in it; name the file too")
            yield said.format(file=safe(found.object.origin), id=found.id)


def _makes_one(plan: Plan, id: ObjectId) -> bool:
    """Whether a budget would be made that is not there as far as was read."""
    workload = plan.upto(id, "budget")
    return not workload.budgets and not BUDGET.not_applicable(workload)


def _chosen(plan: Plan, id: ObjectId, practice: Practice[Any], given: Given, left_open: list[str]) -> Plan:
    own = {option.name: given[option.name] for option in practice.options if option.name in given}
    workload = plan.upto(id, practice.key)
    title = f"{safe(id.origin)}: {safe(workload.kind)} {safe(workload.name)}: {name(practice.key)}"
    why = practice.not_applicable(workload)
    if why and not (own and why in UNSURE):
        # What stands in the way is said once for all practices, with its place.
        said = labelled(_place(plan, id) if why in UNTIL_MENDED else title, reason(why))
        if (own or why in SAID | UNTIL_MENDED) and said not in left_open:
            left_open.append(said)
        return plan
    if not own and plan.standing(id, practice).status is Status.MET:
        return plan
    choice = practice.choice(own, workload)
    if isinstance(choice, Question):
        left_open.append(labelled(title, question(choice.id, choice.option)))
        return plan
    left_open += [labelled(title, sentence(each.id, each.values)) for each in held_back(practice, choice, workload)]
    return plan.choose(id, practice.key, choice)


def _place(plan: Plan, id: ObjectId) -> str:
    """Where a workload says, or should say, which pods are its own."""
    line = plan.inventory.manifests[id.origin].position(id, ("spec", "selector")).line
    workload = plan.before(id)
    return f"{safe(id.origin)}:{line}: {safe(workload.kind)} {safe(workload.name)}"


def _titles(inventory: Inventory, id: ObjectId) -> set[str]:
    """The names by which --only may mean an object: KIND/NAME, NAMESPACE/KIND/NAME, for a workload NAME too."""
    data = inventory.objects[id]
    where, name = namespace(data), text(mapping(data.get("metadata")).get("name"))
    short = f"{text(data.get('kind'))}/{name}"
    full = f"{where}/{short}"
    # A Service is often called as its workload is: the name alone means the workload.
    return {short, short.lower(), full, full.lower()} | ({name} if id in inventory.ids else set())


def given_options(values: Mapping[str, object]) -> Given:
    """The practices' options among the parsed arguments, each as its list of words."""
    return dict(_given(values))


def _given(values: Mapping[str, object]) -> Iterator[tuple[str, Sequence[str]]]:
    for option in (option for practice in PRACTICES for option in practice.options):
        value = values.get(option.name)
        if value is None or value is False:
            continue
        yield (
            option.name,
            [] if value is True else [str(each) for each in value] if isinstance(value, list) else [str(value)],
        )
