"""What mends a mistake without asking: a function from the object as it is to the object as it should be."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wizard.checks.check import Bite
from wizard.model.workload import Workload
from wizard.text.paths import Data, Path

Object = dict[str, Data]


@dataclass(frozen=True)
class Place:
    """What a mend may know: where the check bit, and the workload it bit (None for an object judged by itself)."""

    bite: Bite
    workload: Workload | None
    agreed: bool
    """Whether somebody named this mend, as opposed to asking for all that are safe."""

    @property
    def path(self) -> Path:
        """Where in the object the check bit."""
        return self.bite.path


Mend = Callable[[Object, Place], Object | None]
"""From a copy of the object's data to the mended data; None where people have to decide."""

MENDS: dict[str, Mend] = {}
"""By the id of the check."""


def mends(*ids: str) -> Callable[[Mend], Mend]:
    """Register what mends these checks' mistakes."""

    def register(mend: Mend) -> Mend:
        MENDS.update(dict.fromkeys(ids, mend))
        return mend

    return register


def mended(id: str, data: Mapping[str, Data], place: Place) -> Object | None:
    """The object with one mistake mended; None where that cannot be done without a decision."""
    try:
        return MENDS[id](copy.deepcopy(dict(data)), place) if id in MENDS else None
    except (LookupError, TypeError):
        # Something else stands where the mend looks for a mapping or a list: people have to decide.
        return None


def above(data: Object, path: Path) -> tuple[Object, str]:
    """The mapping that holds the last key of a path, and that key. Raises KeyError where there is none."""
    found: Data = data
    for step in path[:-1]:
        found = found[step]  # type: ignore[index]
    if not isinstance(found, dict) or not isinstance(path[-1], str):
        raise KeyError(path)
    return found, path[-1]


def node(data: Object, path: Path) -> Object:
    """The mapping at a path. Raises KeyError where there is none."""
    found: Data = data
    for step in path:
        found = found[step]  # type: ignore[index]
    if not isinstance(found, dict):
        raise KeyError(path)
    return found


def drop(data: Object, path: Path) -> Object:
    """Take out the key or the item at a path, and a list that is empty then."""
    parent: Data = data
    for step in path[:-1]:
        parent = parent[step]  # type: ignore[index]
    del parent[path[-1]]  # type: ignore[union-attr, arg-type]
    if parent == [] and len(path) > 1:
        holder, key = above(data, path[:-1])
        del holder[key]
    return data


@mends(
    "min-domains-without-strict",
    "match-label-keys-too-new",
    "node-name-set",
    "tolerates-everything",
    "pod-replacement-policy-unknown",
    "stop-signal-needs-os",
    "broken-members-may-go",
    "service-publishes-unready-pods",
    "replicas-fight-autoscaler",
    "init-container-has-probe",
    "readiness-has-grace",
    "success-threshold-not-one",
    "grace-is-zero",
    "stateful-max-unavailable-ignored",
)
def without(data: Object, place: Place) -> Object:
    """What should not be there goes."""
    return drop(data, place.path)
