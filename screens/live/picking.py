"""A list to pick one line from, narrowed by letters; what two screens for choosing a part of a cluster share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.terminal.background import Asked
from screens.terminal.lean import LeanScreen
from screens.walk import walk
from screens.widgets.entry import EntryField
from screens.widgets.fields import Field
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.listing import Listing
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.rule import Rule
from wizard.errors import WizardError
from wizard.wording import _, cells, ngettext, safe


@dataclass(frozen=True)
class Offer:
    """One line: its name, and what is said of it."""

    name: str
    remark: str = ""
    warning: str = ""


class PickScreen(LeanScreen[None]):
    """Looks in the background; Esc leaves at once, whatever hangs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", _("Open"), id="pick.open", tooltip=_("Open what the cursor is on")),
        Binding("slash", "narrow", _("Filter"), id="pick.filter", tooltip=_("Only names with these letters")),
        Binding("r", "again", _("Try again"), id="pick.again", tooltip=_("Ask once more")),
        Binding("escape", "leave", _("Back"), id="pick.leave", tooltip=_("Back to where you were")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._offers: tuple[Offer, ...] = ()
        self._shown: tuple[Offer, ...] = ()
        self._asked: Asked | None = None
        self._trouble = ""

    def compose(self) -> ComposeResult:
        yield Head(self.place())
        yield Rule(self.asks(), _("looking"), id="title")
        yield Paragraphs(id="trouble")
        yield EntryField(self.typed(), "", box=40, id="filter")
        yield Listing(self._line, 0)
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#filter").display = False
        self.set_focus(self.query_one(Listing))
        self.action_again()

    def place(self) -> str:
        """Where one is."""
        raise NotImplementedError

    def asks(self) -> str:
        """The question."""
        raise NotImplementedError

    def typed(self) -> str:
        """The label of the field for letters."""
        raise NotImplementedError

    def look(self) -> Asked:
        """Begin to look for the offers; ends in `found` or `refused`."""
        raise NotImplementedError

    def picked(self, name: str) -> None:
        """Go on with an offer, or with what was typed where nothing matches."""
        raise NotImplementedError

    def show(self, plan: object) -> None:
        """Undo has nothing to do here."""
        del plan

    def found(self, offers: Sequence[Offer], cursor: int) -> None:
        """Show what there is."""
        self._offers = self._shown = tuple(offers)
        self._trouble = ""
        self.query_one(Listing).show(len(self._shown), cursor)
        self._say()

    def refused(self, error: WizardError) -> None:
        """Say why nothing can be offered."""
        self._trouble = str(error)
        self._say()

    def _say(self) -> None:
        count = ngettext("{count} there", "{count} there", len(self._offers)).format(count=len(self._offers))
        self.query_one("#title", Rule).show(remark="" if self._trouble else count)
        lines = [Content.styled(safe(each), "$text-error") for each in self._trouble.splitlines()]
        self.query_one("#trouble", Paragraphs).show(lines)
        self.refresh_bindings()

    def _line(self, number: int, width: int) -> Content:
        offer = self._shown[number]
        longest = min(width // 2, max(cells(safe(each.name)) for each in self._shown))
        name = Content(safe(offer.name)).truncate(longest, ellipsis=True)
        line = Content(" ") + name + Content(" " * (longest - name.cell_length + 2))
        line += Content.styled(safe(offer.remark), "$foreground-muted")
        return line + Content.styled(f"  {offer.warning}", "bold $text-warning") if offer.warning else line

    def on_field_changed(self, event: Field.Changed) -> None:
        event.stop()
        letters = event.field.line.text.lower().split()
        self._shown = tuple(each for each in self._offers if all(part in each.name.lower() for part in letters))
        self.query_one(Listing).show(len(self._shown), 0)
        self.refresh_bindings()

    def on_entry_field_entered(self, event: EntryField.Entered) -> None:
        if self._shown:
            self.action_pick()
        elif event.text:
            self.picked(event.text)

    def on_entry_field_left(self) -> None:
        field = self.query_one("#filter", EntryField)
        field.put("")
        field.display = False
        self._shown = self._offers
        self.query_one(Listing).show(len(self._shown), 0)
        self.set_focus(self.query_one(Listing))

    def on_listing_picked(self) -> None:
        self.action_pick()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action == "again":
            return bool(self._trouble)
        return None if self.why_not(action) else True

    def why_not(self, action: str) -> str | None:
        if action == "pick" and self.is_mounted and not self._shown:
            return _("Nothing to open; / takes a name that is typed")
        return None

    def action_pick(self) -> None:
        if self._shown:
            self.picked(self._shown[self.query_one(Listing).cursor].name)

    def action_narrow(self) -> None:
        field = self.query_one("#filter", EntryField)
        field.display = True
        self.set_focus(field)

    def action_again(self) -> None:
        self._trouble = ""
        self._asked = self.look()

    async def action_leave(self) -> None:
        if self._asked is not None:
            self._asked.leave()
        walk(self).open_table()
