"""Whatever a cluster's own rules refuse is said in their words, and nothing is changed."""

import base64
import http.server
import json
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.shop import DEPLOYMENT, deployment, planned, service
from wizard.cluster.applying import rehearse
from wizard.cluster.errors import Refused

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]

API = "admissionregistration.k8s.io/v1"
UPDATES = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["deployments"]}


@pytest.fixture
def refused(control_plane: Any, namespace: str) -> Callable[[], str]:
    """The words with which a dry run is refused, once the rule is known to the API server."""
    control_plane.create(deployment(namespace), service(namespace))
    cluster, plan = planned(control_plane.kubeconfig, namespace)

    def words() -> str:
        heard: list[str] = []

        def refuses() -> bool:
            try:
                rehearse(cluster, plan)
            except Refused as error:
                heard.append(str(error))
            return bool(heard)

        control_plane.wait("the rule holds", refuses)
        spec = control_plane.call("GET", DEPLOYMENT.path(namespace, "web"))[1]["spec"]
        assert spec["replicas"] == 1
        return heard[0]

    return words


@contextmanager
def in_force(control_plane: Any, *rules: dict[str, Any]) -> Iterator[None]:
    control_plane.create(*rules)
    try:
        yield
    finally:
        for each in rules:
            control_plane.kubectl("delete", each["kind"], each["metadata"]["name"])


def selected(namespace: str) -> dict[str, Any]:
    return {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}


def webhook(namespace: str, **client: str) -> dict[str, Any]:
    hook = {
        "name": "guard.example.com",
        "clientConfig": client,
        "rules": [UPDATES],
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        "timeoutSeconds": 2,
        **selected(namespace),
    }
    kind = "ValidatingWebhookConfiguration"
    return {"apiVersion": API, "kind": kind, "metadata": {"name": namespace}, "webhooks": [hook]}


class Guard(http.server.BaseHTTPRequestHandler):
    """Refuses everything, with a reason that would clear a careless screen."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        why = {"code": 403, "message": "ask the \x1b[2Jplatform team first"}
        answer = {"uid": asked["request"]["uid"], "allowed": False, "status": why}
        body = json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": answer})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_words: object) -> None:
        pass


def test_webhook_that_refuses_is_quoted(
    control_plane: Any, namespace: str, refused: Callable[[], str], tmp_path: Path
) -> None:
    certificate, key = tmp_path / "guard.crt", tmp_path / "guard.key"
    words = ["-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate)]
    words += ["-subj", "/CN=guard", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(["openssl", "req", *words], check=True, capture_output=True)
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted.load_cert_chain(certificate, key)
    bundle = base64.b64encode(certificate.read_bytes()).decode()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Guard) as server:
        server.socket = trusted.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"https://127.0.0.1:{server.server_port}/guard"
        with in_force(control_plane, webhook(namespace, url=url, caBundle=bundle)):
            said = refused()
        server.shutdown()
    assert "guard.example.com" in said
    assert "platform team first" in said
    assert "\x1b" not in said


def test_webhook_that_is_away_is_named(control_plane: Any, namespace: str, refused: Callable[[], str]) -> None:
    with in_force(control_plane, webhook(namespace, url="https://127.0.0.1:1/guard")):
        assert "guard.example.com" in refused()


def test_admission_policy_is_quoted(control_plane: Any, namespace: str, refused: Callable[[], str]) -> None:
    metadata = {"name": namespace}
    rule = {"expression": "object.spec.replicas < 3", "message": "three copies cost too much"}
    policy = {"matchConstraints": {"resourceRules": [UPDATES]}, "validations": [rule]}
    binding = {"policyName": namespace, "validationActions": ["Deny"], "matchResources": selected(namespace)}
    kind = "ValidatingAdmissionPolicy"
    rules = (
        {"apiVersion": API, "kind": kind, "metadata": metadata, "spec": policy},
        {"apiVersion": API, "kind": f"{kind}Binding", "metadata": metadata, "spec": binding},
    )
    with in_force(control_plane, *rules):
        assert "three copies cost too much" in refused()


def test_namespace_that_is_being_deleted_takes_nothing_new(control_plane: Any, namespace: str) -> None:
    held = deployment(namespace)
    held["metadata"]["finalizers"] = ["example.com/hold"]
    control_plane.create(held, service(namespace))
    cluster, plan = planned(control_plane.kubeconfig, namespace)
    control_plane.call("DELETE", f"/api/v1/namespaces/{namespace}")
    try:
        with pytest.raises(Refused, match="being terminated"):
            rehearse(cluster, plan)
    finally:
        path = DEPLOYMENT.path(namespace, "web")
        control_plane.call("PATCH", path, {"metadata": {"finalizers": None}}, "application/merge-patch+json")
