"""After writing: which files, how many lines, what to run next, and the line that would do it again."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.review.words import tally
from screens.terminal.lean import LeanScreen
from screens.walk import walk
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.listing import Listing
from screens.widgets.paragraphs import wrapped
from wizard.outputs.receipt import Receipt
from wizard.sources.folders import KUSTOMIZATIONS
from wizard.wording import _, cells, ngettext, padded, safe


class ReceiptScreen(LeanScreen[None]):
    """To be read, copied from and left; nothing can be changed here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape", "go_on", _("Go on"), id="receipt.on", tooltip=_("Back to the workloads")),
        Binding("q", "app.quit", _("Quit"), id="receipt.quit", tooltip=_("Leave the wizard")),
    ]

    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self._receipt = receipt
        self._lines: list[Content] = []

    def compose(self) -> ComposeResult:
        count = len(self._receipt.files)
        yield Head(ngettext("{count} file written", "{count} files written", count).format(count=count))
        yield Listing(lambda number, _width: self._lines[number], reading=True)
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Listing).focus()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        width = event.size.width - 2
        paragraphs = account(self._receipt, width)
        self._lines = [Content(" ") + line for each in paragraphs for line in wrapped(each, width)]
        self.query_one(Listing).show(len(self._lines))

    def action_go_on(self) -> None:
        walk(self).open_table()


def account(receipt: Receipt, columns: int) -> Iterator[Content]:
    """The receipt as paragraphs."""
    yield Content.styled(_("Written"), "bold")
    width = max((cells(safe(each.path)) for each in receipt.files), default=0)
    for each in receipt.files:
        new = "  " + _("new file") if each.new or receipt.elsewhere else ""
        yield Content(f"  {padded(safe(each.path), width)}  {tally(each.added, each.removed)}{new}")
    yield Content("")
    yield Content.styled(_("Run next"), "bold")
    for target in targets(receipt):
        yield Content(f"  kubectl diff {safe(target)}")
        yield Content(f"  kubectl apply {safe(target)}")
    yield Content("")
    if receipt.commands:
        yield Content.styled(_("The same again, without the wizard"), "bold")
        for command in receipt.commands:
            yield from (Content(f"  {safe(line)}") for line in folded(command, columns - 2))


def folded(command: str, columns: int) -> Iterator[str]:
    """A command in lines of that many columns, each but the last with a backslash, so that all of it can be copied."""
    line = ""
    for part in re.split(r" (?=--|\| )", command):
        if line and len(line) + len(part) + 3 > columns:
            yield f"{line} \\"
            line = f"  {part}"
        else:
            line = f"{line} {part}" if line else part
    yield line


def targets(receipt: Receipt) -> tuple[str, ...]:
    """What to give to kubectl: a folder where its kustomization was written too, else each file."""
    # A patch is no manifest; its first line says how kubectl takes it.
    paths = [Path(each.path) for each in receipt.files if not each.path.endswith("-patch.yaml")]
    folders = {path.parent for path in paths if path.name in KUSTOMIZATIONS}
    alone = [str(path) for path in paths if path.parent not in folders]
    found = [f"-k {shlex.quote(str(folder))}" for folder in sorted(folders)]
    if alone:
        found.append(" ".join(f"-f {shlex.quote(path)}" for path in alone))
    return tuple(found)
