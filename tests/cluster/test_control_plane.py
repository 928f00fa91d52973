"""The control plane of the tests is what it says it is, and is found where envtest's convention has it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster import binaries
from wizard.cluster.connection import Cluster
from wizard.model.versions import parse

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]


def test_server_and_kubectl_report_the_version_that_go_mod_names(control_plane: Any) -> None:
    told = json.loads(control_plane.kubectl("version", "--output=json").stdout)
    expected = f"v{binaries.version()}"
    assert (told["serverVersion"]["gitVersion"], told["clientVersion"]["gitVersion"]) == (expected, expected)
    assert Cluster.connect(None, str(control_plane.kubeconfig)).version == parse(expected)


def test_programs_of_kubebuilder_assets_are_taken_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "kube-apiserver"
    own.touch(mode=0o755)
    monkeypatch.setenv("KUBEBUILDER_ASSETS", str(tmp_path))
    assert binaries.path("kube-apiserver") == own
    assert binaries.path("kubectl") == binaries.cache() / "kubectl"


def test_whoever_started_it_can_read_the_folder_and_nobody_else(control_plane: Any) -> None:
    assert control_plane.kubeconfig.stat().st_mode & 0o077 == 0
