"""What kubelets do as far as the control plane can tell: leases, node status, pods that become Ready and that end.

Takes on every node of the cluster, those it made at the start and those that tests make. Annotations that it heeds:

pod   fake/ready-after: SECONDS    how long the pod needs until it is Ready
pod   fake/never-ready: "true"     it runs and is not Ready; taking the annotation away makes it so
pod   fake/gone-after: SECONDS     how long it needs to end
pod   fake/ip: ADDRESS             where it listens, for the API server's proxy
node  fake/dead: "true"            no more leases, and its pods stay as they are
"""

import argparse
import heapq
import http.client
import itertools
import json
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Object = dict[str, Any]
MERGE = "application/strategic-merge-patch+json"
LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"


class Api:
    """JSON to and from the API server, a connection for each thread."""

    def __init__(self, kubeconfig: Path) -> None:
        config = json.loads(kubeconfig.read_text())
        cluster = config["clusters"][0]["cluster"]
        self._url = urlsplit(cluster["server"])
        self._tls = ssl.create_default_context(cafile=cluster["certificate-authority"])
        self._token = config["users"][0]["user"]["token"]
        self._threads = threading.local()

    def call(self, method: str, path: str, body: object = None, kind: str = "application/json") -> tuple[int, Object]:
        for _attempt in range(2):
            try:
                connection = getattr(self._threads, "connection", None) or self._connect(30)
                self._threads.connection = connection
                connection.request(method, path, None if body is None else json.dumps(body), self._headers(kind))
                answer = connection.getresponse()
                return answer.status, json.loads(answer.read() or b"{}")
            except (OSError, http.client.HTTPException):
                self._threads.connection = None
        return 0, {}

    def watched(self, path: str) -> Iterator[tuple[str, Object]]:
        """What is there, then what happens, for ever."""
        while True:
            try:
                status, found = self.call("GET", path)
                if status == 200:
                    yield from (("ADDED", each) for each in found["items"])
                    yield from self._events(path, found["metadata"]["resourceVersion"])
            except (OSError, ValueError, http.client.HTTPException) as error:
                print(path, error, file=sys.stderr)
            time.sleep(0.2)

    def _events(self, path: str, since: str) -> Iterator[tuple[str, Object]]:
        connection = self._connect(330)
        query = f"watch=1&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion={since}"
        connection.request("GET", f"{path}?{query}", headers=self._headers("application/json"))
        for line in connection.getresponse():
            event = json.loads(line)
            if event["type"] == "ERROR":
                break
            if event["type"] != "BOOKMARK":
                yield event["type"], event["object"]
        connection.close()

    def _connect(self, seconds: float) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection(str(self._url.hostname), self._url.port, context=self._tls, timeout=seconds)

    def _headers(self, kind: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}", "Content-Type": kind, "Accept": "application/json"}


class Timers:
    """Things to do later; of each name only one waits at a time."""

    def __init__(self, workers: int = 4) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int, str, Callable[[], None]]] = []
        self._names: set[str] = set()
        self._count = itertools.count()
        for _worker in range(workers):
            threading.Thread(target=self._work, daemon=True).start()

    def after(self, seconds: float, name: str, do: Callable[[], None]) -> None:
        with self._changed:
            if name not in self._names:
                self._names.add(name)
                heapq.heappush(self._waiting, (time.monotonic() + seconds, next(self._count), name, do))
                self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting or self._waiting[0][0] > time.monotonic():
                    self._changed.wait(self._waiting[0][0] - time.monotonic() if self._waiting else None)
                _when, _number, name, do = heapq.heappop(self._waiting)
                self._names.discard(name)
            do()


