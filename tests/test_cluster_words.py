"""What `surefoot check` says of a kubeconfig before any cluster is asked: one sentence, and nothing secret."""

import json
from pathlib import Path
from typing import Any

import pytest

from wizard.cli import main

UNUSED = "https://127.0.0.1:1"
"""A server that nobody listens at."""


def config(
    folder: Path, *, server: str = UNUSED, user: dict[str, Any] | None = None, cluster: dict[str, str] | None = None
) -> str:
    path = folder / "kubeconfig"
    data = {
        "current-context": "a",
        "contexts": [{"name": "a", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": server, **(cluster or {})}}],
        "users": [{"name": "u", "user": user or {"token": "hidden"}}],
    }
    path.write_text(json.dumps(data))
    return str(path)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["check", *words]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "hidden" not in told
    return told


def test_certificate_data_that_is_no_base64(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = config(tmp_path, cluster={"certificate-authority-data": "!!!not base64"})
    assert "cannot be used as a kubeconfig" in said(capsys, "-A", "--kubeconfig", broken)


def test_key_data_that_is_no_base64(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = config(tmp_path, user={"client-certificate-data": "abc", "client-key-data": "hiddn"})
    assert "cannot be used as a kubeconfig" in said(capsys, "-A", "--kubeconfig", broken)


def test_password_in_the_address_is_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "-A", "--kubeconfig", config(tmp_path, server="https://bob:hidden@127.0.0.1:1"))
    assert "https://127.0.0.1:1 cannot be reached" in told


def test_certificate_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = config(tmp_path, cluster={"certificate-authority": "/nowhere/ca.crt"})
    assert "/nowhere/ca.crt" in said(capsys, "-A", "--kubeconfig", broken)


def test_kind_that_is_no_workload(capsys: pytest.CaptureFixture[str]) -> None:
    assert "svc/web: is no workload" in said(capsys, "-A", "svc/web")


def test_proxy_that_is_no_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "rubbish")
    assert "Proxy URL had no scheme" in said(capsys, "-A", "--kubeconfig", config(tmp_path))


@pytest.mark.filterwarnings("ignore:SOCKS support")
def test_proxy_that_this_client_cannot_speak_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "socks" in said(
        capsys, "-A", "--kubeconfig", config(tmp_path, cluster={"proxy-url": "socks5://127.0.0.1:1"})
    )
