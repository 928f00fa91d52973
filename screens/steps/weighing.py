"""What a step suggests, or somebody chose in it, compared with what is there: beside the keys."""

from typing import TYPE_CHECKING, TypeVar

from textual.content import Content

from screens.steps.answering import Answering
from screens.terminal.background import ask
from screens.widgets.paragraphs import Paragraphs
from wizard.checks import Severity
from wizard.planning.plan import Plan
from wizard.wording.never_worse import held, risky

if TYPE_CHECKING:
    # The comparison brings the simulator, which the first paint need not wait for.
    from wizard.planning.states import Loss
    from wizard.planning.suggesting import Suggestion

C = TypeVar("C")


class Weighing(Answering[C]):
    """A suggestion that ends worse is taken out of the form, with the reason; of a choice the risk is said."""

    def weigh(self) -> None:
        """Compare what the form shows with what is there."""
        plan = self.plan
        if self.refused:
            return
        if self.unsure:
            ask(self, lambda _: self.compared(plan), lambda found: self._weighed(plan, found), lambda _error: None)
        elif self._is_chosen():
            ask(self, lambda _: self._risk(plan), lambda loss: self._warn(plan, loss), lambda _error: None)

    def _is_chosen(self) -> bool:
        return self.practice.key in self.plan.choices.get(self.workload_id, {})

    def _risk(self, plan: Plan) -> "Loss | None":
        from wizard.planning.suggesting import risk  # noqa: PLC0415  # the simulator comes after the first paint

        return risk(plan, self.workload_id, self.practice.key)

    def _weighed(self, plan: Plan, found: "Suggestion") -> None:
        if plan is not self.plan or not self.unsure or self.touched:
            return
        if self.be_sure(found):
            self.fill(self.choice)
            self.adapt()
            self._refresh()
        elif self.loss is not None:
            self.query_one("#risks", Paragraphs).show(self._risks())

    def _warn(self, plan: Plan, loss: "Loss | None") -> None:
        if plan is self.plan and loss != self.loss:
            self.loss = loss
            self.query_one("#risks", Paragraphs).show(self._risks())

    def worse(self) -> list[Content]:
        """What would end worse than what is there: not suggested, or chosen all the same."""
        if self.loss is None:
            return []
        if not self._is_chosen():
            return [Content.styled(held(self.loss.id, self.loss.values), "$text-warning")]
        # An error of the catalogue says the same of the choice, and more closely.
        known = any(each.severity is Severity.ERROR for each in self.shown.risks(self.workload_id, self.practice))
        return [] if known else [Content.styled(risky(self.loss.id, self.loss.values), "$text-warning")]
