"""The hard rules of placement once more, by brute force over raw manifests: no line of it is shared with the engine."""

from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]


@dataclass
class Host:
    name: str
    labels: dict[str, str]
    taints: list[tuple[str, str]]
    """Key and effect."""
    cordoned: bool
    allocatable: dict[str, int] | None
    """None where nothing is known of it."""


@dataclass
class Placed:
    labels: dict[str, str]
    spec: Object
    host: Host
    leaving: bool = False


def matches(selector: Object | None, labels: dict[str, str]) -> bool:
    if selector is None:
        return False
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for each in selector.get("matchExpressions", []):
        has = each["key"] in labels
        among = has and labels[each["key"]] in each.get("values", [])
        if not {"In": among, "NotIn": not among, "Exists": has, "DoesNotExist": not has}[each["operator"]]:
            return False
    return True


def may_hold(labels: dict[str, str], spec: Object, host: Host, hosts: list[Host], placed: list[Placed]) -> bool:
    """Whether a pod may go to a host beside those already placed, all in one namespace."""
    return (
        _tolerated(spec, host)
        and _wanted(spec, host)
        and _fits(spec, host, placed)
        and _spread(labels, spec, host, hosts, placed)
        and _apart(labels, spec, host, placed)
        and _together(labels, spec, host, placed)
    )


def _taints(host: Host) -> list[tuple[str, str]]:
    return host.taints + ([("node.kubernetes.io/unschedulable", "NoSchedule")] if host.cordoned else [])


def _tolerated(spec: Object, host: Host) -> bool:
    known = {each["key"] for each in spec.get("tolerations", [])}
    return all(effect == "PreferNoSchedule" or key in known for key, effect in _taints(host))


def _wanted(spec: Object, host: Host) -> bool:
    return all(host.labels.get(key) == value for key, value in spec.get("nodeSelector", {}).items())


def _asks(container: Object) -> dict[str, int]:
    resources = container.get("resources", {})
    asked = dict(resources.get("requests", {}))
    for name, limit in resources.get("limits", {}).items():
        if name not in asked:
            asked[name] = limit
    return {name: amount * 1000 if name == "cpu" else amount for name, amount in asked.items()}


def request(spec: Object, name: str) -> int:
    """One resource: the worst moment of a pod's life, unless the pod itself says what it gets."""
    sidecars = 0
    moments = []
    for each in spec.get("initContainers", []):
        if each.get("restartPolicy") == "Always":
            sidecars += _asks(each).get(name, 0)
            moments.append(sidecars)
        else:
            moments.append(sidecars + _asks(each).get(name, 0))
    moments.append(sidecars + sum(_asks(each).get(name, 0) for each in spec["containers"]))
    every = [*spec["containers"], *spec.get("initContainers", [])]
    whole = spec.get("resources", {})
    if name in {"cpu", "memory"}:
        scale = 1000 if name == "cpu" else 1
        if name in whole.get("requests", {}):
            return int(whole["requests"][name]) * scale
        if name in whole.get("limits", {}) and not any(name in _asks(each) for each in every):
            return int(whole["limits"][name]) * scale
    return max(moments)


def names(spec: Object) -> set[str]:
    every = [*spec["containers"], *spec.get("initContainers", [])]
    whole = spec.get("resources", {})
    found = {name for each in every for name in _asks(each)}
    return found | set(whole.get("requests", {})) | set(whole.get("limits", {}))


def ports(spec: Object) -> list[tuple[str, str, int]]:
    beside = [each for each in spec.get("initContainers", []) if each.get("restartPolicy") == "Always"]
    found = []
    for container in [*spec["containers"], *beside]:
        for port in container.get("ports", []):
            number = port.get("hostPort", port["containerPort"] if spec.get("hostNetwork") else 0)
            if number:
                found.append((port.get("hostIP", "0.0.0.0"), port.get("protocol", "TCP"), number))  # noqa: S104
    return found


def _fits(spec: Object, host: Host, placed: list[Placed]) -> bool:
    there = [pod for pod in placed if pod.host is host]
    for address, protocol, number in ports(spec):
        for pod in there:
            for held, other, taken in ports(pod.spec):
                # The address of all is the address of each.
                if (protocol, number) == (other, taken) and (address == held or "0.0.0.0" in {address, held}):  # noqa: S104
                    return False
    if host.allocatable is None:
        return True
    return all(
        request(spec, name) + sum(request(pod.spec, name) for pod in there) <= host.allocatable.get(name, 0)
        for name in names(spec)
        if request(spec, name)
    )


def _spread(labels: dict[str, str], spec: Object, host: Host, hosts: list[Host], placed: list[Placed]) -> bool:
    hard = [each for each in spec.get("topologySpreadConstraints", []) if each["whenUnsatisfiable"] == "DoNotSchedule"]
    for each in hard:
        key = each["topologyKey"]
        if key not in host.labels:
            return False
        eligible = [
            one
            for one in hosts
            if all(other["topologyKey"] in one.labels for other in hard)
            and (each.get("nodeAffinityPolicy") == "Ignore" or _wanted(spec, one))
            and (each.get("nodeTaintsPolicy") != "Honor" or _tolerated(spec, one))
        ]
        count = {one.labels[key]: 0 for one in eligible}
        for pod in placed:
            counted = not pod.leaving and any(pod.host is one for one in eligible)
            if counted and each["labelSelector"] and matches(each["labelSelector"], pod.labels):
                count[pod.host.labels[key]] += 1
        lowest = 0 if len(count) < each.get("minDomains", 1) else min(count.values(), default=0)
        own = 1 if matches(each["labelSelector"], labels) else 0
        if count.get(host.labels[key], 0) + own - lowest > each["maxSkew"]:
            return False
    return True


def _terms(spec: Object, kind: str) -> list[Object]:
    found = spec.get("affinity", {}).get(kind, {}).get("requiredDuringSchedulingIgnoredDuringExecution", [])
    return list(found)


def _same(key: str, one: Host, other: Host) -> bool:
    return key in one.labels and one.labels.get(key) == other.labels.get(key)


def _apart(labels: dict[str, str], spec: Object, host: Host, placed: list[Placed]) -> bool:
    for pod in placed:
        for term in _terms(spec, "podAntiAffinity"):
            if matches(term.get("labelSelector"), pod.labels) and _same(term["topologyKey"], host, pod.host):
                return False
        for term in _terms(pod.spec, "podAntiAffinity"):
            if matches(term.get("labelSelector"), labels) and _same(term["topologyKey"], host, pod.host):
                return False
    return True


def _together(labels: dict[str, str], spec: Object, host: Host, placed: list[Placed]) -> bool:
    terms = _terms(spec, "podAffinity")
    if not terms:
        return True
    if any(term["topologyKey"] not in host.labels for term in terms):
        return False
    sought = [pod for pod in placed if all(matches(term["labelSelector"], pod.labels) for term in terms)]
    seen = any(term["topologyKey"] in pod.host.labels for term in terms for pod in sought)
    if not seen and all(matches(term["labelSelector"], labels) for term in terms):
        return True
    return all(any(_same(term["topologyKey"], host, pod.host) for pod in sought) for term in terms)
