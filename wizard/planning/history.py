"""The plans of one sitting, so that a choice can be undone and made again. Keeps nothing on disk."""

from dataclasses import replace
from typing import Any

from wizard.model.inventory import Inventory
from wizard.planning.plan import Plan


class History:
    """What was planned, the newest last; and whether that is kept anywhere else."""

    def __init__(self, plan: Plan) -> None:
        self._past = [plan]
        self._future: list[Plan] = []
        self._saved: Plan | None = plan
        """What needs no more saving: as opened, as written, or kept as a draft."""

    @property
    def plan(self) -> Plan:
        """The newest plan."""
        return self._past[-1]

    @property
    def is_saved(self) -> bool:
        """Whether the newest plan is as it was opened, written or kept."""
        return self.plan == self._saved

    def can(self, action: str) -> bool:
        """Whether `undo` or `redo` has anything to go to; every other action can."""
        return {"undo": len(self._past) > 1, "redo": bool(self._future)}.get(action, True)

    def keep(self, plan: Plan) -> bool:
        """Take a plan with new choices; whether it differs from the newest."""
        if plan == self.plan:
            return False
        self._past.append(plan)
        self._future.clear()
        return True

    def undo(self) -> bool:
        """Go back to the plan before the last choice, where there is one."""
        if self.can("undo"):
            self._future.append(self._past.pop())
            return True
        return False

    def redo(self) -> bool:
        """Make the undone choice again, where there is one."""
        if self.can("redo"):
            self._past.append(self._future.pop())
            return True
        return False

    def rebase(self, plan: Plan) -> None:
        """Start anew from what was written or read again: there is nothing to undo before it."""
        self._past, self._future = [plan], []
        self._saved = plan

    def learn(self, inventory: Inventory) -> None:
        """More is known of what was read: every plan keeps its choices and is derived anew."""
        memo: dict[object, Any] = {}
        old = [*self._past, *self._future, *([self._saved] if self._saved is not None else [])]
        new = {id(plan): replace(plan, inventory=inventory, _memo=memo) for plan in old}
        self._past = [new[id(plan)] for plan in self._past]
        self._future = [new[id(plan)] for plan in self._future]
        self._saved = None if self._saved is None else new[id(self._saved)]

    def saved(self, plan: Plan) -> None:
        """These choices are kept elsewhere."""
        self._saved = plan
