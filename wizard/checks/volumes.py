"""Mistakes around volumes: copies or an update that wait for one which another pod has, disks bound too early."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, Value, check
from wizard.model.capacity import counts_pod_level, requests, room
from wizard.model.defaults import host_ports
from wizard.model.eligible import eligible_nodes
from wizard.model.shapes import integer, items, mapping, mappings, selects, strings, text
from wizard.model.spreading import REQUIRED, rules, terms
from wizard.model.topology import HOSTNAME, Topology
from wizard.model.volumes import exclusive
from wizard.model.workload import Workload


@check(Severity.ERROR, "spread", needs=("claims",))
def copies_share_one_volume(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #87: a ReadWriteOnce volume goes to one node, so the copies elsewhere never start."""
    copies = max(workload.count, workload.most)
    if workload.kind == "DaemonSet" or copies < 2:
        return
    for volume in exclusive(workload):
        if volume.one_pod or not _on_one_node(workload):
            values: dict[str, Value] = {"claim": volume.name, "replicas": copies, "mode": volume.mode}
            # An autoscaler may never want the second one.
            yield Bite(volume.path, values, severity=Severity.WARNING if workload.count < 2 else None)


@check(Severity.WARNING, "shutdown", needs=("claims",))
def surge_waits_for_volume(workload: Workload) -> Iterator[Bite]:
    """A new pod elsewhere waits for the volume of the old one, which goes only when the new one is ready.

    Sources: attachdetach/reconciler.go (Multi-Attach), volume_restrictions.go (ReadWriteOncePod), rolling.go.
    """
    if workload.kind != "Deployment" or workload.count != 1 or workload.unavailable:
        return
    for volume in exclusive(workload):
        if volume.one_pod:
            how = "one-pod"
        elif _apart(workload):
            how = "apart"
        elif _on_one_node(workload):
            continue
        else:
            how = ""
        values: dict[str, Value] = {"claim": volume.name, "mode": volume.mode, "how": how}
        yield Bite(volume.path, values, severity=Severity.ERROR if how else None)


def _on_one_node(workload: Workload) -> bool:
    """Whether all its pods are surely on one and the same node."""
    nodes = eligible_nodes(workload)
    if (nodes is not None and len(nodes) == 1) or text(workload.pod.get("nodeName")):
        return True
    alternatives = terms(workload)
    wanted = mappings(alternatives[0].get("matchExpressions")) if len(alternatives) == 1 else []
    pinned = (each for each in wanted if each.get("key") == HOSTNAME and each.get("operator") == "In")
    if HOSTNAME in strings(workload.pod.get("nodeSelector")) or any(
        len(items(each.get("values"))) == 1 for each in pinned
    ):
        return True
    beside = mappings(mapping(workload.pod, "affinity", "podAffinity").get(REQUIRED))
    return any(
        each.get("topologyKey") == HOSTNAME and selects(each.get("labelSelector"), workload.labels) for each in beside
    )


def _apart(workload: Workload) -> bool:
    """Whether a second pod surely cannot stand on the node of the first."""
    if any(True for _port in host_ports(workload.pod)):
        return True
    nodes = eligible_nodes(workload)
    for rule in rules(workload):
        if not rule.strict or rule.hash_aware or rule.level is None:
            continue
        if rule.form == "podAntiAffinity":
            return True
        domains = Topology(nodes or ()).values(rule.topology_key)
        if (integer(rule.data.get("maxSkew")) or 1) == 1 and len(domains) > 1:
            return True
    asked = requests(workload.pod, pod_level=counts_pod_level(workload))
    return bool(nodes) and all(each.allocatable and room(each, asked, {}) < 2 for each in nodes or ())


@check(Severity.WARNING, "spread", needs=("storage-classes",))
def volumes_bound_before_pods(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #88: Immediate binding picks a disk's zone before the pod's (storage/v1 VolumeBindingMode)."""
    strict = any(rule.strict and rule.level == "zone" for rule in rules(workload))
    for index, claim in enumerate(mappings(workload.spec.get("volumeClaimTemplates"))):
        name = text(mapping(claim.get("spec")).get("storageClassName"))
        found = workload.storage_classes.get(name)
        if strict and found is not None and found.get("volumeBindingMode", "Immediate") == "Immediate":
            yield Bite(("spec", "volumeClaimTemplates", index), {"storage_class": name})
