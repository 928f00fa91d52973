"""Mends that bring old API versions up to date: the words of the new one for what the old one meant."""

from wizard.mends.mend import Object, Place, mends, node
from wizard.model.shapes import integer, mapping, mappings
from wizard.text.paths import Data


@mends("workload-api-gone")
def workload(data: Object, place: Place) -> Object | None:
    """apps/v1, with the selector that the old server took: the labels of the template."""
    own = place.workload
    if own is None or not own.selector:
        return None
    data["apiVersion"] = "apps/v1"
    spec = node(data, ("spec",))
    if not mapping(spec.get("selector")):
        spec["selector"] = dict(own.selector)
    for gone in ("rollbackTo", "templateGeneration"):
        spec.pop(gone, None)
    return data


@mends("selector-misses-own-pods")
def template_labels(data: Object, place: Place) -> Object | None:
    """The template gets the labels that the selector asks for; the selector itself can never be changed."""
    wanted = mapping(node(data, ("spec", "selector")).get("matchLabels"))
    metadata = node(data, ("spec", "template")).setdefault("metadata", {})
    if not wanted or not isinstance(metadata, dict) or place.workload is None:
        return None
    metadata["labels"] = {**mapping(metadata.get("labels")), **wanted}
    return data


@mends("budget-api-gone")
def budget(data: Object, _place: Place) -> Object | None:
    """policy/v1; not for an empty selector, which changes its meaning."""
    if node(data, ("spec",)).get("selector") == {}:
        return None
    data["apiVersion"] = "policy/v1"
    return data


@mends("autoscaler-api-gone")
def autoscaler(data: Object, _place: Place) -> Object | None:
    """autoscaling/v2; the metrics of v2beta1 in the words of v2 (k8s.io/api autoscaling types)."""
    old = data.get("apiVersion") == "autoscaling/v2beta1"
    data["apiVersion"] = "autoscaling/v2"
    spec = node(data, ("spec",))
    if old and "metrics" in spec:
        made = [_metric(each) for each in mappings(spec["metrics"])]
        if None in made:
            return None
        spec["metrics"] = list[Data](made)
    return data


_KEYS = {
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "Pods": "pods",
    "Object": "object",
    "External": "external",
}


def _metric(old: Object) -> Object | None:
    """One MetricSpec; None for a kind that is not known."""
    key = _KEYS.get(str(old.get("type")))
    source = mapping(old.get(key or ""))
    if key is None or not source:
        return None
    made: Object = {}
    if key in {"resource", "containerResource"}:
        made |= {field: source[field] for field in ("name", "container") if field in source}
    if key == "object":
        made["describedObject"] = source.get("target")
    if key in {"pods", "object", "external"}:
        name, selector = source.get("metricName"), source.get("metricSelector", source.get("selector"))
        made["metric"] = {"name": name} | ({} if selector is None else {"selector": selector})
    made["target"] = _target(source)
    return {"type": old["type"], key: made}


def _target(source: Object) -> Object:
    share = integer(source.get("targetAverageUtilization"))
    if share is not None:
        return {"type": "Utilization", "averageUtilization": share}
    for field in ("targetAverageValue", "averageValue"):
        if field in source:
            return {"type": "AverageValue", "averageValue": source[field]}
    return {"type": "Value", "value": source.get("targetValue")}
