"""The picture of a step: what the simulator says of the choice, drawn anew with every key."""

from typing import TypeVar

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content

from screens.background import ask
from screens.stepping import Stepping
from screens.widgets.paragraphs import Paragraphs
from wizard.errors import WizardError
from wizard.manifest import ObjectId
from wizard.plan import Plan
from wizard.workload import Workload

C = TypeVar("C")

AT_ONCE = 2000
"""Pods times nodes up to which a picture is drawn before the next key is read; more is reckoned beside."""
LOW = 22
"""Rows below which a picture is cut short."""
WIDEST = 72
"""Columns of the form where the diff stands beside it."""


class Pictured(Stepping[C]):
    """A subclass draws; where that takes long, the keys go on meanwhile."""

    def picture(self, before: Workload, after: Workload) -> list[Content]:
        """What is seen beside the form; nothing where there is nothing to show."""
        del before, after
        return []

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.set_class(event.size.height < LOW, "-low")

    def draw(self) -> None:
        """Show the picture of the plan shown."""
        if self.refused:
            return
        plan, id = self.shown, self.workload_id
        after = plan.workload(id)
        nodes = len(after.topology.nodes) if after.topology else 1
        if max(after.replicas, after.fewest) * nodes <= AT_ONCE:
            self._put(plan, _drawn(self, plan, id))
        else:
            ask(self, lambda _: _drawn(self, plan, id), lambda rows: self._put(plan, rows), lambda _error: None)

    def _put(self, plan: Plan, rows: list[Content]) -> None:
        if plan is self.shown:
            self.query_one("#picture", Paragraphs).show(rows)
            self.set_class(not rows, "-bare")

    def action_scroll(self, by: int) -> None:
        form = self.query_one("#form", VerticalScroll)
        form.scroll_relative(y=by * form.size.height, animate=False)

    @property
    def room(self) -> int:
        """Columns that a picture has."""
        return self.query_one("#picture").size.width or WIDEST


def _drawn(screen: Pictured[C], plan: Plan, id: ObjectId) -> list[Content]:
    try:
        return screen.picture(plan.before(id), plan.workload(id))
    except WizardError:
        # What cannot be carried out has its sentence beside the form.
        return []
