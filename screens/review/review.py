"""The end of the walk: what is still weak, the whole diff, and where to write it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from screens.notes import NotesScreen
from screens.review.keys import KEYS, Found, Ways, derive, why_not
from screens.review.live import owner_lines
from screens.review.mending import MendingScreen, why_no_mend
from screens.review.question import question
from screens.review.words import place, schema_line, steps, tally, total, weak, weak_title
from screens.review.worth import WorthView
from screens.review.writing import Writing
from screens.terminal.background import ask
from screens.walk import Live, walk
from screens.widgets.diff_view import DiffView
from screens.widgets.entry import EntryField
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.rule import Rule
from screens.widgets.step_tabs import StepTabs
from wizard.cluster.access import denied
from wizard.planning.plan import Plan
from wizard.planning.sending import requests
from wizard.practices import PRACTICES
from wizard.text.manifest import ObjectId
from wizard.wording import _, safe

WIDE, TALL = 120, 30  # columns for old and new side by side, rows for every scenario


class ReviewScreen(Writing):
    """What is still weak, what the change is worth, and the whole diff."""

    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(
        self,
        plan: Plan,
        id: ObjectId | None = None,
        sources: Sequence[str] = (),
        ways: Ways | None = None,
        live: Live | None = None,
    ) -> None:
        super().__init__(plan, tuple(sources), ways or Ways())
        self._live = live
        self._walked = id
        """The workload whose last step this is; None when all were looked at."""
        self._alone = False
        """Whether the diff is shown without what is above it."""

    def compose(self) -> ComposeResult:
        yield Head(place(self.plan, self._walked, self._sources))
        yield StepTabs(steps(self.plan, self._walked), len(PRACTICES), id="tabs")
        yield WorthView(more=_("? tells all"), id="worth")
        yield Rule(id="title")
        yield Paragraphs(more=_("? tells all"), id="weak")
        yield EntryField(_("Write to"), "", box=50, id="path")
        yield Rule(_("diff"), "", id="diff-title")
        yield DiffView()
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#tabs").display = self._walked is not None
        self.query_one("#path").display = False
        self.set_focus(self.query_one(DiffView))
        self.show(self.plan)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.query_one(DiffView).side_by_side = event.size.width >= WIDE
        self.set_class(event.size.height >= TALL, "-tall")

    def show(self, plan: Plan) -> None:
        """Show another plan, as undo does."""
        self.plan = plan
        self._found, self._trouble = Found(), ""
        self._say()
        self._derive(plan)
        self.query_one(WorthView).weigh(plan, self._walked)
        if self._live is not None and not self._ways.read_only:
            self._ways = replace(self._ways, denied=None)
            cluster = self._live.cluster
            ask(self, lambda _: denied(cluster, requests(plan)), self._may, lambda error: self._may((str(error),)))

    @work(thread=True, exclusive=True)
    def _derive(self, plan: Plan) -> None:
        """Hundreds of changed workloads take seconds; Esc works meanwhile."""
        for found in derive(plan):
            self.app.call_from_thread(self._take, plan, found)

    def _may(self, missing: tuple[str, ...]) -> None:
        self._ways = replace(self._ways, denied=missing)
        self._say()

    def _take(self, plan: Plan, found: Found) -> None:
        if plan is self.plan:
            self._found = found
            self.query_one(DiffView).show(found.rows)
            self._say()

    def _say(self) -> None:
        title, told = self.query_one("#title", Rule), self.query_one("#weak", Paragraphs)
        changes = self._found.changes or ()
        title.display = told.display = bool(self._asking) or not self._alone
        self.query_one(WorthView).display = not self._asking and not self._alone
        self.query_one("#tabs", StepTabs).show(steps(self.plan, self._walked), len(PRACTICES))
        self.query_one(Head).show(remark=_("{count} changed").format(count=len(self.plan.changed_ids)))
        remark = _("reading") if self._found.changes is None else tally(*total(changes))
        self.query_one("#diff-title", Rule).show(_("diff"), remark)
        if self._asking:
            asked, sentences = question(self._asking, self.plan, changes, live=self._ways.live)
            title.show(asked, "")
            told.show([*self._troubles(), *sentences])
        else:
            title.show(*weak_title(self.plan, self._walked))
            told.show([*self._troubles(), *self._told()])
        self.refresh_bindings()

    def _told(self) -> list[Content]:
        owned = owner_lines(self.plan) if self._ways.live else []
        owned += [Content.styled(each, "$text-warning") for each in self._ways.denied or ()]
        return [*owned, *schema_line(self.plan, self._found.errors), *weak(self.plan, self._walked)]

    def _troubles(self) -> list[Content]:
        return [Content.styled(safe(each), "$text-error") for each in (self._found.trouble, self._trouble) if each]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if self._asking and action not in {"finish", "back", "redraw"}:
            return False
        if action in {"jump", "more"} and self._walked is None:
            return False
        if action == "more" and len(self.plan.inventory.ids) < 2:
            return False
        if not self._ways.has(action):
            return False
        return None if self.why_not(action) else True

    def why_not(self, action: str) -> str | None:
        return why_not(action, self._found, self._ways) if action != "mend" else why_no_mend(self.plan, self._walked)

    def action_apply(self) -> None:
        walk(self).open_apply(self._walked)

    def action_separate(self) -> None:
        plan = replace(self.plan, separate=not self.plan.separate)
        walk(self).keep(plan)
        self.show(plan)
        told = _("New objects go into files of their own") if plan.separate else _("New objects go behind the workload")
        self.query_one(KeyBar).tell(told)

    def action_diff(self) -> None:
        self._alone = not self._alone
        self._say()

    def action_why(self) -> None:
        self.app.push_screen(NotesScreen(_("Still weak"), [*self._told(), *self.query_one(WorthView).told]))

    def action_mend(self) -> None:
        self.app.push_screen(MendingScreen(self.plan, self._walked, self.show))

    def action_more(self) -> None:
        walk(self).open_table()

    def action_back(self) -> None:
        if self._asking:
            self._leave_question()
        elif self._walked is None:
            walk(self).open_table()
        else:
            applies = [p.key for p in PRACTICES if not p.not_applicable(self.plan.workload(self._walked))]
            walk(self).open_step(self._walked, (applies or [PRACTICES[-1].key])[-1])

    def on_step_tabs_picked(self, event: StepTabs.Picked) -> None:
        self.action_jump(event.index + 1)

    def action_jump(self, number: int) -> None:
        if self._walked is not None and number <= len(PRACTICES):
            walk(self).open_step(self._walked, PRACTICES[number - 1].key)
