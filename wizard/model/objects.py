"""What an object is, by its own words: of which kind, where, and whether it is whole. Knows no other object."""

from collections.abc import Mapping

from wizard.model.shapes import items, mapping, mappings, text
from wizard.model.workload import KINDS
from wizard.text.yamldata import Data

Object = Mapping[str, Data]

_NO_DEFAULT = ("apps/v1", "policy/v1", "policy/v1beta1", "v1")


def namespace(data: Object) -> str | None:
    """metadata.namespace, None when unset: unset matches only unset."""
    return text(mapping(data.get("metadata")).get("namespace")) or None


def is_workload(data: Object) -> bool:
    """Whether this is one of the kinds that Surefoot works on, by its kind and API group."""
    group = text(data.get("apiVersion")).partition("/")[0]
    return text(data.get("kind")) in KINDS and group in {"apps", "extensions"}


def is_custom(data: Object) -> bool:
    """Whether the kind is not Kubernetes' own: an operator may make pods of such objects."""
    group = text(data.get("apiVersion")).rpartition("/")[0]
    return "." in group and not group.endswith(".k8s.io")


def why_partial(data: Object) -> str:
    """The id of the reason to leave a workload alone, empty for a whole one: a patch goes into something unseen."""
    if _has_key(data, "$patch"):
        return "patch"
    containers = mapping(data, "spec", "template", "spec").get("containers")
    if not items(containers):
        return "no-containers"
    if not all(text(each.get("image")) for each in mappings(containers)) and not mapping(data, "spec").get("selector"):
        return "patch"
    return ""


def lacks_selector(data: Object) -> bool:
    """Whether it does not say which pods are its own, where nothing says so for it (apps/v1, policy/v1, core/v1)."""
    whole = text(data.get("kind")) in {"Service", "PodDisruptionBudget"} or is_workload(data)
    return whole and data.get("apiVersion") in _NO_DEFAULT and not mapping(data, "spec").get("selector")


def _has_key(data: object, key: str) -> bool:
    if isinstance(data, dict):
        return key in data or any(_has_key(each, key) for each in data.values())
    return isinstance(data, list) and any(_has_key(each, key) for each in data)
