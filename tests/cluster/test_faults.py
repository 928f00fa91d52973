"""Every way in which a cluster fails gives one sentence: what happened, what to do; no traceback and no secret."""

import http.server
import json
import socket
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.cutting import Cutting, through
from tests.cluster.shop import budget, deployment, loaded, planned, service
from wizard.cluster import connection as connecting
from wizard.cluster.errors import Forbidden
from wizard.model.kinds import WORKLOADS
from wizard.planning.sending import requests

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]

Said = Callable[..., str]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{not: [yaml", "cannot be used as a kubeconfig"),
        ("", "cannot be used as a kubeconfig"),
        ("apiVersion: v1\nkind: Config\n", "kubeconfig"),
        ("just text", "kubeconfig"),
        ("contexts: [{name: a, context: {cluster: b, user: c}}]\ncurrent-context: a\n", "kubeconfig"),
        ("\x00\x01", "kubeconfig"),
    ],
)
def test_bad_kubeconfig(said: Said, tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "kubeconfig"
    path.write_text(content)
    assert told in said("-A", "--kubeconfig", path)


def test_no_kubeconfig(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    assert "there is no kubeconfig; name one with --kubeconfig" in said("-A")


def test_unknown_context(said: Said, control_plane: Any) -> None:
    told = said("-A", "--kubeconfig", control_plane.kubeconfig, "--context", "prod")
    assert "there is no context prod; there are: fake" in told


def test_credential_plugin_that_fails(said: Said, config: Callable[..., Path]) -> None:
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "sh",
        "args": ["-c", "echo logged out >&2; exit 1"],
    }
    assert "credential plugin failed" in said("-A", "--kubeconfig", config(user={"exec": plugin}))


def test_token_that_nobody_knows(said: Said, config: Callable[..., Path]) -> None:
    told = said("-A", "--kubeconfig", config(user={"token": "gone-and-secret"}))
    assert "does not accept these credentials (401); log in again" in told
    assert "gone-and-secret" not in told


def test_who_may_see_nothing(said: Said, control_plane: Any, namespace: str) -> None:
    told = said("-n", namespace, "--kubeconfig", control_plane.kubeconfig_for("junior"))
    assert "not allowed to" in told
    assert "(403)" in told


def test_one_kind_forbidden_leaves_the_rest_working(control_plane: Any, namespace: str) -> None:
    control_plane.create(deployment(namespace, replicas=2), service(namespace), budget(namespace))
    rules = [{"apiGroups": ["apps", ""], "resources": ["deployments", "services"], "verbs": ["get", "list"]}]
    metadata = {"name": "some", "namespace": namespace}
    group = "rbac.authorization.k8s.io"
    role = {"apiVersion": f"{group}/v1", "kind": "Role", "metadata": metadata, "rules": rules}
    subject = {"apiGroup": group, "kind": "User", "name": "junior"}
    reference = {"apiGroup": group, "kind": "Role", "name": "some"}
    binding = {"apiVersion": f"{group}/v1", "kind": "RoleBinding", "metadata": metadata}
    control_plane.create(role, {**binding, "roleRef": reference, "subjects": [subject]})
    cluster, found = loaded(control_plane.kubeconfig_for("junior"), namespace)
    (id,) = found.inventory.ids
    notes = " ".join(found.notes)
    assert "budgets cannot be seen, so none is suggested" in notes
    assert "the nodes are not known" in notes
    assert len(found.inventory.workload(id).services) == 1
    _cluster, plan = planned(control_plane.kubeconfig_for("junior"), namespace)
    assert all(each.kind.name != "PodDisruptionBudget" for each in requests(plan))
    with pytest.raises(Forbidden):
        cluster.send("PATCH", WORKLOADS[0].path(namespace, "web"), [], content_type="application/json-patch+json")


def test_server_that_refuses_connections(said: Said, config: Callable[..., Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    told = said("-A", "--kubeconfig", config(cluster={"server": f"https://127.0.0.1:{port}"}))
    assert "cannot be reached (Connection refused)" in told


def test_server_that_never_answers(
    said: Said, config: Callable[..., Path], cutting: Cutting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "PATIENCE", 0.3)
    cutting.held = True
    assert "did not answer within" in said("-A", "--kubeconfig", through(config, cutting))


def test_host_that_does_not_exist(said: Said, config: Callable[..., Path]) -> None:
    told = said("-A", "--kubeconfig", config(cluster={"server": "https://nowhere.invalid:6443"}))
    assert "cannot be reached" in told


def test_certificate_of_somebody_else(said: Said, config: Callable[..., Path], tmp_path: Path) -> None:
    other = tmp_path / "other.crt"
    words = ["-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(tmp_path / "key"), "-subj", "/CN=other"]
    subprocess.run(["openssl", "req", *words, "-out", str(other)], check=True, capture_output=True)
    told = said("-A", "--kubeconfig", config(cluster={"certificate-authority": str(other)}))
    assert "a TLS certificate does not hold" in told


class Hello(http.server.BaseHTTPRequestHandler):
    """Something else than an API server."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>hello</html>")

    def log_message(self, *_words: object) -> None:
        pass


def test_something_else_than_an_api_server(said: Said, config: Callable[..., Path]) -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), Hello) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told = said("-A", "--kubeconfig", config(cluster={"server": f"http://127.0.0.1:{server.server_port}"}))
        server.shutdown()
    assert "is it a Kubernetes API server?" in told


def test_words_of_a_server_cannot_control_the_terminal(said: Said, config: Callable[..., Path]) -> None:
    class Hostile(Hello):
        def do_GET(self) -> None:
            self.send_response(403)
            self.end_headers()
            self.wfile.write(json.dumps({"kind": "Status", "message": "no\x1b[2J\u202egood"}).encode())

    with http.server.HTTPServer(("127.0.0.1", 0), Hostile) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told = said("-A", "--kubeconfig", config(cluster={"server": f"http://127.0.0.1:{server.server_port}"}))
        server.shutdown()
    assert "\x1b" not in told
    assert "\u202e" not in told
