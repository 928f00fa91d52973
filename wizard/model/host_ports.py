"""Which ports of its node a pod takes. Decides nothing.

Sources: core/v1 ContainerPort; scheduler/framework/plugins/nodeports; scheduler/util GetHostPorts: the main containers
and the init containers that run beside them; defaultHostNetworkPorts: with hostNetwork each port named is the node's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.model.shapes import integer, numbered, text
from wizard.model.workload import Workload
from wizard.text.yamldata import Path

EVERY = "0.0.0.0"  # noqa: S104
"""hostIP of a port that names none."""


@dataclass(frozen=True)
class HostPort:
    """One port of the node, and where the template says so."""

    number: int
    protocol: str
    address: str
    path: Path

    def clashes(self, other: "HostPort") -> bool:
        """A port of one address clashes with the same port of that address or of all (NodeInfo HostPortInfo)."""
        shared = self.address == other.address or EVERY in (self.address, other.address)
        return (self.number, self.protocol) == (other.number, other.protocol) and shared


def host_ports(workload: Workload) -> Iterator[HostPort]:
    """The ports of its node that each pod takes."""
    shared = workload.pod.get("hostNetwork") is True
    for container in (*workload.containers, *workload.sidecars):
        for index, port in numbered(container.data.get("ports")):
            number = integer(port.get("hostPort")) or (integer(port.get("containerPort")) if shared else None)
            if number:
                path = (*container.path, "ports", index)
                yield HostPort(number, text(port.get("protocol")) or "TCP", text(port.get("hostIP")) or EVERY, path)
