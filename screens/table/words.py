"""What the table says of one workload, and which step it opens."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from screens.terminal import signs
from wizard.errors import WizardError
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Question, Status, decides
from wizard.text.manifest import ObjectId
from wizard.wording import _, apart, clauses, labelled, listed, ngettext
from wizard.wording import practices as words
from wizard.wording.mistakes import reason, sentence
from wizard.wording.never_worse import held

if TYPE_CHECKING:
    from wizard.planning.holding import Held

OPEN = {Status.MISSING, Status.WEAK}


def weaknesses(plan: Plan, id: ObjectId) -> list[Content]:
    """A sentence for all that is weak about a workload, by practice, and for what does not apply."""
    told = []
    mistakes = [each for each in plan.mistakes(id) if decides(each)]
    for practice in PRACTICES:
        standing = plan.standing(id, practice)
        head = signs.coloured(f"{signs.mark(standing.status)} {labelled(words.name(practice.key))}", standing.status)
        if standing.status in OPEN:
            own = [each for each in mistakes if each.practice == practice.key]
            told += [head + Content(sentence(each.id, each.values)) for each in own]
    for practice in PRACTICES:
        if (why := plan.standing(id, practice).reason) and why != "daemonset":
            head = signs.coloured(f"{signs.mark('')} {labelled(words.name(practice.key))}", "")
            told.append(head + Content(reason(why)))
    return told or [Content(_("Nothing weak is left."))]


def invalid(plan: Plan, id: ObjectId) -> list[Content]:
    """A sentence for all that the server's schema finds in a workload as loaded, with its line."""
    # jsonschema takes 65 ms to import, which the first paint need not wait for.
    from wizard.planning.judging import schema_errors  # noqa: PLC0415
    from wizard.wording.schema import sentence as schema_sentence  # noqa: PLC0415

    told = []
    for error in schema_errors(plan.inventory, id):
        line = plan.inventory.manifests[id.origin].position(id, error.path).line
        said = _("{what}, line {line}").format(what=schema_sentence(error), line=line)
        told.append(Content.styled(_("Invalid: "), "$text-error bold") + Content(said))
    return told


def offers(plan: Plan, id: ObjectId) -> str:
    """How many suggestions and questions wait in a workload."""
    suggestions = questions = 0
    for practice in PRACTICES:
        if plan.standing(id, practice).status not in OPEN or (id, practice.key) in plan.skipped:
            continue
        try:
            asked = isinstance(plan.suggestion(id, practice), Question)
        except WizardError:
            asked = True
        questions += asked
        suggestions += not asked
    told = []
    if suggestions:
        told.append(ngettext("{count} suggestion", "{count} suggestions", suggestions).format(count=suggestions))
    if questions:
        told.append(ngettext("{count} question", "{count} questions", questions).format(count=questions))
    return clauses(told)


def differ(before: Plan, after: Plan, id: ObjectId, key: str) -> bool:
    """Whether two plans choose otherwise for a practice of a workload."""
    return before.choices.get(id, {}).get(key) != after.choices.get(id, {}).get(key)


def copied_answers(copied: Sequence[str], left: Sequence[str], count: int, worse: "Sequence[Held]" = ()) -> str:
    """What `same answers` did, in one line."""
    if worse:
        first = worse[0]
        why = labelled(words.name(first.key), held(first.loss.id, first.loss.values))
        return apart([*([_copied(copied, count)] if copied else []), why])
    if not copied:
        return _("Nothing fits the marked ones: what differs names a container, port or label value")
    told = _copied(copied, count)
    return _("{told}. {names} stays open").format(told=told, names=listed(map(words.name, left))) if left else told


def _copied(copied: Sequence[str], count: int) -> str:
    said = ngettext("Copied to {count} workload: {names}", "Copied to {count} workloads: {names}", count)
    return said.format(count=count, names=listed(map(words.name, copied)))
