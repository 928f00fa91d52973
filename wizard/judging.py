"""Whether what was loaded, and what a plan would write, is what the server's schema allows."""

from wizard import schema
from wizard.inventory import Inventory
from wizard.manifest import ObjectId
from wizard.plan import Plan
from wizard.schema import SchemaError
from wizard.versions import ASSUMED


def schema_errors(inventory: Inventory, id: ObjectId) -> tuple[SchemaError, ...]:
    """What the schema of the server version finds in an object as loaded."""
    return schema.validate(inventory.objects[id], inventory.version or ASSUMED)


def remaining(plan: Plan) -> tuple[tuple[ObjectId, SchemaError], ...]:
    """What the schema finds in the workloads that the plan changes, as they will be: errors that were there before."""
    version = plan.inventory.version or ASSUMED
    return tuple((id, error) for id in plan.changed_ids for error in schema.validate(plan.workload(id).data, version))


def blocked(plan: Plan) -> tuple[tuple[ObjectId, SchemaError], ...]:
    """What the plan would break: errors of the new data that the old one did not have. Such a plan is not written."""
    version = plan.inventory.version or ASSUMED
    found = []
    for id, data in plan.data.items():
        before = set(map(_key, schema.validate(plan.inventory.objects[id], version)))
        found += [(id, error) for error in schema.validate(data, version) if _key(error) not in before]
    for addition in plan.additions:
        found += [(addition.workload, error) for error in schema.validate(addition.data, version)]
    return tuple(found)


def _key(error: SchemaError) -> tuple[object, ...]:
    return error.path, error.rule
