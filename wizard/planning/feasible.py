"""What of a plan can be carried out: a file whose change is refused stays as it is, with all that hangs on it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from wizard.errors import EditError, WizardError
from wizard.model.workload import Workload
from wizard.planning.changes import Change, Refusal
from wizard.planning.judging import blocked, mends_of
from wizard.planning.plan import Plan
from wizard.text.manifest import ObjectId
from wizard.wording import _
from wizard.wording.schema import sentence

Refuse = Callable[[Change], WizardError | None]
"""Why a change cannot be made where it has to go; None where it can."""


@dataclass(frozen=True)
class Feasible:
    """The plan as far as it can be carried out."""

    plan: Plan
    """Without the choices whose files refuse."""
    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]
    """Every reason, by file in the order met."""


def feasible(plan: Plan, refuse: Refuse = lambda _change: None) -> Feasible:
    """Leave out what cannot be written, and what is not right without it, until the rest can be.

    What one workload changes goes together: a budget that counts on copies which another file does not get would be
    worse than none.
    """
    refused = defaultdict[str, list[Refusal]](list)
    while found := [each for each in _refusals(plan, refuse) if each.origin not in refused]:
        for each in found:
            refused[each.origin].append(each)
        plan = _without(plan, refused)
    kept = (each for each in plan.files if isinstance(each, Change) and each.origin not in refused)
    return Feasible(plan, tuple(kept), tuple(each for those in refused.values() for each in those))


def invalid(plan: Plan) -> Iterator[Refusal]:
    """What the plan would make invalid that was not so before, each with its line and the way out."""
    for id, error in blocked(plan):
        line = plan.inventory.manifests[id.origin].position(id, error.path).line
        todo = _("choose another value; the file stays as it is")
        if mends := " ".join(f"--mend {each}" for each in mends_of(plan, id)):
            todo = _("mend it first with {options}; the file stays as it is").format(options=mends)
        yield Refusal(id.origin, EditError(id.origin, line, sentence(error), todo, error.rule))


def _refusals(plan: Plan, refuse: Refuse) -> Iterator[Refusal]:
    yield from invalid(plan)
    for each in plan.files:
        if isinstance(each, Refusal):
            yield each
        elif (error := refuse(each)) is not None:
            yield Refusal(each.origin, error)


def _without(plan: Plan, origins: Collection[str]) -> Plan:
    """The plan without the choices and mends that would change one of these files."""
    new = {id for each in plan.files if isinstance(each, Change) and each.origin in origins for id in _makers(each)}
    gone = {id for id in plan.inventory.ids if id in new or _hangs_on(plan, plan.workload(id), origins)}
    return replace(
        plan,
        choices={id: chosen for id, chosen in plan.choices.items() if id not in gone},
        mends=frozenset((id, check) for id, check in plan.mends if id not in gone and id.origin not in origins),
    )


def _makers(change: Change) -> Iterator[ObjectId]:
    """The workloads that a new file is for."""
    return (part.splice.id for part in change.parts if change.before is None)


def _hangs_on(plan: Plan, workload: Workload, origins: Collection[str]) -> bool:
    listing = plan.inventory.kustomizations.get(workload.id.origin)
    if workload.id.origin in origins or (listing is not None and listing.origin in origins):
        return True
    beside = (*workload.services, *workload.budgets, *workload.autoscalers)
    return any(each.id.origin in origins and each.id in plan.data for each in beside)
