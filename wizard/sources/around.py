"""What lies around the files that were named, and what they say by being together."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from wizard.model.inventory import Inventory
from wizard.model.worlds import Worlds
from wizard.sources import neighbours
from wizard.sources.examples import examples
from wizard.sources.folders import Origins, lie_apart
from wizard.sources.neighbours import Beside
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.yamldata import Data

if TYPE_CHECKING:
    from wizard.sources.together import Together

HURRY = 0.05
"""Seconds for what lies beside, where a first screen waits for it."""

Object = Mapping[str, Data]


@dataclass(frozen=True)
class Around:
    """What was found, and whether something was put off."""

    beside: Beside
    together: "Together | None" = None
    """None where all lies in one folder that belongs to no kustomization."""
    worlds: Worlds = field(default_factory=Worlds)
    put_off: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each thing that is not known."""
        made = () if self.together is None else self.together.made.notes
        return (*neighbours.not_read(self.beside), *made)

    @property
    def patches(self) -> frozenset[str]:
        """Files that a kustomization merges into others."""
        return frozenset() if self.together is None else self.together.patches

    @property
    def built(self) -> Mapping[ObjectId, Object]:
        """Objects as they are built, by their ids."""
        return {} if self.together is None else self.together.made.objects

    def over(self, inventory: Inventory) -> Inventory:
        """The inventory with its neighbours and its worlds."""
        known = inventory if self.together is None else self.together.over(inventory)
        read = {each.origin: each for each in self.beside.manifests}
        return replace(known, worlds=self.worlds, neighbours=read)

    @property
    def said(self) -> str:
        """Which files were read beside what was named."""
        return neighbours.said(self.beside)

    @property
    def unsure(self) -> tuple[str, ...]:
        """Files in which nobody could look, or of which something else is made that nobody could see."""
        unbuilt = () if self.together is None else sorted(self.together.unsure)
        return (*(each.origin for each in self.beside.unreadable), *self.beside.left, *unbuilt)

    def told_apart(self, named: Origins, objects: Iterable[tuple[str, Object]]) -> "Around":
        """The same, once the objects are known: a folder of examples is as many worlds as files."""
        alone = examples(objects, self.worlds)
        if not alone:
            return self
        worlds, folders = self.worlds.with_each_alone(alone), {*map(os.path.dirname, alone)}
        beside = Beside(
            tuple(
                each
                for each in self.beside.manifests
                if not all(worlds.apart(each.origin, origin) for origin in named.named)
            ),
            tuple(each for each in self.beside.unreadable if os.path.dirname(each.origin) not in folders),  # noqa: PTH120
            tuple(each for each in self.beside.left if os.path.dirname(each) not in folders),  # noqa: PTH120
        )
        return replace(self, beside=beside, worlds=worlds)


def look_around(named: Origins, manifests: Iterable[Manifest] | None = None, *, hurry: bool = False) -> Around:
    """Read what lies beside, find out what belongs together, and have built what is built.

    Without the manifests of what was named, those are read here that something else may be built of. In a hurry what
    takes time is put off, to be done by calling this once more.
    """
    found = _looked(named, manifests, hurry=hurry)
    if manifests is None:
        return found  # whoever reads the objects tells them apart
    every = [*manifests, *found.beside.manifests]
    objects = ((each.origin, data) for each in every for data in each.objects.values() if isinstance(data, dict))
    return found.told_apart(named, objects)


def _looked(named: Origins, manifests: Iterable[Manifest] | None, *, hurry: bool) -> Around:
    seconds, most = (HURRY, neighbours.FIRST_FILES) if hurry else (None, neighbours.MOST_FILES)
    if not lie_apart(named.named):
        beside = Beside() if named.alone else neighbours.read(neighbours.beside(named, None), seconds, most)
        return Around(beside, put_off=hurry and bool(beside.left))
    # Most runs are about one folder, and these take 10 ms to import.
    from wizard.sources.building import concerned  # noqa: PLC0415
    from wizard.sources.together import together  # noqa: PLC0415
    from wizard.sources.worlds import Bonds  # noqa: PLC0415

    bonds = Bonds.around(named.named)
    beside = Beside() if named.alone else neighbours.read(neighbours.beside(named, bonds), seconds, most)
    read = neighbours.read(concerned(named.named, bonds)).manifests if manifests is None else manifests
    origins = (*named.named, *(each.origin for each in beside.manifests))
    all_read = not (named.alone or beside.left)
    known = together(origins, [*read, *beside.manifests], bonds, build=not hurry, all_read=all_read)
    return Around(beside, known, known.worlds, hurry and bool(beside.left or known.made.unbuilt))
