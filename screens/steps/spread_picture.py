"""Where the copies land now and would land as chosen, and what the loss of a host or a zone leaves of them."""

from collections.abc import Sequence

from textual.content import Content

from screens.review.pairs import Object, pairs
from screens.steps.breaking import Broken
from screens.steps.cluster_picture import assumption, boxes, line, titles
from wizard.model.workload import Workload
from wizard.simulation.landing import Landing, busiest, land, lose
from wizard.simulation.placing.fitting import Unschedulable
from wizard.wording import _, cells, safe
from wizard.wording.scheduling import no_node
from wizard.wording.simulation import whole


def picture(  # noqa: PLR0913 - both forms, what breaks, the room for it, and what else is there
    before: Workload, after: Workload, broken: Broken, width: int, *, tall: bool, others: Sequence[Object]
) -> list[Content]:
    """Both landings beside the pods of others, and in words what the loss leaves."""
    now, then = land(before, others=others), land(after, others=others)
    if broken.kind:
        now, then = (lose(each, **{broken.kind: broken.name}) for each in (now, then))
    first, second = titles()
    told = [*_drawn(first, now, width, tall=tall), *_drawn(second, then, width, tall=tall)]
    if before.topology is None:
        # Of nodes that were told, or come with the demo, the notes of the form have said it.
        told += assumption(then.topology)
    told += [_waiting(each) for each in then.pending[:1]]
    return [*told, _loss(now, then, broken, _back(before, after, f"{broken.kind}-loss", others) if broken.kind else "")]


def _drawn(title: str, landing: Landing, width: int, *, tall: bool) -> Sequence[Content]:
    indent = cells(title) + 2
    drawn = boxes(landing, width - indent) if tall else []
    if not drawn:
        return [line(title, landing, width)]
    return [Content.assemble(f"{title}  " if number == 1 else " " * indent, row) for number, row in enumerate(drawn)]


def _waiting(pending: tuple[Unschedulable, int]) -> Content:
    why, count = pending
    said = _("{count} Pending: {why}").format(count=count, why=no_node(why.nodes, why.reasons))
    return Content.styled(said, "$text-error")


def _loss(now: Landing, then: Landing, broken: Broken, back: str) -> Content:
    keys = Content.styled(_("break: h host, z zone"), "bold")
    if not broken.kind:
        lost = [lose(each, host=busiest(each)) for each in (now, then)]
        said = _("Lose the fullest host: now {now} of {was} ready, then {then} of {will}.").format(
            now=lost[0].running, was=now.wanted, then=lost[1].running, will=then.wanted
        )
        return Content.assemble(said, "  ", keys)
    said = _("{place} is lost: now {now} of {was} ready, then {then} of {will}.").format(
        place=safe(broken.name), now=now.running, was=now.wanted, then=then.running, will=then.wanted
    )
    return Content.assemble(said, " ", back)


def _back(before: Workload, after: Workload, scenario: str, others: Sequence[Object]) -> str:
    """When all copies are back after the loss that hurts most, as the controllers go about it."""
    pair = pairs(before, after, (scenario,), others).get(scenario)
    if pair is None:
        return ""
    seconds = pair.after.outcome.seconds_to_full
    if seconds is None:
        return _("They do not come back by themselves.")
    return _("All are back after {seconds} s.").format(seconds=whole(seconds)) if seconds else ""
