"""Mistakes in the writing of spread constraints and pod (anti-)affinity: what the server refuses or takes amiss."""

from collections import Counter
from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, check
from wizard.model.blanks import blank
from wizard.model.shapes import integer, mapping, mappings, numbered, strings, text
from wizard.model.spreading import CONSTRAINTS, POD, PREFERRED, REQUIRED, counts_own, every_rule, looks_into
from wizard.model.versions import SINCE, knows
from wizard.model.workload import Workload


@check(Severity.ERROR, "spread")
def spread_selector_misses_pods(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #9, #10: a spread constraint that does not count its own pods does nothing."""
    for rule in every_rule(workload):
        if rule.form == "topologySpreadConstraints" and not counts_own(rule, workload):
            yield Bite((*rule.data_path, "labelSelector"), {"topology_key": rule.topology_key})


@check(Severity.ERROR, "spread")
def anti_affinity_repels_everything(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #10: an empty selector keeps every pod of the namespace away."""
    for rule in every_rule(workload):
        own = rule.form == "podAntiAffinity" and looks_into(rule.data, workload.namespace)
        if own and rule.data.get("labelSelector") == {}:
            yield Bite((*rule.data_path, "labelSelector"), {"topology_key": rule.topology_key})


@check(Severity.ERROR, "spread")
def anti_affinity_selects_nothing(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #10: a null selector matches no pod, so nothing is kept apart (PodAffinityTerm.labelSelector)."""
    for rule in every_rule(workload):
        if rule.form == "podAntiAffinity" and rule.data and rule.data.get("labelSelector") is None:
            yield Bite(rule.path, {"topology_key": rule.topology_key})


@check(Severity.ERROR, "spread", refused=True)
def topology_key_empty(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #8: an empty topologyKey is refused (PodAffinityTerm, TopologySpreadConstraint)."""
    for rule in every_rule(workload):
        if rule.data and not rule.topology_key:
            yield Bite(rule.path)


@check(Severity.ERROR, "spread", refused=True)
def weight_in_required_term(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #4: PodAffinityTerm has no weight."""
    for kind in ("podAffinity", "podAntiAffinity"):
        required = mapping(workload.pod, "affinity", kind).get(REQUIRED)
        for index, term in numbered(required):
            if "weight" in term:
                yield Bite((*POD, "affinity", kind, REQUIRED, index, "weight"))


@check(Severity.ERROR, "spread", refused=True)
def preferred_term_misshapen(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #5: WeightedPodAffinityTerm wants podAffinityTerm and a weight from 1 to 100."""
    for kind in ("podAffinity", "podAntiAffinity"):
        preferred = mapping(workload.pod, "affinity", kind).get(PREFERRED)
        for index, term in numbered(preferred):
            weight = integer(term.get("weight"))
            right = blank(term.get("weight")) or (weight is not None and 1 <= weight <= 100)
            if not isinstance(term.get("podAffinityTerm"), dict) or not right:
                yield Bite((*POD, "affinity", kind, PREFERRED, index))


@check(Severity.WARNING, "spread")
def beta_topology_key(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #6: deprecated since 1.17; nodes outside the big clouds often lack the label."""
    for rule in every_rule(workload):
        if rule.topology_key.startswith("failure-domain.beta.kubernetes.io/"):
            yield Bite((*rule.data_path, "topologyKey"), {"topology_key": rule.topology_key})


@check(Severity.ERROR, "spread", needs=("version",))
def match_label_keys_too_new(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #17: an older server drops the field without a word."""
    for rule in every_rule(workload) if workload.version is not None else ():
        feature = "affinity-match-label-keys" if rule.form == "podAntiAffinity" else "spread-match-label-keys"
        if rule.data.get("matchLabelKeys") and not knows(workload.version, feature):
            yield Bite((*rule.data_path, "matchLabelKeys"), {"since": str(SINCE[feature])})


@check(Severity.ERROR, "spread")
def match_label_keys_clash(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #18: a key stands in one of labelSelector and matchLabelKeys, and the first is not left out."""
    for rule in every_rule(workload):
        keys = rule.data.get("matchLabelKeys")
        if not isinstance(keys, list) or not keys:
            continue
        selector = mapping(rule.data.get("labelSelector"))
        used = {*strings(selector.get("matchLabels"))}
        used |= {text(each.get("key")) for each in mappings(selector.get("matchExpressions"))}
        twice = sorted(used & {each for each in keys if isinstance(each, str)})
        if twice or rule.data.get("labelSelector") is None:
            yield Bite((*rule.data_path, "matchLabelKeys"), {"label": twice[0] if twice else ""})


@check(Severity.ERROR, "spread", refused=True)
def spread_constraint_twice(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #22: topologyKey and whenUnsatisfiable together must be unique."""
    seen: Counter[tuple[str, bool]] = Counter()
    for rule in every_rule(workload):
        if rule.form == "topologySpreadConstraints":
            seen[rule.topology_key, rule.strict] += 1
            if seen[rule.topology_key, rule.strict] == 2:
                yield Bite(rule.path, {"topology_key": rule.topology_key})


@check(Severity.ERROR, "spread", refused=True)
def max_skew_below_one(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #25: maxSkew is required and at least 1."""
    for index, constraint in numbered(workload.pod.get("topologySpreadConstraints")):
        if (integer(constraint.get("maxSkew")) or 0) < 1 and not blank(constraint.get("maxSkew")):
            yield Bite((*CONSTRAINTS, index))


@check(Severity.ERROR, "spread", refused=True)
def min_domains_without_strict(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #23: minDomains goes with DoNotSchedule only, and is at least 1 (KEP-3022)."""
    for rule in every_rule(workload):
        if rule.form == "topologySpreadConstraints" and "minDomains" in rule.data:
            domains = integer(rule.data["minDomains"])
            if not rule.strict or (domains is not None and domains < 1):
                yield Bite((*rule.data_path, "minDomains"))
