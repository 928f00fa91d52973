"""Which files belong together: what a kustomization brings together, else a folder. Builds none."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

from wizard.model.worlds import World, Worlds
from wizard.sources.folders import in_files, upwards
from wizard.sources.kustomizations import Kustomization, kustomization_in

_MOST = 1000
"""Kustomizations that are followed from one run."""
_MOST_SIBLINGS = 100
"""Folders in a base, beside it and in those, each, in which its overlays are looked for."""


@dataclass(frozen=True)
class Bonds:
    """The kustomizations around some files, by their folders."""

    known: Mapping[str, Kustomization]

    @classmethod
    def around(cls, origins: Iterable[str]) -> "Bonds":
        """Those in the folders of the files and above them, their bases, and the overlays that lie beside them."""
        known: dict[str, Kustomization] = {}
        looked: dict[str, Kustomization | None] = {}
        for folder in dict.fromkeys(map(_folder, map(os.path.realpath, in_files(origins)))):
            for above in upwards(folder):
                if above not in looked:
                    looked[above] = kustomization_in(above)
                if (found := looked[above]) is not None:
                    _follow(found, known)
                    break
        for base in list(known.values()):
            for folder in _beside(base.folder):
                if folder not in known and (found := kustomization_in(folder)) and base.folder in found.folders:
                    _follow(found, known)
        return cls(known)

    @cached_property
    def above(self) -> Mapping[str, tuple[str, ...]]:
        """The folders of the kustomizations that list each folder."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for each in self.known.values():
            for folder in each.folders:
                found[folder].append(each.folder)
        return {folder: tuple(sorted(several)) for folder, several in found.items()}

    @cached_property
    def _listing(self) -> Mapping[str, tuple[Kustomization, ...]]:
        """The kustomizations that list each file, the nearest first."""
        found: defaultdict[str, list[Kustomization]] = defaultdict(list)
        for each in self.known.values():
            for path in (*each.files, *each.patches):
                found[path].append(each)
        return {
            path: tuple(sorted(several, key=lambda each: (not path.startswith(f"{each.folder}/"), -len(each.folder))))
            for path, several in found.items()
        }

    @cached_property
    def patches(self) -> frozenset[str]:
        """Every file that one of them merges into its objects, and none lists as an object."""
        objects = {path for each in self.known.values() for path in each.files}
        return frozenset(path for each in self.known.values() for path in each.patches if path not in objects)

    def of(self, path: str) -> Kustomization | None:
        """The kustomization that a file belongs to: the one that lists it, else the nearest at or above it."""
        if listing := self._listing.get(path):
            return listing[0]
        return next((found for above in upwards(_folder(path)) if (found := self.known.get(above))), None)

    def roots(self, folder: str) -> frozenset[str]:
        """The folders of the kustomizations that bring a folder in at last, and that no other lists."""
        found, seen, open_ = set[str](), set[str](), [folder]
        while open_:
            each = open_.pop()
            if each not in seen:
                seen.add(each)
                above = self.above.get(each, ())
                open_ += above
                if not above:
                    found.add(each)
        return frozenset(found or {folder})

    def chain(self, first: Kustomization) -> list[Kustomization]:
        """A kustomization and those above it, as long as just one brings it in: what they make is made for sure."""
        found = [first]
        while len(above := self.above.get(found[-1].folder, ())) == 1 and self.known[above[0]] not in found:
            found.append(self.known[above[0]])
        return found

    def makers_above(self, last: Kustomization) -> Iterator[Kustomization]:
        """Every kustomization above one that makes something of it, the nearest first."""
        seen, open_ = {last.folder}, list(self.above.get(last.folder, ()))
        while open_:
            each = self.known[open_.pop(0)]
            if each.folder not in seen:
                seen.add(each.folder)
                open_ += self.above.get(each.folder, ())
                if each.changes and not each.component:
                    yield each

    def reach(self, folder: str) -> Iterator[Kustomization]:
        """A kustomization and all that it brings in."""
        seen, open_ = set[str](), [folder]
        while open_:
            each = open_.pop()
            if each not in seen and each in self.known:
                seen.add(each)
                yield self.known[each]
                open_ += self.known[each].folders

    def worlds(self, origins: Iterable[str]) -> Worlds:
        """The worlds of these files."""
        found = {}
        for origin in origins:
            path = os.path.realpath(origin)
            listing = self._listing.get(path) or ((own,) if (own := self.of(path)) else ())
            places = {root for each in listing for root in self.roots(each.folder)}
            kustomized = frozenset(World(place, closed=True) for place in places)
            found[origin] = kustomized or frozenset({World(_folder(path))})
        return Worlds(found)


def _follow(first: Kustomization, known: dict[str, Kustomization]) -> None:
    open_ = [first]
    while open_ and len(known) < _MOST:
        each = open_.pop()
        if each.folder not in known:
            known[each.folder] = each
            open_ += [found for folder in each.folders if (found := kustomization_in(folder))]


def _beside(folder: str) -> Iterator[str]:
    """The folders in one, those beside it, and those in them: overlays/prod beside base."""
    beside = [each for each in _folders_in(_folder(folder)) if each != folder]
    yield from islice(_folders_in(folder), _MOST_SIBLINGS)
    yield from islice(beside, _MOST_SIBLINGS)
    yield from islice(chain.from_iterable(map(_folders_in, beside[:_MOST_SIBLINGS])), _MOST_SIBLINGS)


def _folders_in(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(each.path for each in entries if not each.name.startswith(".") and each.is_dir())
    except OSError:
        return []


def _folder(path: str) -> str:
    return os.path.dirname(path)  # noqa: PTH120  # real paths are texts here
