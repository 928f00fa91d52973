"""Folders whose files are alternatives, each to be applied without the others."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping

from wizard.model.inventory import is_workload, why_partial
from wizard.model.shapes import mapping, text
from wizard.model.worlds import Worlds
from wizard.sources.folders import in_files
from wizard.text.yamldata import Data

Object = Mapping[str, Data]

_EXAMPLES = 6
"""Files of one folder with a workload of one name; the environments of one application are fewer."""


def examples(objects: Iterable[tuple[str, Object]], worlds: Worlds) -> frozenset[str]:
    """The files of folders in which so many have a workload of one name that they can hardly be applied together."""
    of_name = defaultdict[tuple[str, str, str, str], set[str]](set)
    of_folder = defaultdict[str, set[str]](set)
    for origin, data in objects:
        if not in_files([origin]) or any(world.closed for world in worlds.of.get(origin, ())):
            continue
        folder = os.path.dirname(origin)  # noqa: PTH120
        of_folder[folder].add(origin)
        if is_workload(data) and not why_partial(data):
            metadata = mapping(data.get("metadata"))
            named = text(data.get("kind")), text(metadata.get("namespace")), text(metadata.get("name"))
            of_name[folder, *named].add(origin)
    folders = {folder for (folder, *_named), origins in of_name.items() if len(origins) >= _EXAMPLES}
    return frozenset(origin for folder in folders for origin in of_folder[folder])
