"""Why a step asks: what the practice protects from, and all that was found about it."""

from typing import Any

from textual.content import Content

from screens.notes import NotesScreen
from screens.table_words import invalid
from wizard.manifest import ObjectId
from wizard.plan import Plan
from wizard.practices.practice import Practice
from wizard.wording import _, safe
from wizard.wording import practices as words
from wizard.wording.mistakes import sentence


def why_screen(practice: Practice[Any], plan: Plan, id: ObjectId) -> NotesScreen:
    """The two sentences of a practice, then what is there now and what the present choice leaves."""
    workload = plan.before(id)
    told = [Content(words.why(practice.key)), Content(""), *invalid(plan, id)]
    now = [each for each in plan.judged(workload) if each.practice == practice.key]
    left = list(plan.risks(id, practice))
    for title, found in ((_("As it is now"), now), (_("As chosen"), left)):
        told.append(Content.styled(title, "bold"))
        told += [Content(f"{words.severity(each.severity)}: {sentence(each.id, each.values)}") for each in found] or [
            Content(_("nothing to say against it"))
        ]
        told.append(Content(""))
    return NotesScreen(f"{words.name(practice.key)}: {safe(workload.name)}", told)
