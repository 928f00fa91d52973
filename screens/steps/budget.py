"""The budget step: how many copies maintenance may take at once."""

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from screens.steps.step import StepScreen
from screens.widgets.fields import NumberField
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.radio_row import Answer, RadioRow, truth, truth_row, truth_word
from wizard.model.versions import SINCE, knows
from wizard.model.workload import Workload
from wizard.practices.budget import BUDGET, FIELDS, BudgetChoice, allowed_at_once
from wizard.practices.practice import Practice
from wizard.wording import _, ngettext


class BudgetScreen(StepScreen[BudgetChoice]):
    """The field and its value, what becomes of broken pods, and the sum in words."""

    practice: ClassVar[Practice[BudgetChoice]] = BUDGET

    def form(self) -> Iterable[Widget]:
        choice = self.choice or BudgetChoice("maxUnavailable", 1)
        yield RadioRow(
            _("Count"),
            [Answer(FIELDS[0], _("how many may be away")), Answer(FIELDS[1], _("how many must stay"))],
            choice.field,
            id="field",
        )
        yield NumberField(
            _("Pods"),
            choice.value if self.choice else None,
            percent=True,
            maximum=10000,
            kube=choice.field,
            hint=_("a number, or a % of all"),
            id="value",
        )
        too_old = (
            None
            if knows(self.workload.version, "unhealthy-pod-eviction-policy")
            else _("unhealthyPodEvictionPolicy works from Kubernetes {since} on").format(
                since=SINCE["unhealthy-pod-eviction-policy"]
            )
        )
        yield RadioRow(
            _("Broken"),
            [
                Answer("unset", _("as the server does")),
                Answer("AlwaysAllow", _("may always go"), too_old),
                Answer("IfHealthyBudget", _("within the budget"), too_old),
            ],
            choice.eviction or "unset",
            kube="unhealthyPodEvictionPolicy",
            id="broken",
        )
        quorum = self.workload.facts.quorum
        yield truth_row(
            _("Majority"), _("must stay, as in etcd"), _("not needed"), quorum, why=_("bounds both"), id="quorum"
        )

    def read(self) -> BudgetChoice | None:
        value = self.query_one("#value", NumberField).value
        if value is None:
            return None
        broken = self.query_one("#broken", RadioRow).value
        field = self.query_one("#field", RadioRow).value or FIELDS[0]
        return BudgetChoice(field, value, None if broken == "unset" else broken)

    def fill(self, choice: BudgetChoice | None) -> None:
        chosen = choice or BudgetChoice("maxUnavailable", 1)
        self.query_one("#field", RadioRow).choose(chosen.field)
        self.query_one("#value", NumberField).put(str(chosen.value) if choice else "")
        self.query_one("#broken", RadioRow).choose(chosen.eviction or "unset")
        self.query_one("#quorum", RadioRow).choose(truth_word(self.workload.facts.quorum))

    def on_radio_row_changed(self, event: RadioRow.Changed) -> None:
        if event.row.id == "quorum":
            event.stop()
            event.prevent_default()  # else the handler of StepScreen runs too and takes the suggestion for an answer
            self.learn(quorum=truth(event.value))
        else:
            super().on_radio_row_changed(event)

    def adapt(self) -> None:
        field = self.query_one("#field", RadioRow).value or FIELDS[0]
        value = self.query_one("#value", NumberField).value
        number = self.query_one("#value", NumberField)
        if number.kube != field:
            number.kube = field
            number.repaint()
        told = [] if value is None else [self._sum(BudgetChoice(field, value))]
        self.query_one("#notes", Paragraphs).show(told)

    def _sum(self, choice: BudgetChoice) -> Content:
        count = self.workload.fewest
        away = allowed_at_once(choice, count)
        if not away:
            said = _("Of {count} copies none may go: a drain waits for ever.").format(count=count)
            return Content.styled(said, "$text-error")
        said = ngettext(
            "Of {count} copies {away} goes at a time, {left} stay; then the drain waits for its successor.",
            "Of {count} copies {away} go at a time, {left} stay; then the drain waits for their successors.",
            away,
        )
        return Content.styled(said.format(count=count, away=away, left=count - away), "$foreground-muted")

    def picture(self, before: Workload, after: Workload) -> list[Content]:
        from screens.steps.drain_picture import picture  # noqa: PLC0415  # the simulator comes after the first paint

        return picture(before, after, self.others)

    def advice(self) -> str:
        return _("(1 goes there)") if self.refused == "one-replica" else ""

    def mended(self) -> BudgetChoice | None:
        """One at a time, where the present value blocks every drain or none, or loses the majority."""
        if self.choice is None or self.workload.fewest < 2:
            return None
        quorum, count = self.workload.facts.quorum, self.workload.fewest
        away = allowed_at_once(self.choice, count)
        eviction = None if quorum and self.choice.eviction == "AlwaysAllow" else self.choice.eviction
        most = max(1, (count - 1) // 2) if quorum else count - 1
        better = self.choice if 0 < away <= most else BudgetChoice("maxUnavailable", 1)
        better = replace(better, eviction=eviction)
        return None if better == self.choice else better
