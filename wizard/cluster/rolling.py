"""Watch a rollout: how many pods are updated, ready and available, and why it does not go on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from wizard.cluster.connection import Cluster
from wizard.cluster.errors import ClusterError, Expired, Missing
from wizard.model.kinds import PODS, Kind
from wizard.model.shapes import integer, mapping, mappings, strings, text
from wizard.text.paths import Data
from wizard.wording import _, labelled, safe

Object = Mapping[str, Data]
MOST_REASONS = 3


@dataclass(frozen=True)
class Rollout:
    """How far a workload's pods are, counted as `kubectl rollout status` counts them."""

    wanted: int
    updated: int
    ready: int
    available: int
    old: int
    """Pods of the revision before that still run."""
    done: bool
    late: bool = False
    """The controller gave up waiting: progressDeadlineSeconds is over (condition Progressing)."""
    reasons: tuple[str, ...] = ()
    """Why it does not go on, where anything tells."""

    @property
    def words(self) -> str:
        """One line."""
        said = _("{updated} of {wanted} updated, {ready} ready, {available} available")
        line = said.format(updated=self.updated, wanted=self.wanted, ready=self.ready, available=self.available)
        if self.old and not self.done:
            line += ", " + _("{count} old").format(count=self.old)
        return line


def progress(live: Object) -> Rollout:
    """How far it is by the status of the workload (kubectl pkg/polymorphichelpers/rollout_status.go)."""
    return {"Deployment": _deployment, "StatefulSet": _stateful_set}.get(text(live.get("kind")), _daemon_set)(live)


def _deployment(live: Object) -> Rollout:
    status, wanted, seen = _parts(live)
    updated, all_ = _count(status, "updatedReplicas"), _count(status, "replicas")
    ready, available = _count(status, "readyReplicas"), _count(status, "availableReplicas")
    late = any(
        text(each.get("type")) == "Progressing" and text(each.get("reason")) == "ProgressDeadlineExceeded"
        for each in mappings(status.get("conditions"))
    )
    done = seen and updated >= wanted and all_ <= updated and available >= updated
    return Rollout(wanted, updated, ready, available, max(0, all_ - updated), done, late and seen)


def _stateful_set(live: Object) -> Rollout:
    status, wanted, seen = _parts(live)
    strategy = mapping(mapping(live.get("spec")).get("updateStrategy"))
    kept = integer(mapping(strategy.get("rollingUpdate")).get("partition")) or 0
    updated, ready = _count(status, "updatedReplicas"), _count(status, "readyReplicas")
    current = text(status.get("updateRevision")) == text(status.get("currentRevision"))
    to_update = 0 if text(strategy.get("type")) == "OnDelete" else max(0, wanted - kept)
    done = seen and ready >= wanted and (current or updated >= to_update)
    return Rollout(wanted, updated, ready, _count(status, "availableReplicas"), max(0, wanted - updated), done)


def _daemon_set(live: Object) -> Rollout:
    status, _replicas, seen = _parts(live)
    wanted, updated = _count(status, "desiredNumberScheduled"), _count(status, "updatedNumberScheduled")
    available = _count(status, "numberAvailable")
    if text(mapping(mapping(live.get("spec")).get("updateStrategy")).get("type")) == "OnDelete":
        updated = wanted
    done = seen and updated >= wanted and available >= wanted
    return Rollout(wanted, updated, _count(status, "numberReady"), available, max(0, wanted - updated), done)


def _parts(live: Object) -> tuple[dict[str, Data], int, bool]:
    """The status, the wanted replicas, and whether the controller has seen the newest spec."""
    status, spec = mapping(live.get("status")), mapping(live.get("spec"))
    replicas = integer(spec.get("replicas"))
    generation = integer(mapping(live.get("metadata")).get("generation")) or 0
    return status, 1 if replicas is None else replicas, _count(status, "observedGeneration") >= generation


def _count(status: Object, name: str) -> int:
    return integer(status.get(name)) or 0


def follow(cluster: Cluster, kind: Kind, namespace: str, name: str, seconds: int = 5) -> Iterator[Rollout]:
    """Every state of the rollout as it comes, and one every `seconds` while nothing comes; ends when it is done.

    Raises Missing when the workload is deleted, ClusterError when the cluster no longer answers.
    """
    path = kind.path(namespace, name)
    while True:
        live = cluster.get(path)
        now = _explained(cluster, live)
        yield now
        if now.done:
            return
        query = {
            "fieldSelector": f"metadata.name={name}",
            "resourceVersion": text(mapping(live.get("metadata")).get("resourceVersion")),
        }
        try:
            for event, found in cluster.watch(kind.path(namespace), query, seconds):
                if event == "DELETED":
                    raise Missing(_("{what} was deleted meanwhile").format(what=f"{kind.name} {safe(name)}"))
                if event != "BOOKMARK":
                    now = progress({**found, "kind": kind.name})
                    yield now
                    if now.done:
                        return
        except Expired:
            # The watch began too long ago: from the object as it is now.
            continue


