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


@pytest.mark.parametrize("current", [{}, {"current-context": ""}])
def test_context_is_asked_for_where_none_is_current(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], current: dict[str, str]
) -> None:
    path = Path(config(tmp_path))
    data = json.loads(path.read_text())
    del data["current-context"]
    path.write_text(json.dumps(data | current))
    assert "names no current context; name one with --context: a" in said(capsys, "-A", "--kubeconfig", str(path))
    named = said(capsys, "-A", "--kubeconfig", str(path), "--context", "a")
    assert "cannot be reached" in named


@pytest.mark.parametrize("users", [[], [{"name": "other", "user": {"token": "hidden"}}], None])
def test_user_of_the_context_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], users: list[Any] | None
) -> None:
    path = Path(config(tmp_path))
    data = json.loads(path.read_text())
    del data["users"]
    path.write_text(json.dumps(data if users is None else data | {"users": users}))
    told = said(capsys, "-A", "--kubeconfig", str(path))
    assert f"{path}: user u was not found for context a" in told
    assert "cannot be reached" not in told


def test_context_without_a_user_goes_to_the_server_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(config(tmp_path))
    data = json.loads(path.read_text())
    del data["contexts"][0]["context"]["user"]
    path.write_text(json.dumps(data))
    assert "cannot be reached" in said(capsys, "-A", "--kubeconfig", str(path))


@pytest.mark.parametrize("server", ["", "127.0.0.1:1"])
def test_server_without_an_address_is_told_before_it_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], server: str
) -> None:
    assert "cluster c has no server that begins with https://" in said(
        capsys, "-A", "--kubeconfig", config(tmp_path, server=server)
    )


def test_credential_plugin_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plugin = {"apiVersion": "client.authentication.k8s.io/v1", "command": "no-such-plugin"}
    assert "no-such-plugin" in said(capsys, "-A", "--kubeconfig", config(tmp_path, user={"exec": plugin}))


@pytest.mark.parametrize(("words", "live"), [(["-n", "shop", "deploy/web"], False), (["deploy/web"], True)])
def test_word_that_is_a_file_and_could_be_an_object_stops(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: list[str], live: bool
) -> None:
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "web").touch()
    monkeypatch.chdir(tmp_path)
    assert main(["check", *words], live=live) == 2
    told = capsys.readouterr().err
    assert "is a file here and could be an object of the cluster" in told
    assert "./deploy/web" in told
    assert "deploy.apps/web" in told


def test_workload_without_a_cluster_option_is_a_path_and_says_how_to_name_the_cluster(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "for an object of the cluster give its namespace with -n" in said(capsys, "deploy/web")


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
