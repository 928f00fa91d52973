"""What the Services of a workload make of its endpoints: which pods they list, and from where each is reached."""

from wizard.model.routes import traffic
from wizard.model.workload import Workload


def lists_unready(workload: Workload) -> bool:
    """Whether pods get requests that are not Ready, or that end: every Service in sight publishes them.

    An EndpointSlice then calls them ready for as long as the pod is there (endpointslice utils.go podToEndpoint,
    FACTS 3). Where another Service does not, that is the one for requests, and this one for the pods to find each
    other.
    """
    found = [each.spec.get("publishNotReadyAddresses") is True for each in workload.services]
    return bool(found) and all(found)


def stays_on_node(workload: Workload) -> bool:
    """Whether a request reaches only pods on the node it comes from: it comes by an address in the cluster, and every
    Service in sight has the internalTrafficPolicy Local (kube-proxy topology.go CategorizeEndpoints)."""
    found = [each.spec.get("internalTrafficPolicy") == "Local" for each in workload.services]
    return traffic(workload) == "service" and bool(found) and all(found)
