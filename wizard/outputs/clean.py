"""A live object as a person would have written it: without what the server and its controllers filled in."""

import re
from collections.abc import Mapping
from typing import Any

from wizard.model.defaults import CONTAINER, POD, PROBE, PROTOCOL, SPEC
from wizard.model.shapes import mapping, mappings, text
from wizard.sources.live import cleaned
from wizard.text.paths import Data, same

Object = Mapping[str, Data]


def clean(live: Object) -> dict[str, Data]:
    """The object without status, bookkeeping and every default that the server would fill in again.

    ownerReferences go too: whoever applies the manifest is somebody else.
    """
    found = cleaned(live)
    metadata = {key: value for key, value in mapping(found["metadata"]).items() if key != "ownerReferences"}
    found["metadata"] = metadata
    kind = text(found.get("kind"))
    if kind in SPEC:
        spec = _without(mapping(found.get("spec")), SPEC[kind])
        if "template" in spec:
            spec["template"] = _template(mapping(spec["template"]))
        if kind == "StatefulSet" and "volumeClaimTemplates" in spec:
            spec["volumeClaimTemplates"] = [_claim(each) for each in mappings(spec["volumeClaimTemplates"])]
        found["spec"] = spec
    return found


def _without(data: Object, defaults: Mapping[str, Data]) -> dict[str, Data]:
    return {key: value for key, value in data.items() if not (key in defaults and same(value, defaults[key]))}


def _template(template: dict[str, Data]) -> dict[str, Data]:
    metadata = {key: value for key, value in mapping(template.get("metadata")).items() if key != "creationTimestamp"}
    pod = _without(mapping(template.get("spec")), POD)
    if pod.get("serviceAccount") == pod.get("serviceAccountName"):
        # The old name of the same field, which the server keeps in step.
        pod.pop("serviceAccount", None)
    for field in ("initContainers", "containers"):
        if field in pod:
            pod[field] = [_container(each) for each in mappings(pod[field])]
    if "volumes" in pod:
        pod["volumes"] = [_volume(each) for each in mappings(pod["volumes"])]
    return {**({"metadata": metadata} if metadata else {}), "spec": pod}


def _container(container: dict[str, Data]) -> dict[str, Data]:
    found = _without(container, CONTAINER)
    if found.get("imagePullPolicy") == _pull_policy(text(found.get("image"))):
        del found["imagePullPolicy"]
    if "ports" in found:
        found["ports"] = [_without(each, {"protocol": PROTOCOL}) for each in mappings(found["ports"])]
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        if name in found:
            found[name] = _handler(_without(mapping(found[name]), dict(PROBE)))
    if "lifecycle" in found:
        hooks = mapping(found["lifecycle"])
        found["lifecycle"] = {
            name: _handler(mapping(hook)) if isinstance(hook, dict) else hook for name, hook in hooks.items()
        }
    if "env" in found:
        found["env"] = [_variable(each) for each in mappings(found["env"])]
    return found


def _pull_policy(image: str) -> str:
    """Always for the tag latest or none, else IfNotPresent (core/v1 SetDefaults_Container)."""
    name = image.rpartition("/")[2]
    if "@" in name or not re.fullmatch(r"[a-z0-9._:/-]+(:[\w.-]+)?", image):
        # Of a reference that cannot be parsed, such as ${PREFIX}/web, the server knows no tag.
        return "IfNotPresent"
    return "Always" if name.partition(":")[2] in {"", "latest"} else "IfNotPresent"


def _handler(data: dict[str, Data]) -> dict[str, Data]:
    found = dict(data)
    if "httpGet" in found:
        found["httpGet"] = _without(mapping(found["httpGet"]), {"scheme": "HTTP"})
    if "grpc" in found:
        found["grpc"] = _without(mapping(found["grpc"]), {"service": ""})
    return found


def _variable(variable: dict[str, Data]) -> dict[str, Data]:
    source = mapping(variable.get("valueFrom"))
    if "fieldRef" not in source:
        return variable
    field = _without(mapping(source["fieldRef"]), {"apiVersion": "v1"})
    return {**variable, "valueFrom": {**source, "fieldRef": field}}


def _volume(volume: dict[str, Data]) -> dict[str, Data]:
    found: dict[str, Any] = dict(volume)
    for kind in ("configMap", "secret", "projected", "downwardAPI"):
        if kind in found:
            found[kind] = _without(mapping(found[kind]), {"defaultMode": 420})
    if "hostPath" in found:
        found["hostPath"] = _without(mapping(found["hostPath"]), {"type": ""})
    return found


def _claim(claim: dict[str, Data]) -> dict[str, Data]:
    found = {key: value for key, value in claim.items() if key != "status"}
    if found.get("kind") == "PersistentVolumeClaim":
        # The server writes both into every template.
        found.pop("kind", None)
        found.pop("apiVersion", None)
    metadata = {key: value for key, value in mapping(found.get("metadata")).items() if key != "creationTimestamp"}
    return {**found, "metadata": metadata, "spec": _without(mapping(found.get("spec")), {"volumeMode": "Filesystem"})}
