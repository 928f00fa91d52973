"""Mistakes in how Services lead traffic to a workload's pods."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, Value, check
from wizard.checks.spread import version_label
from wizard.model.probing import pre_stop_seconds
from wizard.model.shapes import integer, mapping
from wizard.model.topology import ZONE
from wizard.model.workload import Neighbour, Workload

LOCAL_WAIT = 20
"""Seconds that a load balancer needs at least to see that a node's last pod has gone (FACTS 6e)."""
_DIRECT = {
    "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": {"ip"},
    "service.beta.kubernetes.io/aws-load-balancer-type": {"nlb-ip"},
    "service.cloud.tencent.com/direct-access": {"true"},
    "cloud.google.com/neg": None,
}
"""Annotations by which a load balancer sends to pods and not to nodes; None for any value."""


_ONE_POD = frozenset({"statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"})
"""Labels that only one pod of a StatefulSet has: a Service that selects one gives that member an address."""


def _traffic_services(workload: Workload) -> Iterator[Neighbour]:
    """Services that clients use: a headless one, or one for a single member, may be for peers only."""
    return (
        each
        for each in workload.services
        if each.spec.get("clusterIP") != "None" and not _ONE_POD & mapping(each.spec, "selector").keys()
    )


def _straight_to_pods(service: Neighbour) -> bool:
    annotations = mapping(service.data, "metadata", "annotations")
    return any(key in annotations and (values is None or annotations[key] in values) for key, values in _DIRECT.items())


@check(Severity.ERROR, "readiness")
def service_publishes_unready_pods(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #82: pods that are not ready, or are ending, stay ready for it (endpointslice utils.go)."""
    for service in _traffic_services(workload):
        if service.spec.get("publishNotReadyAddresses") is True:
            yield Bite(("spec", "publishNotReadyAddresses"), {"name": service.name}, service.id)


@check(Severity.WARNING)
def service_selector_names_version(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #83: an update leaves the Service without pods until somebody changes it too."""
    for service in workload.services:
        if label := version_label({"matchLabels": mapping(service.spec, "selector")}):
            yield Bite(("spec", "selector", label), {"name": service.name, "label": label}, service.id)


@check(Severity.WARNING, "shutdown")
def local_traffic_needs_longer_pause(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #84: with externalTrafficPolicy Local a node's last pod must serve until probes see it (KEP-1669)."""
    waits = [pre_stop_seconds(each) for each in workload.served]
    shortest = min((each or 0 for each in waits), default=0)
    for service in workload.services:
        outside = service.spec.get("type") in {"LoadBalancer", "NodePort"}
        if outside and service.spec.get("externalTrafficPolicy") == "Local" and shortest < LOCAL_WAIT and any(waits):
            yield Bite(
                ("spec", "externalTrafficPolicy"),
                {"name": service.name, "seconds": shortest, "needed": LOCAL_WAIT},
                service.id,
            )


@check(Severity.WARNING, "shutdown", needs=("traffic",))
def ready_before_load_balancer(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #54: a balancer that sends to pods learns of a new one late; a gate or minReadySeconds waits for it."""
    direct = workload.facts.traffic == "lb-pods" or any(map(_straight_to_pods, workload.services))
    gated = bool(workload.pod.get("readinessGates"))
    if direct and not gated and not integer(workload.spec.get("minReadySeconds")) and workload.kind != "DaemonSet":
        yield Bite(("spec",))


@check(Severity.WARNING, needs=("nodes",))
def close_traffic_too_few_pods(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #96: each zone or node serves its own traffic, so it needs copies of its own (KEP-3015)."""
    topology = workload.topology
    if topology is None or workload.kind == "DaemonSet":
        return
    zones = len(topology.values(ZONE)) or 1
    for service in workload.services:
        wanted = service.spec.get("trafficDistribution")
        if wanted in {"PreferClose", "PreferSameZone", "PreferSameNode"} and workload.fewest < 3 * zones:
            values: dict[str, Value] = {
                "name": service.name,
                "replicas": workload.fewest,
                "zones": zones,
                "needed": 3 * zones,
            }
            yield Bite(("spec", "trafficDistribution"), {**values, "wanted": str(wanted)}, service.id)
