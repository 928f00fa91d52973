"""Mends of budgets and Services."""

import copy
from dataclasses import replace

from wizard.checks.apart import told_apart
from wizard.mends.mend import Object, Place, drop, mends, node
from wizard.model.selecting import why_unselected
from wizard.model.shapes import selects


@mends("budget-counts-unscaled", "budget-counts-bare-pods")
def narrowed_selector(data: Object, place: Place) -> Object | None:
    """The workload's own selector, past what has no scale; not where the budget keeps copies of others too."""
    own = place.workload
    if own is None or why_unselected(own) or not place.bite.object or own.beside.get(place.bite.object):
        return None
    apart = told_apart(replace(own, kin=tuple(replace(each, budgets=()) for each in own.kin)))
    if apart is None or any(selects(apart, each.labels) for each in own.kin if each.of.kind == "Pod"):
        return None
    node(data, ("spec",))["selector"] = apart
    return data


@mends("budget-selects-namespace")
def own_selector(data: Object, place: Place) -> Object | None:
    """The workload's own selector in the place of all pods; whose it shall be of several is for people to say."""
    own = place.workload
    if own is None or why_unselected(own) or own.kind == "DaemonSet" or not place.bite.object:
        return None
    if own.beside.get(place.bite.object) and not place.agreed:
        return None
    node(data, ("spec",))["selector"] = copy.deepcopy(dict(own.selector))
    return data


@mends("budget-in-other-namespace")
def own_namespace(data: Object, place: Place) -> Object | None:
    """The namespace of the workload that it fits, where somebody said so: pods there may not have been read."""
    if not place.agreed:
        return None
    node(data, ("metadata",))["namespace"] = str(place.bite.values["namespace"])
    return data


@mends("broken-pods-hold-drain")
def broken_pods_go(data: Object, _place: Place) -> Object:
    """A copy that is not ready may be evicted at any time."""
    node(data, ("spec",))["unhealthyPodEvictionPolicy"] = "AlwaysAllow"
    return data


@mends("budget-loses-quorum")
def one_at_a_time(data: Object, _place: Place) -> Object:
    """One member at a time."""
    spec = node(data, ("spec",))
    if "minAvailable" in spec:
        drop(data, ("spec", "minAvailable"))
    spec["maxUnavailable"] = 1
    return data


@mends("service-selector-names-version")
def stable_service(data: Object, place: Place) -> Object | None:
    """The label goes, where others are left to select by."""
    selector = node(data, ("spec", "selector"))
    return drop(data, place.path) if len(selector) > 1 else None


@mends("ready-before-load-balancer")
def wait_for_balancer(data: Object, _place: Place) -> Object:
    """30 s, a start value (FACTS 6c)."""
    node(data, ("spec",))["minReadySeconds"] = 30
    return data
