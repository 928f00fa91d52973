"""The nodes a pod could run on: read from a list of nodes, told as numbers, or assumed for pictures and said so."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from wizard.errors import WizardError
from wizard.model import quantities
from wizard.wording import _

if TYPE_CHECKING:
    from wizard.text.yamldata import Data

HOSTNAME = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"
REGION = "topology.kubernetes.io/region"
BETA_ZONE = "failure-domain.beta.kubernetes.io/zone"
BETA_REGION = "failure-domain.beta.kubernetes.io/region"
PLACEMENT = "placement-set-uniq"
"""The batch label that placement sets are marked with by custom; any other label can be chosen."""


@dataclass(frozen=True)
class Taint:
    """One taint of a node; NoSchedule and NoExecute keep pods away, PreferNoSchedule only scores."""

    key: str
    value: str
    effect: str


@dataclass(frozen=True)
class Node:
    """What placement asks of one node."""

    name: str
    labels: Mapping[str, str]
    taints: tuple[Taint, ...] = ()
    unschedulable: bool = False
    allocatable: Mapping[str, int] = field(default_factory=dict)
    """What pods may ask for: cpu in millicores, every other resource in its own unit. Empty where nothing is known."""
    counted: bool = False
    """True where only numbers were told: of labels beside host, zone and region nothing is known."""

    def knows(self, label: str) -> bool:
        """Whether it can be told if the node has a label, and which value."""
        return not self.counted or label in self.labels


@dataclass(frozen=True)
class Topology:
    """The nodes of one cluster."""

    nodes: tuple[Node, ...]
    assumed: bool = False
    """True for a picture that nobody vouched for: no strict rule is ever suggested on it."""

    @cached_property
    def memo(self) -> "dict[str, tuple[Node, ...]]":
        """What eligible.py has found for these nodes, by what was asked."""
        return {}

    @cached_property
    def fingerprint(self) -> str:
        """The same for clusters of the same nodes."""
        return sha256(repr(self.nodes).encode("utf-8", "surrogateescape")).hexdigest()

    def values(self, label: str) -> tuple[str, ...]:
        """The domains that a label makes of the nodes, sorted."""
        return tuple(sorted({node.labels[label] for node in self.nodes if label in node.labels}))

    def knows(self, label: str) -> bool:
        """Whether it can be told which nodes have a label."""
        return any(node.knows(label) for node in self.nodes)

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones that the nodes lie in."""
        return self.values(ZONE)


_SYSTEM = re.compile(
    r"(.*\.)?(kubernetes\.io|k8s\.io|amazonaws\.com|azure\.com|google\.com|openshift\.io|alibabacloud\.com)/"
)
_BATCH = re.compile(r"placement|rack|batch|chassis|partition|host-?group|spread-?group|hyper-?visor")


def placement_labels(topology: Topology) -> tuple[str, ...]:
    """Node labels that look like placement batches, the likeliest first: their name says so, or they part the nodes."""
    keys = {key for node in topology.nodes for key in node.labels if not _SYSTEM.match(key)}
    batches = {key for key in keys if 1 < len(topology.values(key)) < len(topology.nodes)}
    named = {key for key in keys if _BATCH.search(key.lower())}
    return tuple(sorted(named | batches, key=lambda key: (key != PLACEMENT, key not in named, key)))


MOST_NODES = 100_000
"""Twenty times what one cluster is made for (docs, setup/best-practices/cluster-large)."""


def told(nodes: int, zones: int) -> Topology:
    """A cluster of `nodes` equal hosts dealt out over `zones` zones, named a1, b1, c1, a2 and so on."""
    if nodes < 1 or zones < 1 or zones > nodes:
        raise WizardError(
            _("{nodes} nodes in {zones} zones cannot be; give at least one node for each zone").format(
                nodes=nodes, zones=zones
            )
        )
    if nodes > MOST_NODES:
        raise WizardError(
            _("{nodes} nodes are more than can be planned for; give at most {most}").format(
                nodes=nodes, most=MOST_NODES
            )
        )
    return Topology(tuple(_host(number, zones) for number in range(nodes)))


def _host(number: int, zones: int) -> Node:
    letter = _letters(number % zones)
    name = f"{letter}{number // zones + 1}"
    return Node(name, {HOSTNAME: name, ZONE: f"zone-{letter}", REGION: "region-1"}, counted=True)


def _letters(number: int) -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    return alphabet[number] if number < len(alphabet) else f"{_letters(number // 26 - 1)}{alphabet[number % 26]}"


def from_objects(objects: Sequence["Data"], origin: str) -> Topology:
    """The nodes among the objects of a file, as `kubectl get nodes -o yaml` prints them."""
    nodes = from_nodes([each for each in objects if isinstance(each, dict) and each.get("kind") == "Node"])
    if not nodes.nodes:
        raise WizardError(
            _("{origin}: holds no Node; write it with: kubectl get nodes -o yaml > {origin}").format(origin=origin)
        )
    return nodes


def from_nodes(nodes: "Sequence[Mapping[str, Data]]") -> Topology:
    """The topology that Node objects make."""
    return Topology(tuple(map(_node, nodes)))


def _node(data: Mapping[str, "Data"]) -> Node:
    metadata, spec = _mapping(data.get("metadata")), _mapping(data.get("spec"))
    labels = {key: str(value) for key, value in _mapping(metadata.get("labels")).items()}
    taints, status = spec.get("taints"), _mapping(data.get("status"))
    return Node(
        name=str(metadata.get("name", "")),
        labels=labels,
        taints=tuple(
            Taint(str(taint.get("key", "")), str(taint.get("value", "")), str(taint.get("effect", "")))
            for taint in (taints if isinstance(taints, list) else [])
            if isinstance(taint, dict)
        ),
        unschedulable=spec.get("unschedulable") is True,
        # A node that says nothing of allocatable may give away all that it has (core/v1 SetDefaults_NodeStatus).
        allocatable=quantities.counted(_mapping(status.get("allocatable")) or _mapping(status.get("capacity"))),
    )


def _mapping(value: "Data") -> Mapping[str, "Data"]:
    return value if isinstance(value, dict) else {}
