"""Mend all that a check finds in a workload, or in an object judged by itself."""

from collections.abc import Iterable, Iterator, Mapping

from wizard.checks.check import CATALOGUE, Bite, Check, Mistake
from wizard.mends.mend import MENDS, Place, mended
from wizard.model.inventory import NEIGHBOURS, Inventory, namespace
from wizard.model.overlay import overlaid
from wizard.model.permitted import permitted
from wizard.model.shapes import mapping, text
from wizard.model.workload import Neighbour, Workload
from wizard.text.manifest import ObjectId
from wizard.text.paths import Data

Changed = dict[ObjectId, Mapping[str, Data]]


def mend_workload(workload: Workload, checks: Iterable[str], agreed: frozenset[str]) -> tuple[Workload, Changed]:
    """The workload with the mistakes of these checks mended, and every object that this changed."""
    changed: Changed = {}
    for id in (each for each in CATALOGUE if each in set(checks)):
        # From the end of the lists, so that each place still holds when its turn comes.
        for bite in sorted(CATALOGUE[id].find(workload), key=_place, reverse=True):
            where = bite.object or workload.id
            new = mended(id, _data(workload, where), Place(bite, workload, id in agreed))
            if new is not None and permitted(workload, {where: new}):
                changed[where] = new
                workload = overlaid(workload, {where: new})
    return workload, changed


def mend_objects(inventory: Inventory, wanted: Iterable[tuple[ObjectId, str]], agreed: frozenset[str]) -> Changed:
    """The budgets, Services and autoscalers among `wanted` with their own mistakes mended."""
    changed: Changed = {}
    taken = {_named(data) for data in inventory.every.values() if text(data.get("kind")) in NEIGHBOURS}
    for where, id in sorted(wanted):
        check = CATALOGUE[id]
        if where in inventory.ids or where not in inventory.objects:
            continue
        subject = Neighbour(where, changed.get(where, inventory.objects[where]))
        for place in _places(check, subject, inventory, agreed=id in agreed):
            new = mended(id, subject.data, place)
            # One of that name may stand where a mend would move it to.
            if new is not None and (_named(new) == _named(subject.data) or _named(new) not in taken):
                changed[where] = new
                taken.add(_named(new))
    return changed


def _named(data: Mapping[str, Data]) -> tuple[str, str | None, str]:
    return text(data.get("kind")), namespace(data), text(mapping(data, "metadata").get("name"))


def _places(check: Check, subject: Neighbour, inventory: Inventory, *, agreed: bool) -> Iterator[Place]:
    """Where a check bites in an object, by itself or for workloads that were only read."""
    if check.find_in is not None:
        yield from (Place(bite, None, agreed) for bite in check.find_in(subject, inventory))
    for one in inventory.selected(subject.id):
        if one.id.origin in inventory.neighbours:
            workload = inventory.workload(one.id)
            yield from (Place(bite, workload, agreed) for bite in check.find(workload) if bite.object == subject.id)
            return


def can_mend(id: str) -> bool:
    """Whether a check's mistakes can mostly be mended without asking."""
    return id in MENDS


def offers(mistake: Mistake, data: Mapping[str, Data], workload: Workload | None) -> bool:
    """Whether this mistake in an object can be mended, at least when somebody names the mend."""
    place = Place(Bite(mistake.path, mistake.values, mistake.object), workload, agreed=True)
    return mended(mistake.id, data, place) is not None


def _place(bite: Bite) -> tuple[str, ...]:
    return tuple(f"{step:09d}" if isinstance(step, int) else str(step) for step in bite.path)


def _data(workload: Workload, id: ObjectId) -> Mapping[str, Data]:
    if id == workload.id:
        return workload.data
    every = (*workload.services, *workload.budgets, *workload.autoscalers)
    return next(each.data for each in every if each.id == id)
