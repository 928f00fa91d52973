"""Which volumes of a workload only one node, or one pod, can have at a time. Knows no disk that nobody described.

Volumes of each copy's own (volumeClaimTemplates, ephemeral.volumeClaimTemplate) are in nobody's way. Of a claim that
was not read, or may go to many nodes, nothing is claimed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.model.shapes import items, mapping, numbered, text
from wizard.model.spreading import POD
from wizard.model.workload import CLAIM, DISKS, Workload
from wizard.text.yamldata import Data, Path

Object = Mapping[str, Data]

ONE_NODE, ONE_POD = "ReadWriteOnce", "ReadWriteOncePod"
ALONE = {"awsElasticBlockStore", "gcePersistentDisk"}
"""The disks that the scheduler gives to no second pod of a node (volume_restrictions.go isVolumeConflict)."""


@dataclass(frozen=True)
class Mounted:
    """One volume of a pod that other pods may want too."""

    source: str
    """CLAIM, or one of DISKS."""
    name: str
    """Of the claim, or of the disk."""
    index: int
    """In the pod's list of volumes."""


@dataclass(frozen=True)
class Exclusive:
    """A volume that every copy of a workload mounts, and that one node or one pod can have at a time."""

    source: str
    name: str
    mode: str
    """ReadWriteOnce or ReadWriteOncePod of a claim; of a disk, what it is."""
    path: Path

    @property
    def one_pod(self) -> bool:
        """Whether not even a second pod on the same node gets it."""
        return self.mode == ONE_POD or self.source in ALONE


def mounted(pod: Object) -> Iterator[Mounted]:
    """The claims and disks that a pod names."""
    for index, volume in numbered(pod.get("volumes")):
        if claim := text(mapping(volume, CLAIM).get("claimName")):
            yield Mounted(CLAIM, claim, index)
        for source, field in DISKS.items():
            disk = mapping(volume, source)
            shared = source == "gcePersistentDisk" and disk.get("readOnly") is True
            if (name := text(disk.get(field))) and not shared:
                yield Mounted(source, name, index)


def exclusive(workload: Workload) -> tuple[Exclusive, ...]:
    """The volumes that keep a second copy of this workload from starting elsewhere."""
    modes = {each.name: _mode(each.spec) for each in workload.claims}
    found = (
        (each, modes.get(each.name, "") if each.source == CLAIM else each.source) for each in mounted(workload.pod)
    )
    return tuple(Exclusive(each.source, each.name, mode, (*POD, "volumes", each.index)) for each, mode in found if mode)


def _mode(claim: Object) -> str:
    """The access mode that counts; empty where many nodes may have it, or nothing is said.

    One that lets several nodes have it is enough (volume/util IsMultiAttachAllowed).
    """
    modes = items(claim.get("accessModes"))
    if not modes or not all(each in (ONE_NODE, ONE_POD) for each in modes):
        return ""
    return ONE_POD if ONE_POD in modes else ONE_NODE


def starts_new_first(workload: Workload) -> bool:
    """Whether an update waits for the new copy before it takes the old one away (rolling.go); by default it does."""
    return workload.kind == "Deployment" and not workload.unavailable and not exclusive(workload)


def unread_claims(workload: Workload) -> frozenset[str]:
    """The claims that its pods name and of which nobody knows who may have them."""
    told = {each.name for each in workload.claims if items(each.spec.get("accessModes"))}
    return workload.claim_names - told
