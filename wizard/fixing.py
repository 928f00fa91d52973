"""`surefoot fix`: from options to a plan. Without an option the suggestion stands; no probe path is invented."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.errors import WizardError
from wizard.inventory import Inventory
from wizard.manifest import ObjectId
from wizard.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Given, Practice, Question, Status
from wizard.wording import _, safe
from wizard.wording.mistakes import question, reason
from wizard.wording.practices import name


@dataclass(frozen=True)
class Fixed:
    """The plan that the options make, and a sentence for every practice that is left open."""

    plan: Plan
    open: tuple[str, ...]


def fix(
    inventory: Inventory, given: Given, *, only: Sequence[str] = (), skip: Sequence[str] = (), separate: bool = False
) -> Fixed:
    """Choose every practice of every workload that is not met yet, or that an option names.

    Raises WizardError for a value that is never right, or when `only` names no workload.
    """
    ids = tuple(id for id in inventory.ids if not only or _titles(inventory, id) & set(only))
    if not ids:
        raise WizardError(
            _("no workload is named {names}; see them with: surefoot check").format(names=", ".join(only))
        )
    plan, left_open = Plan(inventory, separate=separate), list[str]()
    for id in ids:
        for practice in PRACTICES:
            if practice.key not in skip:
                plan = _chosen(plan, id, practice, given, left_open)
    return Fixed(plan, tuple(left_open))


def _chosen(plan: Plan, id: ObjectId, practice: Practice[Any], given: Given, left_open: list[str]) -> Plan:
    own = {option.name: given[option.name] for option in practice.options if option.name in given}
    workload = plan.upto(id, practice.key)
    title = f"{safe(id.origin)}: {safe(workload.kind)} {safe(workload.name)}: {name(practice.key)}"
    if why := practice.not_applicable(workload):
        if own:
            left_open.append(f"{title}: {reason(why)}")
        return plan
    if not own and plan.standing(id, practice).status is Status.MET:
        return plan
    choice = practice.choice(own, workload)
    if isinstance(choice, Question):
        left_open.append(f"{title}: {question(choice.id, choice.option)}")
        return plan
    return plan.choose(id, practice.key, choice)


def _titles(inventory: Inventory, id: ObjectId) -> set[str]:
    """The names by which --only may mean a workload: KIND/NAME, NAMESPACE/KIND/NAME or NAME."""
    workload = inventory.workload(id)
    short = f"{workload.kind}/{workload.name}"
    return {
        workload.name,
        short,
        short.lower(),
        f"{workload.namespace}/{short}",
        f"{workload.namespace}/{short}".lower(),
    }


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
