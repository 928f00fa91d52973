"""Mends of spread rules and of what else decides where pods go."""

import copy

from wizard.checks.spread import version_label
from wizard.mends.mend import Object, Place, drop, mends, node
from wizard.model.shapes import integer, items, mapping, mappings, strings
from wizard.model.spreading import CONSTRAINTS, POD, TERMS, looks_into
from wizard.model.topology import BETA_REGION, BETA_ZONE, REGION, ZONE
from wizard.text.paths import Data


@mends("weight-in-required-term")
def required_term(data: Object, place: Place) -> Object:
    """The weight goes, and the wrapper that only a preferred term has."""
    drop(data, place.path)
    term = node(data, place.path[:-1])
    inside = term.pop("podAffinityTerm", None)
    term.update(mapping(inside))
    return data


@mends("preferred-term-misshapen")
def preferred_term(data: Object, place: Place) -> Object:
    """The rest goes into podAffinityTerm, the weight into 1 to 100."""
    term = node(data, place.path)
    weight = integer(term.get("weight"))
    inside = mapping(term.pop("podAffinityTerm", None)) or {key: term.pop(key) for key in [*term] if key != "weight"}
    term["weight"] = 100 if weight is None else min(max(weight, 1), 100)
    term["podAffinityTerm"] = inside
    return data


@mends("beta-topology-key")
def topology_key(data: Object, place: Place) -> Object | None:
    """The label without beta: where the nodes have it, or somebody said they do."""
    rule = node(data, place.path[:-1])
    key = {BETA_ZONE: ZONE, BETA_REGION: REGION}.get(str(rule.get("topologyKey")))
    topology = place.workload.topology if place.workload else None
    known = topology is not None and all(key in each.labels for each in topology.nodes)
    if key is None or not (known or place.agreed):
        return None
    rule["topologyKey"] = key
    return data


@mends(
    "spread-selector-misses-pods",
    "anti-affinity-repels-everything",
    "anti-affinity-misses-pods",
)
def own_selector(data: Object, place: Place) -> Object | None:
    """The workload's own selector, which is what it should count."""
    if place.workload is None or not place.workload.selector:
        return None
    node(data, place.path[:-1])["labelSelector"] = copy.deepcopy(dict(place.workload.selector))
    return data


@mends("anti-affinity-selects-nothing")
def missing_selector(data: Object, place: Place) -> Object | None:
    """The workload's own selector where there is none."""
    if place.workload is None or not place.workload.selector:
        return None
    rule = node(data, place.path)
    rule = mapping(rule.get("podAffinityTerm")) or rule
    if not looks_into(rule, place.workload.namespace):
        return None  # which pods of other namespaces are meant, nobody here knows
    rule["labelSelector"] = copy.deepcopy(dict(place.workload.selector))
    return data


@mends("spread-selector-names-version", "budget-selector-names-version")
def stable_selector(data: Object, place: Place) -> Object | None:
    """The workload's own selector, unless that names a version too."""
    if place.workload is None or version_label(dict(place.workload.selector)):
        return None
    node(data, place.path[:-1])[str(place.path[-1])] = copy.deepcopy(dict(place.workload.selector))
    return data


@mends("match-label-keys-clash")
def label_keys(data: Object, place: Place) -> Object | None:
    """A key that the selector has stands there alone; without a selector the workload's own."""
    rule = node(data, place.path[:-1])
    selector = mapping(rule.get("labelSelector"))
    if not selector:
        if place.workload is None or not looks_into(rule, place.workload.namespace):
            return None
        selector = copy.deepcopy(dict(place.workload.selector))
        rule["labelSelector"] = selector
    named = {*strings(selector.get("matchLabels"))}
    named |= {str(mapping(each).get("key")) for each in items(selector.get("matchExpressions"))}
    kept: list[Data] = [each for each in items(rule.get("matchLabelKeys")) if each not in named]
    if kept:
        rule["matchLabelKeys"] = kept
    else:
        del rule["matchLabelKeys"]
    return data


