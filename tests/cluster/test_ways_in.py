"""The ways to a cluster and out of it: inside a pod, as a kubectl plugin, to a file, without a screen."""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.shop import DEPLOYMENT, deployment, planned, service
from wizard.cli import main
from wizard.cluster.connection import Cluster
from wizard.outputs.live_files import save_live

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]


@pytest.fixture
def shop(control_plane: Any, namespace: str) -> str:
    control_plane.create(deployment(namespace), service(namespace))
    return namespace


def test_inside_a_pod_its_service_account_asks(
    control_plane: Any, shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kubernetes.config import incluster_config

    from wizard.cluster import kubeconfig

    path = f"/api/v1/namespaces/{shop}/serviceaccounts/default/token"
    body = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
    token = control_plane.call("POST", path, body)[1]["status"]["token"]
    (tmp_path / "token").write_text(token)
    (tmp_path / "namespace").write_text(shop)
    monkeypatch.setattr(kubeconfig, "_POD", tmp_path)
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(tmp_path / "token"))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", str(control_plane.ca))
    host, port = control_plane.server.removeprefix("https://").split(":")
    for name, value in {
        "KUBERNETES_SERVICE_HOST": host,
        "KUBERNETES_SERVICE_PORT": port,
        "HOME": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("KUBECONFIG", raising=False)
    cluster = Cluster.connect()
    assert (cluster.context, cluster.namespace) == ("", shop)
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    told = cluster.send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", review)
    assert told["status"]["userInfo"]["username"] == f"system:serviceaccount:{shop}:default"


def test_kubectl_finds_it_as_a_plugin(control_plane: Any, shop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("KUBECONFIG", str(control_plane.kubeconfig))
    # kubectl takes no options of its own before a plugin's name.
    import subprocess

    from tests.cluster import binaries

    command = [str(binaries.path("kubectl")), "surefoot", "check", "-n", shop, "deploy/web", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stderr
    (found,) = json.loads(done.stdout)["workloads"]
    assert (found["namespace"], found["name"], found["line"]) == (shop, "web", None)


def test_saved_manifest_and_patch_are_taken_by_kubectl(control_plane: Any, shop: str, tmp_path: Path) -> None:
    _cluster, plan = planned(control_plane.kubeconfig, shop)
    manifest = tmp_path / "web.yaml"
    save_live(plan, str(manifest), patch=False)
    text = manifest.read_text()
    assert "status" not in text
    assert "terminationMessagePath" not in text
    done = control_plane.kubectl("apply", "--dry-run=server", "-f", str(manifest))
    assert done.returncode == 0, done.stderr
    save_live(plan, f"{tmp_path}/patches/", patch=True)
    patch = tmp_path / "patches" / "web-deploy-patch.yaml"
    words = ("patch", "deployments", "web", "-n", shop, "--type", "json", "--patch-file", str(patch))
    assert control_plane.kubectl(*words).returncode == 0
    spec = control_plane.call("GET", DEPLOYMENT.path(shop, "web"))[1]["spec"]
    assert spec["replicas"] == 3
    assert (tmp_path / "patches" / "web-new.yaml").exists()


def test_fix_applies_without_a_screen_and_changes_nothing_without_a_yes(
    control_plane: Any, shop: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["fix", "--kubeconfig", str(control_plane.kubeconfig), "-n", shop, "deploy/web", "--replicas", "3"]
    words += ["--spread", "zone"]
    assert main(words) == 0
    assert "+  replicas: 3" in capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main([*words, "--apply"]) == 2
    assert "pass --yes" in capsys.readouterr().err
    spec = control_plane.call("GET", DEPLOYMENT.path(shop, "web"))[1]["spec"]
    assert spec["replicas"] == 1
    assert main([*words, "--apply", "--yes"]) == 0
    told = capsys.readouterr()
    assert f"changed Deployment {shop}/web" in told.out
    assert "context fake" in told.err
    assert "this restarts 1 pod" in told.err
    assert main(["check", "--kubeconfig", str(control_plane.kubeconfig), "-n", shop]) == 0


def test_all_namespaces_and_labels_choose_workloads(
    control_plane: Any, shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    marked = deployment(shop, "other")
    marked["metadata"]["labels"] = {"team": shop}
    control_plane.create(marked)
    words = ["check", "--kubeconfig", str(control_plane.kubeconfig), "--format", "json", "-A", "-l", f"team={shop}"]
    assert main(words) == 1
    assert [each["name"] for each in json.loads(capsys.readouterr().out)["workloads"]] == ["other"]
    assert main(["check", "--kubeconfig", str(control_plane.kubeconfig), "-A", "-l", "team=nobody"]) == 2
    assert "no workload has the labels" in capsys.readouterr().err
