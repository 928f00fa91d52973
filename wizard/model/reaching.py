"""Which ports of a pod its Services lead to, and whether requests come in there or only those who watch it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wizard.text.yamldata import Data

_WATCHING = re.compile(
    r"(?:.*-)?(?:metrics?|prom|probes?|healthz?|health-?checks?|health-probe|livez|liveness|readyz|readiness|debug|pprof)"
    r"(?:-(?:port|https?|tcp))?"
)

_WATCHING_SERVICE = re.compile(r"(?:.*-)?metrics(?:-(?:service|svc))?")

Port = Mapping[str, Data]
"""One of a container's ports (core/v1 ContainerPort)."""


def watches(name: object) -> bool:
    """Whether a port is named for metrics, probes or profiles, by which people watch it. A number says nothing."""
    return isinstance(name, str) and _WATCHING.fullmatch(name) is not None


class Lead(NamedTuple):
    """One port of a Service."""

    name: Data
    target: Data
    """The pod port that it leads to by name or number (targetPort, else port)."""
    service: str
    """The name of the Service."""

    @property
    def watches(self) -> bool:
        """Whether it is there for metrics or probes, by the name of the port or of the Service (kubebuilder's)."""
        return watches(self.name) or watches(self.target) or _WATCHING_SERVICE.fullmatch(self.service) is not None


@dataclass(frozen=True)
class Reaching:
    """What the Services of a workload send to its pods."""

    leads: tuple[Lead, ...]
    any: bool
    """Whether there is a Service at all."""

    @property
    def targets(self) -> tuple[Data, ...]:
        """The pod ports, by name or number, that traffic is sent to."""
        return tuple(each.target for each in self.leads)

    def leads_to(self, port: Port) -> bool:
        """Whether a Service leads to a container's port."""
        return bool(self._leading(port))

    def requests_at(self, ports: Sequence[Port]) -> bool:
        """Whether requests come in at a container with these ports, as far as the names of the ports tell."""
        if not ports:
            return not self.any or any(not each.watches for each in self.leads)
        asked = [port for port in ports if self.leads_to(port)]
        return any(
            not watches(port.get("name")) and (not asked or any(not each.watches for each in self._leading(port)))
            for port in asked or ports
        )

    def _leading(self, port: Port) -> list[Lead]:
        """The ports of Services that lead to a container's port."""
        # Compared one by one: a port of a wrong type may be a mapping, which no set takes.
        own = (port.get("name"), port.get("containerPort"))
        return [each for each in self.leads if each.target is not None and each.target in own]
