"""The walk: which screen comes next, what was chosen before, and what must not be lost. Decides nothing itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from screens.opening import Opening
from screens.terminal.running import TerminalApp
from screens.walk import Live
from screens.widgets.key_bar import KeyBar
from wizard.errors import WizardError
from wizard.places import assets
from wizard.planning.history import History
from wizard.planning.plan import Plan
from wizard.wording import _

if TYPE_CHECKING:
    from screens.table.table import View
    from wizard.cluster.applying import Applied
    from wizard.cluster.loading import Wanted
    from wizard.outputs.receipt import Receipt
    from wizard.sources.loading import Loaded
    from wizard.text.manifest import ObjectId


class SurefootApp(TerminalApp[int]):
    """Holds the history of plans, and switches screens."""

    CSS_PATH = assets("wizard.tcss")
    TITLE = "Surefoot"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "show_help_panel", _("Help"), show=False, id="app.help", tooltip=_("All keys of this screen")),
        Binding("ctrl+r", "redo", _("Redo"), show=False, id="app.redo", tooltip=_("Make the undone choice again")),
        Binding("ctrl+p", "command_palette", _("Commands"), id="app.commands", tooltip=_("All that can be done here")),
        Binding("ctrl+q", "quit", _("Quit"), show=False, id="app.quit", tooltip=_("Leave the wizard"), priority=True),
    ]

    def __init__(self, opening: Opening) -> None:
        super().__init__()
        self.result: str | None = None
        self._opening = opening
        self._history = History(opening.plan)
        self._view: View | None = None

    @property
    def plan(self) -> Plan:
        """The newest plan."""
        return self._history.plan

    @property
    def live(self) -> Live | None:
        """The cluster that is worked on; None for files."""
        return self._opening.live

    @property
    def returns(self) -> bool:
        """Whether there is somewhere to go back to from the first step of an only workload."""
        return False

    @property
    def visitor(self) -> bool:
        """Whether whoever sits here came over the network, and may name no file and no cluster."""
        return self._opening.visitor

    def get_default_screen(self) -> Screen[None]:
        """The first screen is already the work; Textual's own blank one below it would be painted first."""
        return self._first_screen()

    def on_mount(self) -> None:
        if self._opening.draft is not None:
            self.call_after_refresh(self._offer_draft, self._opening.draft)
        if self._opening.more is not None:
            self.call_after_refresh(self._look_further, self._opening.more)

    @work(thread=True)
    def _look_further(self, more: "Callable[[], Loaded]") -> None:
        """Do behind the first screen what it could not wait for."""
        try:
            loaded = more()
        except WizardError as error:
            self.call_from_thread(self.tell, str(error))
        else:
            self.call_from_thread(self._learn, loaded)

    def _learn(self, loaded: "Loaded") -> None:
        """Go on with what is known now; choices that were made meanwhile stay."""
        if self._opening.more is None or self.plan.inventory is not self._opening.plan.inventory:
            return  # something else is worked on by now
        self._history.learn(loaded.inventory)
        self._opening = self._opening.learned(loaded.inventory, loaded.said)
        for screen in self.screen_stack:
            if (learn := getattr(screen, "learn_of", None)) is not None:
                learn(self.plan, loaded.said)

    def _first_screen(self) -> Screen[None]:
        """One workload: its first step. Several: the table. None: the question which source to work on."""
        ids = self.plan.inventory.ids
        if len(ids) == 1:
            from screens.steps.by_practice import step_screen  # noqa: PLC0415  # the table needs no step

            return step_screen(self.plan, ids[0], self.plan.first_open(ids[0]))
        if ids:
            from screens.table.table import TableScreen  # noqa: PLC0415  # a single workload never shows it

            return TableScreen(self.plan, self._opening.places, self._opening.skipped, self._view)
        if self._opening.wanted is not None and self._opening.live is None:
            return self._loading_screen(self._opening.wanted, first=True)
        from screens.start import StartScreen  # noqa: PLC0415  # only `surefoot` alone needs it

        return StartScreen(self._opening.target)

    def tell(self, said: str) -> None:
        for bar in self.screen.query(KeyBar):
            bar.tell(said)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the keys of the screen do now, for those who look for it by name; then Textual's own."""
        for node, binding, enabled, tooltip in screen.active_bindings.values():
            if node is screen and enabled and binding.show and binding.description:
                run = partial(self.run_action, binding.action, default_namespace=screen)
                yield SystemCommand(binding.description, tooltip, run)
        yield from super().get_system_commands(screen)

    def keep(self, plan: Plan) -> None:
        """Take a plan with new choices; the one before can be had back by undo."""
        if self._history.keep(plan):
            self.save_draft()

    def action_undo(self) -> None:
        """Go back to the plan before the last choice."""
        if self._history.undo():
            self._tell()

    def action_redo(self) -> None:
        """Make the undone choice again."""
        if self._history.redo():
            self._tell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return super().check_action(action, parameters) if self._history.can(action) else None

    def _tell(self) -> None:
        self.save_draft()
        show = getattr(self.screen, "show", None)
        if show is not None:
            show(self.plan)

    def begin(self, loaded: "Loaded", sources: Sequence[str], *, demo: bool) -> None:
        """Work on what the start screen has read."""
        self._opening = self._opening.on(Plan(loaded.inventory), tuple(sources), loaded.said, demo=demo)
        self.rebase(self._opening.plan)
        self.open_table()

    def load(self, wanted: "Wanted") -> None:
        """Load from a cluster."""
        first = self._opening.wanted is not None and not self.plan.inventory.ids
        self._go(self._loading_screen(wanted, first=first))

    def _loading_screen(self, wanted: "Wanted", *, first: bool) -> Screen[None]:
        from screens.live.loading import LoadingScreen  # noqa: PLC0415  # files need none of it

        return LoadingScreen(wanted, self._opening.target, read_only=self._opening.read_only, first=first)

    def begin_live(self, loaded: "Loaded", live: Live) -> None:
        """Work on what was loaded from a cluster."""
        from wizard.sources import drafts  # noqa: PLC0415  # read behind the first paint

        self._opening = self._opening.on_cluster(Plan(loaded.inventory), loaded.said, live)
        self._view = None
        self.rebase(self._opening.plan)
        self.open_table()
        self._opening = replace(self._opening, draft=drafts.load(self._opening.kept_as))
        if self._opening.draft is not None:
            self.call_after_refresh(self._offer_draft, self._opening.draft)

    def open_contexts(self) -> None:
        """Go to the choice of a cluster."""
        from screens.live.contexts import ContextsScreen  # noqa: PLC0415  # files need none of it

        wanted = self._opening.wanted
        self._go(ContextsScreen(wanted.kubeconfig if wanted else None))

    def open_namespaces(self, wanted: "Wanted") -> None:
        """Go to the choice of a namespace of the cluster that `wanted` names."""
        from screens.live.namespaces import NamespacesScreen  # noqa: PLC0415  # files need none of it

        self._go(NamespacesScreen(wanted))

    def rebase(self, plan: Plan) -> None:
        """Start anew from what was written or read again: there is nothing to undo before it."""
        self._history.rebase(plan)

    def saved(self, plan: Plan) -> None:
        """These choices are written or printed: quitting asks no more, and the draft goes."""
        from wizard.sources import drafts  # noqa: PLC0415  # nothing is saved before the first paint

        self._history.saved(plan)
        drafts.discard(self._opening.kept_as)

    def open_table(self) -> None:
        """Go to the table, or with a single workload to its first step."""
        self._go(self._first_screen())

    def open_step(self, id: "ObjectId", key: str) -> None:
        """Go to a step of a workload."""
        from screens.steps.by_practice import step_screen  # noqa: PLC0415  # the table's first paint needs no step

        self._go(step_screen(self.plan, id, key))

    def open_review(self, id: "ObjectId | None") -> None:
        """Go to the review, of one workload's walk or of the whole plan."""
        from screens.review.review import ReviewScreen  # noqa: PLC0415  # nobody begins with it

        self._go(ReviewScreen(self.plan, id, self._opening.places, self._opening.ways, self.live))

    def open_apply(self, id: "ObjectId | None") -> None:
        """Go to the question whether the plan is applied to the cluster."""
        from screens.live.apply import ApplyScreen  # noqa: PLC0415  # files need none of it

        if self.live is not None:
            self._go(ApplyScreen(self.plan, id, self.live))

    def open_rollout(self, plan: Plan, done: "Applied") -> None:
        """Go to what becomes of the pods of a plan that was applied."""
        from screens.live.rollout import RolloutScreen  # noqa: PLC0415  # files need none of it

        if self.live is not None:
            self._go(RolloutScreen(plan, done, self.live))

    def open_receipt(self, receipt: "Receipt") -> None:
        """Go to what was written."""
        from screens.review.receipt import ReceiptScreen  # noqa: PLC0415  # nobody begins with it

        self._go(ReceiptScreen(receipt))

    def _go(self, screen: Screen[None]) -> None:
        view = getattr(self.screen, "view", None)
        self._view = view if view is not None else self._view
        self.switch_screen(screen)

    async def action_quit(self) -> None:
        """Leave; with choices that are not written, ask once what becomes of them."""
        changed = len(self.plan.changed_ids)
        if self._history.is_saved or not changed:
            self.exit(return_code=0)
            return
        from screens.ask import AskScreen, quit_question  # noqa: PLC0415  # most runs end without it

        if not isinstance(self.screen, AskScreen):
            self.push_screen(quit_question(changed, drafts=self._opening.keeps_drafts), self._leave)

    def _leave(self, reply: str | None) -> None:
        if reply == "write":
            self.open_review(None)
        elif reply == "keep":
            self.save_draft()
            self.exit(return_code=0)
        elif reply == "discard":
            self.saved(self.plan)
            self.exit(return_code=0)

    def save_draft(self) -> None:
        """Keep the choices for the next start on the same sources."""
        sources = self._opening.kept_as
        if not sources or "-" in sources or self._history.is_saved:
            return
        from wizard.planning.kept import kept  # noqa: PLC0415
        from wizard.sources import drafts  # noqa: PLC0415  # nothing is saved before the first paint

        drafts.save(sources, kept(self.plan))

    def _offer_draft(self, draft: Mapping[str, object]) -> None:
        from screens.ask import draft_question  # noqa: PLC0415  # most runs find no draft
        from wizard.planning.kept import has_choices  # noqa: PLC0415

        workloads = draft.get("workloads")
        if has_choices(draft) and isinstance(workloads, list):
            self.push_screen(draft_question(len(workloads)), self._with_draft)

    def _with_draft(self, reply: str | None) -> None:
        from wizard.planning.kept import restored  # noqa: PLC0415
        from wizard.sources import drafts  # noqa: PLC0415  # most runs find no draft

        if reply == "anew":
            drafts.discard(self._opening.kept_as)
        elif reply == "use" and self._opening.draft is not None:
            found = restored(self.plan, self._opening.draft)
            self.keep(found.plan)
            self.open_table()
            for sentence in found.lost:
                self.notify(sentence, severity="warning", markup=False)
        else:
            self.exit(return_code=0)
