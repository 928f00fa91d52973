"""The corpus of real manifests: where it is, what is in it, and edits shaped like those of the practices."""

import copy
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.errors import ManifestError
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.paths import Data

FOLDER = Path(os.environ.get("SUREFOOT_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus")
KINDS = ("Deployment", "StatefulSet")


def files() -> list[Path]:
    return sorted(path for path in FOLDER.rglob("*") if path.suffix in {".yaml", ".yml", ".json"} and path.is_file())


@dataclass(frozen=True)
class Found:
    """A workload of the corpus and the stream it was read from."""

    manifest: Manifest
    id: ObjectId
    data: dict[str, Data]

    @property
    def name(self) -> str:
        where = Path(self.id.origin).relative_to(FOLDER)
        return f"{where}[{self.id.document}]" + ("" if self.id.item is None else f"[{self.id.item}]")


def workloads(unread: dict[str, str]) -> Iterator[Found]:
    """Every workload with a pod template; the files that kubectl's strict reading refuses go to `unread`."""
    for path in files():
        try:
            manifest = Manifest.read(str(path), path.read_bytes())
        except ManifestError as refused:
            unread[str(path.relative_to(FOLDER))] = refused.what
            continue
        for id_, data in manifest.objects.items():
            if isinstance(data, dict) and data.get("kind") in KINDS and pod_spec(data) is not None:
                yield Found(manifest, id_, data)


def pod_spec(data: Data) -> dict[str, Data] | None:
    for key in ("spec", "template", "spec"):
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) and isinstance(data.get("containers"), list) else None


Synthetic = Callable[[dict[str, Data]], None]


def spread(data: dict) -> None:
    data["spec"]["replicas"] = 3 if data["spec"].get("replicas") != 3 else 5
    pod_spec(data).setdefault("topologySpreadConstraints", []).extend(
        {
            "maxSkew": 1,
            "topologyKey": key,
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": {"app": "yes"}},
            "matchLabelKeys": ["pod-template-hash"],
        }
        for key in ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
    )


def readiness(data: dict) -> None:
    for container in pod_spec(data)["containers"]:
        container["readinessProbe"] = {
            "httpGet": {
                "path": "/ready?now=1&x",
                "port": "http",
                "httpHeaders": [{"name": "X-Probe", "value": "1:30"}],
            },
            "initialDelaySeconds": 5,
            "timeoutSeconds": 2,
        }


def shutdown(data: dict) -> None:
    pod = pod_spec(data)
    pod["terminationGracePeriodSeconds"] = 77
    for container in pod["containers"]:
        command = ["/bin/sh", "-c", "sleep 15"]
        container["lifecycle"] = (container.get("lifecycle") or {}) | {"preStop": {"exec": {"command": command}}}
    if data["kind"] == "Deployment":
        data["spec"]["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}}


def everything(data: dict) -> None:
    for edit in (spread, readiness, shutdown):
        edit(data)


def removal(data: dict) -> None:
    """Changes and removes what is there, as going back on a choice does."""
    spec, pod = data["spec"], pod_spec(data)
    spec.pop("replicas", None)
    spec.pop("strategy", None)
    pod.pop("nodeSelector", None)
    for container in pod["containers"]:
        for key in ("readinessProbe", "resources", "imagePullPolicy", "args"):
            container.pop(key, None)
        container["image"] = "registry.example/other:1.0"
        for variable in container.get("env") or []:
            if "value" in variable:
                variable["value"] = "on"
        if container.get("ports"):
            del container["ports"][0]
    labels = data["metadata"].get("labels") or {}
    if labels:
        labels.pop(next(iter(labels)))


def budget(data: Mapping) -> dict[str, Data]:
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": data["metadata"].get("name", "web")},
        "spec": {"maxUnavailable": 1, "selector": copy.deepcopy(data["spec"].get("selector"))},
    }


EDITS: dict[str, Synthetic | None] = {
    "spread": spread,
    "readiness": readiness,
    "shutdown": shutdown,
    "budget": None,
    "everything": everything,
    "removal": removal,
}


def edited(found: Found, name: str) -> tuple[dict[ObjectId, Data], list[tuple[ObjectId, Data]]]:
    """What to_splices is asked for one edit of one workload."""
    after = copy.deepcopy(found.data)
    edit = EDITS[name]
    if edit:
        edit(after)
    added = [(found.id, budget(found.data))] if name in ("budget", "everything") else []
    return {found.id: after}, added
