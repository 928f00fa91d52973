"""The picture of a step: what the simulator says of the choice, drawn anew with every key."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from textual import events
from textual.containers import VerticalScroll
from textual.content import Content

from screens.steps.stepping import Stepping
from screens.walk import walk
from screens.widgets.paragraphs import Paragraphs
from wizard.errors import WizardError
from wizard.model.workload import Workload
from wizard.planning.plan import Plan
from wizard.text.manifest import ObjectId
from wizard.text.paths import Data
from wizard.wording import _

C = TypeVar("C")
Object = Mapping[str, Data]

AT_ONCE = 2000
"""Pods times nodes up to which a picture is drawn before the next key is read; more is reckoned beside."""
MANY = 500
"""Pods of others from which on it is, too."""
LOW = 22
"""Rows below which a picture is cut short."""
WIDEST = 72
"""Columns of the form where the diff stands beside it."""


class Pictured(Stepping[C]):
    """A subclass draws; where that takes long, the keys go on meanwhile."""

    others: tuple[Object, ...] = ()
    """The pods of others in the cluster that is worked on, and their budgets."""
    _looked = False

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
        self._look_around()
        plan, id, others = self.shown, self.workload_id, self.others
        after = plan.workload(id)
        nodes = len(after.topology.nodes) if after.topology else 1
        if max(after.replicas, after.fewest) * nodes <= AT_ONCE and len(others) <= MANY:
            self._put(plan, others, _drawn(self, plan, id))
        else:
            from screens.terminal.background import ask  # noqa: PLC0415  # small pictures are drawn at once

            ask(self, lambda _: _drawn(self, plan, id), lambda rows: self._put(plan, others, rows), lambda _error: None)

    def _look_around(self) -> None:
        """Once, in a cluster: see what else runs there."""
        live = walk(self).live
        if live is not None and not self._looked:
            from screens.terminal.background import ask  # noqa: PLC0415  # files need none of it

            self._looked = True
            ask(self, lambda _: self.look(live.seen.see(live.cluster)), self.seen, lambda _error: None)

    def look(self, pods: Sequence[Object]) -> tuple[Object, ...]:
        """In a thread: what of the cluster's pods the pictures need."""
        from wizard.simulation.events.neighbours import others_of  # noqa: PLC0415  # the simulator comes after the first paint

        budgets = self.plan.inventory.of_kind("PodDisruptionBudget")
        return others_of(self.workload, pods, [each.data for each in budgets])

    def seen(self, found: tuple[Object, ...]) -> None:
        """Draw once more, with what runs there."""
        self.others = found
        self.draw()

    def _put(self, plan: Plan, others: tuple[Object, ...], rows: list[Content]) -> None:
        if plan is self.shown and others is self.others:
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
    live = walk(screen).live
    try:
        rows = screen.picture(plan.before(id), plan.workload(id))
        return [*rows, _unseen()] if rows and live is not None and live.seen.pods is None else rows
    except WizardError:
        # What cannot be carried out has its sentence beside the form.
        return []


def _unseen() -> Content:
    """What a picture says while the pods of others are not known."""
    return Content.styled(_("Without the pods of others: they are not seen yet, or may not be."), "$foreground-muted")
