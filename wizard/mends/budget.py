"""Mends of budgets and Services."""

import copy

from wizard.mends.mend import Object, Place, drop, mends, node


@mends("budget-selects-namespace")
def own_selector(data: Object, place: Place) -> Object | None:
    """The workload's own selector in the place of all pods."""
    if place.workload is None or not place.workload.selector:
        return None
    node(data, ("spec",))["selector"] = copy.deepcopy(dict(place.workload.selector))
    return data


@mends("budget-in-other-namespace")
def own_namespace(data: Object, place: Place) -> Object:
    """The namespace of the workload that it fits."""
    metadata = node(data, ("metadata",))
    if place.bite.values["namespace"]:
        metadata["namespace"] = str(place.bite.values["namespace"])
    else:
        metadata.pop("namespace", None)
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
