"""After a cluster was changed: how far the new pods are, why they wait, and one key to put everything back."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.live.apply_words import done_words, undone_words
from screens.review.receipt import folded
from screens.terminal.background import Asked, ask
from screens.terminal.lean import LeanScreen
from screens.walk import Live, walk
from screens.widgets.bar import bar
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.listing import Listing
from screens.widgets.paragraphs import wrapped
from screens.widgets.rule import Rule
from wizard.cluster.applying import Applied
from wizard.cluster.overtaking import reloaded
from wizard.cluster.putting_back import PutBack, put_back
from wizard.cluster.rolling import Rollout, follow
from wizard.errors import WizardError
from wizard.outputs.commands import fix_commands
from wizard.planning.plan import Plan
from wizard.planning.sending import Request
from wizard.wording import _, safe


class RolloutScreen(LeanScreen[None]):
    """Leaving it leaves the rollout alone; the cluster goes on by itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("R", "put_back", _("Put it back"), id="rollout.back", tooltip=_("Undo exactly what was changed")),
        Binding("r", "again", _("Look again"), id="rollout.again", tooltip=_("Watch the rollout again")),
        Binding("enter,escape", "leave", _("Go on"), id="rollout.leave", tooltip=_("Back to the workloads")),
        Binding("q", "app.quit", _("Quit"), id="rollout.quit", tooltip=_("Leave the wizard")),
    ]

    def __init__(self, plan: Plan, done: Applied, live: Live) -> None:
        super().__init__()
        self.plan = plan
        """The plan that was carried out."""
        self._done, self._live = done, live
        self._rollouts: dict[str, Rollout] = {}
        self._trouble: dict[str, str] = {}
        self._watching: list[Asked] = []
        self._undone: PutBack | None = None
        self._undoing = False
        self._lines: list[Content] = []

    def compose(self) -> ComposeResult:
        yield Head(self._live.place)
        yield Rule(_("Applied"), id="title")
        yield Listing(lambda number, _width: self._lines[number], reading=True)
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Listing).focus()
        self.action_again()

    def action_again(self) -> None:
        self._trouble.clear()
        for each in self._watching:
            each.leave()
        self._watching = [self._watch(each) for each in self._done.watched]
        self._say()

    def _watch(self, request: Request) -> Asked:
        cluster = self._live.cluster

        def work(asked: Asked) -> None:
            for now in follow(cluster, request.kind, request.namespace, request.name):
                if asked.left:
                    return
                asked.tell(lambda now=now: self._moved(request, now))  # type: ignore[misc]

        return ask(self, work, lambda _none: None, lambda error: self._lost(request, error))

    def _moved(self, request: Request, now: Rollout) -> None:
        before = self._rollouts.get(request.title)
        if before is not None and not now.reasons and not now.done:
            # The reasons come with every look at the pods, the numbers with every event in between.
            now = Rollout(**{**now.__dict__, "reasons": before.reasons})
        if now != before:
            self._rollouts[request.title] = now
            self._say()

    def _lost(self, request: Request, error: WizardError) -> None:
        self._trouble[request.title] = str(error)
        self._say()

    def _say(self) -> None:
        width = max(40, self.size.width - 2)
        told = list(self._told(width))
        self._lines = [Content(" ") + line for each in told for line in wrapped(each, width)]
        self.query_one(Listing).show(len(self._lines))
        states = [self._rollouts.get(each.title) for each in self._done.watched]
        done = all(each is not None and each.done for each in states)
        title = _("Rolled out") if done else _("Rolling out")
        self.query_one("#title", Rule).show(_("Putting back") if self._undoing else title)
        self.refresh_bindings()

    def _told(self, width: int) -> list[Content]:
        told = done_words(self._done) if self._undone is None else undone_words(self._undone)
        told.append(Content(""))
        for request in self._done.watched:
            told += self._of(request, width)
        if self._undone is None and (lines := fix_commands(self.plan, self._live.options)):
            told += [Content(""), Content.styled(_("The same again, without the wizard"), "bold")]
            told += [Content(f"  {safe(part)}") for line in lines for part in folded(line, width - 2)]
        return told

    def _of(self, request: Request, width: int) -> list[Content]:
        now, trouble = self._rollouts.get(request.title), self._trouble.get(request.title)
        told = [Content.styled(request.title, "bold")]
        if now is not None:
            told.append(
                bar(min(now.updated, now.available), now.wanted, min(30, width - 44)) + Content(f"  {now.words}")
            )
            if now.late:
                late = _("its progressDeadlineSeconds is over: it will not go on by itself; R puts it back")
                told.append(Content.styled(late, "$text-error"))
            told += [Content.styled(each, "$text-warning") for each in now.reasons]
        elif not trouble:
            told.append(Content.styled(_("looking"), "$foreground-muted"))
        if trouble:
            told.append(Content.styled(_("Lost sight of it: {why}").format(why=safe(trouble)), "$text-error"))
        return told

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action == "again":
            return bool(self._trouble)
        return None if self.why_not(action) else True

    def why_not(self, action: str) -> str | None:
        if action == "put_back" and self._undone is not None:
            return _("It is put back already")
        if action in {"put_back", "leave"} and self._undoing:
            return _("A change is on its way; a moment")
        return None

    def action_put_back(self) -> None:
        self._undoing = True
        cluster, done, plan = self._live.cluster, self._done, self.plan

        def work(_asked: Asked) -> tuple[PutBack, Plan]:
            undone = put_back(cluster, done)
            return undone, Plan(reloaded(cluster, plan.inventory, plan.changed_ids))

        ask(self, work, self._was_put_back, self._not_put_back)
        self._say()

    def _was_put_back(self, found: tuple[PutBack, Plan]) -> None:
        self._undoing = False
        self._undone, plan = found
        app = walk(self)
        app.rebase(plan)
        # What was chosen is not lost: it stands on the plan again, not carried out.
        app.keep(self.plan if plan.inventory is self.plan.inventory else _chosen_again(self.plan, plan))
        self._rollouts.clear()
        self.action_again()

    def _not_put_back(self, error: WizardError) -> None:
        self._undoing = False
        self.query_one(KeyBar).tell(str(error))
        self._say()

    def action_leave(self) -> None:
        for each in self._watching:
            each.leave()
        walk(self).open_table()


def _chosen_again(before: Plan, now: Plan) -> Plan:
    from wizard.planning.kept import kept, restored  # noqa: PLC0415  # only putting back needs it

    return restored(now, kept(before)).plan
