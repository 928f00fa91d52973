"""Which files belong together: what one world holds is applied to one cluster. Opens no file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class World:
    """What is applied together: all that a kustomization brings together, else a folder."""

    path: str
    """Of the folder; of the file where each file of a folder is an example of its own."""
    closed: bool = False
    """Whether it is known to hold all that belongs together: a folder may hold the Services of the next one."""


@dataclass(frozen=True)
class Worlds:
    """The worlds of each file; a base is in those of all its overlays. What stands nowhere belongs to everybody."""

    of: Mapping[str, frozenset[World]] = field(default_factory=dict)

    def shared(self, one: str, other: str) -> bool:
        """Whether two files are in one world."""
        here, there = self.of.get(one), self.of.get(other)
        return one == other or here is None or there is None or not here.isdisjoint(there)

    def apart(self, one: str, other: str) -> bool:
        """Whether two files can have nothing to do with each other: they are in two worlds, and one is closed."""
        both = (*self.of.get(one, ()), *self.of.get(other, ()))
        return not self.shared(one, other) and any(world.closed for world in both)

    def with_each_alone(self, origins: Iterable[str]) -> "Worlds":
        """The same, but for some files that each are a world of their own."""
        return Worlds({**self.of, **{each: frozenset({World(each, closed=True)}) for each in origins}})

    def richest(self, origin: str, origins: Iterable[str]) -> World | None:
        """Of the several worlds of a file, the one that most of the origins are in; None where it has just one."""
        mine, others = self.of.get(origin, frozenset()), tuple(origins)
        if len(mine) < 2:
            return None

        def held(world: World) -> int:
            return sum(world in self.of.get(each, {world}) for each in others)

        return max(sorted(mine, key=lambda world: world.path), key=held)

    def within(self, origin: str, world: World | None) -> bool:
        """Whether a file is in a world; all are in none."""
        return world is None or world in self.of.get(origin, {world})
