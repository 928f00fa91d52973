"""The budget step: how many copies maintenance may take at once."""

from collections.abc import Iterable
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from screens.step import StepScreen
from screens.widgets.fields import NumberField
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.radio_row import Answer, RadioRow
from wizard.practices.budget import BUDGET, FIELDS, BudgetChoice, allowed_at_once
from wizard.practices.practice import Practice
from wizard.versions import SINCE, knows
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
            choice.value,
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
        self.query_one("#value", NumberField).put(str(chosen.value))
        self.query_one("#broken", RadioRow).choose(chosen.eviction or "unset")

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

    def advice(self) -> str:
        return _("(1 goes there)") if self.refused == "one-replica" else ""

    def mended(self) -> BudgetChoice | None:
        """One at a time, where the present value blocks every drain or none."""
        if self.choice is None or self.workload.fewest < 2:
            return None
        away = allowed_at_once(self.choice, self.workload.fewest)
        if 0 < away < self.workload.fewest:
            return None
        return BudgetChoice("maxUnavailable", 1, self.choice.eviction)
