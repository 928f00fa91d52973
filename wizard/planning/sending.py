"""What a plan asks of its cluster: the objects to change and to create, in a safe order. Sends nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from wizard.checks.budget import desired_healthy
from wizard.model.kinds import KINDS, WORKLOADS, Kind
from wizard.model.shapes import mapping, text
from wizard.planning.plan import Plan
from wizard.text.manifest import ObjectId
from wizard.text.paths import Data, same
from wizard.wording import safe

Object = Mapping[str, Data]


@dataclass(frozen=True)
class Request:
    """One object to be changed or created."""

    kind: Kind
    namespace: str
    name: str
    before: Object | None
    """As loaded, cleaned; None for a new object."""
    after: Object
    workload: ObjectId
    resource_version: str = ""

    @property
    def title(self) -> str:
        return f"{self.kind.name} {safe(self.namespace)}/{safe(self.name)}"

    @property
    def path(self) -> str:
        """Where the object is, or for a new one where it is sent to."""
        return self.kind.path(self.namespace, None if self.before is None else self.name)

    @property
    def restarts(self) -> bool:
        """Whether its pods are replaced: only a change of the template does that (apps/v1)."""
        if self.before is None or self.kind not in WORKLOADS:
            return False
        spec, new = mapping(self.before.get("spec")), mapping(self.after.get("spec"))
        on_delete = text(mapping(new.get("updateStrategy")).get("type")) == "OnDelete"
        return not on_delete and not same(spec.get("template"), new.get("template"))


def requests(plan: Plan) -> tuple[Request, ...]:
    """What a plan asks of its cluster, in an order in which every step alone is safe."""
    found = [request for id in plan.changed_ids for request in _of_workload(plan, id)]
    unique: dict[tuple[str, str, str], Request] = {}
    for each in found:
        unique.setdefault((each.kind.name, each.namespace, each.name), each)
    return tuple(unique.values())


def _of_workload(plan: Plan, id: ObjectId) -> list[Request]:
    before, after = plan.before(id), plan.workload(id)
    near = (*before.budgets, *before.autoscalers, *after.budgets, *after.autoscalers)
    own = [_patch(plan, each, id) for each in dict.fromkeys((id, *(each.id for each in near))) if each in plan.data]
    new = [_create(each.data, id) for each in plan.additions if each.workload == id]
    budgets = [each for each in (*own, *new) if each.kind.name == "PodDisruptionBudget"]
    others = [each for each in (*own, *new) if each not in budgets]
    # A budget that would block every drain while the copies are still as few as before goes last; else it goes first,
    # and protects the pods while they are replaced.
    blocks = any((desired_healthy(each, before.fewest) or 0) >= before.fewest for each in after.budgets)
    return [*others, *budgets] if blocks else [*budgets, *others]


def _patch(plan: Plan, id: ObjectId, workload: ObjectId) -> Request:
    manifest = plan.inventory.manifests[id.origin]
    before = plan.inventory.objects[id]
    made = _create(plan.data[id], workload)
    return replace(made, before=before, resource_version=manifest.fingerprint)


def _create(data: Object, workload: ObjectId) -> Request:
    metadata = mapping(data.get("metadata"))
    kind = KINDS[text(data.get("kind"))]
    return Request(kind, text(metadata.get("namespace")), text(metadata.get("name")), None, data, workload)
