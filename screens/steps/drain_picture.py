"""A drain told as steps: how many copies are ready while hosts are emptied, before and after."""

from collections.abc import Sequence

from textual.content import Content

from screens.review.pairs import Object, Pair, pairs
from screens.steps.cluster_picture import assumption, titles
from screens.terminal import signs
from wizard.model.workload import Workload
from wizard.simulation.played import Played
from wizard.wording import _, apart, clauses, ngettext, safe
from wizard.wording.simulation import whole, why_words

MOST = 7
"""Counts of ready copies that are told; of more the middle is left out."""


def picture(before: Workload, after: Workload, others: Sequence[Object] = ()) -> list[Content]:
    """`kubectl drain` of the fullest host, and of two at once where that is another thing."""
    played = pairs(before, after, ("drain", "drain-several"), others)
    drains = [pair for pair in played.values() if _is_worth_telling(pair)]
    told = [row for pair in drains for row in _told(pair)]
    return told + (assumption(drains[0].after.outcome.topology) if drains else [])


def _is_worth_telling(pair: Pair) -> bool:
    outcome = pair.after.outcome
    return outcome.scenario == "drain" or len(outcome.targets) > 1


def _told(pair: Pair) -> list[Content]:
    rows = zip(titles(), (pair.before, pair.after), strict=True)
    hosts = safe(", ".join(dict.fromkeys((*pair.before.outcome.targets, *pair.after.outcome.targets))))
    head = Content.styled(_("kubectl drain {hosts}").format(hosts=hosts), "bold")
    if pair.same and _steps(pair.before) == _steps(pair.after):
        return [Content.assemble(head, "  ", _line(pair.after))]
    return [head, *(Content.assemble(f"  {title}  ", _line(side)) for title, side in rows)]


def _steps(side: Played) -> tuple[int, ...]:
    counts: list[int] = []
    for _moment, count in side.outcome.ready:
        if not counts or counts[-1] != count:
            counts.append(count)
    return tuple(counts)


def _line(side: Played) -> Content:
    outcome, counts = side.outcome, [str(each) for each in _steps(side)]
    if len(counts) > MOST:
        counts = [*counts[: MOST // 2], signs.active().more, *counts[-(MOST // 2) :]]
    ready = _("ready {counts}").format(counts=f" {signs.active().to} ".join(counts))
    gone = ngettext("{count} eviction", "{count} evictions", outcome.evictions).format(count=outcome.evictions)
    parts = [ready, gone]
    if outcome.refused_evictions:
        parts.append(
            ngettext(
                "{count} refused and tried again", "{count} refused and tried again", outcome.refused_evictions
            ).format(count=outcome.refused_evictions)
        )
    said = clauses(parts)
    if not outcome.ends:
        why = (apart(("", each)) for each in why_words(outcome))
        return Content.assemble(clauses((said, "")), (_("never ends"), "$text-error"), *why)
    if side.errors.outage_seconds:
        out = _("users see errors for {seconds} s").format(seconds=whole(side.errors.outage_seconds))
        return Content.assemble(clauses((said, "")), (out, "$text-warning"))
    return Content(said)
