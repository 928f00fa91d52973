"""What a kustomization lists: files, folders, patches, and what lies elsewhere. Builds none."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wizard.errors import WizardError
from wizard.model.shapes import items, mapping, text
from wizard.sources.files import content_of
from wizard.sources.folders import KUSTOMIZATIONS
from wizard.text.manifest import Manifest
from wizard.text.yamldata import Data

_ONLY_LISTS = frozenset({"apiVersion", "kind", "metadata", "resources", "bases"})
"""Fields by which nothing becomes of an object but what its file says."""
_ADDS = frozenset({"configMapGenerator", "secretGenerator", "generators", "generatorOptions", "crds", "openapi"})
"""Fields that add objects which no file holds, or say how others are read."""


@dataclass(frozen=True)
class Kustomization:
    """One kustomization; every path is the real one."""

    path: str
    files: tuple[str, ...] = ()
    """What it lists as resources."""
    folders: tuple[str, ...] = ()
    """Bases and components."""
    patches: tuple[str, ...] = ()
    """Files that it merges into its objects."""
    away: tuple[str, ...] = ()
    """Entries that are no file and no folder here: to build them, something is fetched."""
    changes: bool = False
    """Whether its objects become something else than their files say."""
    component: bool = False

    @property
    def folder(self) -> str:
        return os.path.dirname(self.path)  # noqa: PTH120  # real paths are texts here


def kustomization_for(path: str) -> str | None:
    """The kustomization in the same folder that lists this file among its resources; None where there is none."""
    listing = next((str(found) for name in KUSTOMIZATIONS if (found := Path(path).with_name(name)).exists()), None)
    if listing is None or listing == path:
        return None
    read = kustomization_in(os.path.dirname(listing) or ".")  # noqa: PTH120
    return listing if read is not None and os.path.realpath(path) in read.files else None


def kustomization_in(folder: str) -> Kustomization | None:
    """The kustomization of a folder; None where there is none, or none that can be read."""
    for name in KUSTOMIZATIONS:
        with suppress(OSError):
            path = os.path.realpath(Path(folder) / name)
            return _read(path, Path(path).stat().st_mtime_ns)
    return None


# Asked for each file of a folder, and a long listing takes milliseconds to read.
@lru_cache(512)
def _read(path: str, _changed: int) -> Kustomization | None:
    try:
        read = Manifest.read(path, content_of(path))
    except WizardError:
        return None
    data = mapping(next(iter(read.objects.values()), None))
    told = _Told(os.path.dirname(path))  # noqa: PTH120
    for field in ("resources", "bases", "components"):
        for entry in items(data.get(field)):
            told.resource(text(entry))
    for entry in _patch_paths(data):
        told.patch(entry)
    for field in ("crds", "configurations", "transformers", "validators", "generators"):
        for entry in items(data.get(field)):
            told.support(text(entry))
    told.support(text(mapping(data, "openapi").get("path")))
    if any(data.get(field) for field in ("helmCharts", "helmChartInflationGenerator")):
        told.away.append("helmCharts")
    fields = {key for key, value in data.items() if value not in (None, [], {}, "")}
    changes = bool(fields - _ONLY_LISTS - _ADDS)
    component = data.get("kind") == "Component"
    return Kustomization(
        path, tuple(told.files), tuple(told.folders), tuple(told.patches), tuple(told.away), changes, component
    )


class _Told:
    """Sorts the entries of one kustomization."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.files: list[str] = []
        self.folders: list[str] = []
        self.patches: list[str] = []
        self.away: list[str] = []

    def _place(self, entry: str) -> str:
        return os.path.realpath(os.path.join(self._folder, entry))  # noqa: PTH118  # an entry may be an address

    def resource(self, entry: str) -> None:
        place = self._place(entry)
        if not entry:
            return
        if os.path.isdir(place):  # noqa: PTH112
            self.folders.append(place)
        elif os.path.isfile(place):  # noqa: PTH113
            self.files.append(place)
        else:
            self.away.append(entry)

    def patch(self, entry: str) -> None:
        place = self._place(entry)
        if os.path.isfile(place):  # noqa: PTH113
            self.patches.append(place)
        else:
            self.away.append(entry)

    def support(self, entry: str) -> None:
        """What says how to build: a file or folder, or YAML in the place of one."""
        if entry and "\n" not in entry and not os.path.exists(self._place(entry)):  # noqa: PTH110
            self.away.append(entry)


def _patch_paths(data: Mapping[str, Data]) -> Iterator[str]:
    """The files among the patches; the others are written in the kustomization itself."""
    for field in ("patches", "patchesJson6902", "replacements"):
        for entry in items(data.get(field)):
            if path := text(mapping(entry).get("path")):
                yield path
    for entry in (*items(data.get("patchesStrategicMerge")), *items(data.get("patches"))):
        # The first versions of `patches` took paths, as patchesStrategicMerge does.
        if (path := text(entry)) and "\n" not in path and ":" not in path.partition("://")[0]:
            yield path
