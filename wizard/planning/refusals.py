"""The first rank of what is worse: what a server refuses, budgets that quarrel, objects that reach more than before."""

from collections.abc import Iterable, Iterator, Mapping

from wizard.checks import Mistake
from wizard.model.autoscaling import SCALERS
from wizard.model.shapes import mapping, mappings, percent, selects
from wizard.model.spreading import REQUIRED
from wizard.model.versions import ASSUMED
from wizard.model.workload import Workload
from wizard.planning import schema
from wizard.planning.ends import Plays
from wizard.planning.schema import SchemaError
from wizard.planning.states import BUDGET, Loss, Owner, Rank, State, differing, selector, title
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data

Object = Mapping[str, Data]
UNSCALED = {"DaemonSet", "Job", "CronJob", "Pod"}
"""Owners of pods that have no scale: of these a budget can count none, and lets none of all that it selects go."""


def refusals(before: State, after: State, plays: Plays) -> Iterator[Loss]:
    """All of it, for the workload and for whatever shares its neighbours."""
    for id, old, new in differing(before, after):
        if new is not None:
            yield from _invalid(old, new, after)
            yield from _reaches_more(id or after.place, old, new, after)
            if old is None or title(old) != title(new):
                yield from _name_taken(new, before, after)
    if before.workload is not None and after.workload is not None:
        yield from _refused(plays.mistakes(before.workload), plays.mistakes(after.workload))
        yield from _repels_more(before, after)
    for owner in touched(before, after):
        yield from _second_budget(owner, before, after)


def _loss(id: str, *, rank: Rank = Rank.REFUSED, **values: str | int) -> Loss:
    return Loss(rank, id, values)


def _invalid(old: Object | None, new: Object, after: State) -> Iterator[Loss]:
    """What the schema says of the object as it would be, and did not say before."""
    version = after.inventory.version or ASSUMED
    found = schema.validate(new, version)
    known = set(map(_key, schema.validate(old, version))) if found and old is not None else set()
    for error in found:
        if _key(error) not in known:
            where = ".".join(map(str, error.path))
            yield Loss(Rank.REFUSED, f"schema-{error.rule}", {**error.values, "path": where})


def _key(error: SchemaError) -> tuple[object, ...]:
    return error.path, error.rule


def _refused(before: Iterable[Mistake], after: Iterable[Mistake]) -> Iterator[Loss]:
    """What the catalogue knows that the server refuses besides."""
    known = set(map(_place, before))
    for each in after:
        if each.refused and _place(each) not in known:
            yield Loss(Rank.REFUSED, each.id, each.values)


def _place(mistake: Mistake) -> tuple[object, ...]:
    return mistake.id, mistake.object, mistake.refused


def _name_taken(new: Object, before: State, after: State) -> Iterator[Loss]:
    """A second object of one name takes the place of the first."""
    kind, _where, name = wanted = title(new)
    new_ones = sum(title(each.data) == wanted for each in after.added)
    taken = frozenset[str]() if after.workload is None else after.workload.names
    read = kind == BUDGET and before.inventory is after.inventory and name in taken
    if read or new_ones > 1:
        yield _loss("name-taken", kind=kind, name=name)


def _reaches_more(id: ObjectId, old: Object | None, new: Object, after: State) -> Iterator[Loss]:
    """A budget or Service whose selector matches pods of objects that it did not match."""
    kind, where, name = title(new)
    if kind not in {BUDGET, "Service"}:
        return
    chosen, was = selector(new), None if old is None else selector(old)
    if chosen == {} and was != {}:
        yield _loss("selects-all", kind=kind, name=name)
        return
    reached = list(after.owners(where, chosen, id.origin))
    others = [each for each in reached if each.id != after.place]
    if old is None:
        if kind == BUDGET and after.workload and not selects(chosen, after.workload.labels):
            # It would be made anew each time, and never hold what it is for.
            yield _loss("misses-own", kind=kind, name=name)
        uncounted = [each for each in others if title(each.data)[0] in UNSCALED]
        if uncounted and _needs_scale(new):
            of, _where, other = title(uncounted[0].data)
            yield _loss("counts-nothing", rank=Rank.DRAIN, kind=of, other=other)
        return
    before = {each.id for each in after.owners(title(old)[1], was, id.origin)}
    more = [each for each in reached if each.id not in before]
    if more:
        yield _loss("selects-more", kind=kind, name=name, other=title(more[0].data)[2], count=len(more))


def _needs_scale(budget: Object) -> bool:
    spec = mapping(budget.get("spec"))
    return "maxUnavailable" in spec or percent(spec.get("minAvailable")) is not None


def _repels_more(before: State, after: State) -> Iterator[Loss]:
    """Required anti-affinity that keeps away pods of others, or all, and did not."""
    old, new = (set(_repelled(each)) for each in (before, after))
    if None in new and None not in old:
        yield _loss("repels-all")
    elif more := [each for each in new - old if each is not None]:
        names = sorted(title(data)[2] for each in more if (data := after.inventory.every.get(each)))
        yield _loss("repels-more", other=next(iter(names), ""), count=len(more))


def _repelled(state: State) -> Iterator[ObjectId | None]:
    """The owners of pods that the workload keeps away from its own; None for all of its namespace."""
    workload = state.workload
    if workload is None:
        return
    terms = mappings(mapping(workload.pod, "affinity", "podAntiAffinity").get(REQUIRED))
    for each in terms:
        if "namespaces" in each or "namespaceSelector" in each:
            continue
        chosen = each.get("labelSelector")
        if chosen == {}:
            yield None
        elif chosen is not None:
            found = state.owners(workload.namespace, chosen, workload.id.origin)
            yield from (owner.id for owner in found if owner.id != workload.id)


def touched(before: State, after: State) -> tuple[Owner, ...]:
    """The owners of pods that a changed or new budget or Service selects, before or after."""
    found: dict[ObjectId, Owner] = {}
    for id, old, new in differing(before, after):
        for each in (old, new):
            if each is not None and title(each)[0] in {BUDGET, "Service"}:
                owners = after.owners(title(each)[1], selector(each), (id or after.place).origin)
                found |= {owner.id: owner for owner in owners}
            elif id is not None and title(each or {})[0] in SCALERS:
                scaled = after.inventory.selected(id)
                found |= {one.id: Owner(one.id, one.data, one.labels) for one in scaled}
    return tuple(found.values())


def others_touched(before: State, after: State) -> Iterator[tuple[Workload, Workload]]:
    """Other workloads that changed or new neighbours select, as they are in both states."""
    for owner in touched(before, after):
        one, other = (None if owner.id == after.place else each.seen(owner) for each in (before, after))
        if one is not None and other is not None:
            yield one, other


def _second_budget(owner: Owner, before: State, after: State) -> Iterator[Loss]:
    """Two budgets over one pod are an error to every eviction (eviction.go); under one name they are one object."""
    old, new = (each.budgets_over(owner) for each in (before, after))
    if len(new) > max(1, len(old)):
        first, second = (*sorted(new & old), *sorted(new - old))[:2]
        yield _loss("second-budget", first=first, second=second, owner=title(owner.data)[2])
