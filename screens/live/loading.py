"""A cluster is being loaded: how far it is, and what to do when it cannot be. Can be left at any time."""

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.terminal.background import Asked, ask
from screens.terminal.lean import LeanScreen
from screens.terminal.undisturbed import undisturbed
from screens.walk import Live, walk
from screens.widgets.bar import bar
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.rule import Rule
from wizard.cluster.loading import Wanted
from wizard.errors import WizardError
from wizard.sources.loading import Loaded, Target
from wizard.wording import _, listed, safe


class LoadingScreen(LeanScreen[None]):
    """Shows numbers that grow; nothing of the cluster is changed by looking."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "again", _("Try again"), id="loading.again", tooltip=_("Load once more")),
        Binding("c", "contexts", _("Other cluster"), id="loading.contexts", tooltip=_("Choose another context")),
        Binding("n", "namespaces", _("Other namespace"), id="loading.namespaces", tooltip=_("Choose a namespace")),
        Binding("escape", "leave", _("Stop"), id="loading.leave", tooltip=_("Stop loading and go back")),
    ]

    def __init__(self, wanted: Wanted, target: Target, *, read_only: bool, first: bool) -> None:
        super().__init__()
        self._wanted, self._target, self._read_only = wanted, target, read_only
        self._first = first
        """Whether there is nothing to go back to: leaving then ends the wizard."""
        self._asked: Asked | None = None
        self._at = (0, 0)
        self._trouble = ""

    def compose(self) -> ComposeResult:
        yield Head(named(self._wanted))
        yield Rule(_("Loading from the cluster"), id="title")
        yield Paragraphs(id="state")
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(0.2, self._tell)
        self.action_again()

    def show(self, plan: object) -> None:
        """There is no plan yet."""
        del plan

    def action_again(self) -> None:
        self._trouble, self._at = "", (0, 0)
        self._asked = ask(self, self._load, self._loaded, self._failed)
        self._tell()
        self.refresh_bindings()

    def _load(self, asked: Asked) -> tuple[Loaded, Live]:
        from wizard.cluster import loading as cluster_loading  # noqa: PLC0415  # behind the first paint
        from wizard.cluster.connection import Cluster  # noqa: PLC0415

        def progress(done: int, of: int) -> None:
            self._at = (done, of)
            if asked.left:
                raise WizardError(_("loading was stopped"))

        cluster = Cluster.connect(self._wanted.context, self._wanted.kubeconfig)
        with undisturbed():
            loaded = cluster_loading.load(cluster, self._wanted, self._target, progress)
        wanted = replace(self._wanted, context=cluster.context or None)
        return loaded, Live(cluster, wanted, read_only=self._read_only)

    def _loaded(self, found: tuple[Loaded, Live]) -> None:
        walk(self).begin_live(*found)

    def _failed(self, error: WizardError) -> None:
        self._trouble = str(error)
        self._tell()
        self.refresh_bindings()

    def _tell(self) -> None:
        title, state = self.query_one("#title", Rule), self.query_one("#state", Paragraphs)
        if self._trouble:
            title.show(_("This cannot be loaded"))
            state.show([Content.styled(safe(each), "$text-error") for each in self._trouble.splitlines()])
            return
        done, of = self._at
        title.show(_("Loading from the cluster"))
        said = _("{done:,} of {of:,} objects").format(done=done, of=of) if of else _("asking the server")
        state.show([bar(done, of, min(40, max(10, self.size.width - 40))) + Content(f"  {said}")])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action in {"again", "contexts", "namespaces"}:
            return bool(self._trouble)
        return True

    def action_contexts(self) -> None:
        walk(self).open_contexts()

    def action_namespaces(self) -> None:
        walk(self).open_namespaces(self._wanted)

    async def action_leave(self) -> None:
        if self._asked is not None:
            self._asked.leave()
        if self._first:
            await self.run_action("app.quit")
        else:
            walk(self).open_table()


def named(wanted: Wanted) -> str:
    """What is asked for, before the cluster has said what it is."""
    where = _("all namespaces") if wanted.everywhere else wanted.namespace
    names = [f"{kind.plural}/{name}" if name else kind.plural for kind, name in wanted.names]
    return " > ".join(filter(None, [wanted.context or _("current context"), where, listed(names)]))
