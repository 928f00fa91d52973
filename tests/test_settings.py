"""surefoot.yaml: what it sets, and a sentence for everything it cannot say."""

from pathlib import Path

import pytest

from tests.building import WEB
from wizard.cli import main
from wizard.settings import read_settings

WRONG = [
    ("severity: [a]", "severity is one of"),
    ("select: no-budget", "select takes a list"),
    ("ignore: {a: b}", "ignore takes a list"),
    ("ignore: [nope]", "is no id"),
    ("nodes: x", "nodes takes a number"),
    ("nodes: -3", "cannot be"),
    ("topology: gone.yaml", "cannot be read"),
    ("baseline: gone.json", "cannot be used as a baseline"),
    ("facts: 3", "facts takes a mapping"),
    ("facts: {x: 1}", "is no fact"),
    ("facts: {traffic: [a]}", "traffic is one of"),
    ("kube-version: {a: b}", "takes a word"),
    ("kube-version: 1.2", "not known here"),
    ("severty: error", "use severity"),
    ("[1]", "no mapping"),
    ("a: [", "surefoot.yaml:"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_wrong_setting_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("web.yaml").write_text(WEB)
    Path("surefoot.yaml").write_text(text)
    assert main(["check", "web.yaml"]) == 2
    assert said in capsys.readouterr().err


def test_nearest_file_above_counts_up_to_the_repository(tmp_path: Path) -> None:
    (tmp_path / "surefoot.yaml").write_text("nodes: 6\nbaseline: old.json\n")
    inner = tmp_path / "team" / "app"
    inner.mkdir(parents=True)
    found = read_settings(inner)
    assert (found.nodes, found.baseline) == (6, str(tmp_path / "old.json"))
    (tmp_path / "team" / ".git").mkdir()
    assert read_settings(inner).nodes is None
