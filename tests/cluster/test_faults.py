"""Every way in which a cluster fails gives one sentence: what happened, what to do; no traceback and no secret."""

import http.server
import json
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.control_plane import ControlPlane
from tests.cluster.cutting import Cutting
from tests.cluster.shop import budget, deployment, loaded, planned, service
from wizard import cluster as connecting
from wizard.applying import apply, requests
from wizard.cli import main
from wizard.cluster import Cluster
from wizard.cluster_errors import Expired, Forbidden, Refused, Unreachable
from wizard.cluster_loading import Wanted, load
from wizard.kinds import WORKLOADS
from wizard.loading import Target
from wizard.rolling import follow

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]

Said = Callable[..., str]
UPDATES = {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["deployments"]}


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    """What `surefoot check` says on stderr when it cannot; it must end with 2."""

    def run(*words: object) -> str:
        assert main(["check", *map(str, words)]) == 2
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return " ".join(told.err.split())

    return run


@pytest.fixture
def config(control_plane: Any, tmp_path: Path) -> Callable[..., Path]:
    """The administrator's kubeconfig with something of it replaced."""

    def changed(*, cluster: dict[str, Any] | None = None, user: dict[str, Any] | None = None) -> Path:
        data = json.loads(control_plane.kubeconfig.read_text())
        data["clusters"][0]["cluster"] |= cluster or {}
        data["users"][0]["user"] = user or data["users"][0]["user"]
        path = tmp_path / "kubeconfig"
        path.write_text(json.dumps(data))
        return path

    return changed


@pytest.fixture
def cutting(control_plane: Any) -> Iterator[Cutting]:
    with Cutting(int(control_plane.server.rpartition(":")[2])) as proxy:
        yield proxy


def through(config: Callable[..., Path], cutting: Cutting) -> Path:
    return config(cluster={"server": f"https://127.0.0.1:{cutting.port}"})


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
    assert "the TLS certificate does not hold" in told


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


def test_list_that_is_cut_in_the_middle(
    control_plane: Any, said: Said, config: Callable[..., Path], cutting: Cutting, namespace: str
) -> None:
    control_plane.create(*(deployment(namespace, f"web-{number}", 0) for number in range(20)))
    cutting.allowed = 12_000
    assert "cannot be reached" in said("-n", namespace, "--kubeconfig", through(config, cutting))


def test_dry_run_that_is_cut_changes_nothing_and_says_so(
    control_plane: Any, config: Callable[..., Path], cutting: Cutting, namespace: str
) -> None:
    control_plane.create(deployment(namespace), service(namespace))
    cluster, plan = planned(through(config, cutting), namespace)
    cutting.cut()
    cutting.allowed = 0
    with pytest.raises(Unreachable):
        apply(cluster, plan, requests(plan))
    spec = control_plane.call("GET", WORKLOADS[0].path(namespace, "web"))[1]["spec"]
    assert spec["replicas"] == 1


def test_watch_that_is_cut_ends_with_a_sentence(
    control_plane: Any, config: Callable[..., Path], cutting: Cutting, namespace: str
) -> None:
    control_plane.create(deployment(namespace, nodeSelector={"disk": "none-has-it"}))
    cluster = Cluster.connect(None, str(through(config, cutting)))
    watch = follow(cluster, WORKLOADS[0], namespace, "web", seconds=30)
    next(watch)
    cutting.allowed = 10
    patch = {"metadata": {"annotations": {"touched": "yes"}}}
    path = WORKLOADS[0].path(namespace, "web")
    # Something happens, and the connection ends within the words that tell of it.
    touching = threading.Timer(0.2, control_plane.call, ("PATCH", path, patch, "application/merge-patch+json"))
    touching.start()
    with pytest.raises(Unreachable):
        list(watch)
    touching.join()


def test_long_list_is_followed_page_by_page(control_plane: Any, namespace: str) -> None:
    template = json.dumps(deployment(namespace, "NAME", 0))

    def made(number: int) -> int:
        body = json.loads(template.replace("NAME", f"web-{number}"))
        return int(control_plane.call("POST", WORKLOADS[0].path(namespace), body)[0])

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(made, range(600))) == {201}
    seen: list[tuple[int, int]] = []
    cluster = Cluster.connect(None, str(control_plane.kubeconfig))
    found = load(cluster, Wanted(namespace=namespace), Target(), lambda done, of: seen.append((done, of)))
    assert len(found.inventory.ids) == 600
    assert max(of for _done, of in seen) >= 600
    assert len(seen) > 3


@pytest.fixture(scope="module")
def forgetful() -> Iterator[ControlPlane]:
    """A control plane without the cache that answers for revisions which etcd has forgotten."""
    with ControlPlane.start(nodes=0, apiserver_args=["--watch-cache=false"]) as plane:
        yield plane


