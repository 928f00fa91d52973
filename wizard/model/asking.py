"""Whether anything in sight sends requests to the pods of a workload."""

from wizard.model.host_ports import host_ports
from wizard.model.workload import Workload


def asked(workload: Workload) -> bool:
    """A Service, a port of the node, or a word of people: a port that is only listed is asked by nobody known."""
    told = workload.facts.traffic
    return bool(workload.services) or any(True for _port in host_ports(workload)) or told not in {None, "none"}
