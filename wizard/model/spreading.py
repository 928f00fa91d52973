"""Read which spread rules a pod template has: both forms, as one list. Changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.model.shapes import mapping, mappings, numbered, selects, text
from wizard.model.topology import BETA_REGION, BETA_ZONE, HOSTNAME, REGION, ZONE
from wizard.model.workload import Workload
from wizard.text.yamldata import Data, Path

POD: Path = ("spec", "template", "spec")
CONSTRAINTS: Path = (*POD, "topologySpreadConstraints")
ANTI_AFFINITY: Path = (*POD, "affinity", "podAntiAffinity")
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
TERMS: Path = (*POD, "affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms")

LEVEL_OF = {HOSTNAME: "host", ZONE: "zone", BETA_ZONE: "zone", REGION: "region", BETA_REGION: "region"}
"""The spread level that a topologyKey stands for."""


@dataclass(frozen=True)
class Rule:
    """One constraint or term that keeps this workload's own pods apart."""

    form: str
    """The field it stands in: topologySpreadConstraints or podAntiAffinity."""
    topology_key: str
    strict: bool
    path: Path
    data: Mapping[str, Data]
    """The constraint, or the pod affinity term without its weight."""

    @property
    def data_path(self) -> Path:
        """Where `data` stands: in a preferred term one step below."""
        return (*self.path, "podAffinityTerm") if not self.strict and self.form == "podAntiAffinity" else self.path

    @property
    def level(self) -> str | None:
        """None for a key that names no level known here, such as a node pool."""
        return LEVEL_OF.get(self.topology_key)

    @property
    def hash_aware(self) -> bool:
        """Whether it counts each revision by itself (matchLabelKeys pod-template-hash)."""
        keys = self.data.get("matchLabelKeys")
        return isinstance(keys, list) and "pod-template-hash" in keys


def every_rule(workload: Workload) -> Iterator[Rule]:
    """All constraints and anti-affinity terms, whatever pods they count."""
    for index, each in numbered(workload.pod.get("topologySpreadConstraints")):
        strict = each.get("whenUnsatisfiable", "DoNotSchedule") == "DoNotSchedule"
        yield Rule("topologySpreadConstraints", text(each.get("topologyKey")), strict, (*CONSTRAINTS, index), each)
    anti = mapping(workload.pod, "affinity", "podAntiAffinity")
    for index, each in numbered(anti.get(REQUIRED)):
        yield Rule("podAntiAffinity", text(each.get("topologyKey")), True, (*ANTI_AFFINITY, REQUIRED, index), each)
    for index, each in numbered(anti.get(PREFERRED)):
        term = mapping(each.get("podAffinityTerm"))
        path = (*ANTI_AFFINITY, PREFERRED, index)
        yield Rule("podAntiAffinity", text(term.get("topologyKey")), False, path, term)


def counts_own(rule: Rule, workload: Workload) -> bool:
    """Whether the rule's selector matches the workload's own pods; only then it spreads them."""
    return rule.data.get("labelSelector") != {} and selects(rule.data.get("labelSelector"), workload.labels)


def rules(workload: Workload) -> tuple[Rule, ...]:
    """The rules that spread this workload's own pods."""
    return tuple(each for each in every_rule(workload) if counts_own(each, workload))


def terms(workload: Workload) -> list[dict[str, Data]]:
    """The required node selector terms, which are ORed."""
    required = mapping(workload.pod, "affinity", "nodeAffinity", REQUIRED)
    return mappings(required.get("nodeSelectorTerms"))
