"""Why a step asks: what was found about it, and the lessons that belong to it, with the learner's own values."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from screens.notes import NotesScreen
from screens.table.words import invalid
from screens.widgets.head import Head
from screens.widgets.listing import Listing
from wizard.planning.plan import Plan
from wizard.practices.practice import Practice
from wizard.teaching.lessons import Lesson, lessons
from wizard.text.manifest import ObjectId
from wizard.wording import _, labelled, safe
from wizard.wording import practices as words
from wizard.wording.mistakes import sentence

Page = tuple[str, Sequence[Content]]


class WhyScreen(NotesScreen):
    """Pages to read; n turns to the next and behind the last to the first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "turn(1)", _("Next lesson"), id="why.next", tooltip=_("The next lesson of this step")),
        Binding("p", "turn(-1)", _("Lesson before"), id="why.before", tooltip=_("The lesson before this one")),
    ]

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = tuple(pages)
        self._at = 0
        super().__init__(*self._pages[0])

    def on_mount(self) -> None:
        super().on_mount()
        self._tell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        return action != "turn" or len(self._pages) > 1

    def action_turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._pages)
        title, paragraphs = self._pages[self._at]
        self.query_one(Head).show(title)
        self._tell()
        self.tell(paragraphs)
        self.query_one(Listing).scroll_home(animate=False)

    def _tell(self) -> None:
        if len(self._pages) > 1:
            where = _("lesson {number} of {of}").format(number=self._at + 1, of=len(self._pages))
            self.query_one(Head).show(remark=where)


def why_screen(practice: Practice[Any], plan: Plan, id: ObjectId) -> WhyScreen:
    """What is there now and what the present choice leaves, then the lessons."""
    workload = plan.before(id)
    told = [*invalid(plan, id)]
    now = [each for each in plan.judged(workload) if each.practice == practice.key]
    left = list(plan.risks(id, practice))
    for title, found in ((_("As it is now"), now), (_("As chosen"), left)):
        told.append(Content.styled(title, "bold"))
        told += [
            Content(labelled(words.severity(each.severity), sentence(each.id, each.values))) for each in found
        ] or [Content(_("nothing to say against it"))]
        told.append(Content(""))
    # As chosen, so that a lesson speaks of the replicas and seconds that stand in the form.
    own, *further = lessons(practice.key, plan.workload(id)) or (Lesson("", (words.why(practice.key),)),)
    first = (labelled(words.name(practice.key), safe(workload.name)), [*told, *_painted(own, titled=True)])
    return WhyScreen([first, *((each.title, _painted(each)) for each in further)])


def _painted(lesson: Lesson, *, titled: bool = False) -> list[Content]:
    heading = [Content.styled(lesson.title, "bold underline")] if titled and lesson.title else []
    return heading + [
        Content.styled(line.removeprefix("## "), "bold") if line.startswith("## ") else Content(line)
        for line in lesson.lines
    ]
