"""Before a cluster is changed: what, where, how guarded, what restarts; then the change, and what stands of it."""

from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.live.apply_words import about, offered, outcome
from screens.review.words import diff_rows, tally, total
from screens.terminal.background import Asked, ask
from screens.terminal.lean import LeanScreen
from screens.walk import Live, walk
from screens.widgets.diff_view import DiffView
from screens.widgets.entry import EntryField
from screens.widgets.fields import Field
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.rule import Rule
from wizard.cluster.applying import Answer, Applied, apply, go_on, rehearse
from wizard.cluster.errors import Unreachable
from wizard.cluster.going_on import plan_after, planned_again
from wizard.cluster.kubeconfig import looks_like_production
from wizard.cluster.overtaking import Overtaken
from wizard.cluster.putting_back import PutBack, put_back
from wizard.errors import WizardError
from wizard.planning.plan import Plan
from wizard.planning.sending import requests
from wizard.text.manifest import ObjectId
from wizard.wording import _, safe

State = Literal["asking", "ready", "applying", "overtaken", "failed", "stopped", "undone"]


class ApplyScreen(LeanScreen[None]):
    """Nothing is sent before Enter; for what looks like production the namespace has to be typed first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", _("Go on"), id="apply.go", tooltip=_("Apply, or go on from what stopped it")),
        Binding("R", "put_back", _("Put back"), id="apply.back", tooltip=_("Undo what was changed so far")),
        Binding("r", "again", _("Try again"), id="apply.again", tooltip=_("Ask the server once more")),
        Binding("d", "diff", _("Diff"), id="apply.diff", tooltip=_("The diff alone, or with the rest again")),
        Binding("escape", "leave", _("Back"), id="apply.leave", tooltip=_("Back to the review; nothing is changed")),
    ]

    def __init__(self, plan: Plan, walked: ObjectId | None, live: Live) -> None:
        super().__init__()
        self.plan, self._walked, self._live = plan, walked, live
        self._state: State = "asking"
        self._answers: tuple[Answer, ...] = ()
        self._done = Applied(())
        self._undone: PutBack | None = None
        self._trouble: WizardError | None = None
        self._asked: Asked | None = None
        self._alone = False

    def compose(self) -> ComposeResult:
        yield Head(self._live.place)
        yield Rule(_("Apply to the cluster?"), id="title")
        yield Paragraphs(id="told")
        yield EntryField(_("Type the namespace to confirm"), "", box=30, id="confirm")
        yield Rule(_("what the server makes of it"), "", id="diff-title")
        yield DiffView()
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#confirm").display = False
        self.set_focus(self.query_one(DiffView))
        self._rehearse()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.query_one(DiffView).side_by_side = event.size.width >= 120

    @property
    def _to_type(self) -> str:
        """What has to be typed; empty where Enter is enough."""
        if not looks_like_production(self._live.cluster.context):
            return ""
        names = {each.namespace for each in requests(self.plan)}
        return names.pop() if len(names) == 1 else self._live.cluster.context

    def _rehearse(self) -> None:
        self._state, self._trouble = "asking", None
        cluster, plan = self._live.cluster, self.plan
        self._asked = ask(self, lambda _asked: rehearse(cluster, plan), self._rehearsed, self._failed)
        self._say()

    def _rehearsed(self, answers: tuple[Answer, ...]) -> None:
        self._state, self._answers = "ready", answers
        changes = [each.change for each in answers]
        self.query_one(DiffView).show(diff_rows(changes, live=True))
        self.query_one("#diff-title", Rule).show(remark=tally(*total(changes)))
        if self._to_type:
            field = self.query_one("#confirm", EntryField)
            field.display = True
            field.suggest(_("it is {name}").format(name=safe(self._to_type)))
            self.set_focus(field)
        self._say()

    def _failed(self, error: WizardError) -> None:
        self._trouble = error
        self._state = "overtaken" if isinstance(error, Overtaken) else "failed"
        self._say()

    def _say(self) -> None:
        told = self.query_one("#told", Paragraphs)
        away = isinstance(self._trouble, Unreachable)
        refusal = _("No answer; nothing was changed") if away else _("The server says no; nothing was changed")
        title = {
            "asking": _("Asking the server for a dry run"),
            "ready": _("Apply to the cluster?"),
            "applying": _("Changing the cluster"),
            "overtaken": _("Somebody else was faster"),
            "failed": refusal,
            "stopped": _("It stopped in the middle"),
            "undone": _("Put back"),
        }[self._state]
        self.query_one("#title", Rule).show(title)
        told.display = not self._alone or self._state != "ready"
        if self._state in {"asking", "ready"}:
            told.show(about(self._live, self.plan, self._answers, self._to_type))
        elif self._state == "applying":
            told.show([Content(each) for each in offered(self._done, requests(self.plan))])
        else:
            told.show(outcome(self._state, self._trouble, self._done, self._undone))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action == "put_back":
            return self._state == "stopped"
        if action == "again":
            return self._state == "failed"
        if action in {"go", "leave"}:
            return None if self.why_not(action) else True
        return True

    def why_not(self, action: str) -> str | None:
        if action == "leave" and self._state == "applying":
            return _("A change is on its way; a moment")
        if action != "go":
            return None
        return {
            "asking": _("The dry run is not answered yet; Esc leaves everything as it is"),
            "applying": _("A change is on its way; a moment"),
            "failed": _("The server says no; r tries again, Esc goes back"),
        }.get(self._state)

    async def action_go(self) -> None:
        if self._state == "ready" and not self._to_type:
            self._apply()
        elif self._state == "ready":
            self.set_focus(self.query_one("#confirm"))
        elif isinstance(self._trouble, Overtaken):
            self._plan_again(self._trouble)
        elif self._state == "stopped":
            self._go_on()
        elif self._state == "undone":
            self.action_leave()

    def on_entry_field_entered(self, event: EntryField.Entered) -> None:
        if event.text == self._to_type:
            self._apply()
        else:
            wrong = _("This is not {name}; type it to confirm, or Esc leaves everything as it is")
            self.query_one("#confirm", EntryField).complain(wrong.format(name=safe(self._to_type)))

    def on_entry_field_left(self) -> None:
        self.action_leave()

    def on_field_changed(self, event: Field.Changed) -> None:
        event.stop()

    def _apply(self) -> None:
        self._begin_applying()
        cluster, plan, wanted = self._live.cluster, self.plan, [each.request for each in self._answers]
        self._asked = ask(
            self,
            lambda asked: apply(cluster, plan, wanted, lambda done: asked.tell(lambda: self._sent(done))),
            self._applied,
            self._failed,
        )

    def _go_on(self) -> None:
        self._begin_applying()
        cluster, inventory, done = self._live.cluster, self.plan.inventory, self._done
        self._asked = ask(self, lambda _asked: go_on(cluster, inventory, done), self._applied, self._failed)

    def _begin_applying(self) -> None:
        self._state = "applying"
        self.query_one("#confirm").display = False
        self.set_focus(self.query_one(DiffView))
        self._say()

    def _sent(self, answer: Answer) -> None:
        self._done = Applied((*self._done.sent, answer))
        self._say()

    def _applied(self, done: Applied) -> None:
        self._done = done
        if done.refused is None:
            app = walk(self)
            app.saved(self.plan)
            app.rebase(plan_after(self.plan, done))
            app.open_rollout(self.plan, done)
            return
        self._state, self._trouble = "stopped", done.refused.error
        self._say()

    def _plan_again(self, found: Overtaken) -> None:
        again = planned_again(self.plan, found)
        app = walk(self)
        app.rebase(Plan(found.inventory))
        app.keep(again.plan)
        for each in again.lost:
            self.notify(_("{what}: choose it again").format(what=each), severity="warning", markup=False)
        if again.plan.inventory.ids:
            app.open_review(self._walked if self._walked in again.plan.inventory.ids else None)
        else:
            app.open_table()

    def action_put_back(self) -> None:
        self._state = "applying"
        cluster, done = self._live.cluster, self._done
        self._asked = ask(self, lambda _asked: put_back(cluster, done), self._was_put_back, self._failed)
        self._say()

    def _was_put_back(self, undone: PutBack) -> None:
        self._state, self._undone = "undone", undone
        self._say()

    def action_again(self) -> None:
        self._rehearse()

    def action_diff(self) -> None:
        self._alone = not self._alone
        self._say()

    def action_leave(self) -> None:
        if self._state == "applying":
            return
        if self._asked is not None:
            self._asked.leave()
        walk(self).open_review(self._walked)
