"""Names that are nearly alike: a slip of the pen, not another thing."""

import re
from collections.abc import Iterable

_NUMBERS = re.compile(r"\d+")
_SAYS_NOTHING = frozenset({"svc", "service", "srv"})
"""Words by which some call a Service that others call without."""


def nearest(name: str, names: Iterable[str]) -> str:
    """The name that was probably meant; empty where none is near. web-1 and web-2 are two things, web and wbe one."""
    from difflib import SequenceMatcher  # noqa: PLC0415  # 4 ms, and most names are found as they stand

    meant = [(_ratio(SequenceMatcher, name, each), each) for each in sorted(set(names)) if _may_be(name, each)]
    likeness, found = max(meant, default=(0.0, ""))
    return found if likeness >= 0.8 else ""


def _ratio(matcher: type, name: str, other: str) -> float:
    if _swapped(name, other) or name.lower() == other.lower() or _words(name) ^ _words(other) <= _SAYS_NOTHING:
        return 1.0
    return float(matcher(None, name, other).ratio())


def _swapped(name: str, other: str) -> bool:
    """Two letters side by side that have changed places: the commonest slip, and of a short name most of it."""
    unlike = [at for at, (one, two) in enumerate(zip(name, other, strict=False)) if one != two]
    return (
        len(name) == len(other)
        and len(unlike) == 2
        and unlike[1] == unlike[0] + 1
        and name[unlike[0]] == other[unlike[1]]
        and name[unlike[1]] == other[unlike[0]]
    )


def _may_be(name: str, other: str) -> bool:
    """Names that differ in their numbers alone, or of which one has a word more, are meant as they stand."""
    if name == other or _NUMBERS.sub("#", name) == _NUMBERS.sub("#", other):
        return False
    words, others = _words(name) - _SAYS_NOTHING, _words(other) - _SAYS_NOTHING
    return not (words < others or others < words)


def _words(name: str) -> set[str]:
    return set(re.split(r"[-._]", name))