def _explained(cluster: Cluster, live: Object) -> Rollout:
    now = progress(live)
    if now.done:
        return now
    try:
        reasons = tuple(_reasons(cluster, live))[:MOST_REASONS]
    except ClusterError as error:
        reasons = (str(error),)
    return Rollout(**{**now.__dict__, "reasons": reasons})


def _reasons(cluster: Cluster, live: Object) -> Iterator[str]:
    """What the conditions, the pods and the events say of why it waits; the same words once."""
    metadata = mapping(live.get("metadata"))
    for each in mappings(mapping(live.get("status")).get("conditions")):
        if text(each.get("type")) == "ReplicaFailure" and each.get("status") == "True":
            yield _("no pod can be created: {why}").format(why=safe(text(each.get("message"))))
    namespace = text(metadata.get("namespace"))
    labels = strings(mapping(mapping(live.get("spec")).get("selector")).get("matchLabels"))
    pods = list(pods_of(cluster, namespace, labels))
    seen: dict[str, list[str]] = {}
    for pod in pods:
        if why := _why_not_ready(pod):
            seen.setdefault(why, []).append(text(mapping(pod.get("metadata")).get("name")))
    for why, names in seen.items():
        others = len(names) - 1
        who = safe(names[0]) + (_(" and {count} more").format(count=others) if others else "")
        yield labelled(who, why)
    if not seen:
        yield from _events(cluster, namespace, text(live.get("kind")), text(metadata.get("name")))


def all_pods(cluster: Cluster) -> Iterator[Object]:
    """Every pod of the cluster that has not ended. Raises ClusterError, as where they may not be listed."""
    query = {"fieldSelector": "status.phase!=Succeeded,status.phase!=Failed"}
    for page in cluster.pages(PODS.path(None), query):
        yield from mappings(page.get("items"))


def pods_of(cluster: Cluster, namespace: str, labels: Mapping[str, str]) -> Iterator[Object]:
    """The pods with these labels that have not ended."""
    selector = ",".join(f"{key}={value}" for key, value in labels.items())
    query = {"labelSelector": selector, "fieldSelector": "status.phase!=Succeeded,status.phase!=Failed"}
    for page in cluster.pages(PODS.path(namespace), query):
        yield from mappings(page.get("items"))


def _why_not_ready(pod: Object) -> str:
    status = mapping(pod.get("status"))
    if "deletionTimestamp" in mapping(pod.get("metadata")):
        return _("is being stopped")
    conditions = {text(each.get("type")): each for each in mappings(status.get("conditions"))}
    scheduled = conditions.get("PodScheduled", {})
    if scheduled.get("status") == "False":
        return _("Pending: {why}").format(why=safe(text(scheduled.get("message"))))
    for each in (*mappings(status.get("initContainerStatuses")), *mappings(status.get("containerStatuses"))):
        waiting = mapping(mapping(each.get("state")).get("waiting"))
        reason = text(waiting.get("reason"))
        if reason and reason not in {"ContainerCreating", "PodInitializing"}:
            said = ": ".join(filter(None, (safe(reason), safe(text(waiting.get("message"))))))
            return _("{container} waits: {why}").format(container=safe(text(each.get("name"))), why=said)
    if conditions.get("Ready", {}).get("status") == "True":
        return ""
    running = text(status.get("phase")) == "Running"
    return _("runs, but is not ready: its readiness probe has not passed yet") if running else _("is starting")


def _events(cluster: Cluster, namespace: str, kind: str, name: str) -> Iterator[str]:
    """What was warned of lately about the workload or what it made."""
    query = {"fieldSelector": "type=Warning"}
    path = f"/api/v1/namespaces/{quote(namespace, safe='')}/events"
    for page in cluster.pages(path, query):
        for each in reversed(mappings(page.get("items"))):
            about = mapping(each.get("involvedObject"))
            if text(about.get("name")).startswith(name) and text(about.get("kind")) in {kind, "ReplicaSet"}:
                yield f"{safe(text(each.get('reason')))}: {safe(text(each.get('message')))}"
                return
