"""The missions: a list with how each stands, and a page for each that tells what breaks and what still does."""

from collections.abc import Sequence
from typing import ClassVar, Protocol, runtime_checkable

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from screens.terminal import signs
from screens.terminal.lean import LeanScreen
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from screens.widgets.listing import Listing
from screens.widgets.paragraphs import Paragraphs, wrapped
from screens.widgets.rule import Rule
from wizard.practices import PRACTICES
from wizard.simulation.played import Played
from wizard.teaching.missions import Mission, missed
from wizard.wording import _, padded, safe
from wizard.wording import missions as words
from wizard.wording import practices as steps
from wizard.wording.simulation import cell, lost_words, why_words

FREE = "free"
"""The line of the list that opens the wizard itself."""
STEPS = 5
"""Changes that are told one by one; more would fill the page."""


@runtime_checkable
class Lesson(Protocol):
    """The app as these screens see it."""

    def open_mission(self, mission: Mission) -> None:
        """Go to the page of a mission, on its start."""

    def open_free(self) -> None:
        """Go to the wizard on the whole shop."""

    def open_list(self) -> None:
        """Go to the list of missions."""

    def enter_step(self, key: str) -> None:
        """Go to a step of the mission's workload."""


class LearnScreen(LeanScreen[None]):
    """Enter takes the mission under the cursor; it opens on the first that is not won."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", _("Begin"), id="learn.begin", tooltip=_("See it break, then make it hold")),
        Binding("escape,q", "app.quit", _("Quit"), id="learn.quit", tooltip=_("Leave; what was won is kept")),
    ]

    def __init__(self, missions: Sequence[Mission], won: frozenset[str], *, free: bool) -> None:
        super().__init__()
        self._missions, self._won = tuple(missions), won
        self._lines = ((FREE,) if free else ()) + tuple(each.id for each in missions)

    def compose(self) -> ComposeResult:
        count = sum(each.id in self._won for each in self._missions)
        yield Head(_("missions"), _("{count} of {all} won").format(count=count, all=len(self._missions)))
        yield Rule(_("What shall break?"))
        yield Listing(self._line, len(self._lines))
        yield Paragraphs(id="weak")
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        listing = self.query_one(Listing)
        ahead = (n for n, each in enumerate(self._lines) if each == FREE or each not in self._won)
        listing.show(len(self._lines), next(ahead, 0))
        self.set_focus(listing)
        self.on_listing_moved()

    def show(self, plan: object) -> None:
        """There is no plan yet."""
        del plan

    def _line(self, number: int, _width: int) -> Content:
        id = self._lines[number]
        if id == FREE:
            return Content(" ") + Content(padded(_("The wizard itself, on a sample shop"), 40))
        won = id in self._won
        said, colour = (_("won"), "$text-success") if won else (_("open"), "$foreground-muted")
        return Content(f" {padded(words.title(id), 40)}") + Content.styled(
            f"{signs.mark('met' if won else 'missing')} {said}", colour
        )

    def on_listing_moved(self) -> None:
        id = self._lines[self.query_one(Listing).cursor]
        told = _("All four steps, as on files of your own.") if id == FREE else words.story(id)
        self.query_one("#weak", Paragraphs).show([Content(told)])

    def on_listing_picked(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        app, id = lesson(self), self._lines[self.query_one(Listing).cursor]
        if id == FREE:
            app.open_free()
        else:
            app.open_mission(next(each for each in self._missions if each.id == id))


class MissionScreen(LeanScreen[None]):
    """The story, what happens at the start and with the choice made, and whether that is enough."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", _("Go on"), id="mission.choose", tooltip=_("Open the step that helps; or go on")),
        Binding("h", "hint", _("Hint"), id="mission.hint", tooltip=_("One hint more")),
        Binding("escape", "leave", _("Missions"), id="mission.leave", tooltip=_("Back to the list")),
        Binding("u", "app.undo", _("Undo"), id="mission.undo", tooltip=_("Take the last choice back")),
        *(Binding(str(n), f"step({n})", show=False) for n in range(1, len(PRACTICES) + 1)),
    ]

    def __init__(self, mission: Mission, name: str, before: Played, after: Played | None, hints: int) -> None:
        super().__init__()
        self._mission, self._name = mission, name
        self._before, self._after = before, after
        """After is None while nothing is chosen."""
        self.hints = hints
        self._lines: list[Content] = []

    def compose(self) -> ComposeResult:
        yield Head(f"{words.title(self._mission.id)} > {safe(self._name)}", _("won") if self.won else _("not yet"))
        yield Listing(lambda number, _width: self._lines[number], reading=True)
        yield KeyBar()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Listing).focus()

    @property
    def won(self) -> bool:
        return not missed(self._mission, self._after or self._before)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self._tell(event.size.width)

    def _tell(self, width: int) -> None:
        folded = (Content(" ") + line for each in self._told() for line in wrapped(each, width - 2))
        self._lines = list(folded)
        self.query_one(Listing).show(len(self._lines))

    def _told(self) -> list[Content]:
        mission, blank = self._mission, Content("")
        told = [Content(words.story(mission.id)), blank]
        told += _account(_("As it is"), self._before)
        if self._after is not None:
            told += [blank, *_account(_("As chosen"), self._after)]
        open_goals = missed(mission, self._after or self._before)
        told += [blank, Content.styled(_("What must hold"), "bold")]
        for each in mission.goals:
            held = each not in open_goals
            sign, said, colour = (
                ("met", _("holds"), "$text-success") if held else ("missing", _("not yet"), "$text-error")
            )
            state = padded(f"{signs.mark(sign)} {said}", 12)
            told.append(Content.assemble("  ", (state, colour), words.goal(each)))
        told.append(blank)
        if self.won:
            told.append(Content.styled(_("Won: it holds. Enter goes back to the missions."), "$text-success bold"))
        else:
            step = steps.name(mission.practice)
            said = _("Enter opens the step {step}; 1 to {count} open any of them.")
            told.append(Content.styled(said.format(step=step, count=len(PRACTICES)), "bold"))
            told += [Content(_("Hint: {hint}").format(hint=each)) for each in words.hints(mission.id, self.hints)]
        return told

    def action_hint(self) -> None:
        self.hints += 1
        self._tell(self.size.width)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "hint":
            return None if self.why_not(action) else True
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str | None:
        if action == "hint" and (self.won or self.hints >= len(words.HINTS[self._mission.id])):
            return _("There is no hint more")
        return None

    def action_go_on(self) -> None:
        if self.won:
            lesson(self).open_list()
        else:
            lesson(self).enter_step(self._mission.practice)

    def action_step(self, number: int) -> None:
        lesson(self).enter_step(PRACTICES[number - 1].key)

    def action_leave(self) -> None:
        lesson(self).open_list()


def _account(title: str, played: Played) -> list[Content]:
    """An outcome as numbers, then what happened first."""
    outcome = played.outcome
    told = [Content.styled(title, "bold"), Content(f"  {cell(outcome, played.errors)}")]
    told.append(Content("  " + _("ready: {steps}").format(steps=_steps(outcome.ready))))
    told += [Content(f"  {safe(each)}") for each in why_words(outcome)]
    if played.errors.requests:
        told.append(Content(f"  {lost_words(played.errors)}"))
    return told


def _steps(ready: Sequence[tuple[float, int]]) -> str:
    """`1 > 0 at 0 s > 1 at 342 s`; of many the first and the last."""
    (_start, first), *rest = ready
    told = [_("{count} at {seconds:.0f} s").format(count=count, seconds=seconds) for seconds, count in rest]
    if len(told) > STEPS:
        told[STEPS - 1 : -1] = ["..."]
    return " > ".join([str(first), *told])


def lesson(screen: LeanScreen[None]) -> Lesson:
    """The app of a screen of missions."""
    app = screen.app
    if not isinstance(app, Lesson):
        raise TypeError(app)
    return app
