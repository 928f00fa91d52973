"""Whether the server takes what was loaded, and what a plan would write: its schema, and what it checks besides."""

from collections.abc import Iterable, Iterator, Mapping

from wizard.checks import Mistake
from wizard.model.inventory import Inventory
from wizard.model.versions import ASSUMED
from wizard.planning import schema
from wizard.planning.plan import Plan
from wizard.planning.schema import SchemaError
from wizard.text.manifest import ObjectId
from wizard.text.paths import Data

Refusals = tuple[tuple[ObjectId, SchemaError], ...]
"""What the server would refuse, each with the object it stands in."""


def schema_errors(inventory: Inventory, id: ObjectId) -> tuple[SchemaError, ...]:
    """What the schema of the server version finds in an object as loaded, blanks that are filled in later left out."""
    found = schema.validate(inventory.objects[id], inventory.version or ASSUMED)
    return tuple(each for each in found if not schema.filled_in_later(each))


def blanks(inventory: Inventory, id: ObjectId) -> tuple[SchemaError, ...]:
    """What an object leaves blank for something that fills it in, as far as the schema asks for another value."""
    return tuple(filter(schema.filled_in_later, schema.validate(inventory.objects[id], inventory.version or ASSUMED)))


def remaining(plan: Plan) -> Refusals:
    """What the server would refuse of the objects that the plan changes, as they will be: what was so before."""
    version = plan.inventory.version or ASSUMED
    ids = dict.fromkeys((*plan.changed_ids, *plan.data))
    found = [(id, error) for id in ids for error in schema.validate(_data(plan, id), version)]
    found = [each for each in found if not schema.filled_in_later(each[1])]
    found += [each for id in plan.changed_ids for each in _refused(plan.mistakes(id))]
    return _once(found)


def blocked(plan: Plan) -> Refusals:
    """What the plan would break: errors of the new data that the old one did not have. Such a plan is not written."""
    version = plan.inventory.version or ASSUMED
    found = []
    for id, data in plan.data.items():
        before = set(map(_key, schema.validate(plan.inventory.objects[id], version)))
        found += [(id, error) for error in schema.validate(data, version) if _key(error) not in before]
    for addition in plan.additions:
        found += [(addition.workload, error) for error in schema.validate(addition.data, version)]
    for id in plan.changed_ids:
        old = {(where, _key(error)) for where, error in _refused(plan.judged(plan.before(id)))}
        found += [each for each in _refused(plan.mistakes(id)) if (each[0], _key(each[1])) not in old]
    return _once(found)


def mends_of(plan: Plan, id: ObjectId) -> tuple[str, ...]:
    """The checks that mend what the server refused of a workload before it was planned."""
    from wizard.mends import MENDS  # noqa: PLC0415  # the first paint mends nothing

    found = plan.judged(plan.before(id)) if id in plan.inventory.ids else ()
    return tuple(dict.fromkeys(each.id for each in found if each.refused and each.id in MENDS))


def _data(plan: Plan, id: ObjectId) -> Mapping[str, Data]:
    return plan.data.get(id) or plan.inventory.objects[id]


def _refused(mistakes: Iterable[Mistake]) -> Iterator[tuple[ObjectId, SchemaError]]:
    """The mistakes that the server refuses, as what a schema would have said had it known."""
    for each in mistakes:
        if each.refused:
            values = {key: str(value) for key, value in each.values.items()}
            path = tuple(step for step in each.path if isinstance(step, str | int))
            yield each.object, SchemaError(path, "refused", {"id": each.id, **values})


def _once(found: Iterable[tuple[ObjectId, SchemaError]]) -> Refusals:
    """One error per value; what the schema says comes first."""
    kept: dict[tuple[ObjectId, tuple[str | int, ...]], SchemaError] = {}
    for id, error in found:
        kept.setdefault((id, error.path), error)
    return tuple((id, error) for (id, _path), error in kept.items())


def _key(error: SchemaError) -> tuple[object, ...]:
    return error.path, error.rule, error.values.get("id")
