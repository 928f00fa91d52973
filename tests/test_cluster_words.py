"""The words for a cluster on the command line are kubectl's, and what they mean is never guessed."""

from pathlib import Path

import pytest

from wizard.cli import main
from wizard.cluster_loading import Wanted
from wizard.errors import WizardError
from wizard.kubeconfig import looks_like_production


@pytest.mark.parametrize(
    ("word", "kind", "name"),
    [
        ("deploy/web", "Deployment", "web"),
        ("deployment/web", "Deployment", "web"),
        ("deployments.apps/web", "Deployment", "web"),
        ("Deployment/web", "Deployment", "web"),
        ("sts/db", "StatefulSet", "db"),
        ("statefulset/db", "StatefulSet", "db"),
        ("ds", "DaemonSet", ""),
    ],
)
def test_kinds_go_by_all_their_names(word: str, kind: str, name: str) -> None:
    ((found, called),) = Wanted.told([word]).names
    assert (found.name, called) == (kind, name)


@pytest.mark.parametrize("word", ["web", "svc/web", "deploy/", "deploy/a/b", "job/x"])
def test_what_is_no_workload_is_refused(word: str) -> None:
    with pytest.raises(WizardError):
        Wanted.told([word])


def test_word_that_could_be_a_file_too_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "web").touch()
    assert main(["check", "-n", "shop", "deploy/web"]) == 2
    said = capsys.readouterr().err
    assert "is a file here and could be an object of the cluster" in said
    assert "deploy.apps/web" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fix", "x.yaml", "--apply"], "--apply changes a cluster"),
        (["fix", "-n", "shop", "--apply", "--read-only"], "exclude each other"),
        (["fix", "-n", "shop", "--write"], "--write is for files"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_nothing_named_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check"])
    assert ended.value.code == 2
    assert "give a PATH, or a cluster" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["prod", "prod-eu", "eu-prod", "my.production", "gke_live_eu", "admin@prod1", "PRD"])
def test_context_that_people_depend_on_is_marked(name: str) -> None:
    assert looks_like_production(name)


@pytest.mark.parametrize("name", ["test", "product-team", "reproduce", "delivery", "nonprod", "alive", ""])
def test_other_contexts_are_not(name: str) -> None:
    assert not looks_like_production(name)
