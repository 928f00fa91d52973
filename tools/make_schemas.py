"""Make assets/schemas/kubernetes.json.gz out of the development dependency kubernetes-validate.

Kept are the kinds that Surefoot reads, their definitions once each whatever the number of versions that share them.
"""

import gzip
import importlib.resources
import json
from collections.abc import Iterator
from typing import Any

from wizard.model.versions import NEWEST, OLDEST
from wizard.places import assets

KINDS = {
    ("apps/v1", "Deployment"): "io.k8s.api.apps.v1.Deployment",
    ("apps/v1", "StatefulSet"): "io.k8s.api.apps.v1.StatefulSet",
    ("apps/v1", "DaemonSet"): "io.k8s.api.apps.v1.DaemonSet",
    ("policy/v1", "PodDisruptionBudget"): "io.k8s.api.policy.v1.PodDisruptionBudget",
    ("v1", "Service"): "io.k8s.api.core.v1.Service",
    ("autoscaling/v2", "HorizontalPodAutoscaler"): "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler",
    ("autoscaling/v1", "HorizontalPodAutoscaler"): "io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler",
}
QUANTITY = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$"
"""As apimachinery's resource.ParseQuantity reads it."""
LIMITS = {"int32": 2**31, "int64": 2**63}
NOT_REQUIRED = {("io.k8s.api.apps.v1.StatefulSetSpec", "serviceName")}
"""What the published schema of older versions asks for and no server ever did."""
# The published schemas hold no list of values. These are refused by the server's own validation in every version;
# the empty string, which counts as absent, is added where a field is not required.
ONE_OF = {
    ("io.k8s.api.apps.v1.DeploymentStrategy", "type"): ("Recreate", "RollingUpdate"),
    ("io.k8s.api.apps.v1.StatefulSetUpdateStrategy", "type"): ("OnDelete", "RollingUpdate"),
    ("io.k8s.api.apps.v1.DaemonSetUpdateStrategy", "type"): ("OnDelete", "RollingUpdate"),
    ("io.k8s.api.apps.v1.StatefulSetSpec", "podManagementPolicy"): ("OrderedReady", "Parallel"),
    ("io.k8s.api.core.v1.Container", "imagePullPolicy"): ("Always", "IfNotPresent", "Never"),
    ("io.k8s.api.core.v1.ContainerPort", "protocol"): ("SCTP", "TCP", "UDP"),
    ("io.k8s.api.core.v1.HTTPGetAction", "scheme"): ("HTTP", "HTTPS"),
    ("io.k8s.api.core.v1.PodSpec", "dnsPolicy"): ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    ("io.k8s.api.core.v1.PodSpec", "restartPolicy"): ("Always", "Never", "OnFailure"),
    ("io.k8s.api.core.v1.ServicePort", "protocol"): ("SCTP", "TCP", "UDP"),
    ("io.k8s.api.core.v1.ServiceSpec", "type"): ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"),
    ("io.k8s.api.core.v1.NodeSelectorRequirement", "operator"): (("DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn")),
    ("io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement", "operator"): (
        ("DoesNotExist", "Exists", "In", "NotIn")
    ),
    ("io.k8s.api.core.v1.TopologySpreadConstraint", "whenUnsatisfiable"): ("DoNotSchedule", "ScheduleAnyway"),
    ("io.k8s.api.core.v1.TopologySpreadConstraint", "nodeAffinityPolicy"): ("Honor", "Ignore"),
    ("io.k8s.api.core.v1.TopologySpreadConstraint", "nodeTaintsPolicy"): ("Honor", "Ignore"),
    ("io.k8s.api.policy.v1.PodDisruptionBudgetSpec", "unhealthyPodEvictionPolicy"): ("AlwaysAllow", "IfHealthyBudget"),
}
REF = "#/$defs/"

Schema = dict[str, Any]


def make() -> Schema:
    """The kinds, every definition once, and per version which definition a name stands for."""
    numbers: dict[str, int] = {}
    versions = {
        f"{OLDEST.major}.{minor}": {
            name: numbers.setdefault(json.dumps(schema, sort_keys=True), len(numbers))
            for name, schema in sorted(definitions(minor).items())
        }
        for minor in range(OLDEST.minor, NEWEST.minor + 1)
    }
    return {
        "kinds": {f"{api_version} {kind}": name for (api_version, kind), name in KINDS.items()},
        "definitions": [json.loads(text) for text in numbers],
        "versions": versions,
    }


def definitions(minor: int) -> dict[str, Schema]:
    """The definitions that the kinds of one version need."""
    folder = importlib.resources.files("kubernetes_validate") / "kubernetes-json-schema" / f"v1.{minor}.0-local-strict"
    given = json.loads((folder / "_definitions.json").read_text(encoding="utf-8"))["$defs"]
    kept: dict[str, Schema] = {}
    wanted = list(KINDS.values())
    while wanted:
        name = wanted.pop()
        if name not in kept:
            kept[name] = _definition(name, given[name])
            wanted += _references(kept[name])
    return kept


def _definition(name: str, given: Schema) -> Schema:
    if name.endswith(".resource.Quantity"):
        return {"type": ["number", "string"], "pattern": QUANTITY}
    schema = _schema(given)
    if required := [each for each in schema.pop("required", ()) if (name, each) not in NOT_REQUIRED]:
        schema["required"] = sorted(required)
    for field, own in schema.get("properties", {}).items():
        if (name, field) in ONE_OF:
            own["enum"] = [*ONE_OF[name, field], *([] if field in required else [""])]
    return schema


def _schema(given: Schema) -> Schema:
    """One schema without descriptions and nulls: a null counts as absent and is taken out before validation."""
    if "$ref" in given:
        return {"$ref": REF + given["$ref"].rsplit("/", 1)[1]}
    types = [each for each in _types(given) if each != "null"]
    schema: Schema = {"type": types[0] if len(types) == 1 else types} if types else {}
    if limit := LIMITS.get(given.get("format", "")):
        schema |= {"minimum": -limit, "maximum": limit - 1}
    if "properties" in given:
        schema["properties"] = {name: _field(name, each) for name, each in given["properties"].items()}
    if "items" in given:
        schema["items"] = _schema(given["items"])
        # Within a list a null stays: the server reads it as an empty value.
        if "null" in _types(given["items"]) and isinstance(schema["items"].get("type"), str):
            schema["items"]["type"] = [schema["items"]["type"], "null"]
    if isinstance(more := given.get("additionalProperties"), dict):
        schema["additionalProperties"] = _schema(more)
    elif more is False:
        schema["additionalProperties"] = False
    return schema | {key: given[key] for key in ("required", "enum") if key in given}


def _field(name: str, given: Schema) -> Schema:
    # A status is the server's own; what a dumped object holds there is never judged.
    return {"type": "object"} if name == "status" and "$ref" in given else _schema(given)


def _types(given: Schema) -> list[str]:
    if "oneOf" in given:
        return sorted({each for choice in given["oneOf"] for each in _types(choice)})
    types = given.get("type", [])
    return [types] if isinstance(types, str) else types


def _references(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(reference := schema.get("$ref"), str):
            yield reference.removeprefix(REF)
        schema = list(schema.values())
    if isinstance(schema, list):
        for each in schema:
            yield from _references(each)


def main() -> None:
    """Write the store; the same input gives the same bytes."""
    text = json.dumps(make(), sort_keys=True, separators=(",", ":")) + "\n"
    assets("schemas").mkdir(exist_ok=True)
    (assets("schemas") / "kubernetes.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
