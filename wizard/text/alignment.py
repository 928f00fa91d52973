"""Which item of one list became which item of another."""

from wizard.text.paths import Data, same

Pair = tuple[int | None, int | None]
"""Indices before and after; None before for an item that is added, None after for one that is removed."""

_MOST_COMPARISONS = 10_000
_NAMESAKE = 0.9
_UNLIKE = 0.05


def aligned(before: list[Data], after: list[Data]) -> list[Pair]:
    """Pair the items so that as much as possible stays: equal ones, those of one name, those most alike."""
    front = 0
    while front < min(len(before), len(after)) and same(before[front], after[front]):
        front += 1
    back = 0
    while back < min(len(before), len(after)) - front and same(before[-1 - back], after[-1 - back]):
        back += 1
    middle = _matched(before[front : len(before) - back], after[front : len(after) - back])
    shift = len(after) - len(before)
    return [
        *((index, index) for index in range(front)),
        *((None if i is None else i + front, None if j is None else j + front) for i, j in middle),
        *((index, index + shift) for index in range(len(before) - back, len(before))),
    ]


def _matched(before: list[Data], after: list[Data]) -> list[Pair]:
    if len(before) * len(after) > _MOST_COMPARISONS:
        return [*((i, None) for i in range(len(before))), *((None, j) for j in range(len(after)))]
    # best[i][j]: the most likeness that pairs of before[i:] and after[j:] can have, in order.
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    alike = [[_likeness(one, other) for other in after] for one in before]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            paired = best[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(before) and j < len(after):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return [*pairs, *((rest, None) for rest in range(i, len(before))), *((None, rest) for rest in range(j, len(after)))]


def _likeness(one: Data, other: Data) -> float:
    """From 0 for items that cannot be one another to 1 for equal ones."""
    if same(one, other):
        return 1
    if isinstance(one, dict) and isinstance(other, dict):
        equal = sum(1 for key, value in one.items() if key in other and same(value, other[key]))
        if "name" in one and "name" in other and same(one["name"], other["name"]):
            return _NAMESAKE
        return 0.8 * equal / max(len(one), len(other)) or (_UNLIKE if one.keys() & other.keys() else 0)
    if isinstance(one, list) and isinstance(other, list):
        return 0.8 * sum(map(same, one, other)) / max(len(one), len(other), 1) or _UNLIKE
    return 0 if isinstance(one, dict | list) or isinstance(other, dict | list) else _UNLIKE