def test_list_that_began_too_long_ago_is_read_whole(forgetful: ControlPlane, monkeypatch: pytest.MonkeyPatch) -> None:
    control_plane, namespace = forgetful, forgetful.namespace()
    control_plane.create(*(deployment(namespace, f"web-{number}", 0) for number in range(3)))
    monkeypatch.setattr(connecting, "PAGE", 1)
    control_plane.forget_history()
    asked = Cluster.get
    failed: list[str] = []

    def expiring(self: Cluster, path: str, query: dict[str, str] | None = None) -> dict[str, Any]:
        if query and "continue" in query and not failed:
            failed.append(path)
            # A token of a revision that the server has long forgotten: its real answer is 410.
            query = {**query, "continue": _ancient(query["continue"])}
        return asked(self, path, query)

    monkeypatch.setattr(Cluster, "get", expiring)
    _cluster, found = loaded(control_plane.kubeconfig, namespace)
    assert failed
    assert len(found.inventory.ids) == 3


def _ancient(token: str) -> str:
    import base64

    data = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    data["rv"] = 1
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def test_watch_from_a_forgotten_revision_is_an_expiry(forgetful: ControlPlane) -> None:
    forgetful.forget_history()
    cluster = Cluster.connect(None, str(forgetful.kubeconfig))
    with pytest.raises(Expired, match="has forgotten where this began"):
        list(cluster.watch("/apis/apps/v1/deployments", {"resourceVersion": "1"}, 1))


def test_admission_webhook_that_refuses_is_quoted(control_plane: Any, namespace: str) -> None:
    control_plane.create(deployment(namespace), service(namespace))
    policy = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": namespace},
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {
                "resourceRules": [
                    {
                        "apiGroups": ["apps"],
                        "apiVersions": ["v1"],
                        "operations": ["UPDATE"],
                        "resources": ["deployments"],
                    }
                ]
            },
            "validations": [{"expression": "object.spec.replicas < 3", "message": "three copies cost too much"}],
        },
    }
    binding = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": namespace},
        "spec": {
            "policyName": namespace,
            "validationActions": ["Deny"],
            "matchResources": {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}},
        },
    }
    control_plane.create(policy, binding)
    cluster, plan = planned(control_plane.kubeconfig, namespace)
    errors: list[Exception] = []

    def refuses() -> bool:
        from wizard.applying import rehearse

        try:
            rehearse(cluster, plan)
        except Refused as error:
            errors.append(error)
        return bool(errors)

    try:
        control_plane.wait("the policy holds", refuses)
    finally:
        control_plane.kubectl("delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", namespace)
    assert "three copies cost too much" in str(errors[0])


def test_webhook_that_is_away_is_named(control_plane: Any, namespace: str) -> None:
    control_plane.create(deployment(namespace), service(namespace))
    hook = {
        "name": "guard.example.com",
        "clientConfig": {"url": "https://127.0.0.1:1/guard"},
        "rules": [
            {"apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["UPDATE"], "resources": ["deployments"]}
        ],
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        "timeoutSeconds": 1,
    }
    metadata = {"name": namespace}
    kind = {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration"}
    control_plane.create({**kind, "metadata": metadata, "webhooks": [hook]})
    cluster, plan = planned(control_plane.kubeconfig, namespace)
    errors: list[Refused] = []

    def refuses() -> bool:
        from wizard.applying import rehearse

        try:
            rehearse(cluster, plan)
        except Refused as error:
            errors.append(error)
        return bool(errors)

    try:
        control_plane.wait("the webhook holds", refuses)
    finally:
        control_plane.kubectl("delete", "validatingwebhookconfiguration", namespace)
    assert "guard.example.com" in str(errors[0])


def test_namespace_that_is_being_deleted_takes_no_budget(control_plane: Any, namespace: str) -> None:
    web = deployment(namespace)
    web["metadata"]["finalizers"] = ["example.com/hold"]
    control_plane.create(web, service(namespace))
    cluster, plan = planned(control_plane.kubeconfig, namespace)
    control_plane.call("DELETE", f"/api/v1/namespaces/{namespace}")
    try:
        new = [each for each in requests(plan) if each.before is None]
        with pytest.raises(Refused, match="being terminated"):
            cluster.send("POST", new[0].path, new[0].after)
    finally:
        path = WORKLOADS[0].path(namespace, "web")
        control_plane.call("PATCH", path, {"metadata": {"finalizers": None}}, "application/merge-patch+json")


def test_nothing_is_asked_of_secrets_or_configmaps_and_loading_only_reads(
    control_plane: Any, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    control_plane.create(deployment(namespace))
    asked: list[tuple[str, str]] = []
    request = Cluster._request

    def noted(self: Cluster, method: str, path: str, *more: Any, **named: Any) -> Any:
        asked.append((method, path))
        return request(self, method, path, *more, **named)

    monkeypatch.setattr(Cluster, "_request", noted)
    loaded(control_plane.kubeconfig, namespace)
    assert asked
    assert {method for method, _path in asked} == {"GET"}
    assert not [path for _method, path in asked if "secret" in path or "configmap" in path]


def test_words_of_a_server_cannot_control_the_terminal(
    said: Said, config: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
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
