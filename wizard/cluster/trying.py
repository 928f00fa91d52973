"""Ask a running pod what a probe would ask, through the API server's proxy, before anything is changed."""

import http
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from wizard.cluster.connection import Cluster
from wizard.cluster.errors import Missing, Refused, server_words
from wizard.cluster.rolling import pods_of
from wizard.model.shapes import integer, mapping, mappings, strings, text
from wizard.model.workload import Workload
from wizard.practices.readiness_choice import ProbeChoice
from wizard.text.paths import Data
from wizard.wording import _, labelled, safe

Object = Mapping[str, Data]
PASSES = range(200, 400)
"""What the kubelet takes for a success (pkg/probe/http)."""


@dataclass(frozen=True)
class Tried:
    """What a pod answered."""

    pod: str
    status: int
    seconds: float
    first_line: str

    @property
    def passes(self) -> bool:
        return self.status in PASSES

    @property
    def words(self) -> str:
        """One line: `200 OK in 12 ms from web-7d9f: ok`."""
        name = http.HTTPStatus(self.status).phrase if self.status in set(http.HTTPStatus) else ""
        said = _("{status} {name} in {ms} ms from {pod}").format(
            status=self.status, name=name, ms=round(self.seconds * 1000), pod=safe(self.pod)
        )
        return labelled(said, self.first_line) if self.first_line else said


def try_probe(cluster: Cluster, workload: Workload, probe: ProbeChoice) -> Tried:
    """GET the path of an HTTP probe on a running pod of the workload.

    Raises Missing where no pod runs that has the port, Refused where the proxy cannot reach it, ClusterError for the
    rest.
    """
    pod = _running(cluster, workload)
    name = text(mapping(pod.get("metadata")).get("name"))
    port = _port(pod, probe)
    place = f"/api/v1/namespaces/{workload.namespace}/pods/{quote(name)}:{port}/proxy"
    path = probe.path if probe.path.startswith("/") else f"/{probe.path}"
    status, seconds, body = cluster.through(place + quote(path, safe="/?&=%+,;:@"), dict(probe.headers))
    if status >= 400 and (said := server_words(body)):
        raise Refused(_said_by_proxy(status, said, safe(name), port))
    lines = body.decode("utf-8", "replace").strip().splitlines()
    return Tried(name, status, seconds, safe(lines[0][:80]) if lines else "")


def _running(cluster: Cluster, workload: Workload) -> Object:
    """A pod that runs, a Ready one before others."""
    labels = strings(workload.selector.get("matchLabels")) or workload.labels
    pods = [
        each
        for each in pods_of(cluster, workload.namespace or "", labels)
        if text(mapping(each.get("status")).get("phase")) == "Running"
        and "deletionTimestamp" not in mapping(each.get("metadata"))
    ]
    if not pods:
        raise Missing(_("no pod of {name} runs, so there is nobody to ask").format(name=safe(workload.name)))
    return max(pods, key=_is_ready)


def _is_ready(pod: Object) -> bool:
    conditions = mappings(mapping(pod.get("status")).get("conditions"))
    return any(each.get("type") == "Ready" and each.get("status") == "True" for each in conditions)


def _port(pod: Object, probe: ProbeChoice) -> int:
    """The number of the port; a named one as the pod's own container has it."""
    if isinstance(probe.port, int):
        return probe.port
    containers = mappings(mapping(pod.get("spec")).get("containers"))
    ports = [port for each in containers if each.get("name") == probe.container for port in mappings(each.get("ports"))]
    found = next((integer(each.get("containerPort")) for each in ports if each.get("name") == probe.port), None)
    if found is None:
        raise Missing(
            _("the running pod's {container} has no port named {port}").format(
                container=safe(probe.container), port=safe(str(probe.port))
            )
        )
    return found


def _said_by_proxy(status: int, said: str, pod: str, port: int) -> str:
    if "connection refused" in said:
        return _("nothing listens on port {port} of {pod}").format(port=port, pod=pod)
    if "i/o timeout" in said or "deadline exceeded" in said or "no route to host" in said:
        return _("{pod} does not answer on port {port}").format(port=port, pod=pod)
    if status == 403:
        return _("you may not ask through the API server: {said}").format(said=said)
    return _("the API server cannot ask {pod}: {said}").format(pod=pod, said=said)