@mends("revision-key-without-revisions")
def revision_key(data: Object, place: Place) -> Object:
    """The key that these pods do not have goes."""
    keys = items(node(data, place.path[:-1])["matchLabelKeys"])
    return drop(data, (*place.path, keys.index("pod-template-hash")))


@mends("spread-constraint-twice")
def one_constraint(data: Object, place: Place) -> Object | None:
    """The first, as tight as both together; where they count different pods, people decide."""
    pod, index = node(data, POD), place.path[-1]
    every = mappings(pod.get("topologySpreadConstraints"))
    second = node(data, place.path)
    pair = ("topologyKey", "whenUnsatisfiable", "labelSelector", "matchLabelKeys", "nodeAffinityPolicy")
    first = next((each for each in every if all(each.get(key) == second.get(key) for key in pair)), None)
    if first is None or first is second:
        return None
    skews = [skew for each in (first, second) if (skew := integer(each.get("maxSkew"))) is not None]
    domains = [least for each in (first, second) if (least := integer(each.get("minDomains"))) is not None]
    first |= {"maxSkew": min(skews)} if skews else {}
    first |= {"minDomains": max(domains)} if domains else {}
    if "Honor" in {str(each.get("nodeTaintsPolicy")) for each in (first, second)}:
        first["nodeTaintsPolicy"] = "Honor"
    return drop(data, (*CONSTRAINTS, index))


@mends("spread-counts-old-copies")
def revisions_apart(data: Object, place: Place) -> Object | None:
    """Each revision is spread by itself, where somebody has asked for it: the rule works as it is."""
    if not place.agreed:
        return None
    rule = node(data, place.path)
    rule["matchLabelKeys"] = [*items(rule.get("matchLabelKeys")), "pod-template-hash"]
    return data


@mends("max-skew-below-one", "max-skew-too-wide")
def tightest_skew(data: Object, place: Place) -> Object:
    """1: no domain has two more than another."""
    path = place.path if isinstance(place.path[-1], int) else place.path[:-1]
    node(data, path)["maxSkew"] = 1
    return data


@mends("min-domains-never-reached")
def reachable_domains(data: Object, place: Place) -> Object | None:
    """As many as there are, where somebody has asked for it: fewer domains than were wanted hold the copies then."""
    if not place.agreed:
        return None
    node(data, place.path[:-1])["minDomains"] = int(place.bite.values["domains"])
    return data


@mends("broken-nodes-count-as-domains")
def honoured_taints(data: Object, place: Place) -> Object:
    """nodeTaintsPolicy Honor."""
    node(data, place.path)["nodeTaintsPolicy"] = "Honor"
    return data


@mends("empty-node-term")
def term_list(data: Object, place: Place) -> Object:
    """An empty term goes; where no other is left, so does the rule."""
    required = node(data, TERMS[:-1])
    if len(place.path) > len(TERMS) and len(items(required.get("nodeSelectorTerms"))) > 1:
        return drop(data, place.path)
    affinity = node(data, (*POD, "affinity"))
    own = mapping(affinity.get("nodeAffinity"))
    own.pop(str(TERMS[-2]), None)
    if not own:
        affinity.pop("nodeAffinity")
    if not affinity:
        node(data, POD).pop("affinity")
    return data


@mends("failover-too-slow")
def shorter_toleration(data: Object, place: Place) -> Object:
    """A toleration that ends when the pods must be elsewhere."""
    pod = node(data, POD)
    taint, wanted = str(place.bite.values["taint"]), int(place.bite.values["wanted"])
    tolerations = items(pod.get("tolerations"))
    for each in tolerations:
        if isinstance(each, dict) and each.get("key") == taint and each.get("effect") != "NoSchedule":
            each["tolerationSeconds"] = wanted
            return data
    own: Object = {"key": taint, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": wanted}
    pod["tolerations"] = [*tolerations, own]
    return data
