"""Mends of how a new version takes over: none may take every copy, and none may wait for a place that never comes."""

from dataclasses import replace

from wizard.mends.mend import Object, Place, mends, node
from wizard.model.places import no_place_for_surge, one_first_helps
from wizard.model.volumes import exclusive, unread_claims


@mends("surge-finds-no-host", "surge-finds-no-zone", "host-port-takes-nodes", "host-network-takes-nodes")
def one_goes_first(data: Object, place: Place) -> Object | None:
    """No pod more and one fewer during an update, where that is enough.

    matchLabelKeys would let old and new copies share a host, but not in the update that brings it: the running pods
    keep their old rule, and that update would never end (FACTS 2.3).
    """
    if place.workload is None or not one_first_helps(place.workload):
        return None
    _let_one_go_first(data)
    return data


@mends("rollout-takes-all", "rollout-cannot-move")
def one_more_first(data: Object, place: Place) -> Object:
    """None goes before a new one is ready; one at a time where that finds no place or volume, and of a StatefulSet."""
    rolling = node(data, place.path if place.bite.path[-1] == "rollingUpdate" else place.path[:-1])
    if place.workload is not None and place.workload.kind == "StatefulSet":
        rolling["maxUnavailable"] = 1
        return data
    rolling["maxUnavailable"] = 0
    if rolling.get("maxSurge") in (0, "0%"):
        rolling["maxSurge"] = 1
    waits = place.workload is not None and (exclusive(place.workload) or unread_claims(place.workload))
    if waits or not _moves(data, place):
        _let_one_go_first(data)
    return data


@mends("rollout-takes-only-copy")
def new_before_old(data: Object, place: Place) -> Object | None:
    """The new copy runs before the old one stops, where there is a place for it."""
    node(data, place.path[:-1]).update({"maxUnavailable": 0, "maxSurge": 1})
    return data if _moves(data, place) else None


def _moves(data: Object, place: Place) -> bool:
    return place.workload is None or not no_place_for_surge(replace(place.workload, data=data))


def _let_one_go_first(data: Object) -> None:
    spec = node(data, ("spec",))
    for key in ("strategy", "rollingUpdate"):
        inner = spec.get(key)
        if not isinstance(inner, dict):
            inner = spec[key] = {}
        spec = inner
    spec.update({"maxSurge": 0, "maxUnavailable": 1})
