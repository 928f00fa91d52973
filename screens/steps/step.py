"""What the four steps share: one question, its form, what is risky about the answer, and the diff that follows it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content

from screens.steps.diff import counted, step_rows
from screens.steps.weighing import Weighing
from screens.steps.words import StepWords, chosen
from screens.terminal import signs
from screens.walk import walk
from screens.widgets.diff_rows import difference
from screens.widgets.diff_view import DiffView
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.radio_row import RadioRow
from screens.widgets.rule import Rule
from screens.widgets.step_tabs import StepTabs
from wizard.errors import WizardError
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Question
from wizard.wording import _, safe
from wizard.wording import practices as words
from wizard.wording.mistakes import question as asked_by_option
from wizard.wording.mistakes import reason

if TYPE_CHECKING:
    # Named for their types alone: not every form has them, and the diff comes after the first paint.
    from wizard.planning.diff import Row

WIDE = 120
"""Columns from which the diff stands right of the form."""
TALL = 30
"""Rows from which the form tells unasked what the practice protects from."""

C = TypeVar("C")


class StepScreen(Weighing[C]):
    """A question, its form, what is risky about the answer, and the diff that follows it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+n", "next", _("Next"), id="step.next", tooltip=_("Take this answer and go on")),
        Binding("escape", "back", _("Back"), id="step.back", tooltip=_("Back; what you touched stays")),
        Binding("s", "skip", _("Skip"), id="step.skip", tooltip=_("Leave this practice as it is")),
        Binding("f", "mend", _("Fix"), id="step.mend", tooltip=_("Take the answer that avoids the risk")),
        Binding("d", "diff", _("Diff"), id="step.diff", tooltip=_("The diff alone, or with the form again")),
        Binding("question_mark", "why", _("Why"), id="step.why", tooltip=_("What this protects from")),
        Binding("u", "app.undo", _("Undo"), id="step.undo", tooltip=_("Take the last change back")),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(1)", show=False),
        *(Binding(str(n), f"jump({n})", show=False) for n in range(1, len(PRACTICES) + 2)),
    ]

    # The screen.

    def compose(self) -> ComposeResult:
        yield Head(self._words.place, chosen(self.plan))
        yield StepTabs(self._words.steps, self._number(), id="tabs")
        with Container(id="body"):
            with Container(id="asked"):
                with VerticalScroll(id="form", can_focus=False):
                    asked = words.asked(self.practice.key, safe(self.workload.name))
                    yield Rule(asked, self._words.state, id="question")
                    yield Paragraphs([Content.styled(words.why(self.practice.key), "$foreground-muted")], id="why")
                    yield Paragraphs([self._now()], id="now")
                    if not self.refused:
                        yield from self.form()
                    yield Paragraphs(self._risks(), id="risks")
                    yield Paragraphs(id="notes")
                yield Paragraphs(id="picture")
            with Container(id="changes"):
                yield Rule(_("diff"), "", id="diff-title")
                yield DiffView()
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        if not self.refused:
            self.adapt()
        self.set_class(signs.active() is signs.ASCII, "-ascii")
        # The focus on the first row would scroll the question out of sight where the screen is low.
        self.call_after_refresh(self.query_one("#form", VerticalScroll).scroll_home, animate=False)
        # The question is readable before the first splice has loaded what it needs.
        self.call_after_refresh(self._show_diff)
        self.call_after_refresh(self.weigh)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.set_class(event.size.width >= WIDE, "-wide")
        self.set_class(event.size.height >= TALL, "-tall")

    def show(self, plan: Plan) -> None:
        """Show another plan: undo and redo come through here."""
        self.plan = plan
        self.touched = self.practice.key in plan.choices.get(self.workload_id, {})
        self._row, self._lacks = None, False
        self._begin()
        if not self.refused:
            self._complain("")
            self.fill(self.choice)
            self.adapt()
        self._refresh()

    def learn_of(self, plan: Plan, _notes: Sequence[str]) -> None:
        """Show what is known by now of the same sources."""
        if self.practice.not_applicable(plan.upto(self.workload_id, self.practice.key)) != self.refused:
            walk(self).open_step(self.workload_id, self.practice.key)
            return
        self.show(plan)
        self.query_one(Head).show(self._words.place)

    def on_radio_row_refused(self, event: RadioRow.Refused) -> None:
        self.query_one(KeyBar).tell(event.reason)

    def on_step_tabs_picked(self, event: StepTabs.Picked) -> None:
        self.action_jump(event.index + 1)

    def _refresh(self) -> None:
        self.query_one(Head).show(remark=chosen(self.plan))
        self.query_one(StepTabs).show(self._words.steps, self._number())
        self.query_one("#risks", Paragraphs).show(self._risks())
        self.refresh_bindings()
        self._show_diff()
        self.weigh()

    def _show_diff(self) -> None:
        view = self.query_one(DiffView)
        try:
            rows = step_rows(self.shown, self.workload_id)
        except WizardError as error:
            self._trouble = str(error)
            view.stale = True
            self.query_one("#risks", Paragraphs).show(self._risks())
            return
        view.stale = False
        view.show(rows, None if view.rows else self._first_own(rows))
        self.query_one("#diff-title", Rule).show(counted(rows))
        self.draw()

    def _first_own(self, rows: "tuple[Row, ...]") -> int | None:
        """Where the diff opens: the first row that this practice makes, else the line that is spoken of."""
        others = step_rows(self.shown.skip(self.workload_id, self.practice.key), self.workload_id)
        span = difference(others, rows)
        if span:
            return span.first
        line = self._words.line
        return next((number for number, row in enumerate(rows) if row.old == line), None)

    def on_diff_view_moved(self, event: DiffView.Moved) -> None:
        where = _("line {line} of {of}").format(line=event.line, of=event.of)
        self.query_one("#diff-title", Rule).show(remark=where)

    # What it says.

    def asks(self, question: Question) -> str:
        """The question that only people can answer, in words that fit this form."""
        return asked_by_option(question.id, question.option)

    def advice(self) -> str:
        """Which key helps where there is nothing to choose."""
        return ""

    @property
    def _words(self) -> StepWords:
        return StepWords(self.shown, self.workload_id, self.practice)

    def _now(self) -> Content:
        if not self.refused:
            return self._words.now
        return Content.assemble(reason(self.refused), (self.advice() and f" {self.advice()}", "bold"))

    def _risks(self) -> list[Content]:
        if self._trouble:
            return [Content.styled(safe(self._trouble), "$text-error bold")]
        if self.refused:
            return []
        asked = [Content.styled(self.asks(self.asked), "$text-warning")] if self.asked else []
        mend = _("(f mends it)") if self.mended() is not None else ""
        told = self._words.risks(mend) if self.choice is not None else []
        return [*asked, *self.worse(), *told]

    # What its keys do.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "skip":
            return None if self.refused else True
        if action == "mend":
            return None if self.refused or self.mended() is None else True
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str | None:
        return {
            "skip": reason(self.refused) if self.refused else None,
            "mend": _("There is nothing to fix here"),
            "app.undo": _("Nothing has been chosen yet"),
        }.get(action)

    def action_next(self) -> None:
        # Else a form that says one thing would leave behind a plan that says another.
        if self.choice is not None and self.query_one(DiffView).stale:
            self.query_one(KeyBar).tell(_("This answer is not complete: mend it, or skip it with Esc and s"))
        else:
            super().action_next()

    def action_mend(self) -> None:
        better = self.mended()
        if better is not None:
            self._complain("")
            self.touched = True
            self.fill(better)
            self.adapt()
            self.take(better)

    def action_diff(self) -> None:
        self.toggle_class("-diff")
        if self.has_class("-diff"):
            self.query_one(DiffView).focus()

    def action_why(self) -> None:
        from screens.steps.why import why_screen  # noqa: PLC0415  # read by few, so not part of the first paint

        self.app.push_screen(why_screen(self.practice, self.shown, self.workload_id))
