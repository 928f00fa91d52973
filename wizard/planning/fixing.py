"""`surefoot fix`: from options to a plan. Without an option the suggestion stands; no probe path is invented."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wizard.checks import Mistake
from wizard.errors import WizardError
from wizard.mends.whole import can_mend
from wizard.model.inventory import Inventory, namespace
from wizard.model.shapes import mapping, text
from wizard.planning.ends import Plays
from wizard.planning.holding import AGAIN, Settled, Suggesting
from wizard.planning.made import Made
from wizard.planning.mending import Mending
from wizard.planning.picking import Picking
from wizard.planning.plan import Plan
from wizard.planning.states import Loss
from wizard.practices import PRACTICES
from wizard.practices.practice import Given
from wizard.text.manifest import ObjectId
from wizard.wording import _, labelled, listed, safe
from wizard.wording.mistakes import sentence
from wizard.wording.never_worse import held, not_played, risky


@dataclass(frozen=True)
class Fixed:
    """The plan that the options make, and a sentence for every practice that is left open."""

    plan: Plan
    open: tuple[str, ...]


def fix(
    inventory: Inventory,
    given: Given,
    *,
    only: Sequence[str] = (),
    skip: Sequence[str] = (),
    mend: Sequence[str] = (),
) -> Fixed:
    """Choose every practice of every workload that is not met yet, or that an option names, after mending.

    Raises WizardError for a value that is never right, or when `only` names nothing; a budget, a Service or an
    autoscaler can be named where something is mended. No budget is suggested where an unread file may hold one.
    """
    ids = tuple(id for id in inventory.ids if not only or _titles(inventory, id) & set(only))
    alone = tuple(each.id for each in inventory.judged_alone if not only or _titles(inventory, each.id) & set(only))
    if not ids and not (alone and (mend or not only)):
        raise WizardError(_("no workload is named {names}; see them with: surefoot check").format(names=listed(only)))
    plays = Plays.of(len(ids))
    mending = Mending(mend, plays)
    plan = mending.mended(Plan(inventory), ids, alone)
    chosen = _Choosing(plan, Suggesting(plan.nothing_yet, plays), mending, given, frozenset(skip))
    for id in ids:
        chosen.choose(id, None)
    for _time in range(AGAIN):
        # What was held back because of others may be good now that all have had their turn.
        if not [id for id, settled in chosen.settled.items() if settled.held and chosen.choose_again(id)]:
            break
    said = [_said(chosen.plan, *each) for each in (*mending.held.items(), *mending.risks.items())]
    said += _beside(plan, ids, mend)
    said += dict.fromkeys(each for id in ids for each in chosen.said[id])
    if not ids and not mend:
        said.append(_("there is no workload to work on; see what is wrong with: surefoot check"))
    if plays.too_large:
        said.append(not_played(plays.too_large))
    return Fixed(chosen.plan, tuple(said))


@dataclass
class _Choosing:
    """One workload after the other is chosen for, each on top of what the ones before it made."""

    plan: Plan
    suggesting: Suggesting
    mending: Mending
    given: Given
    skip: frozenset[str]
    settled: dict[ObjectId, Settled] = field(default_factory=dict)
    said: dict[ObjectId, tuple[str, ...]] = field(default_factory=dict)

    def choose(self, id: ObjectId, others: Made | None) -> None:
        """Choose for a workload, beside all the others where those had their turn already."""
        suggesting = self.suggesting if others is None else replace(self.suggesting, made=others)
        plan = self.plan.settled(id, {})
        while True:
            picking = Picking(plan, id, self.given, self.skip, suggesting.plays)
            settled = picking.settled(suggesting)
            more = self.mending.once_more(plan, settled, suggesting.made)
            if more.mends == plan.mends:
                break
            plan = more
        self.suggesting.take(settled)
        self.plan = plan.settled(id, settled.chosen)
        found = suggesting.plays.mistakes(settled.folded.workload)
        self.settled[id], self.said[id] = settled, (*picking.said(settled), *_refused(plan, id, found))

    def choose_again(self, id: ObjectId) -> bool:
        """Whether something else is chosen for a workload now."""
        before = self.settled[id]
        self.choose(id, self.plan.made_by_others(id))
        return self.settled[id].chosen != before.chosen


def _refused(plan: Plan, id: ObjectId, mistakes: Iterable[Mistake]) -> Iterator[str]:
    """What the server refuses in a workload as planned, and what would mend it."""
    workload = plan.before(id)
    title = f"{safe(id.origin)}: {safe(workload.kind)} {safe(workload.name)}"
    found = {each.id: each for each in mistakes if each.refused and can_mend(each.id)}
    for check, each in found.items():
        wrong = sentence(check, each.values)
        yield labelled(title, _("{wrong}; mend it with --mend {id}").format(wrong=wrong, id=check))


def _beside(plan: Plan, ids: Sequence[ObjectId], mend: Sequence[str]) -> Iterator[str]:
    """What stands in a file that was only read, and would be mended if that were named too."""
    told = set[tuple[str, ObjectId]]()
    for found in (found for id in ids for found in plan.mistakes(id)):
        wanted = found.id in mend or ("all" in mend and can_mend(found.id))
        if wanted and not plan.inventory.is_named(found.object) and (found.id, found.object) not in told:
            told.add((found.id, found.object))
            said = _("{file} was only read, so {id} stays in it; name the file too")
            yield said.format(file=safe(found.object.origin), id=found.id)


def _said(plan: Plan, place: tuple[ObjectId, str], loss: Loss) -> str:
    """Why something is not mended, or what is worse because it is."""
    id, check = place
    data = plan.inventory.objects[id]
    named = f"{safe(text(data.get('kind')))} {safe(text(mapping(data.get('metadata')).get('name')))}"
    told = risky if place in plan.mends else held
    return labelled(f"{safe(id.origin)}: {named}: {check}", told(loss.id, loss.values))


def _titles(inventory: Inventory, id: ObjectId) -> set[str]:
    """The names by which --only may mean an object: KIND/NAME, NAMESPACE/KIND/NAME, for a workload NAME too."""
    data = inventory.objects[id]
    where, name = namespace(data), text(mapping(data.get("metadata")).get("name"))
    short = f"{text(data.get('kind'))}/{name}"
    full = f"{where}/{short}"
    # A Service is often called as its workload is: the name alone means the workload.
    return {short, short.lower(), full, full.lower()} | ({name} if id in inventory.ids else set())


def given_options(values: Mapping[str, object]) -> Given:
    """The practices' options among the parsed arguments, each as its list of words."""
    return dict(_given(values))


def _given(values: Mapping[str, object]) -> Iterator[tuple[str, Sequence[str]]]:
    for option in (option for practice in PRACTICES for option in practice.options):
        value = values.get(option.name)
        if value is None or value is False:
            continue
        yield (
            option.name,
            [] if value is True else [str(each) for each in value] if isinstance(value, list) else [str(value)],
        )
