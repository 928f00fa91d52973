"""The wizard as a visitor has it: what must not be lost is told to the room's server, and no file is written."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from screens.learn.app import LearningApp
from screens.opening import Opening
from wizard.planning.kept import kept


class VisitingApp(LearningApp):
    """Tells what was won and chosen as soon as it is; the next wizard in the same browser begins with that."""

    def __init__(self, opening: Opening, told: Mapping[str, object], tell: Callable[[dict[str, object]], None]) -> None:
        draft, won = told.get("draft"), told.get("won")
        super().__init__(replace(opening, draft=draft if isinstance(draft, dict) else None, keeps=True))
        self._draft = self._given.draft
        self._tell_server = tell
        ids = {each.id for each in self.missions}
        self._won = frozenset(each for each in won if each in ids) if isinstance(won, list) else frozenset()

    def keep_won(self) -> None:
        self._tell_all()

    def save_draft(self) -> None:
        # A mission is begun anew; only the wizard itself has something to go on with.
        if self._free and not self._history.is_saved:
            self._draft = kept(self.plan)
            self._tell_all()

    def _tell_all(self) -> None:
        self._tell_server({"draft": self._draft, "won": sorted(self._won)})

    def _forget(self) -> None:
        self._draft = None
        self._tell_all()

    def _leave(self, reply: str | None) -> None:
        if reply == "discard":
            self._forget()
        super()._leave(reply)

    def _with_draft(self, reply: str | None) -> None:
        if reply == "anew":
            self._forget()
        elif reply == "use":
            self.enter_free()
        super()._with_draft(reply)
