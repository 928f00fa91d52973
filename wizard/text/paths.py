"""What YAML and JSON say, as plain data, and the paths that name a place in it."""

from dataclasses import dataclass
from typing import TypeAlias

Data: TypeAlias = dict[str, "Data"] | list["Data"] | str | int | float | bool | None


@dataclass(frozen=True)
class Match:
    """A step of a path: the item of a list whose field has this value."""

    field: str
    value: str | int | float | bool | None


Path: TypeAlias = tuple[str | int | Match, ...]


def at(data: Data, path: Path) -> Data:
    """What stands at `path`. Raises KeyError when nothing does."""
    for step in resolve(data, path):
        data = data[step]  # type: ignore[index]
    return data


def resolve(data: Data, path: Path) -> tuple[str | int, ...]:
    """The same path in keys and indices alone. Raises KeyError when nothing stands there."""
    steps: list[str | int] = []
    for step in path:
        if isinstance(data, dict) and isinstance(step, str) and step in data:
            steps.append(step)
            data = data[step]
            continue
        index = _index(data, step) if isinstance(data, list) else None
        if index is None:
            raise KeyError(step)
        steps.append(index)
        data = data[index]  # type: ignore[index]
    return tuple(steps)


def field_path(data: Data, path: Path) -> str:
    """A path in kubectl's words, as far as it leads: spec.template.spec.containers[0].ports."""
    steps = path
    while True:
        try:
            found = resolve(data, steps)
        except KeyError:
            steps = steps[:-1]
            continue
        return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in found).removeprefix(".")


def _index(items: list[Data], step: str | int | Match) -> int | None:
    if isinstance(step, int):
        return step if -len(items) <= step < len(items) else None
    if isinstance(step, Match):
        for index, item in enumerate(items):
            if isinstance(item, dict) and step.field in item and same(item[step.field], step.value):
                return index
    return None


def same(one: Data, other: Data) -> bool:
    """Tell whether kubectl would read both alike; unlike ==, a true is not a 1. The order of keys does not count."""
    if one is other or type(one) is not type(other):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return len(one) == len(other) and all(key in other and same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other
