"""From the rows of a form to a choice in the plan, and back: what was answered counts once it is complete."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textual.widget import Widget

from screens.steps.pictured import Pictured
from screens.walk import walk
from screens.widgets.diff_view import DiffView
from screens.widgets.fields import Field
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.radio_row import RadioRow
from wizard.errors import WizardError
from wizard.wording import _

if TYPE_CHECKING:
    from textual.content import Content

    # Named for its type alone: not every form has it.
    from screens.widgets.headers_field import HeadersField
    from wizard.planning.plan import Plan

C = TypeVar("C")


class Answering(Pictured[C]):
    """A subclass says which practice it is, composes the form, and reads a choice from it."""

    # What a subclass gives.

    def form(self) -> Iterable[Widget]:
        """The rows of the form, filled from `choice`, or from what is known where that is None."""
        raise NotImplementedError

    def read(self) -> C | None:
        """The choice that the form says; None where it lacks an answer. Raises WizardError for what is never right."""
        raise NotImplementedError

    def fill(self, choice: C | None) -> None:
        """Put a choice into the form, as undo does."""
        raise NotImplementedError

    def adapt(self) -> None:
        """Show the rows that the present answers ask for, and the arithmetic beside them."""

    def mended(self) -> C | None:
        """The choice that avoids the risk of the present one; None where there is none."""
        return None

    # What follows an answer.

    _row: Widget | None = None
    """The row whose answers are being gone through; None once it was left with a complete one."""
    _rest: "Plan | None" = None
    """The plan when that row was come to: an answer that was only passed does not stay where none is complete."""
    _lacks = False
    """Whether the form says something that is no complete answer."""

    def _refresh(self) -> None:
        """Show the plan as it is now."""
        raise NotImplementedError

    def _risks(self) -> "list[Content]":
        """What is doubtful about the present choice, in sentences."""
        raise NotImplementedError

    def learn(self, **said: str | int | bool | None) -> None:
        """Keep what a person said of the application; an untouched suggestion follows it at once."""
        self.plan = self.plan.know(self.workload_id, replace(self.workload.facts, **said))  # type: ignore[arg-type]
        walk(self).keep(self.plan)
        if self.touched:
            self.shown = self._with(self.choice)
        else:
            self._begin()
            self.fill(self.choice)
        self.adapt()
        self._refresh()

    def on_radio_row_changed(self, event: RadioRow.Changed) -> None:
        event.stop()
        self._answered(event.row)

    def on_field_changed(self, event: Field.Changed) -> None:
        event.stop()
        self._answered(event.field)

    def on_headers_field_changed(self, event: "HeadersField.Changed") -> None:
        event.stop()
        self._answered(event.field)

    def on_descendant_blur(self) -> None:
        if not self._lacks:
            self._row = None

    def _answered(self, row: Widget) -> None:
        if row is not self._row and not self._lacks:
            self._rest = self.plan
        self._row = row
        self.touched = True
        self._complain("")
        self.adapt()
        try:
            wrong = any(field.error for field in self.query(Field) if field.display)
            choice = None if wrong else self.read()
            if choice is not None:
                self.take(choice)
                return
            if self.choice is not None and not wrong:
                self._complain(_("something is missing here; the diff shows the last complete answer"))
        except WizardError as error:
            self._complain(str(error))
        self._lacks = True
        self._give_back()
        self.query_one(DiffView).stale = True
        self.query_one("#risks", Paragraphs).show(self._risks())

    def _give_back(self) -> None:
        """Keep what was chosen when this row was come to: what was passed on the way here nobody has chosen."""
        plan = self.plan.as_in(self._rest or self.plan, self.workload_id, self.practice.key)
        if plan != self.plan:
            self.plan = plan
            walk(self).keep(plan)

    def _complain(self, trouble: str) -> None:
        """Say under the field that is being typed in what is wrong; below the form where none is."""
        field = self.focused if isinstance(self.focused, Field) and self.focused.show_error else None
        for each in self.query(Field):
            each.complain(trouble if each is field else "")
        self._trouble = "" if field else trouble

    def take(self, choice: C) -> None:
        """Make a choice of the person part of the plan."""
        plan = self.plan.choose(self.workload_id, self.practice.key, choice)
        _changes = plan.changes  # an edit that cannot be made is refused before it is kept
        self.choice, self.asked, self._lacks, self.unsure = choice, None, False, False
        self.plan = self.shown = plan
        walk(self).keep(plan)
        self._refresh()
