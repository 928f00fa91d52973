"""Every object of the tests, and what a real API server says of it in a strict dry run."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.catalogue.examples import manifests
from tests.cluster.control_plane import ControlPlane
from wizard.outputs.explained import page, pages

CASES = Path(__file__).parents[1] / "cases"
PLURALS = {
    "Deployment": "deployments",
    "StatefulSet": "statefulsets",
    "DaemonSet": "daemonsets",
    "PodDisruptionBudget": "poddisruptionbudgets",
    "Service": "services",
    "HorizontalPodAutoscaler": "horizontalpodautoscalers",
    "Pod": "pods",
    "Job": "jobs",
    "ConfigMap": "configmaps",
    "PersistentVolumeClaim": "persistentvolumeclaims",
}


def refusal(plane: ControlPlane, namespace: str, data: Mapping[str, Any]) -> str:
    """Why the server would not take a new object; empty where it would, or where its kind is none of ours."""
    if data.get("kind") not in PLURALS:
        return ""
    version = str(data["apiVersion"])
    folder = f"/api/{version}" if "/" not in version else f"/apis/{version}"
    path = f"{folder}/namespaces/{namespace}/{PLURALS[data['kind']]}?dryRun=All&fieldValidation=Strict"
    sent = json.loads(json.dumps(data, default=str))
    sent.setdefault("metadata", {})["namespace"] = namespace
    status, answer = plane.call("POST", path, sent)
    return "" if status == 201 else f"{status} {answer.get('message', '')}"


def refusals(plane: ControlPlane, namespace: str, stream: str) -> tuple[str, ...]:
    """What the server would not take of a stream."""
    said = (refusal(plane, namespace, each) for each in objects(stream))
    return tuple(filter(None, said))


def objects(stream: str) -> Iterator[dict[str, Any]]:
    """The objects of a stream, those of lists one by one."""
    for each in yaml.safe_load_all(stream):
        if isinstance(each, dict):
            yield from each["items"] if each.get("kind") == "List" else [each]


def examples() -> Iterator[tuple[str, str, str]]:
    """Every example of the catalogue as a stream: id, section, text."""
    for id in pages():
        shown = page(id)
        for section in ("before", "after", "fine"):
            yield id, section, manifests(getattr(shown, section))


def goldens() -> Iterator[tuple[str, str]]:
    """Every golden case: its name and its text."""
    for path in sorted(CASES.glob("*/*/*.*")):
        yield "/".join(path.parts[-3:]), path.read_text(encoding="utf-8-sig")
