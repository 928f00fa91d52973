"""A probe is tried on a running pod through the API server's own proxy."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cluster.shop import deployment, loaded
from wizard.cluster.errors import Missing, Refused
from wizard.cluster.trying import try_probe
from wizard.practices.readiness_choice import ProbeChoice

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]

SERVER = """
import http.server
class App(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        good = self.path == "/healthz?deep=1" and self.headers["X-Probe"] == "yes"
        self.send_response(200 if good else 404)
        self.end_headers()
        self.wfile.write(b"ok\\x1b[2J\\nmore" if good else b"no such page")
    def log_message(self, *words):
        pass
http.server.HTTPServer(("ADDRESS", 8080), App).serve_forever()
"""


@pytest.fixture
def pod_address() -> Iterator[str]:
    """An address in a network namespace of its own, with a program that answers there."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.fail("needs root and the program ip: the API server refuses to ask pods on loopback")
    space, address = f"sf{os.getpid()}", "10.251.7.2"
    commands = [
        f"ip netns add {space}",
        f"ip link add {space}a type veth peer name {space}b netns {space}",
        f"ip addr add 10.251.7.1/30 dev {space}a",
        f"ip link set {space}a up",
        f"ip -n {space} addr add {address}/30 dev {space}b",
        f"ip -n {space} link set {space}b up",
    ]
    try:
        for command in commands:
            subprocess.run(command.split(), check=True, capture_output=True)
        program = ["ip", "netns", "exec", space, sys.executable, "-c", SERVER.replace("ADDRESS", address)]
        with subprocess.Popen(program) as running:
            yield address
            running.kill()
    finally:
        subprocess.run(["ip", "netns", "delete", space], check=False, capture_output=True)
        subprocess.run(["ip", "link", "delete", f"{space}a"], check=False, capture_output=True)


def listens(address: str) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((address, 8080)) == 0


def started(control_plane: Any, namespace: str, **annotations: str) -> Any:
    web = deployment(namespace)
    web["spec"]["template"]["metadata"]["annotations"] = annotations
    control_plane.create(web)
    path = f"/apis/apps/v1/namespaces/{namespace}/deployments/web"
    control_plane.wait("web is ready", lambda: control_plane.call("GET", path)[1]["status"].get("readyReplicas") == 1)
    cluster, found = loaded(control_plane.kubeconfig, namespace)
    return cluster, found.inventory.workload(found.inventory.ids[0])


def test_pod_answers_as_it_answers_the_kubelet(control_plane: Any, namespace: str, pod_address: str) -> None:
    cluster, workload = started(control_plane, namespace, **{"fake/ip": pod_address})
    control_plane.wait("the program listens", lambda: listens(pod_address))
    good = ProbeChoice("web", "httpGet", "http", "/healthz?deep=1", headers=(("X-Probe", "yes"),))
    tried = try_probe(cluster, workload, good)
    assert (tried.status, tried.passes) == (200, True)
    assert tried.first_line.startswith("ok")
    assert "\x1b" not in tried.words
    assert "200 OK in" in tried.words
    assert tried.pod in tried.words
    bad = try_probe(cluster, workload, ProbeChoice("web", "httpGet", 8080, "/other"))
    assert (bad.status, bad.passes, bad.first_line) == (404, False, "no such page")
    with pytest.raises(Refused, match="nothing listens on port 9090"):
        try_probe(cluster, workload, ProbeChoice("web", "httpGet", 9090, "/"))


def test_port_that_the_pod_does_not_name_is_told(control_plane: Any, namespace: str) -> None:
    cluster, workload = started(control_plane, namespace)
    with pytest.raises(Missing, match="has no port named admin"):
        try_probe(cluster, workload, ProbeChoice("web", "httpGet", "admin", "/"))


def test_nobody_runs_is_told(control_plane: Any, namespace: str) -> None:
    control_plane.create(deployment(namespace, replicas=0))
    cluster, found = loaded(control_plane.kubeconfig, namespace)
    with pytest.raises(Missing, match="no pod of web runs"):
        try_probe(cluster, found.inventory.workload(found.inventory.ids[0]), ProbeChoice("web", "httpGet", 8080, "/"))
