"""What stands around an object in its own world, and how much of that is known."""

from collections.abc import Iterator, Mapping

from wizard.model.holders import holds_pods, pod_spec
from wizard.model.inventory import Inventory, is_workload, why_partial
from wizard.model.selectors import service_selector
from wizard.model.shapes import mapping, strings
from wizard.model.workload import Neighbour
from wizard.text.yamldata import Data


def around(inventory: Inventory, each: Neighbour, *kinds: str) -> Iterator[Neighbour]:
    """Every object of these kinds in the same world, itself among them."""
    for kind in kinds:
        for other in inventory.of_kind(kind):
            if inventory.worlds.shared(other.id.origin, each.id.origin):
                yield other


def is_whole(inventory: Inventory, each: Neighbour) -> bool:
    """Whether all of an object's namespace was read with it, so that what is not there is nowhere."""
    manifest = inventory.manifest(each.id.origin)
    return each.id.origin in inventory.whole or each.id.origin == "-" or (manifest is not None and manifest.is_live)


def pods_of(inventory: Inventory, service: Neighbour) -> tuple[Mapping[str, Data], ...]:
    """The specs of all pods that a Service's selector matches; none where one of them is not known whole."""
    labels = strings(mapping(service_selector(service)).get("matchLabels"))
    found = {each.id: each.data for each in inventory.selected(service.id)}
    for each in inventory.holders.with_labels(service.namespace, labels):
        if inventory.worlds.shared(each.id.origin, service.id.origin):
            found[each.id] = each.data
    if any(id.origin in inventory.unbuilt for id in found):
        return ()  # an overlay may still give them ports
    known = all(holds_pods(data) and not (is_workload(data) and why_partial(data)) for data in found.values())
    return tuple(map(pod_spec, found.values())) if known else ()
