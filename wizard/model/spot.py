"""Nodes that may be taken back at short notice: which labels tell of them, and how short the notice is."""

from collections.abc import Iterator
from typing import NamedTuple

from wizard.model.eligible import eligible_nodes
from wizard.model.shapes import items, mapping, mappings, text
from wizard.model.workload import Workload


class Spot(NamedTuple):
    """A label of such nodes that a workload asks for or tolerates."""

    label: str
    notice: int
    """Seconds from the notice until the node is gone."""


_GCP, _AWS, _AZURE = 30, 120, 30
"""GKE: 30 s, of which pods get the first 15 (docs, spot VMs); EC2: two minutes (docs, spot interruption notices);
Azure: 30 s (docs, spot virtual machines)."""
_LABELS = {
    "cloud.google.com/gke-spot": ({"true"}, _GCP),
    "cloud.google.com/gke-preemptible": ({"true"}, _GCP),
    "cloud.google.com/gke-provisioning": ({"spot", "preemptible"}, _GCP),
    "eks.amazonaws.com/capacityType": ({"SPOT"}, _AWS),
    "karpenter.sh/capacity-type": ({"spot"}, _AWS),
    "kubernetes.azure.com/scalesetpriority": ({"spot"}, _AZURE),
}
"""Labels, and taints of the same name, with their values."""


def spot(workload: Workload) -> Spot | None:
    """The shortest notice that its pods may get, as their rules and the nodes tell; None where none tells of any."""
    seen = (item for node in eligible_nodes(workload) or () for item in node.labels.items() if item[0] in _LABELS)
    asked = (*_asked(workload), *seen)
    found = [Spot(key, _LABELS[key][1]) for key, value in asked if value in _LABELS[key][0]]
    return min(found, key=lambda each: each.notice, default=None)


def _asked(workload: Workload) -> Iterator[tuple[str, str]]:
    pod = workload.pod
    yield from ((key, text(value)) for key, value in mapping(pod.get("nodeSelector")).items() if key in _LABELS)
    affinity = mapping(pod, "affinity", "nodeAffinity")
    terms = mappings(mapping(affinity, "requiredDuringSchedulingIgnoredDuringExecution").get("nodeSelectorTerms"))
    terms += [mapping(each, "preference") for each in mappings(affinity.get(_PREFERRED))]
    for each in (each for term in terms for each in mappings(term.get("matchExpressions"))):
        key, values = text(each.get("key")), items(each.get("values"))
        if key in _LABELS:
            operator = text(each.get("operator"))
            asked = _LABELS[key][0] if operator == "Exists" else values
            yield from ((key, text(value)) for value in asked if operator in {"In", "Exists"})
    for each in mappings(pod.get("tolerations")):
        key = text(each.get("key"))
        if key in _LABELS:
            yield from ((key, value) for value in _LABELS[key][0] if each.get("operator") == "Exists")
            yield key, text(each.get("value"))


_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
