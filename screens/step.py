"""What the four steps share: one question, its form, what is risky about the answer, and the diff that follows it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from screens.lean import LeanScreen
from screens.step_diff import counted, step_rows
from screens.walk import walk
from screens.widgets import signs
from screens.widgets.diff_rows import difference
from screens.widgets.diff_view import DiffView
from screens.widgets.fields import Field
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.radio_row import RadioRow
from screens.widgets.rule import Rule
from screens.widgets.step_tabs import Step, StepTabs
from wizard.checks import Mistake, Severity
from wizard.errors import WizardError
from wizard.manifest import ObjectId
from wizard.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Practice, Question, Status
from wizard.wording import _, ngettext, safe
from wizard.wording import practices as words
from wizard.wording.mistakes import question, reason, sentence
from wizard.workload import Workload

if TYPE_CHECKING:
    # Named for their types alone: not every form has them, and the diff comes after the first paint.
    from screens.widgets.headers_field import HeadersField
    from screens.widgets.toggle import Toggle
    from wizard.diff import Row

WIDE = 120
"""Columns from which the diff stands right of the form."""
_LOOKS = {Severity.ERROR: "$text-error", Severity.WARNING: "$text-warning", Severity.INFO: "$text-muted"}
_ORDER = tuple(_LOOKS)

C = TypeVar("C")


class StepScreen(LeanScreen[None], Generic[C]):
    """A subclass says which practice it is, composes the form, and reads a choice from it."""

    practice: ClassVar[Practice[Any]]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,ctrl+n", "next", _("Next"), id="step.next", tooltip=_("Take this answer and go on")),
        Binding("escape", "back", _("Back"), id="step.back", tooltip=_("Back; what you touched stays")),
        Binding("s", "skip", _("Skip"), id="step.skip", tooltip=_("Leave this practice as it is")),
        Binding("f", "mend", _("Fix"), id="step.mend", tooltip=_("Take the answer that avoids the risk")),
        Binding("d", "diff", _("Diff"), id="step.diff", tooltip=_("The diff alone, or with the form again")),
        Binding("question_mark", "why", _("Why"), id="step.why", tooltip=_("What this protects from")),
        Binding("u", "app.undo", _("Undo"), id="step.undo", tooltip=_("Take the last change back")),
        *(Binding(str(n), f"jump({n})", show=False) for n in range(1, len(PRACTICES) + 2)),
    ]

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
        self.choice = None if isinstance(suggested, Question) else suggested
        self.asked = suggested if isinstance(suggested, Question) else None
        self.shown = self._with(self.choice)
        self._trouble = ""

    def opened(self) -> C | Question | None:
        """What the form opens with: the present values where the practice is met, else the suggestion."""
        standing = self.plan.standing(self.workload_id, self.practice)
        present = self.practice.present(self.workload) if standing.status is Status.MET else None
        return present or self.practice.suggest(self.workload)

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

    # The screen.

    def compose(self) -> ComposeResult:
        yield Head(self._place(), self._remark())
        yield StepTabs(self._steps(), self._number(), id="tabs")
        with Container(id="body"):
            with VerticalScroll(id="form", can_focus=False):
                yield Rule(words.asked(self.practice.key, safe(self.workload.name)), self._state(), id="question")
                yield Paragraphs([self._now()], id="now")
                if not self.refused:
                    yield from self.form()
                yield Paragraphs(self._risks(), id="risks")
            with Container(id="changes"):
                yield Rule(_("diff"), "", id="diff-title")
                yield DiffView()
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        if not self.refused:
            self.adapt()
        # The question is readable before the first splice has loaded what it needs.
        self.call_after_refresh(self._show_diff)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.set_class(event.size.width >= WIDE, "-wide")
        self.set_class(event.size.height < 22, "-low")

    def show(self, plan: Plan) -> None:
        """Show another plan: undo and redo come through here."""
        self.plan = plan
        self.touched = self.practice.key in plan.choices.get(self.workload_id, {})
        self._begin()
        if not self.refused:
            self.fill(self.choice)
            self.adapt()
        self._refresh()

    def on_radio_row_changed(self, event: RadioRow.Changed) -> None:
        event.stop()
        self._answered()

    def on_field_changed(self, event: Field.Changed) -> None:
        event.stop()
        self._answered()

    def on_headers_field_changed(self, event: "HeadersField.Changed") -> None:
        event.stop()
        self._answered()

    def on_toggle_changed(self, event: "Toggle.Changed") -> None:
        event.stop()
        self._answered()

    def on_radio_row_refused(self, event: RadioRow.Refused) -> None:
        self.query_one(KeyBar).tell(event.reason)

    def on_step_tabs_picked(self, event: StepTabs.Picked) -> None:
        self.action_jump(event.index + 1)

    def _answered(self) -> None:
        self.touched = True
        self._trouble = ""
        self.adapt()
        try:
            choice = None if any(field.error for field in self.query(Field) if field.display) else self.read()
            if choice is not None:
                self.take(choice)
                return
        except WizardError as error:
            self._trouble = str(error)
        self.query_one(DiffView).stale = True
        self.query_one("#risks", Paragraphs).show(self._risks())

    def take(self, choice: C) -> None:
        """Make a choice of the person part of the plan."""
        plan = self.plan.choose(self.workload_id, self.practice.key, choice)
        _changes = plan.changes  # an edit that cannot be made is refused before it is kept
        self.choice, self.asked = choice, None
        self.plan = self.shown = plan
        walk(self).keep(plan)
        self._refresh()

    def _refresh(self) -> None:
        self.query_one(Head).show(remark=self._remark())
        self.query_one(StepTabs).show(self._steps(), self._number())
        self.query_one("#risks", Paragraphs).show(self._risks())
        self.refresh_bindings()
        self._show_diff()

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

    def _first_own(self, rows: "tuple[Row, ...]") -> int | None:
        """The first row that this practice makes: where the diff opens."""
        others = step_rows(self.shown.skip(self.workload_id, self.practice.key), self.workload_id)
        span = difference(others, rows)
        return span.first if span else None

    def on_diff_view_moved(self, event: DiffView.Moved) -> None:
        where = _("line {line} of {of}").format(line=event.line, of=event.of)
        self.query_one("#diff-title", Rule).show(remark=where)

    # What it says.

    def _place(self) -> str:
        workload = self.plan.before(self.workload_id)
        name = "/".join(filter(None, (workload.namespace, workload.name)))
        return f"{self.workload_id.origin} > {name}  {workload.kind}"

    def _remark(self) -> str:
        count = sum(map(len, self.plan.choices.values()))
        return ngettext("{count} choice", "{count} choices", count).format(count=count) if count else ""

    def _number(self) -> int:
        return [practice.key for practice in PRACTICES].index(self.practice.key)

    def _steps(self) -> tuple[Step, ...]:
        own = (Step(words.name(p.key), self.shown.standing(self.workload_id, p).status) for p in PRACTICES)
        return (*own, Step(_("Review")))

    def _state(self) -> Content:
        if (self.workload_id, self.practice.key) in self.plan.skipped:
            return Content(_("skipped"))
        return signs.shown(self.shown.standing_before(self.workload_id, self.practice).status, _("now"))

    def _now(self) -> Content:
        """What is there now, and where."""
        loaded = self.plan.before(self.workload_id)
        own = [m for m in self.plan.judged(loaded) if m.practice == self.practice.key and m.severity != "info"]
        if self.refused:
            return Content.styled(reason(self.refused), "$text-muted")
        if own:
            said = sentence(own[0].id, own[0].values)
            more = f" (+{len(own) - 1})" if len(own) > 1 else ""
            return Content.assemble(
                (_("now: "), "$text-muted"), f"{said}{more}", (f", {self._line(own[0])}", "$text-muted")
            )
        present = self.practice.present(loaded)
        said = " ".join(self.practice.words(present)) if present is not None else _("as it should be")
        return Content.assemble((_("now: "), "$text-muted"), safe(said))

    def _line(self, mistake: Mistake) -> str:
        manifest = self.plan.inventory.manifests[mistake.object.origin]
        line = manifest.position(mistake.object, mistake.path).line
        if mistake.object.origin == self.workload_id.origin:
            return _("line {line}").format(line=line)
        return _("line {line} of {file}").format(line=line, file=safe(mistake.object.origin))

    def _risks(self) -> list[Content]:
        if self._trouble:
            return [Content.styled(safe(self._trouble), "$text-error bold")]
        if self.refused:
            return []
        asked = [Content.styled(question(self.asked.id, self.asked.option), "$text-warning")] if self.asked else []
        found = sorted(self.shown.risks(self.workload_id, self.practice), key=lambda each: _ORDER.index(each.severity))
        mend = _(" (f mends it)") if self.mended() is not None else ""
        told = [
            Content.assemble(
                (f"{words.severity(each.severity)}: ", _LOOKS[each.severity]), sentence(each.id, each.values)
            )
            for each in found
            if self.choice is not None
        ]
        return asked + ([told[0] + Content.styled(mend, "bold"), *told[1:]] if told else [])

    # What its keys do.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "skip":
            return None if self.refused else True
        if action == "mend":
            return None if self.refused or self.mended() is None else True
        if action == "app.undo":
            return True if getattr(self.app, "undoable", 0) else None
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str | None:
        return {
            "skip": reason(self.refused) if self.refused else None,
            "mend": _("There is nothing to fix here"),
            "app.undo": _("Nothing has been chosen yet"),
        }.get(action)

    def _settle(self, *, going_on: bool) -> None:
        """Keep what was answered; an untouched suggestion only by going on."""
        if going_on and not self.touched and self.choice is not None and not self._is_met():
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
        elif len(self.plan.inventory.ids) == 1:
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

    def action_mend(self) -> None:
        better = self.mended()
        if better is not None:
            self.touched = True
            self.fill(better)
            self.adapt()
            self.take(better)

    def action_diff(self) -> None:
        self.toggle_class("-diff")
        if self.has_class("-diff"):
            self.query_one(DiffView).focus()

    def action_why(self) -> None:
        from screens.why import why_screen  # noqa: PLC0415  # read by few, so not part of the first paint

        self.app.push_screen(why_screen(self.practice, self.shown, self.workload_id))
