"""The rows of the table: which workloads are shown, which are marked, and how wide their columns are."""

from textual.content import Content

from screens.table.columns import Columns, Listed, fitted
from wizard.planning.plan import Plan
from wizard.text.manifest import ObjectId
from wizard.wording import _, ngettext


class Rows:
    """All workloads of a plan's inventory, narrowed by letters."""

    def __init__(self, plan: Plan, marked: set[ObjectId], letters: str) -> None:
        self.listed = {id: Listed.of(plan, id) for id in plan.inventory.ids}
        self.marked = marked & set(self.listed)
        self._fits: dict[int, Columns] = {}
        """By width: measuring thousands of names takes milliseconds, which no line may cost anew."""
        self.narrow(letters)

    def narrow(self, letters: str) -> None:
        """Show only the workloads that have these letters."""
        self.shown = tuple(id for id, listed in self.listed.items() if listed.matches(letters))

    def at(self, row: int) -> ObjectId | None:
        """The workload of a row; None behind the last."""
        return self.shown[row] if row < len(self.shown) else None

    def place(self, id: ObjectId | None) -> int:
        """The row of a workload; the first where it is not shown."""
        return self.shown.index(id) if id is not None and id in self.shown else 0

    def columns(self, width: int) -> Columns:
        """The columns that fit into so many cells."""
        if width not in self._fits:
            self._fits[width] = fitted(self.listed, width)
        return self._fits[width]

    def line(self, plan: Plan, row: int, width: int) -> Content:
        """One row as it is drawn."""
        id = self.shown[row]
        return self.columns(width).line(plan, id, self.listed[id], id in self.marked)

    def standing(self, changed: int, invalid: int, left_out: int) -> str:
        """How many there are, and of what kind, in one line."""
        count, all_ = len(self.shown), len(self.listed)
        said = ngettext("{count} workload", "{count} workloads", all_).format(count=all_)
        if count != all_:
            said = _("{count} of {all}").format(count=count, all=said)
        told = {
            _("{count} changed"): changed,
            _("{count} marked"): len(self.marked),
            _("{count} invalid"): invalid,
            _("{count} left out (l)"): left_out,
        }
        return ", ".join([said, *(words.format(count=number) for words, number in told.items() if number)])
