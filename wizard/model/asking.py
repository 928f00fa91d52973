"""Whether anything in sight sends requests to the pods of a workload."""

from wizard.model.host_ports import host_ports
from wizard.model.workload import Workload


def asked(workload: Workload) -> bool:
    """A Service, a port of the node, or a word of people: a port that is only listed is asked by nobody known.

    Who asks for metrics or probes alone sends no request that is lost.
    """
    if workload.facts.traffic is not None:
        return workload.facts.traffic != "none"
    open_ = bool(workload.services) or any(True for _port in host_ports(workload))
    return open_ and not workload.only_watched