class Kubelets:
    """All nodes and pods as last heard of."""

    def __init__(self, api: Api, ready_after: float, gone_after: float, renew_every: float) -> None:
        self._api, self._ready_after, self._gone_after = api, ready_after, gone_after
        self._renew_every = renew_every
        self._timers = Timers()
        self._nodes: dict[str, Object] = {}
        self._pods: dict[str, Object] = {}
        self._addresses = itertools.count(1)

    def make(self, number: int, zones: int) -> None:
        """A node of 8 cores and 32 GiB, the nodes dealt out over the zones."""
        name, zone = f"node-{number}", f"zone-{chr(ord('a') + number % zones)}"
        labels = {
            "kubernetes.io/hostname": name,
            "kubernetes.io/os": "linux",
            "kubernetes.io/arch": "amd64",
            "topology.kubernetes.io/region": "region-1",
            "topology.kubernetes.io/zone": zone,
        }
        node = {"metadata": {"name": name, "labels": labels}}
        while self._api.call("POST", "/api/v1/nodes", node)[0] not in {201, 409}:
            time.sleep(0.1)

    def follow_nodes(self) -> None:
        for event, node in self._api.watched("/api/v1/nodes"):
            name = node["metadata"]["name"]
            if event == "DELETED":
                self._nodes.pop(name, None)
                continue
            was_alive = self._alive(name)
            self._nodes[name] = node
            if self._alive(name) and not was_alive:
                self._timers.after(0, f"node {name}", lambda name=name: self._report(name))
                self._timers.after(0, f"lease {name}", lambda name=name: self._renew(name))
                for pod in [each for each in self._pods.values() if each["spec"].get("nodeName") == name]:
                    self._heard(pod)

    def follow_pods(self) -> None:
        for event, pod in self._api.watched("/api/v1/pods"):
            if event == "DELETED":
                self._pods.pop(pod["metadata"]["uid"], None)
            else:
                self._pods[pod["metadata"]["uid"]] = pod
                self._heard(pod)

    def _alive(self, name: str) -> bool:
        node = self._nodes.get(name)
        return node is not None and _noted(node, "fake/dead") != "true"

    def _report(self, name: str) -> None:
        if not self._alive(name):
            return
        status = self._nodes[name].get("status") or {}
        amounts = status.get("capacity") or {"cpu": "8", "memory": "32Gi", "pods": "110", "ephemeral-storage": "100Gi"}
        now = _now()
        ready = {"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": now}
        pressures = [
            {"type": f"{each}Pressure", "status": "False", "reason": "Fake", "lastHeartbeatTime": now}
            for each in ("Memory", "Disk", "PID")
        ]
        host = f"10.100.{sum(map(ord, name)) % 250}.{len(self._nodes) % 250 + 1}"
        told = {
            "conditions": [ready, *pressures],
            "capacity": amounts,
            "allocatable": status.get("allocatable") or amounts,
            "addresses": [{"type": "InternalIP", "address": host}, {"type": "Hostname", "address": name}],
        }
        self._api.call("PATCH", f"/api/v1/nodes/{name}/status", {"status": told}, MERGE)
        self._timers.after(60, f"node {name}", lambda: self._report(name))

    def _renew(self, name: str) -> None:
        if not self._alive(name):
            return
        spec = {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": _now(micro=True)}
        status, _answer = self._api.call("PATCH", f"{LEASES}/{name}", {"spec": spec}, "application/merge-patch+json")
        if status == 404:
            lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": name}, "spec": spec}
            status, _answer = self._api.call("POST", LEASES, lease)
        self._timers.after(
            self._renew_every if status in {200, 201} else 0.3, f"lease {name}", lambda: self._renew(name)
        )

    def _heard(self, pod: Object) -> None:
        uid, node = pod["metadata"]["uid"], pod["spec"].get("nodeName")
        if not node or not self._alive(node):
            return
        if pod["metadata"].get("deletionTimestamp"):
            wait = float(_noted(pod, "fake/gone-after") or self._gone_after)
            self._timers.after(wait, f"end {uid}", lambda: self._end(uid))
        elif pod["status"].get("phase") == "Pending":
            wait = float(_noted(pod, "fake/ready-after") or self._ready_after)
            self._timers.after(wait, f"run {uid}", lambda: self._run(uid))
        elif pod["status"].get("phase") == "Running" and _ready(pod) != (_noted(pod, "fake/never-ready") != "true"):
            self._timers.after(0, f"run {uid}", lambda: self._run(uid))

    def _end(self, uid: str) -> None:
        pod = self._pods.get(uid)
        if pod is not None and self._alive(pod["spec"]["nodeName"]):
            body = {"gracePeriodSeconds": 0, "preconditions": {"uid": uid}}
            self._api.call("DELETE", _path(pod), {"apiVersion": "v1", "kind": "DeleteOptions", **body})

    def _run(self, uid: str) -> None:
        pod = self._pods.get(uid)
        if pod is None or pod["metadata"].get("deletionTimestamp"):
            return
        ready = _noted(pod, "fake/never-ready") != "true"
        now, number = _now(), next(self._addresses)
        address = (
            _noted(pod, "fake/ip")
            or pod["status"].get("podIP")
            or f"10.{128 + number // 62500 % 60}.{number // 250 % 250}.{number % 250 + 1}"
        )
        said = {True: "True", False: "False"}
        conditions = {"Initialized": True, "ContainersReady": ready, "Ready": ready}
        containers = [
            {
                "name": each["name"],
                "image": each["image"],
                "imageID": "",
                "ready": ready,
                "started": True,
                "restartCount": 0,
                "state": {"running": {"startedAt": now}},
            }
            for each in pod["spec"]["containers"]
        ]
        status = {
            "phase": "Running",
            "startTime": pod["status"].get("startTime") or now,
            "podIP": address,
            "podIPs": [{"ip": address}],
            "conditions": [
                {"type": name, "status": said[holds], "lastTransitionTime": now} for name, holds in conditions.items()
            ],
            "containerStatuses": containers,
        }
        self._api.call("PATCH", f"{_path(pod)}/status", {"status": status}, MERGE)


def _path(pod: Object) -> str:
    return f"/api/v1/namespaces/{pod['metadata']['namespace']}/pods/{pod['metadata']['name']}"


def _noted(thing: Object, name: str) -> str:
    return str((thing["metadata"].get("annotations") or {}).get(name, ""))


def _ready(pod: Object) -> bool:
    conditions = pod["status"].get("conditions") or []
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)


def _now(*, micro: bool = False) -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ" if micro else "%Y-%m-%dT%H:%M:%SZ")


def main() -> None:
    """Run until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kubeconfig", type=Path, required=True)
    parser.add_argument("--nodes", type=int, required=True)
    parser.add_argument("--zones", type=int, required=True)
    parser.add_argument("--ready-after", type=float, required=True)
    parser.add_argument("--gone-after", type=float, required=True)
    parser.add_argument("--renew-every", type=float, required=True)
    told = parser.parse_args()
    kubelets = Kubelets(Api(told.kubeconfig), told.ready_after, told.gone_after, told.renew_every)
    threading.Thread(target=kubelets.follow_nodes, daemon=True).start()
    for number in range(told.nodes):
        kubelets.make(number, told.zones)
    kubelets.follow_pods()


if __name__ == "__main__":
    main()
