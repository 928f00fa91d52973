"""Mistakes that put all copies into one failure: no rule that keeps them apart, or one that hardly does."""

import re
from collections.abc import Iterator, Mapping

from wizard.checks.check import Bite, Severity, check
from wizard.model.selecting import why_unselected
from wizard.model.shapes import integer, items, mapping, mappings, strings, text
from wizard.model.spreading import POD, counts_own, every_rule, looks_into, may_spread, rules
from wizard.model.topology import HOSTNAME
from wizard.model.versions import knows
from wizard.model.workload import Workload
from wizard.text.yamldata import Data

VERSION_LABELS = {
    "version",
    "app.kubernetes.io/version",
    "helm.sh/chart",
    "pod-template-hash",
    "controller-revision-hash",
}
_VERSION = re.compile(r"version|revision|release-hash|template-hash|image-?tag|git-?(sha|commit)|build-?(id|number)")


def version_label(selector: Data) -> str:
    """The first label of a selector that changes with each release; empty where there is none."""
    keys = [*strings(mapping(selector).get("matchLabels"))]
    keys += [text(each.get("key")) for each in mappings(mapping(selector).get("matchExpressions"))]
    found = (key for key in keys if key in VERSION_LABELS or _VERSION.search(key.lower().rpartition("/")[2]))
    return next(found, "")


def spreads(workload: Workload) -> bool:
    """Whether a practice keeps its copies apart: a DaemonSet runs once on each node."""
    return workload.kind != "DaemonSet"


@check(Severity.WARNING, "spread", missing=True)
def no_spread_rule(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #28: the cluster's own defaults are soft and wide."""
    # Of one whose selector says nothing yet, that is told and not what follows from it.
    if spreads(workload) and workload.fewest >= 2 and not may_spread(workload) and not why_unselected(workload):
        yield Bite(POD, {"replicas": workload.fewest})


@check(Severity.WARNING, "spread")
def only_zones_spread(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #21: a constraint of its own switches the default host spreading off (KEP-1258)."""
    levels = {rule.level for rule in rules(workload)}
    keys = {rule.topology_key for rule in rules(workload)}
    constraints = [rule for rule in rules(workload) if rule.form == "topologySpreadConstraints"]
    if constraints and HOSTNAME not in keys and levels & {"zone", "region"} and workload.fewest >= 2:
        yield Bite(constraints[0].path)


@check(Severity.WARNING, "spread", needs=("survive",))
def spread_only_preferred(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #27: a preferred rule may put every copy into the failure that must be survived."""
    level = workload.facts.survive
    if not spreads(workload) or workload.fewest < 2 or level in {None, "none"}:
        return
    wide = {"host": ("host", "zone", "region"), "zone": ("zone", "region"), "region": ("region",)}[level or "host"]
    fitting = [rule for rule in rules(workload) if rule.level in wide]
    if fitting and not any(rule.strict for rule in fitting):
        yield Bite(fitting[0].path, {"level": str(level)})


@check(Severity.WARNING, "spread")
def anti_affinity_misses_pods(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #9: one that asks for nearly the value that these pods have was meant for them; others are meant so."""
    for rule in every_rule(workload):
        if rule.form != "podAntiAffinity" or not looks_into(rule.data, workload.namespace):
            continue
        wanted = _wanted(mapping(rule.data.get("labelSelector")))
        if counts_own(rule, workload) or rules(workload):
            continue
        from difflib import get_close_matches  # noqa: PLC0415  # few rules miss their pods

        if any(
            key in workload.labels
            and workload.labels[key] not in values
            and get_close_matches(workload.labels[key], map(str, values), 1, 0.75)
            for key, values in wanted.items()
        ):
            yield Bite((*rule.data_path, "labelSelector"), {"topology_key": rule.topology_key})


def _wanted(selector: Mapping[str, Data]) -> dict[str, list[Data]]:
    """The values that a selector takes, by label key."""
    found: dict[str, list[Data]] = {key: [value] for key, value in strings(selector.get("matchLabels")).items()}
    for each in mappings(selector.get("matchExpressions")):
        if each.get("operator") == "In":
            found[text(each.get("key"))] = items(each.get("values"))
    return found


@check(Severity.WARNING, "spread")
def spread_selector_names_version(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #11: pods of the next release no longer count (KEP-3633); matchLabelKeys is there for revisions."""
    for rule in rules(workload):
        if label := version_label(rule.data.get("labelSelector")):
            yield Bite((*rule.data_path, "labelSelector"), {"label": label, "topology_key": rule.topology_key})


@check(Severity.WARNING, "spread")
def revision_key_without_revisions(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #19: pods of a StatefulSet carry no pod-template-hash."""
    if workload.kind == "StatefulSet":
        for rule in rules(workload):
            if rule.hash_aware:
                yield Bite((*rule.path, "matchLabelKeys"))


@check(Severity.WARNING, "spread")
def broken_nodes_count_as_domains(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #20: without Honor a cordoned or dead domain makes all others look too full (KEP-3094)."""
    for rule in rules(workload):
        if (
            rule.form == "topologySpreadConstraints"
            and rule.strict
            and rule.data.get("nodeTaintsPolicy") != "Honor"
            and knows(workload.version, "node-taints-policy")
        ):
            yield Bite(rule.path, {"topology_key": rule.topology_key})


@check(Severity.INFO, "spread")
def spread_counts_old_copies(workload: Workload) -> Iterator[Bite]:
    """KEP-3243: an update places new copies by the old ones, which then go and may leave an uneven rest.

    Not where the last pod placed is the last of all changes: without a surge each new one comes for one that has gone.
    """
    recreates = mapping(workload.spec, "strategy").get("type") == "Recreate"
    surges = workload.kind == "Deployment" and workload.count >= 2 and workload.surge and not recreates
    if not surges or not knows(workload.version, "spread-match-label-keys"):
        return
    for rule in rules(workload):
        if rule.form == "topologySpreadConstraints" and rule.strict and not rule.hash_aware:
            yield Bite(rule.path, {"topology_key": rule.topology_key})


@check(Severity.WARNING, "spread")
def max_skew_too_wide(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #26: a skew of all replicas forbids nothing."""
    for rule in rules(workload):
        skew = integer(rule.data.get("maxSkew"))
        if rule.form == "topologySpreadConstraints" and rule.strict and skew and skew > 1 and skew >= workload.most:
            yield Bite((*rule.path, "maxSkew"), {"skew": skew, "replicas": workload.most})
