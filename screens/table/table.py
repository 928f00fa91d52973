"""All workloads of the sources, how each practice stands, and what the plan makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from screens.notes import NotesScreen
from screens.review.mending import MendingScreen, nothing_to_mend, why_no_mend
from screens.table.keys import KEYS
from screens.table.rows import Rows
from screens.table.words import copied_answers, differ, invalid, offers, weaknesses
from screens.terminal.lean import LeanScreen
from screens.walk import walk
from screens.widgets.entry import EntryField
from screens.widgets.fields import Field
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.listing import Listing
from screens.widgets.paragraphs import Paragraphs
from screens.widgets.rule import Rule
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.text.manifest import ObjectId
from wizard.wording import _, also_read, ngettext, safe
from wizard.wording import practices as words


@dataclass(frozen=True)
class View:
    """Where a reader of the table was, so that coming back loses nothing."""

    at: ObjectId | None = None
    marked: frozenset[ObjectId] = frozenset()
    narrowed: str = ""


class TableScreen(LeanScreen[None]):
    """Enter goes into a workload; everything else looks at many at once."""

    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, plan: Plan, sources: Sequence[str] = (), notes: Sequence[str] = (), view: View | None = None):
        super().__init__()
        self.plan = plan
        self._notes = tuple(notes)
        self._sources = tuple(sources)
        self._view = view or View()
        self._rows = Rows(plan, set(self._view.marked), self._view.narrowed)
        self._invalid: dict[ObjectId, list[Content]] = {}
        """What the schema finds, once it has been asked."""

    @property
    def view(self) -> View:
        """What to hand to the next table so that it opens as this one was left."""
        return View(self.under_cursor, frozenset(self._rows.marked), self.query_one(EntryField).line.text)

    @property
    def under_cursor(self) -> ObjectId | None:
        """The workload that the cursor is on; None where the filter leaves none."""
        return self._rows.at(self.query_one(Listing).cursor)

    def compose(self) -> ComposeResult:
        yield Head()
        yield EntryField(_("Filter"), self._view.narrowed, box=40, hint=_("Esc clears"), id="filter")
        yield Listing(self._line, len(self._rows.shown), head=lambda width: self._rows.columns(width).head(width))
        yield Rule(id="about")
        yield Paragraphs(more=_("? tells all"), id="weak")
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(EntryField).display = bool(self._view.narrowed)
        listing = self.query_one(Listing)
        listing.show(cursor=self._rows.place(self._view.at))
        self.set_focus(listing)
        self._tell()
        if walk(self).live is None:
            # What a cluster holds its server has judged already.
            self.call_after_refresh(self._judge)

    @work(thread=True)
    def _judge(self) -> None:
        """Judge what was loaded by the server's schema; the table can be read meanwhile."""
        plan = self.plan
        found = {id: told for id in plan.inventory.ids if (told := invalid(plan, id))}
        if found:
            self.app.call_from_thread(self._judged, found)

    def _judged(self, found: dict[ObjectId, list[Content]]) -> None:
        self._invalid = found
        self._tell()

    def show(self, plan: Plan) -> None:
        """Show another plan, as undo does."""
        if plan.inventory is not self.plan.inventory:
            self._rows = Rows(plan, self._rows.marked, self.query_one(EntryField).line.text)
        self.plan = plan
        self.query_one(Listing).show(len(self._rows.shown))
        self._tell()
        self.refresh_bindings()

    def learn_of(self, plan: Plan, notes: Sequence[str]) -> None:
        """Show what is known by now of the same sources."""
        self._notes = tuple(notes)
        self.show(plan)

    def _line(self, number: int, width: int) -> Content:
        return self._rows.line(self.plan, number, width)

    def _tell(self) -> None:
        self.query_one(Head).show(self._place(), self._standing())
        id = self.under_cursor
        rule, weak = self.query_one("#about", Rule), self.query_one("#weak", Paragraphs)
        if id is None:
            rule.show(_("No workload has these letters"), "")
            weak.show(())
            return
        listed = self._rows.listed[id]
        inside = _("{name} in {namespace}").format(name=listed.name, namespace=listed.namespace)
        title = f"{listed.kind} {inside if listed.namespace else listed.name}"
        if len(self.plan.inventory.manifests) > 1 and walk(self).live is None:
            title += f"  {safe(id.origin)}"
        rule.show(title, offers(self.plan, id))
        weak.show(self._weak(id))

    def _weak(self, id: ObjectId) -> list[Content]:
        return [*self._invalid.get(id, []), *weaknesses(self.plan, id)]

    def _place(self) -> str:
        named = _(", ").join("(stdin)" if each == "-" else each for each in self._sources) or _("the demo shop")
        return named + also_read(len(self.plan.inventory.neighbours))

    def _standing(self) -> str:
        return self._rows.standing(len(self.plan.changed_ids), len(self._invalid), len(self._notes))

    def on_listing_moved(self) -> None:
        self._tell()
        self.refresh_bindings()

    def on_listing_picked(self) -> None:
        self.action_open()

    def on_field_changed(self, event: Field.Changed) -> None:
        self._narrow(event.field.line.text)
        self._tell()
        self.refresh_bindings()

    def on_entry_field_entered(self) -> None:
        self.set_focus(self.query_one(Listing))

    def on_entry_field_left(self) -> None:
        self._clear_filter()

    def _clear_filter(self) -> None:
        field = self.query_one(EntryField)
        field.put("")
        field.display = False
        self._narrow("")
        self.set_focus(self.query_one(Listing))
        self._tell()

    def _narrow(self, letters: str) -> None:
        """Show what has these letters; the cursor stays on its workload where that is among them."""
        at = self.under_cursor
        self._rows.narrow(letters)
        self.query_one(Listing).show(len(self._rows.shown), self._rows.place(at))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action == "notes":
            return bool(self._notes)
        if action in {"namespace", "cluster"}:
            app = walk(self) if self.is_mounted else None
            return app is not None and (not app.visitor if action == "cluster" else app.live is not None)
        return None if self.why_not(action) else True

    def why_not(self, action: str) -> str | None:
        if not self.is_mounted:
            return None
        id = self.under_cursor
        if action in {"open", "mark", "why"} and id is None:
            return _("No workload has these letters")
        if action == "same":
            return self._why_not_same(id)
        if action == "mend":
            return why_no_mend(self.plan, None)
        nothing = action in {"review", "diff"} and not any(self.plan.choices.values()) and not self.plan.mends
        return _("Nothing is chosen yet; Enter opens a workload") if nothing else None

    def _why_not_same(self, id: ObjectId | None) -> str | None:
        if id is None or not self.plan.choices.get(id):
            return _("This workload has no answers yet; Enter opens it")
        return None if self._rows.marked - {id} else _("No other workload is marked; Space marks one")

    def action_open(self) -> None:
        if (id := self.under_cursor) is not None:
            walk(self).open_step(id, self.plan.first_open(id))

    def action_mark(self) -> None:
        if (id := self.under_cursor) is None:
            return
        self._rows.marked ^= {id}
        listing = self.query_one(Listing)
        listing.repaint(listing.cursor)
        # On to the next, so that several in a row are marked by one key.
        listing.go(listing.cursor + 1)
        self._tell()
        self.refresh_bindings()

    def action_same(self) -> None:
        if (id := self.under_cursor) is None:
            return
        targets = tuple(each for each in self._rows.listed if each in self._rows.marked and each != id)
        said = ngettext("Copying to {count} workload", "Copying to {count} workloads", len(targets))
        self.query_one(KeyBar).tell(said.format(count=len(targets)))
        self._copy(self.plan, id, targets)

    @work(thread=True, exclusive=True)
    def _copy(self, before: Plan, id: ObjectId, targets: tuple[ObjectId, ...]) -> None:
        """Hundreds of workloads take seconds; the table can be read meanwhile."""
        from wizard.planning.suggesting import same_answers  # noqa: PLC0415  # the simulator comes after the first paint

        after, worse = same_answers(before, id, targets)
        copied = [p.key for p in PRACTICES if any(differ(before, after, each, p.key) for each in targets)]
        left = [key for key in before.choices[id] if key not in copied]
        self.app.call_from_thread(self._copied, before, after, copied_answers(copied, left, len(targets), worse))

    def _copied(self, before: Plan, after: Plan, said: str) -> None:
        if before is not self.plan or not self.is_current:
            return
        walk(self).keep(after)
        self.show(after)
        self.query_one(KeyBar).tell(said)

    def action_namespace(self) -> None:
        if (live := walk(self).live) is not None:
            walk(self).open_namespaces(live.wanted)

    def action_cluster(self) -> None:
        walk(self).open_contexts()

    def action_review(self) -> None:
        walk(self).open_review(None)

    action_diff = action_review

    def action_mend(self) -> None:
        mending = MendingScreen(self.plan, None, self.show)
        if mending.offers:
            self.app.push_screen(mending)
        else:
            self.query_one(KeyBar).tell(nothing_to_mend())

    def action_narrow(self) -> None:
        field = self.query_one(EntryField)
        field.display = True
        self.set_focus(field)

    def action_notes(self) -> None:
        self.app.push_screen(NotesScreen(_("Left out"), [Content(safe(each)) for each in self._notes]))

    def action_why(self) -> None:
        if (id := self.under_cursor) is not None:
            told = [Content.styled(f"{words.name(p.key)}: ", "bold") + Content(words.why(p.key)) for p in PRACTICES]
            self.app.push_screen(NotesScreen(self._rows.listed[id].name, [*self._weak(id), Content(""), *told]))

    async def action_back(self) -> None:
        if self.query_one(EntryField).display:
            self._clear_filter()
        else:
            await self.run_action("app.quit")
