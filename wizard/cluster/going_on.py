"""From what stands in the cluster to the plan to go on from."""

from dataclasses import replace

from wizard.cluster.applying import Applied
from wizard.cluster.overtaking import Overtaken
from wizard.planning.kept import Restored, kept, restored
from wizard.planning.plan import Plan


def planned_again(plan: Plan, found: Overtaken) -> Restored:
    """The same choices on the cluster as somebody else has left it."""
    return restored(Plan(found.inventory), kept(plan))


def plan_after(plan: Plan, done: Applied) -> Plan:
    """The plan to go on from: the cluster as it stands now, without the choices that are carried out."""
    manifests = {each.manifest.origin: each.manifest for each in done.sent}
    inventory = replace(plan.inventory, manifests={**plan.inventory.manifests, **manifests})
    return restored(Plan(inventory), kept(replace(plan, choices={}, mends=frozenset()))).plan
