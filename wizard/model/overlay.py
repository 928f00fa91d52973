"""A workload as a plan makes it: itself and its neighbours with the data that they will have."""

from collections.abc import Mapping
from dataclasses import replace

from wizard.model.workload import Neighbour, Workload
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data

Overlay = Mapping[ObjectId, Mapping[str, Data]]


def overlaid(workload: Workload, overlay: Overlay) -> Workload:
    """The workload with these objects, itself or its neighbours, as they are now."""
    if not overlay:
        return workload

    def renewed(neighbours: tuple[Neighbour, ...]) -> tuple[Neighbour, ...]:
        return tuple(Neighbour(each.id, overlay[each.id]) if each.id in overlay else each for each in neighbours)

    return replace(
        workload,
        data=overlay.get(workload.id, workload.data),
        services=renewed(workload.services),
        budgets=renewed(workload.budgets),
        autoscalers=renewed(workload.autoscalers),
        hosting=renewed(workload.hosting),
    )
