"""The way between the steps of a workload, and which answers are kept on it."""

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from screens.terminal.lean import LeanScreen
from screens.walk import walk
from wizard.model.workload import Workload
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Practice, Question, Status
from wizard.text.manifest import ObjectId

if TYPE_CHECKING:
    # The comparison brings the simulator, which the first paint need not wait for.
    from wizard.planning.states import Loss
    from wizard.planning.suggesting import Suggestion

C = TypeVar("C")


class Stepping(LeanScreen[None], Generic[C]):
    """What was answered is kept however one leaves; an untouched suggestion only by going on."""

    practice: ClassVar[Practice[Any]]

    def __init__(self, plan: Plan, id: ObjectId) -> None:
        super().__init__()
        self.plan = plan
        """As kept by the app; what an untouched suggestion would change is not in it."""
        self.workload_id = id
        self.touched = False
        """Whether a person has answered here: an untouched suggestion is only kept by going on."""
        self.choice: C | None = None
        """What the form says, None while it asks what only people know."""
        self._begin()

    def _begin(self) -> None:
        chosen = self.plan.choices.get(self.workload_id, {}).get(self.practice.key)
        suggested = self.opened() if chosen is None and not self.refused else chosen
        self.unsure = chosen is None and not self.refused and self._met() is None
        """Whether the form shows a suggestion that was not yet compared with what is there."""
        self.loss: Loss | None = None
        """What is not suggested because of it, or is worse as chosen."""
        self._take_suggestion(suggested)
        self._trouble = ""

    def _take_suggestion(self, suggested: C | Question | None) -> None:
        self.choice = None if isinstance(suggested, Question) else suggested
        self.asked = suggested if isinstance(suggested, Question) else None
        self.shown = self._with(self.choice)

    def opened(self) -> C | Question | None:
        """What the form opens with: the present values where the practice is met, else the suggestion."""
        return self._met() or self.practice.suggest(self.workload)

    def _met(self) -> C | None:
        met = self.plan.standing(self.workload_id, self.practice).status is Status.MET
        return self.practice.present(self.workload) if met else None

    def compared(self, plan: Plan) -> "Suggestion":
        """What is suggested on this plan once it is compared with what is there."""
        from wizard.planning.suggesting import suggestion  # noqa: PLC0415  # as above

        return suggestion(plan, self.workload_id, self.practice)

    def be_sure(self, found: "Suggestion") -> bool:
        """Take the suggestion that ends no worse; True where it is another one."""
        self.unsure = False
        self.loss = found.held.loss if found.held is not None else None
        changed = found.choice != (self.asked or self.choice)
        if changed:
            self._take_suggestion(found.choice)  # type: ignore[arg-type]  # of this practice, whose choices are C
        return changed

    @property
    def workload(self) -> Workload:
        """The workload as the steps before this one make it."""
        return self.plan.upto(self.workload_id, self.practice.key)

    @property
    def refused(self) -> str:
        """Why there is nothing to choose here; empty where there is."""
        return self.practice.not_applicable(self.workload)

    def _with(self, choice: C | None) -> Plan:
        if choice is None or (self.workload_id, self.practice.key) in self.plan.skipped:
            return self.plan
        return self.plan.choose(self.workload_id, self.practice.key, choice)

    def _number(self) -> int:
        return [practice.key for practice in PRACTICES].index(self.practice.key)

    def _settle(self, *, going_on: bool) -> None:
        """Keep what was answered; an untouched suggestion only by going on."""
        if not going_on or self.touched or self._is_met():
            return
        if self.unsure:
            self.be_sure(self.compared(self.plan))
        if self.choice is not None:
            walk(self).keep(self.shown)

    def _is_met(self) -> bool:
        chosen = self.practice.key in self.plan.choices.get(self.workload_id, {})
        return not chosen and self.plan.standing(self.workload_id, self.practice).status is Status.MET

    def action_next(self) -> None:
        self._settle(going_on=True)
        self._open(self._number() + 1)

    def action_back(self) -> None:
        self._settle(going_on=False)
        if self._number():
            self._open(self._number() - 1)
        elif len(self.plan.inventory.ids) == 1 and not walk(self).returns:
            self.app.call_later(self.app.action_quit)
        else:
            walk(self).open_table()

    def action_jump(self, number: int) -> None:
        if number - 1 != self._number():
            self._settle(going_on=False)
            self._open(number - 1)

    def _open(self, number: int) -> None:
        if number < len(PRACTICES):
            walk(self).open_step(self.workload_id, PRACTICES[number].key)
        else:
            walk(self).open_review(self.workload_id)

    def action_skip(self) -> None:
        walk(self).keep(self.plan.skip(self.workload_id, self.practice.key))
        self._open(self._number() + 1)
