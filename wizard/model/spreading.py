"""Read which spread rules a pod template has: both forms, as one list. Changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.model.shapes import items, mapping, mappings, numbered, selects, text
from wizard.model.topology import BETA_REGION, BETA_ZONE, HOSTNAME, REGION, ZONE
from wizard.model.versions import knows
from wizard.model.workload import Workload
from wizard.text.yamldata import Data, Path

POD: Path = ("spec", "template", "spec")
CONSTRAINTS: Path = (*POD, "topologySpreadConstraints")
ANTI_AFFINITY: Path = (*POD, "affinity", "podAntiAffinity")
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
TERMS: Path = (*POD, "affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms")

NAME_OF_NAMESPACE = "kubernetes.io/metadata.name"
"""The label with its own name that the server puts on each namespace (NamespaceDefaultLabelName, 1.22)."""

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


def counts_own(rule: Rule, workload: Workload) -> bool | None:
    """Whether the rule counts the workload's own pods, which is what spreads them; None where nobody can tell.

    mismatchLabelKeys leaves out the pods that share the pod's own value of a label; older servers drop it (KEP-3633).
    """
    selector = rule.data.get("labelSelector")
    if selector == {} or not selects(selector, workload.labels):
        return False
    if rule.form != "podAntiAffinity":
        return True
    others = {text(each) for each in items(rule.data.get("mismatchLabelKeys"))} & {*workload.labels}
    if others and (workload.version is None or knows(workload.version, "affinity-match-label-keys")):
        return None if workload.version is None else False
    return looks_into(rule.data, workload.namespace)


def looks_into(term: Mapping[str, Data], namespace: str | None) -> bool | None:
    """Whether a pod affinity term counts pods of the pod's own namespace; None where nobody can tell.

    The named namespaces and those that the selector picks add up; neither means the pod's own (core/v1
    PodAffinityTerm).
    """
    named, selector = items(term.get("namespaces")), term.get("namespaceSelector")
    if not named and selector is None:
        return True
    picked = picks(selector, namespace)
    if picked or (namespace is not None and namespace in named):
        return True
    return None if picked is None or (named and namespace is None) else False


def picks(selector: Data, namespace: str | None) -> bool | None:
    """Whether a namespaceSelector picks a namespace; None where nobody can tell, who knows its name alone."""
    if selector is None or selector == {}:
        return selector is not None
    keys = {*mapping(selector, "matchLabels")}
    keys |= {text(each.get("key")) for each in mappings(mapping(selector).get("matchExpressions"))}
    if namespace is None or keys != {NAME_OF_NAMESPACE}:
        return None
    return selects(selector, {NAME_OF_NAMESPACE: namespace})


def rules(workload: Workload) -> tuple[Rule, ...]:
    """The rules that surely spread this workload's own pods."""
    return tuple(each for each in every_rule(workload) if counts_own(each, workload))


def may_spread(workload: Workload) -> bool:
    """Whether some rule spreads its own pods, or may do so in the namespace where it will be."""
    return any(counts_own(each, workload) is not False for each in every_rule(workload))


def terms(workload: Workload) -> list[dict[str, Data]]:
    """The required node selector terms, which are ORed."""
    required = mapping(workload.pod, "affinity", "nodeAffinity", REQUIRED)
    return mappings(required.get("nodeSelectorTerms"))
