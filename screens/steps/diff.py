"""The rows that a step shows: the workload's own file whole, then what else the plan changes for it."""

from typing import TYPE_CHECKING

from screens.terminal import signs
from wizard.planning.plan import Plan
from wizard.text.manifest import ObjectId
from wizard.wording import _

if TYPE_CHECKING:
    from wizard.planning.diff import Row

LONGEST = 4000
"""Lines; a longer file is shown only near its changes, so that a key stays quick."""


def step_rows(plan: Plan, id: ObjectId) -> "tuple[Row, ...]":
    """What becomes of the workload's file, and of files beside it. Raises WizardError where an edit cannot be made."""
    from wizard.planning.diff import Row, rows  # noqa: PLC0415  # it brings the engine of edits, which the first paint need not wait for

    text = plan.inventory.manifests[id.origin].text
    context = None if text.count("\n") < LONGEST else 20
    own = [each for each in plan.changes if each.origin == id.origin]
    others = [each for each in plan.changes if each.origin != id.origin and _belongs(plan, each.origin, id)]
    if own:
        found = rows(own[0], context)
    elif context is None:
        found = tuple(Row(" ", number, number, line.rstrip("\r")) for number, line in enumerate(text.split("\n"), 1))
    else:
        found = ()
    for change in others:
        found += (Row("@", None, None, change.origin), *rows(change, 3))
    return found


def _belongs(plan: Plan, origin: str, id: ObjectId) -> bool:
    """Whether another file changes for this workload: a neighbour of it lies there, or a new file of its own."""
    workload = plan.workload(id)
    near = {each.id.origin for each in (*workload.budgets, *workload.autoscalers)}
    return origin in near or origin not in plan.inventory.manifests


def counted(rows: "tuple[Row, ...]") -> str:
    """`diff +14 −1`."""
    added, removed = sum(row.sign == "+" for row in rows), sum(row.sign == "-" for row in rows)
    if not added and not removed:
        return _("no change")
    alphabet = signs.active()
    return _("diff {plus}{added} {minus}{removed}").format(
        plus=alphabet.plus, added=added, minus=alphabet.minus, removed=removed
    )
