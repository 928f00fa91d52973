"""What was chosen, and everything derived from it. A Plan never changes: choosing gives a new one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any

from wizard.checks import Mistake, mistakes, object_mistakes
from wizard.errors import together
from wizard.model.inventory import Inventory
from wizard.model.overlay import overlaid
from wizard.model.workload import AppFacts, Workload
from wizard.planning.changes import Addition, Change, Refusal, changes, not_carried_out
from wizard.planning.folding import Choices, Folded, fold
from wizard.planning.made import Made
from wizard.practices import PRACTICES
from wizard.practices.practice import Practice, Question, Standing, Status, held_back, standing
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data

_NOTHING: Choices = {}


@dataclass(frozen=True)
class Plan:
    """The inventory and the choices made for its workloads."""

    inventory: Inventory
    choices: Mapping[ObjectId, Choices] = field(default_factory=dict)
    skipped: frozenset[tuple[ObjectId, str]] = frozenset()
    facts: Mapping[ObjectId, AppFacts] = field(default_factory=dict)
    mends: frozenset[tuple[ObjectId, str]] = frozenset()
    """Checks whose mistakes are mended, each with the workload or the object that it found them in."""
    agreed: frozenset[str] = frozenset()
    """Checks that somebody named, so that a mend which needs a word of consent has it."""
    separate: bool = False
    """Whether new objects go to a file of their own instead of behind the workload."""
    _memo: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    """Shared by all plans of one inventory, so that a keypress folds one workload and splices one file."""

    def choose(self, id: ObjectId, key: str, choice: object) -> "Plan":
        """The plan in which a practice of a workload is carried out as chosen."""
        chosen = {**self.choices, id: {**self.choices.get(id, {}), key: choice}}
        return replace(self, choices=chosen, skipped=self.skipped - {(id, key)})

    def as_in(self, other: "Plan", id: ObjectId, key: str) -> "Plan":
        """The plan in which a practice of a workload is chosen, skipped or open as it is in another plan."""
        own = {name: choice for name, choice in self.choices.get(id, {}).items() if name != key}
        own |= {name: choice for name, choice in other.choices.get(id, {}).items() if name == key}
        rest = {each: chosen for each, chosen in self.choices.items() if each != id or own}
        place = {(id, key)}
        return replace(
            self,
            choices={**rest, id: own} if own else rest,
            skipped=(self.skipped - place) | (other.skipped & place),
        )

    def settled(self, id: ObjectId, chosen: Choices) -> "Plan":
        """The plan in which all practices of a workload are chosen at once; those that are not named are not chosen."""
        return replace(self, choices={**self.choices, id: chosen})

    def skip(self, id: ObjectId, key: str) -> "Plan":
        """The plan in which a practice of a workload is left as it is, on purpose."""
        kept = {name: choice for name, choice in self.choices.get(id, {}).items() if name != key}
        return replace(self, choices={**self.choices, id: kept}, skipped=self.skipped | {(id, key)})

    def mend(self, id: ObjectId, check: str, *, agreed: bool = False) -> "Plan":
        """The plan in which what a check finds in a workload, or in an object judged by itself, is mended."""
        named = self.agreed | {check} if agreed else self.agreed
        return replace(self, mends=self.mends | {(id, check)}, agreed=named)

    def leave(self, id: ObjectId, check: str) -> "Plan":
        """The plan that leaves a check's mistakes in a workload or object as they are."""
        left = self.mends - {(id, check)}
        kept = self.agreed if any(each == check for _id, each in left) else self.agreed - {check}
        return replace(self, mends=left, agreed=kept)

    def know(self, id: ObjectId, facts: AppFacts) -> "Plan":
        """The plan that takes these facts of a workload into account."""
        return replace(self, facts={**self.facts, id: facts})

    def before(self, id: ObjectId) -> Workload:
        """The workload as it was loaded."""
        return self._workload(self.inventory, id)

    def workload(self, id: ObjectId) -> Workload:
        """The workload as it is chosen to be, with its neighbours as all of the plan makes them."""
        folded, made = self._walked
        own = folded[id].workload if id in folded else self._workload(self._mended[0], id)
        return self._beside(own, made)

    def folded(self, id: ObjectId, made: Made) -> Folded:
        """The workload as it is chosen to be, beside what others have made, and all that is otherwise because of it."""
        checks = tuple(sorted(check for own, check in self.mends if own == id))
        return self._step(id, checks, made)[0]

    def made_by_others(self, id: ObjectId) -> Made:
        """What is made of all that is chosen for others."""
        mends = frozenset(each for each in self.mends if each[0] != id)
        return replace(self, choices={**self.choices, id: _NOTHING}, mends=mends)._walked[1]

    @property
    def mended_objects(self) -> Mapping[ObjectId, Mapping[str, Data]]:
        """The objects judged by themselves that are mended, as they will be."""
        return self._mended[1]

    def upto(self, id: ObjectId, key: str) -> Workload:
        """The workload as the practices before `key` make it: what that practice's suggestion is based on."""
        earlier = [practice.key for practice in PRACTICES]
        chosen = {name: c for name, c in self.choices.get(id, {}).items() if earlier.index(name) < earlier.index(key)}
        return replace(self, choices={**self.choices, id: chosen}).workload(id)

    def suggestion(self, id: ObjectId, practice: Practice[Any]) -> object | Question:
        """What the practice suggests for the workload as chosen so far."""
        return practice.suggest(self.upto(id, practice.key))

    def mistakes(self, id: ObjectId) -> tuple[Mistake, ...]:
        """What is wrong with the workload as chosen."""
        return self.judged(self.workload(id))

    def standing(self, id: ObjectId, practice: Practice[Any]) -> Standing:
        """How a practice stands with the workload as chosen."""
        return standing(practice, self.workload(id), self.mistakes(id))

    def standing_before(self, id: ObjectId, practice: Practice[Any]) -> Standing:
        """How a practice stood when the workload was loaded."""
        return standing(practice, self.before(id), self.judged(self.before(id)))

    def first_open(self, id: ObjectId) -> str:
        """The practice to begin with, by key: the first that is open and not skipped, else one that applies."""
        for wanted in ({Status.MISSING, Status.WEAK}, {Status.MISSING, Status.WEAK, Status.MET}):
            for practice in PRACTICES:
                if self.standing(id, practice).status in wanted and (id, practice.key) not in self.skipped:
                    return practice.key
        return PRACTICES[0].key

    def risks(self, id: ObjectId, practice: Practice[Any]) -> tuple[Mistake, ...]:
        """What is doubtful about a practice as chosen: the choice itself, and what the catalogue still finds."""
        choice = self.choices.get(id, {}).get(practice.key)
        workload = self.upto(id, practice.key)
        own = () if choice is None else practice.risks(choice, workload)
        undone = () if choice is None else held_back(practice, choice, workload)
        left = tuple(each for each in self.mistakes(id) if each.practice == practice.key)
        # What the catalogue finds too is said once, with its place.
        return *undone, *(each for each in own if each.id not in {found.id for found in left}), *left

    @cached_property
    def changed_ids(self) -> tuple[ObjectId, ...]:
        """The workloads whose choices change anything, in the order read."""
        return tuple(id for id, folded in self._walked[0].items() if folded.changed or folded.added)

    @cached_property
    def object_mistakes(self) -> tuple[Mistake, ...]:
        """What is wrong with budgets, Services and autoscalers by themselves, as loaded."""
        place = ("objects", id(self.inventory))
        kept = self._memo.get(place)
        if kept is None:
            kept = self._memo[place] = (self.inventory, tuple(object_mistakes(self.inventory)))
        return kept[1]

    @cached_property
    def _mended(self) -> tuple[Inventory, Mapping[ObjectId, Mapping[str, Data]]]:
        """The inventory in which objects that are judged by themselves are mended, and those objects."""
        wanted = frozenset(each for each in self.mends if each[0] not in self.inventory.ids)
        if not wanted:
            return self.inventory, {}
        place = ("mended", wanted, self.agreed)
        kept = self._memo.get(place)
        if kept is None:
            from wizard.mends.whole import mend_objects  # noqa: PLC0415  # the first paint mends nothing

            changed = mend_objects(self.inventory, wanted, self.agreed)
            kept = self._memo[place] = (replace(self.inventory, edited=changed), changed)
        return kept

    @cached_property
    def files(self) -> tuple[Change | Refusal, ...]:
        """What becomes of each file, or why that cannot be."""
        from wizard.planning.sources import in_sources  # noqa: PLC0415  # the first paint says nothing in a file

        said = in_sources(self.inventory, self.data, self.additions, self._memo)
        made = changes(self.inventory, *said, separate=self.separate, memo=self._memo)
        every = self._walked[0].values()
        left = chain.from_iterable(not_carried_out(self.inventory, each.workload, each.refused) for each in every)
        return (*left, *made)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What becomes of each file; raises WizardError, with all reasons, where not all of it can be made."""
        refused = [each.error for each in self.files if isinstance(each, Refusal)]
        if refused:
            raise together(refused)
        return tuple(each for each in self.files if isinstance(each, Change))

    @cached_property
    def data(self) -> Mapping[ObjectId, Mapping[str, Data]]:
        """The new data of every object that the plan changes."""
        folded, made = self._walked
        ids = dict.fromkeys(chain.from_iterable(each.changed for each in folded.values()))
        return {**self._mended[1], **{id: data for id in ids if (data := made.changed.get(id)) is not None}}

    @cached_property
    def additions(self) -> tuple[Addition, ...]:
        """The new objects that the plan adds."""
        folded, made = self._walked
        every = chain.from_iterable(each.added for each in folded.values())
        return tuple(last for each in every if (last := made.added.get(each.id)) is not None)

    @cached_property
    def _walked(self) -> tuple[Mapping[ObjectId, Folded], Made]:
        """Every workload with choices, each beside what the ones before it made and added; and all that was made."""
        made, found = self.nothing_yet, dict[ObjectId, Folded]()
        checks = defaultdict[ObjectId, list[str]](list)
        for id, check in sorted(self.mends):
            checks[id].append(check)
        for id in self.inventory.ids:
            if self.choices.get(id) or id in checks:
                found[id], made = self._step(id, tuple(checks.get(id, ())), made)
        return found, made

    @property
    def nothing_yet(self) -> Made:
        """What is made before any workload has its turn."""
        inventory = self._mended[0]
        place = ("nothing", id(inventory))
        if place not in self._memo:
            self._memo[place] = Made(inventory)
        return self._memo[place]  # type: ignore[no-any-return]

    def _step(self, id_: ObjectId, checks: tuple[str, ...], made: Made) -> tuple[Folded, Made]:
        """One workload carried out, and all that is made then; the same as before where nothing before it differs."""
        chosen = self.choices.get(id_, _NOTHING)
        place = ("step", id_, id(made), id(chosen), checks, self.agreed, self.facts.get(id_))
        kept = self._memo.get(place)
        if kept is None:
            folded = self._fold(self._beside(self._workload(self._mended[0], id_), made), checks, chosen, made)
            # What goes by its identity is kept with it, so that this is not given to something else.
            kept = self._memo[place] = (folded, made.having(folded.changed, folded.added), made, chosen)
        return kept[0], kept[1]

    def _fold(self, loaded: Workload, checks: tuple[str, ...], chosen: Choices, made: Made) -> Folded:
        place = ("fold", id(loaded), tuple(sorted(chosen.items())), checks, self.agreed)
        kept = self._memo.get(place)
        if kept is None:
            kept = self._memo[place] = (self._carried_out(loaded, checks, chosen, made), loaded)
        return kept[0]

    def _carried_out(self, loaded: Workload, checks: tuple[str, ...], chosen: Choices, made: Made) -> Folded:
        if not checks:
            return fold(loaded, chosen)
        from wizard.mends.whole import mend_workload  # noqa: PLC0415  # as above

        mended, changed = mend_workload(loaded, checks, self.agreed)
        if mended.labels != loaded.labels or mended.selector != loaded.selector:
            # Its pods go by other labels now, so they may have other neighbours.
            around = made.inventory.around(Workload(loaded.id, mended.data), loaded.facts)
            mended = overlaid(made.beside(around), changed)
        done = fold(mended, chosen)
        # What a choice has uncovered is mended, too.
        again, more = mend_workload(done.workload, checks, self.agreed) if chosen else (done.workload, {})
        return replace(done, workload=again, changed={**changed, **done.changed, **more})

    def _beside(self, workload: Workload, made: Made) -> Workload:
        """The workload with what was made so far; the same object as long as that is the same for it."""
        seen = made.beside(workload)
        if seen is workload:
            return workload
        place = ("beside", id(workload), *_seen(seen))
        return self._memo.setdefault(place, (seen, workload))[0]  # type: ignore[no-any-return]

    def _workload(self, inventory: Inventory, id: ObjectId) -> Workload:
        place = ("loaded", id, self.facts.get(id), tuple(map(_identity, inventory.edited.values())))
        kept = self._memo.get(place)
        if kept is None:
            kept = self._memo[place] = inventory.workload(id, self.facts.get(id))
        return kept

    def judged(self, workload: Workload) -> tuple[Mistake, ...]:
        """What is wrong with a workload of this plan, as loaded or as chosen."""
        # Judged by identity: workloads are memoised above, and comparing their data would cost more than a check.
        place = ("judged", id(workload))
        kept = self._memo.get(place)
        if kept is None:
            kept = self._memo[place] = (workload, mistakes(workload))
        return kept[1]


def _identity(data: object) -> int:
    return id(data)


def _seen(workload: Workload) -> Iterator[object]:
    """What of its surroundings the rest of a plan can change."""
    for each in (*workload.services, *workload.budgets, *workload.autoscalers, *workload.hosting):
        yield id(each.data)
    yield from (workload.names, tuple(workload.beside.items()), *(each.budgets for each in workload.kin))
