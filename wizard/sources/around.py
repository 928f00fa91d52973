"""What lies around the files that were named, and what they say by being together."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace

from wizard.model.inventory import Inventory
from wizard.sources import neighbours
from wizard.sources.building import concerned
from wizard.sources.folders import Origins
from wizard.sources.neighbours import Beside
from wizard.sources.rendered import Object
from wizard.sources.together import Together, examples, together
from wizard.sources.worlds import Bonds, in_files
from wizard.text.manifest import Manifest

HURRY = 0.05
"""Seconds for what lies beside, where a first screen waits for it."""


@dataclass(frozen=True)
class Around:
    """What was found, and whether something was put off."""

    beside: Beside
    together: Together
    put_off: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each thing that is not known."""
        return (*neighbours.not_read(self.beside), *self.together.made.notes)

    def over(self, inventory: Inventory) -> Inventory:
        """The inventory with its neighbours and its worlds."""
        read = {each.origin: each for each in self.beside.manifests}
        return replace(self.together.over(inventory), neighbours=read)

    @property
    def said(self) -> str:
        """Which files were read beside what was named."""
        return neighbours.said(self.beside)

    @property
    def unsure(self) -> tuple[str, ...]:
        """Files in which nobody could look, or of which something else is made that nobody could see."""
        return (*(each.origin for each in self.beside.unreadable), *self.beside.left, *sorted(self.together.unsure))

    def told_apart(self, named: Origins, objects: Iterable[tuple[str, Object]]) -> "Around":
        """The same, once the objects are known: a folder of examples is as many worlds as files."""
        alone = examples(objects, self.together.worlds)
        if not alone:
            return self
        worlds, folders = self.together.worlds.with_each_alone(alone), {*map(os.path.dirname, alone)}
        beside = Beside(
            tuple(
                each
                for each in self.beside.manifests
                if not all(worlds.apart(each.origin, origin) for origin in named.named)
            ),
            tuple(each for each in self.beside.unreadable if os.path.dirname(each.origin) not in folders),  # noqa: PTH120
            tuple(each for each in self.beside.left if os.path.dirname(each) not in folders),  # noqa: PTH120
        )
        return replace(self, beside=beside, together=replace(self.together, worlds=worlds))


def bonds_of(named: Origins) -> Bonds | None:
    """The kustomizations around what was named; None where it is all in one folder that none belongs to."""
    paths = in_files(named.named)
    found = Bonds.around(paths)
    several = len({os.path.dirname(os.path.realpath(each)) for each in paths}) > 1  # noqa: PTH120
    return found if found.known or several else None


def look_around(named: Origins, manifests: Iterable[Manifest] | None = None, *, hurry: bool = False) -> Around:
    """Read what lies beside, find out what belongs together, and have built what is built.

    Without the manifests of what was named, those are read here that something else may be built of. In a hurry what
    takes time is put off, to be done by calling this once more.
    """
    bonds = bonds_of(named)
    paths = () if named.alone else neighbours.beside(named, bonds)
    beside = neighbours.read(paths, HURRY, neighbours.FIRST_FILES) if hurry else neighbours.read(paths)
    if bonds is None:
        return _told_apart(Around(beside, Together(), hurry and bool(beside.left)), named, manifests)
    read = neighbours.read(concerned(named.named, bonds)).manifests if manifests is None else manifests
    origins = (*named.named, *(each.origin for each in beside.manifests))
    all_read = not (named.alone or beside.left)
    known = together(origins, [*read, *beside.manifests], bonds, build=not hurry, all_read=all_read)
    return _told_apart(Around(beside, known, hurry and bool(beside.left or known.made.unbuilt)), named, manifests)


def _told_apart(around: Around, named: Origins, manifests: Iterable[Manifest] | None) -> Around:
    """Where the objects are not read here, whoever reads them tells them apart."""
    if manifests is None:
        return around
    every = [*manifests, *around.beside.manifests]
    return around.told_apart(
        named, ((each.origin, data) for each in every for data in each.objects.values() if isinstance(data, dict))
    )
