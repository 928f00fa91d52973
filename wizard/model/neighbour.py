"""Other objects that bear on a workload, and how they lead to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.model.shapes import mapping, text
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data


@dataclass(frozen=True)
class Neighbour:
    """Another object that bears on the workload."""

    id: ObjectId
    data: Mapping[str, Data]

    @property
    def kind(self) -> str:
        return text(self.data.get("kind"))

    @property
    def name(self) -> str:
        return text(mapping(self.data.get("metadata")).get("name"))

    @property
    def namespace(self) -> str | None:
        """None when unset: unset matches only unset."""
        return text(mapping(self.data.get("metadata")).get("namespace")) or None

    @property
    def spec(self) -> Mapping[str, Data]:
        return mapping(self.data.get("spec"))


@dataclass(frozen=True)
class Kin:
    """Something else in its namespace whose pods the workload's own selector matches too."""

    of: Neighbour
    labels: Mapping[str, str]
    """Of those pods."""
    sure: bool = False
    """Whether nothing else can be meant: one file, stream, cluster or kustomization has both."""
    scale: bool | None = None
    """Whether a budget can reckon with its count (disruption.go); None where nobody knows, or for a bare Pod."""
    copies: int = 0
    """At the quietest hour."""
    budgets: tuple[str, ...] = ()
    """The names of the budgets that select those pods."""
    autoscalers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Front:
    """An Ingress or a Gateway route that leads to a Service."""

    door: Neighbour
    service: Neighbour
    told: tuple[Neighbour, ...] = ()
    """What says how it is carried out: its IngressClass with its parameters, its Gateways with their classes."""
