"""Every mistake there is: mended where that can be done without a step, each with what to do and its page."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.notes import NotesScreen
from screens.review.words import COLOURS, ORDER
from screens.terminal.lean import LeanScreen
from screens.walk import walk
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.listing import Listing
from screens.widgets.paragraphs import Paragraphs
from wizard.checks import Mistake
from wizard.mends.whole import offers
from wizard.model.shapes import mapping, text
from wizard.outputs.explained import explained
from wizard.planning.ends import Plays
from wizard.planning.plan import Plan
from wizard.planning.suggesting import difference, mended
from wizard.text.manifest import ObjectId
from wizard.wording import _, labelled, padded, safe
from wizard.wording import practices as words
from wizard.wording.mistakes import sentence
from wizard.wording.never_worse import held, risky
from wizard.wording.todos import todo


@dataclass(frozen=True)
class Offered:
    """One check's mistakes in one workload or object."""

    where: ObjectId
    """What the mend is asked for: the workload, or the object that was judged by itself."""
    mistake: Mistake
    """The first of them."""
    can: bool
    """Whether there is a mend for it."""


def offered(plan: Plan, walked: ObjectId | None) -> tuple[Offered, ...]:
    """What is wrong in a workload, or in all: what can be mended first, then the worst; what is mended stays listed."""
    ids = plan.inventory.ids if walked is None else (walked,)
    found: dict[tuple[ObjectId, str], Offered] = {}
    for where, mistake in (*_in_workloads(plan, ids), *((each.object, each) for each in plan.object_mistakes)):
        if (where, mistake.id) not in found:
            found[where, mistake.id] = Offered(where, mistake, _can(plan, where, mistake))
    return tuple(sorted(found.values(), key=lambda each: (not each.can, ORDER.index(each.mistake.severity))))


def _can(plan: Plan, where: ObjectId, mistake: Mistake) -> bool:
    data = plan.inventory.objects.get(mistake.object)
    return data is not None and offers(mistake, data, plan.before(where) if where in plan.inventory.ids else None)


FEW = 50
"""Workloads that are judged to tell whether a key is greyed: judging thousands would hold each key up."""


def nothing_to_mend() -> str:
    """Why there is no page of mistakes to open."""
    return _("No mistake is found here; there is nothing to mend")


def why_no_mend(plan: Plan, walked: ObjectId | None) -> str | None:
    """Why the page of mistakes would be empty; None where it would not, or where there are too many to know at once."""
    ids = plan.inventory.ids if walked is None else (walked,)
    if len(ids) > FEW or next(_in_workloads(plan, ids), None) is not None or plan.object_mistakes:
        return None
    return nothing_to_mend()


def _in_workloads(plan: Plan, ids: Iterable[ObjectId]) -> Iterator[tuple[ObjectId, Mistake]]:
    for id in ids:
        # What a choice has mended already is no longer offered; what a mend has mended is, to be taken back.
        left = {each.id for each in plan.mistakes(id)} | {check for own, check in plan.mends if own == id}
        every = (*plan.judged(plan.before(id)), *plan.mistakes(id))
        yield from ((id, each) for each in every if each.id in left)


class MendingScreen(LeanScreen[None]):
    """Space marks a mend; the diff of the review shows it, and undo takes it back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", _("Mend or not"), id="mending.mark", tooltip=_("Mend what stands here, or leave it")),
        Binding("a", "all", _("All"), id="mending.all", tooltip=_("Mend all that needs no word of consent")),
        Binding("question_mark", "page", _("Page"), id="mending.page", tooltip=_("What, why, before and after")),
        Binding("escape,enter,q", "leave", _("Back"), id="mending.leave", tooltip=_("Back to the review and its diff")),
        Binding("u", "app.undo", show=False),
    ]

    def __init__(self, plan: Plan, walked: ObjectId | None, show: Callable[[Plan], None]) -> None:
        super().__init__()
        self.plan = plan
        self._offered = offered(plan, walked)
        self._show = show

    @property
    def offers(self) -> bool:
        """Whether there is anything on the page."""
        return bool(self._offered)

    def compose(self) -> ComposeResult:
        yield Head(_("Mistakes"))
        yield Listing(self._line, len(self._offered))
        yield Paragraphs(more=_("? tells all"), id="mend")
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Listing).focus()
        self._say()

    def show(self, plan: Plan) -> None:
        """Show another plan, as undo does."""
        self.plan = plan
        self._show(plan)
        self.query_one(Listing).show()
        self._say()

    def _say(self) -> None:
        marked = sum(self._marked(each) for each in self._offered)
        mendable = sum(each.can for each in self._offered)
        count = _("{marked} of {count} mended").format(marked=marked, count=mendable)
        self.query_one(Head).show(remark=count)
        here = self._here()
        told = [Content(_("Nothing is wrong here."))]
        if here is not None:
            said = sentence(here.mistake.id, here.mistake.values)
            what = Content.styled(_("to do: {todo}").format(todo=todo(here.mistake.id)), "bold")
            told = [Content(labelled(safe(self._title_of(here)), said)), what]
        self.query_one("#mend", Paragraphs).show(told)

    def _line(self, number: int, _width: int) -> Content:
        each = self._offered[number]
        sign = ("[x]" if self._marked(each) else "[ ]") if each.can else " - "
        severity = words.severity(each.mistake.severity)
        return Content.assemble(
            f" {sign} ",
            (padded(severity, 8), COLOURS[each.mistake.severity]),
            f"{each.mistake.id:<34} {safe(self._title_of(each))}",
        )

    def _title_of(self, each: Offered) -> str:
        data = self.plan.inventory.objects[each.where]
        return f"{text(data.get('kind'))} {text(mapping(data.get('metadata')).get('name'))}"

    def _marked(self, each: Offered) -> bool:
        return (each.where, each.mistake.id) in self.plan.mends

    def _here(self) -> Offered | None:
        return self._offered[self.query_one(Listing).cursor] if self._offered else None

    def on_listing_moved(self) -> None:
        self._say()

    def on_listing_picked(self) -> None:
        self.action_mark()

    def action_mark(self) -> None:
        here = self._here()
        if here is None:
            return
        if self._marked(here):
            self._keep(self.plan.leave(here.where, here.mistake.id))
            return
        more = self.plan.mend(here.where, here.mistake.id, agreed=True) if here.can else self.plan
        if more.data == self.plan.data:
            step = words.name(here.mistake.practice) if here.mistake.practice else ""
            told = _("Step {step}: {todo}") if step else _("That is for people to decide: {todo}")
            self.query_one(KeyBar).tell(told.format(step=step, todo=todo(here.mistake.id)))
            return
        # What somebody marks is mended, and what that makes worse said.
        verdict = difference(self.plan, more, here.where, Plays())
        self._keep(more)
        if verdict is not None and verdict.losses:
            self.query_one(KeyBar).tell(risky(verdict.first.id, verdict.first.values))

    def action_all(self) -> None:
        wanted = ((each.where, each.mistake.id) for each in self._offered if each.can and not self._marked(each))
        plan, left = mended(self.plan, wanted)
        self._keep(plan)
        if left:
            _where, first = left[0]
            told = labelled(first.key, held(first.loss.id, first.loss.values))
            self.query_one(KeyBar).tell(told)

    def _keep(self, plan: Plan) -> None:
        walk(self).keep(plan)
        self.show(plan)

    def action_page(self) -> None:
        here = self._here()
        if here is not None:
            page = [Content(line) for line in explained(here.mistake.id).split("\n")]
            self.app.push_screen(NotesScreen(here.mistake.id, page))

    def action_leave(self) -> None:
        self.dismiss()
