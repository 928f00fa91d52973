"""Which ports of its node a pod takes. Decides nothing.

Sources: core/v1 ContainerPort; scheduler/framework/plugins/nodeports; scheduler/util GetHostPorts: the main containers
and the init containers that run beside them; defaultHostNetworkPorts: with hostNetwork each port named is the node's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wizard.model.defaults import EVERY_ADDRESS, host_port
from wizard.model.shapes import numbered
from wizard.model.workload import Workload
from wizard.text.yamldata import Path


@dataclass(frozen=True)
class HostPort:
    """One port of the node, and where the template says so."""

    address: str
    protocol: str
    number: int
    path: Path

    def clashes(self, other: "HostPort") -> bool:
        """A port of one address clashes with the same port of that address or of all (NodeInfo HostPortInfo)."""
        shared = self.address == other.address or EVERY_ADDRESS in (self.address, other.address)
        return (self.number, self.protocol) == (other.number, other.protocol) and shared


def host_ports(workload: Workload) -> Iterator[HostPort]:
    """The ports of its node that each pod takes."""
    for container in (*workload.containers, *workload.sidecars):
        for index, port in numbered(container.data.get("ports")):
            if taken := host_port(workload.pod, port):
                yield HostPort(*taken, (*container.path, "ports", index))
