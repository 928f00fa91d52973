"""The scheduler's own words for a pod that stays Pending: a quotation of its events, so in no other language."""

from collections.abc import Iterable

from wizard.wording import safe

REASONS = {
    "node-name": "node(s) didn't match the requested node name",
    "unschedulable": "node(s) were unschedulable",
    # Newer servers shorten it to "untolerated taint(s)"; the key is what a person needs.
    "taint": "node(s) had untolerated taint {{{about}}}",
    "node-affinity": "node(s) didn't match Pod's node affinity/selector",
    "ports": "node(s) didn't have free ports for the requested pod ports",
    "pods": "Too many pods",
    "insufficient": "Insufficient {about}",
    "claim-in-use": (
        "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode "
        "already in-use by another pod"
    ),
    "disk": "node(s) had no available disk",
    "volume": "node(s) didn't match PersistentVolume's node affinity",
    "spread": "node(s) didn't match pod topology spread constraints",
    "spread-key": "node(s) didn't match pod topology spread constraints (missing required label)",
    "affinity": "node(s) didn't match pod affinity rules",
    "anti-affinity": "node(s) didn't match pod anti-affinity rules",
    "others-anti-affinity": "node(s) didn't satisfy existing pods anti-affinity rules",
}
"""By the id that simulation.fitting gives; the sources are the plugins' ErrReason constants."""


def no_node(nodes: int, reasons: Iterable[tuple[str, str, int]]) -> str:
    """The event FailedScheduling, without what it says of preemption."""
    each = sorted(f"{count} {REASONS[id].format(about=safe(about))}" for id, about, count in reasons)
    return f"0/{nodes} nodes are available: {', '.join(each)}." if each else f"0/{nodes} nodes are available."
