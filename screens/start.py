"""`surefoot` alone: which file to work on. The files here are offered, a path can be typed, and there is the demo."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.terminal.lean import LeanScreen
from screens.walk import walk
from screens.widgets.entry import EntryField
from screens.widgets.fields import Field
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.listing import Listing
from screens.widgets.rule import Rule
from wizard.errors import WizardError
from wizard.sources.loading import Loaded, Target, load
from wizard.sources.nearby import Nearby, nearby
from wizard.teaching.shop import shop
from wizard.wording import _, cells, ngettext, safe


class StartScreen(LeanScreen[None]):
    """A list of what lies here; the last line is the demo, so that Enter always does something."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", _("Open"), id="start.open", tooltip=_("Open what the cursor is on")),
        Binding("slash", "type", _("Type a path"), id="start.type", tooltip=_("A file or a folder, wherever it is")),
        Binding("d", "demo", _("Demo"), id="start.demo", tooltip=_("A sample shop; nothing of yours is touched")),
        Binding("c", "cluster", _("Cluster"), id="start.cluster", tooltip=_("A running cluster of your kubeconfig")),
        Binding("escape,q", "app.quit", _("Quit"), id="start.quit", tooltip=_("Leave the wizard")),
    ]

    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target
        self._nearby: tuple[Nearby, ...] | None = None

    def compose(self) -> ComposeResult:
        yield Head(here())
        yield Rule(_("Which manifest shall be made highly available?"))
        yield EntryField(_("Path"), "", box=44, id="source", hint=_("a file or a folder"))
        yield Rule(_("Files here with workloads"), _("looking"), id="found")
        yield Listing(self._line, 1)
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.set_focus(self.query_one(Listing))
        self._look()

    def show(self, plan: object) -> None:
        """There is no plan yet."""
        del plan

    @work(thread=True)
    def _look(self) -> None:
        found = nearby()
        self.app.call_from_thread(self._found, found)

    def _found(self, found: tuple[Nearby, ...]) -> None:
        self._nearby = found
        count = len(found)
        remark = ngettext("{count} file", "{count} files", count).format(count=count) if count else _("none")
        self.query_one("#found", Rule).show(remark=remark)
        self.query_one(Listing).show(len(self._offers), 0)

    @property
    def _offers(self) -> Sequence[tuple[str, str]]:
        """Path and remark of each line; the demo has no path."""
        found = self._nearby or ()
        offers = [(each.path, _workloads(each.workloads)) for each in found]
        if len(found) > 1:
            offers.append((".", _("all: {what}").format(what=_workloads(sum(each.workloads for each in found)))))
        return [*offers, ("", _("The demo: a sample shop; nothing of yours is touched"))]

    def _line(self, number: int, width: int) -> Content:
        path, remark = self._offers[number]
        if not path:
            return Content(f" {remark}")
        rest = width - 4 - max(cells(remark) for path, remark in self._offers if path)
        longest = min(rest, max(cells(safe(each)) for each, _remark in self._offers))
        shown = Content(safe(path)).truncate(longest, ellipsis=True)
        gap = " " * (longest - shown.cell_length + 2)
        return Content(" ") + shown + Content(gap) + Content.styled(remark, "$foreground-muted")

    def on_listing_picked(self) -> None:
        self.action_open()

    def on_entry_field_entered(self, event: EntryField.Entered) -> None:
        if event.text:
            self._open(str(Path(event.text).expanduser()))

    def on_entry_field_left(self) -> None:
        self.set_focus(self.query_one(Listing))

    def on_field_changed(self, event: Field.Changed) -> None:
        event.stop()

    def action_type(self) -> None:
        self.set_focus(self.query_one(EntryField))

    def action_open(self) -> None:
        path, _remark = self._offers[self.query_one(Listing).cursor]
        if path:
            self._open(path)
        else:
            self.action_demo()

    def action_cluster(self) -> None:
        walk(self).open_contexts()

    def action_demo(self) -> None:
        walk(self).begin(shop(self._target), (), demo=True)

    @work(thread=True, exclusive=True)
    def _open(self, path: str) -> None:
        def tell(done: int, of: int) -> None:
            if done % 20 == 0:
                said = _("reading {done} of {of}").format(done=done, of=of)
                self.app.call_from_thread(self.query_one("#found", Rule).show, remark=said)

        try:
            loaded = load([path], self._target, tell)
        except WizardError as error:
            self.app.call_from_thread(self._refused, str(error))
        else:
            self.app.call_from_thread(self._opened, loaded, path)

    def _refused(self, why: str) -> None:
        field = self.query_one(EntryField)
        # The last line is the one that says what to do; the ones before are about single files.
        field.complain(why.splitlines()[-1])

    def _opened(self, loaded: Loaded, path: str) -> None:
        walk(self).begin(loaded, (path,), demo=False)


def _workloads(count: int) -> str:
    return ngettext("{count} workload", "{count} workloads", count).format(count=count)


def here() -> str:
    """The present folder, as the head line shows it."""
    return str(Path.cwd())
