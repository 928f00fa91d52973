"""Whether a budget can reckon with the count of what makes pods: it asks their controllers for it (disruption.go)."""

from collections.abc import Mapping

from wizard.model.shapes import mapping, mappings, text
from wizard.text.yamldata import Data

Object = Mapping[str, Data]
Definitions = Mapping[tuple[str, str], bool]
"""Whether a kind of custom resource has a scale, by group and kind, as far as its definition was read."""

_SCALED = frozenset({"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"})
_UNSCALED = frozenset({"DaemonSet", "Job", "CronJob"})
_OWN_PODS = frozenset({("apps.kruise.io", "DaemonSet"), ("apps.kruise.io", "BroadcastJob"), ("keda.sh", "ScaledJob")})
"""Custom resources that are known to have pods of their own, or of Jobs, and no scale."""


def has_scale(data: Object, definitions: Definitions) -> bool | None:
    """Whether the pods' controller has a scale; None where nobody knows, or there is no controller."""
    group, kind = _group(data), text(data.get("kind"))
    if "." not in group or group.endswith(".k8s.io"):
        return True if kind in _SCALED else False if kind in _UNSCALED else None
    return False if (group, kind) in _OWN_PODS else definitions.get((group, kind))


def definition(data: Object) -> tuple[tuple[str, str], bool] | None:
    """What a CustomResourceDefinition says of the scale of its kind; None for any other object."""
    if data.get("kind") != "CustomResourceDefinition":
        return None
    spec = mapping(data.get("spec"))
    versions = [spec, *mappings(spec.get("versions"))]
    kind = text(mapping(spec, "names").get("kind"))
    return (text(spec.get("group")), kind), any("scale" in mapping(each, "subresources") for each in versions)


def _group(data: Object) -> str:
    group, slash, _version = text(data.get("apiVersion")).partition("/")
    return group if slash else ""
