"""How the table lies in the columns there are: words grow shorter, and nothing is cut that could be spelled shorter."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content

from screens.terminal import signs
from wizard.model.workload import Workload
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Status
from wizard.text.manifest import ObjectId
from wizard.wording import _, cells, padded, safe
from wizard.wording import practices as words

SHORT_KINDS = {"Deployment": "deploy", "StatefulSet": "sts", "DaemonSet": "ds"}
"""As kubectl shortens them."""
MARK = 2
"""Columns for the mark of a chosen line."""
COUNT = 5
SHORTEST_NAME = 8
LEAST_NAME = 22
"""Columns that a long name gets before words and kinds are shortened for its sake."""


@dataclass(frozen=True)
class Listed:
    """What the table shows of a workload and no choice changes."""

    namespace: str
    kind: str
    name: str

    @classmethod
    def of(cls, plan: Plan, id: ObjectId) -> "Listed":
        # Without its neighbours, which nobody asks for before its line is in sight.
        workload = Workload(id, plan.inventory.objects[id])
        return cls(safe(workload.namespace or ""), safe(workload.kind), safe(workload.name))

    def matches(self, narrowed: str) -> bool:
        """Whether every word of the filter occurs in it."""
        text = f"{self.namespace} {self.kind} {self.name}".lower()
        return all(word in text for word in narrowed.lower().split())


@dataclass(frozen=True)
class Columns:
    """The width of each column, a blank behind it included; 0 leaves the column out."""

    namespace: int
    kind: int
    name: int
    state: int
    short: bool
    """Short words for states."""
    short_kinds: bool

    def head(self, _width: int) -> Content:
        """The names of the columns."""
        states = (_cut(words.column(practice.key), self.state) for practice in PRACTICES)
        line = "".join(
            (
                " " * MARK,
                _cut(_("NAMESPACE"), self.namespace),
                _cut(_("KIND"), self.kind),
                _cut(_("NAME"), self.name),
                _cut(_("REPL").rjust(COUNT - 1 - cells(_("REPL")) + len(_("REPL"))), COUNT),
                *states,
            )
        )
        return Content(line)

    def line(self, plan: Plan, id: ObjectId, listed: Listed, marked: bool) -> Content:
        """One workload, each practice with sign, word and colour, a star where the plan changes it."""
        kind = SHORT_KINDS.get(listed.kind, listed.kind) if self.short_kinds else listed.kind
        known = plan.choices.get(id, {})
        count = "-" if listed.kind == "DaemonSet" else str(plan.workload(id).fewest)
        left = "".join(
            (
                ("x" if marked else " ").ljust(MARK),
                _cut(listed.namespace or signs.active().not_applicable, self.namespace),
                _cut(kind, self.kind),
                _cut(listed.name, self.name),
                count.rjust(COUNT - 1) + " ",
            )
        )
        states = [
            signs.coloured(
                padded(
                    f"{signs.mark(status)} {word(status, self.short)}{'*' if practice.key in known else ''}", self.state
                ),
                status,
            )
            for practice in PRACTICES
            for status in [plan.standing(id, practice).status]
        ]
        return Content("").join([Content(left), *states])


def word(status: Status, short: bool) -> str:
    """The word for a status in a column."""
    return _("none") if short and status is Status.MISSING else signs.word(status)


def fitted(listed: Mapping[ObjectId, Listed], width: int) -> Columns:
    """The roomiest layout in which names stay readable."""
    names = max((cells(each.name) for each in listed.values()), default=0) + 1
    named = {each.namespace for each in listed.values()}
    spaces = max(cells(_("NAMESPACE")), *map(cells, named)) + 1 if any(named) else 0
    kinds = max((cells(each.kind) for each in listed.values()), default=0) + 2
    short_kinds = max((len(SHORT_KINDS.get(each.kind, each.kind)) for each in listed.values()), default=0) + 1
    long_state = 3 + max(cells(word(status, short=False)) for status in Status) + 1
    short_state = 3 + max(cells(word(status, short=True)) for status in Status) + 1
    least = max(SHORTEST_NAME, min(names, LEAST_NAME))
    # What all share is the first to go: the line under the table still tells it.
    shares = len(named) < 2
    for space, kind, state in (
        (spaces, kinds, long_state),
        (spaces, short_kinds, long_state),
        *([(0, kinds, long_state), (0, short_kinds, long_state)] if shares else []),
        (spaces, short_kinds, short_state),
        (min(spaces, 13), short_kinds, short_state),
        *([(min(spaces, 13), 0, short_state)] if len({each.kind for each in listed.values()}) == 1 else []),
        (0, short_kinds, short_state),
    ):
        rest = width - MARK - COUNT - space - kind - state * len(PRACTICES)
        if rest >= least:
            break
    name = max(SHORTEST_NAME, min(rest, names))
    roomy = state + min(4, max(0, rest - name) // len(PRACTICES))
    return Columns(space, kind, name, roomy, short=state == short_state, short_kinds=kind == short_kinds)


def _cut(text: str, width: int) -> str:
    """`text` in `width` columns, the last one blank; what is cut off is marked as such."""
    if not width:
        return ""
    shown = Content(text).truncate(width - 1, ellipsis=True)
    return shown.plain + " " * (width - shown.cell_length)
