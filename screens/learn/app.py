"""The wizard as a course: the list of missions comes first, and every step leads back to its mission."""

from dataclasses import replace

from textual.screen import Screen

from screens.app import SurefootApp
from screens.learn.pages import LearnScreen, MissionScreen
from screens.opening import Opening
from screens.steps.step import StepScreen
from wizard.planning.plan import Plan
from wizard.simulation.played import Played
from wizard.sources import progress
from wizard.teaching import missions
from wizard.teaching.missions import Mission
from wizard.teaching.shop import shop
from wizard.text.manifest import ObjectId


class LearningApp(SurefootApp):
    """Each mission is a plan of its own; what was won is kept, what was chosen is not."""

    def __init__(self, opening: Opening) -> None:
        super().__init__(replace(opening, plan=Plan(shop(opening.target).inventory), sources=(), demo=True))
        self._given = opening
        """What the wizard itself opens with, and the learner's own workloads."""
        self._free = False
        self._mission: Mission | None = None
        self._subject: ObjectId | None = None
        self._before: Played | None = None
        self._hints = 0
        self._won: frozenset[str] = frozenset() if opening.visitor else progress.won()

    @property
    def missions(self) -> tuple[Mission, ...]:
        """Those of the shop, and with a file of the learner's own two more."""
        return missions.MISSIONS + (missions.OWN if self._given.sources else ())

    @property
    def returns(self) -> bool:
        """From a mission's step back to its page."""
        return self._mission is not None

    def _first_screen(self) -> Screen[None]:
        if self._free:
            return super()._first_screen()
        if self._mission is not None:
            return self._page()
        return LearnScreen(self.missions, self._won, free=self._given.visitor)

    def _page(self) -> Screen[None]:
        mission, id = self._mission, self._subject
        if mission is None or id is None:
            raise TypeError(mission)
        if self._before is None:
            self._before = missions.run(mission, Plan(self.plan.inventory), id)
        after = missions.run(mission, self.plan, id) if self.plan.choices.get(id) else None
        if not missions.missed(mission, after or self._before):
            self._won |= {mission.id}
            self.keep_won()
        return MissionScreen(mission, self.plan.before(id).name, self._before, after, self._hints)

    def keep_won(self) -> None:
        """Keep which missions were won for the next start."""
        if not self._given.visitor:
            progress.keep_won(self._won)

    def open_mission(self, mission: Mission) -> None:
        """Go to the page of a mission, on its start."""
        self.rebase(missions.start(mission, self._given.plan.inventory))
        self._mission, self._before, self._hints = mission, None, 0
        self._subject = missions.subject(mission, self.plan)
        self.open_table()

    def open_free(self) -> None:
        """Go to the wizard on the shop, or on what a visitor was given."""
        self.enter_free()
        self.open_table()

    def enter_free(self) -> None:
        """Take up the wizard's own plan; what is shown stays."""
        self._free, self._opening = True, self._given
        self.rebase(self._given.plan)

    def open_list(self) -> None:
        """Go to the list of missions."""
        self._mission = self._subject = None
        self.open_table()

    def enter_step(self, key: str) -> None:
        """Go to a step of the mission's workload."""
        self._hints = getattr(self.screen, "hints", self._hints)
        if self._subject is not None:
            super().open_step(self._subject, key)

    def open_step(self, id: ObjectId, key: str) -> None:
        """In a mission each answer is played at once, so going on leads to its page and not to the next step."""
        if self._mission is not None and isinstance(self.screen, StepScreen):
            self.open_table()
        else:
            super().open_step(id, key)

    def open_review(self, id: ObjectId | None) -> None:
        """A mission has nothing to write."""
        if self._mission is not None:
            self.open_table()
        else:
            super().open_review(id)

    def action_undo(self) -> None:
        super().action_undo()
        if isinstance(self.screen, MissionScreen):
            self.open_table()

    async def action_quit(self) -> None:
        if self._free:
            await super().action_quit()
        else:
            self.exit(return_code=0)
