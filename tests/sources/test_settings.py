"""surefoot.yaml: what it sets, and a sentence for everything it cannot say."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from screens import start_up
from tests.building import WEB
from wizard.cli import main
from wizard.cli.options import SEVERITIES
from wizard.model.versions import Version
from wizard.planning.ids import is_id
from wizard.planning.plan import Plan
from wizard.sources.settings import read_settings

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
    found = read_settings(inner, is_id, SEVERITIES)
    assert (found.nodes, found.baseline) == (6, str(tmp_path / "old.json"))
    (tmp_path / "team" / ".git").mkdir()
    assert read_settings(inner, is_id, SEVERITIES).nodes is None


TEAM = """\
kube-version: 1.25
topology: nodes.yaml
facts: {traffic: service, drain-seconds: 40, survive: zone}
"""
NODE = "---\n{apiVersion: v1, kind: Node, metadata: {name: HOST, labels: {kubernetes.io/hostname: HOST}}}\n"


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder below the one that holds the team's defaults and its nodes."""
    (tmp_path / "surefoot.yaml").write_text(TEAM)
    (tmp_path / "nodes.yaml").write_text(NODE.replace("HOST", "n1") + NODE.replace("HOST", "n2"))
    app = tmp_path / "app"
    app.mkdir()
    (app / "web.yaml").write_text(WEB)
    monkeypatch.chdir(app)
    return app


def wizards_plan(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> Plan:
    """What the command line opens the wizard on."""
    opened: list[Plan] = []
    monkeypatch.setattr(start_up, "_run", lambda app: opened.append(app.plan) or 0)
    assert main(words) == 0
    return opened[0]


def test_defaults_reach_the_wizard(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inventory = wizards_plan(monkeypatch, ["web.yaml"]).inventory
    assert inventory.version == Version(1, 25)
    assert inventory.topology is not None
    assert [each.name for each in inventory.topology.nodes] == ["n1", "n2"]
    assert (inventory.facts.traffic, inventory.facts.drain_seconds, inventory.facts.survive) == ("service", 40, "zone")


def test_options_come_before_defaults_in_the_wizard(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["web.yaml", "--kube-version", "1.34", "--nodes", "6", "--zones", "3", "--fact", "drain-seconds=5"]
    inventory = wizards_plan(monkeypatch, words).inventory
    assert inventory.version == Version(1, 34)
    assert inventory.topology is not None
    assert len(inventory.topology.nodes) == 6
    assert (inventory.facts.traffic, inventory.facts.drain_seconds) == ("service", 5)


def fixed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["fix", "web.yaml", *words]) == 0
    return capsys.readouterr().out


def test_default_version_reaches_fix(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (team.parent / "surefoot.yaml").write_text("kube-version: 1.25\n")
    assert "matchLabelKeys" not in fixed(capsys)
    assert "matchLabelKeys" in fixed(capsys, "--kube-version", "1.34")


def test_default_topology_reaches_fix(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (team.parent / "surefoot.yaml").write_text("topology: nodes.yaml\n")
    # Its nodes are in no zone.
    assert "topology.kubernetes.io/zone" not in fixed(capsys)
    assert "topology.kubernetes.io/zone" in fixed(capsys, "--nodes", "6", "--zones", "3")


def test_default_facts_reach_fix(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (team.parent / "surefoot.yaml").write_text("facts: {traffic: service, drain-seconds: 400}\n")
    long = fixed(capsys)
    assert "terminationGracePeriodSeconds: 4" in long
    assert "terminationGracePeriodSeconds: 4" not in fixed(capsys, "--fact", "drain-seconds=1")


def test_folder_that_may_not_be_searched_has_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a folder above is closed to us: root may look everywhere, so the system is made to refuse."""

    def refuse(_path: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.stat", refuse)
    assert read_settings(tmp_path, is_id, SEVERITIES).origin == ""


@pytest.mark.parametrize(
    "make", [os.mkfifo, os.mkdir, lambda path: path.symlink_to("gone")], ids=["fifo", "folder", "link"]
)
def test_what_is_no_file_is_no_settings(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "surefoot.yaml")
    assert read_settings(tmp_path, is_id, SEVERITIES).origin == ""
