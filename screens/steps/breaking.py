"""What the person breaks in the picture of the cluster: the place that hurts most, then the next, then none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wizard.model.topology import ZONE
from wizard.model.workload import Workload
from wizard.text.paths import Data

if TYPE_CHECKING:
    # The simulator comes after the first paint.
    from wizard.simulation.landing import Landing

Object = Mapping[str, Data]


@dataclass(frozen=True)
class Broken:
    """A host or zone that is lost in the picture."""

    kind: str = ""
    """host or zone; empty for nothing."""
    name: str = ""

    def next(self, kind: str, workload: Workload, others: Sequence[Object] = ()) -> "Broken":
        """The next place of a kind to lose; nothing after the last."""
        from wizard.simulation.landing import land  # noqa: PLC0415  # as above

        names = places(land(workload, others=others), kind)
        number = names.index(self.name) + 1 if self.kind == kind and self.name in names else 0
        return Broken(kind, names[number]) if number < len(names) else Broken()


def places(landing: "Landing", kind: str) -> list[str]:
    """The hosts or zones of a landing, the one with the most copies first."""
    counts: dict[str, int] = {}
    for node in landing.topology.nodes:
        name = node.labels.get(ZONE, "") if kind == "zone" else node.name
        if name:
            counts[name] = counts.get(name, 0) + len(landing.here[node.name])
    return sorted(counts, key=lambda name: (-counts[name], name))
