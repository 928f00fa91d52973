"""What hides a finding says so, and the exit code follows what is left."""

import json
from pathlib import Path

import pytest

from tests.building import WEB
from wizard.cli import main

BUDGET = """---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: web
  annotations: {surefoot.dev/ignore: "budget-blocks-drain, no-budget: moved by hand"}
spec: {maxUnavailable: 0, selector: {matchLabels: {app: web}}}
"""


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("web.yaml")
    path.write_text(WEB.lstrip())
    return path


def test_baseline_hides_what_was_there_and_nothing_new(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "web.yaml", "--write-baseline", "old.json"]) == 0
    web.write_text("# moved\n" + web.read_text())
    assert main(["check", "web.yaml", "--baseline", "old.json"]) == 0
    assert "in the baseline" in capsys.readouterr().out
    web.write_text(web.read_text().replace("replicas: 3", "replicas: 1"))
    assert main(["check", "web.yaml", "--baseline", "old.json"]) == 1


def test_annotation_on_a_budget_hides_what_stands_in_it(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web.write_text(web.read_text() + BUDGET)
    main(["check", "web.yaml", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert [(each["id"], each["reason"]) for each in found["hidden"]["annotations"]] == [
        ("budget-blocks-drain", "moved by hand")
    ]
    assert any("hides no no-budget" in each for each in found["notes"])


def test_annotation_without_a_reason_hides_nothing(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web.write_text(web.read_text() + BUDGET.replace(": moved by hand", ""))
    main(["check", "web.yaml"])
    said = capsys.readouterr()
    assert "[budget-blocks-drain]" in said.out
    assert "gives no reason" in said.err


def test_selected_severity_and_ignored_are_counted(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "web.yaml", "--select", "no-budget", "--ignore", "no-budget"]) == 0
    said = capsys.readouterr().out
    assert "not selected" in said
    assert "ignored by option" in said
    assert main(["check", "web.yaml", "--severity", "error"]) == 0
    assert "below the severity" in capsys.readouterr().out


def test_caret_stands_below_wide_characters(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web.write_text(web.read_text().replace("replicas: 3", 'replicas: 3\n  "\u6f22\u5b57": 1'))
    main(["check", "web.yaml"])
    lines = capsys.readouterr().out.splitlines()
    at = next(index for index, line in enumerate(lines) if "| " in line and "\u6f22" in line)
    assert lines[at + 1].index("^") == lines[at].index('"')
