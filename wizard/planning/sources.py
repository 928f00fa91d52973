"""What a plan says in files that are judged as something else is built of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wizard.model.inventory import Inventory
from wizard.model.permitted import said_in_source
from wizard.model.shapes import mapping, text
from wizard.planning.changes import Addition, Object
from wizard.text.manifest import ObjectId


def in_sources(
    inventory: Inventory, changed: Mapping[ObjectId, Object], added: Sequence[Addition], memo: dict[object, Any]
) -> tuple[Mapping[ObjectId, Object], Sequence[Addition]]:
    """Changed and added objects as their files shall say them."""
    if not inventory.made:
        return changed, added

    def said(id_: ObjectId, data: Object) -> Object:
        manifest, built = inventory.manifest(id_.origin), inventory.made.get(id_)
        if manifest is None or built is None:
            return data
        # By identity, so that what is spliced from it is not spliced anew: the data is kept with it.
        place = ("said", id_, id(data))
        if place not in memo:
            memo[place] = (said_in_source(mapping(manifest.objects[id_]), built, data), data)
        return memo[place][0]  # type: ignore[no-any-return]

    def named(addition: Addition) -> Addition:
        place = ("named", addition.workload, id(addition.data))
        if place not in memo:
            memo[place] = (replace(addition, data=_as_in_source(inventory, addition)), addition)
        return memo[place][0]  # type: ignore[no-any-return]

    return {id: said(id, data) for id, data in changed.items()}, [named(each) for each in added]


def _as_in_source(inventory: Inventory, addition: Addition) -> Object:
    """A new object with the name and the namespace that its workload's file says: both are changed again when built."""
    manifest, built = inventory.manifest(addition.workload.origin), inventory.built.get(addition.workload)
    if manifest is None or built is None:
        return addition.data
    source, made = mapping(mapping(manifest.objects[addition.workload]).get("metadata")), mapping(built.get("metadata"))
    metadata = dict(mapping(addition.data.get("metadata")))
    name = text(metadata.get("name"))
    metadata["name"] = name.replace(text(made.get("name")), text(source.get("name")), 1)
    metadata.pop("namespace", None)
    if "namespace" in source:
        metadata["namespace"] = source["namespace"]
    return {**addition.data, "metadata": metadata}
