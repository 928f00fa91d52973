"""What a plan is worth: one row a scenario, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from screens.review.pairs import Object, Pair, pairs
from screens.terminal.background import ask
from screens.walk import walk
from screens.widgets.paragraphs import Paragraphs
from wizard.errors import WizardError
from wizard.model.workload import Workload
from wizard.planning.plan import Plan
from wizard.simulation.assumed import assumed
from wizard.simulation.events.neighbours import Others, others_of
from wizard.simulation.played import Played
from wizard.simulation.traffic.timing import assumed_for
from wizard.text.manifest import ObjectId
from wizard.wording import _, cells, ngettext, padded
from wizard.wording.simulation import assumed_line, scenario

TELLING = ("host-loss", "zone-loss", "drain-several", "rolling-update")
"""The scenarios that are told of many workloads at once."""
MOST = 60
"""Workloads up to which a plan for many is played."""


@dataclass(frozen=True)
class Worth:
    """The rows, and what they stand on."""

    rows: tuple[Content, ...] = ()
    assumed: tuple[str, ...] = ()


def worth(plan: Plan, walked: ObjectId | None, pods: Sequence[Object] = ()) -> Worth:
    """Of the workload walked through, every scenario; of many, in how many a scenario ends badly.

    `pods` are all that run in the cluster, where they are known.
    """
    budgets = [each.data for each in plan.inventory.of_kind("PodDisruptionBudget")] if pods else []

    def beside(workload: Workload) -> Others:
        return others_of(workload, pods, budgets)

    if walked is not None:
        before, after = plan.before(walked), plan.workload(walked)
        others = beside(before)
        found = pairs(before, after, (), others)
        if not found:
            return Worth()
        given = assumed_for(after)
        topology = next(iter(found.values())).after.outcome.topology
        return Worth(
            table(found),
            tuple(
                assumed_line(*each)
                for each in assumed(after, given, topology, found, len(beside(before)) - len(budgets))
            ),
        )
    if not 0 < len(plan.changed_ids) <= MOST:
        return Worth()
    both = ((plan.before(id), plan.workload(id)) for id in plan.changed_ids)
    return Worth(_many([pairs(before, after, TELLING, beside(before)) for before, after in both]))


def table(found: Mapping[str, Pair]) -> tuple[Content, ...]:
    """What the plan changes first, the losses and the updates at its head; equal columns, words in every cell."""
    ordered = sorted(found, key=lambda name: (found[name].same, name not in TELLING, _place(name)))
    names = [scenario(name) for name in ordered]
    said = [found[name].said for name in ordered]
    first = max(cells(each) for each in names)
    second = max(cells(before) for before, _after in said)
    head = Content.styled(f"{padded('', first)}  {padded(_('before'), second)}  {_('after')}", "$foreground-muted")
    rows = (
        Content.assemble(f"{padded(name, first)}  {padded(before, second)}  ", (after, _look(found[key])))
        for key, name, (before, after) in zip(ordered, names, said, strict=True)
    )
    return head, *rows


def _place(name: str) -> int:
    return TELLING.index(name) if name in TELLING else 0


def _look(pair: Pair) -> str:
    outcome, errors = pair.after.outcome, pair.after.errors
    if not outcome.ends or errors.outage_seconds is None or outcome.pending:
        return "$text-error"
    if errors.outage_seconds or errors.lost >= 1:
        return "$text-warning"
    return "" if pair.same else "$text-success"


def _many(found: list[Mapping[str, Pair]]) -> tuple[Content, ...]:
    rows = []
    for name in TELLING:
        played = [each[name] for each in found if name in each]
        before, after = (
            sum(map(_hurt, sides)) for sides in ([pair.before for pair in played], [pair.after for pair in played])
        )
        said = ngettext(
            "{scenario}: of {count} workload {before} had an outage or never ended, then {after}",
            "{scenario}: of {count} workloads {before} had an outage or never ended, then {after}",
            len(played),
        )
        rows.append(Content(said.format(scenario=scenario(name), count=len(played), before=before, after=after)))
    return tuple(rows)


def _hurt(found: Played) -> bool:
    return found.errors.outage_seconds != 0 or not found.outcome.ends


class WorthView(Paragraphs):
    """The table, reckoned beside the keys."""

    told: tuple[Content, ...] = ()
    """Every row, and what the figures stand on."""
    _weighed: Plan | None = None

    def weigh(self, plan: Plan, walked: ObjectId | None) -> None:
        """Show what this plan is worth as soon as that is known."""
        self._weighed = plan
        live = walk(self.screen).live
        pods = live.seen.pods or () if live is not None else ()
        ask(self.screen, lambda _: worth(plan, walked, pods), lambda found: self._take(plan, found), self._fail)

    def _take(self, plan: Plan, found: Worth) -> None:
        if plan is self._weighed:
            self.told = (*found.rows, *(Content.styled(each, "$foreground-muted") for each in found.assumed))
            self.show(found.rows)

    def _fail(self, _error: WizardError) -> None:
        # The plan cannot be carried out; the review says why.
        self.show(())
