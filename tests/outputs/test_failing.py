"""Which findings end `surefoot check` with 1, by option and by surefoot.yaml."""

from pathlib import Path

import pytest

from tests.building import WEB
from wizard.cli import main
from wizard.outputs.failing import failures


def report(*findings: tuple[str, str, bool]) -> dict[str, object]:
    made = [{"id": id, "severity": severity, "missing": missing} for id, severity, missing in findings]
    return {"workloads": [{"mistakes": made}], "objects": [], "unreadable": []}


EVERY = report(
    ("budget-blocks-drain", "error", False),
    ("no-budget", "warning", True),
    ("no-spread-rule", "warning", False),
    ("no-pre-stop", "info", True),
)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["error"], 1),
        (["missing"], 2),
        (["warning"], 3),
        (["error", "warning"], 3),
        (["no-pre-stop"], 1),
        (["no-spread-rule", "no-pre-stop"], 2),
        (["error", "no-pre-stop"], 2),
        (["replicas-fight-autoscaler"], 0),
    ],
)
def test_levels_include_those_before_them_and_ids_count_at_any_severity(words: list[str], count: int) -> None:
    assert failures(EVERY, words) == count


def test_unreadable_file_counts_as_an_error_and_a_template_does_not() -> None:
    files = [{"id": "unreadable", "severity": "error"}, {"id": "template", "severity": "info"}]
    unread = {**report(), "unreadable": files}
    assert failures(unread, ["error"]) == 1
    assert failures(unread, ["template"]) == 1


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "web.yaml"
    path.write_text(WEB)
    return path


@pytest.mark.parametrize(
    ("words", "code"),
    [([], 1), (["recreate-strategy"], 0), (["no-budget"], 1), (["error,no-budget"], 1), (["error", "no-budget"], 1)],
)
def test_option_says_what_counts(web: Path, words: list[str], code: int) -> None:
    assert main(["check", str(web), *(each for word in words for each in ("--fail-on", word))]) == code


@pytest.mark.parametrize("told", ["fail-on: recreate-strategy", "fail-on: [recreate-strategy]"])
def test_team_says_what_counts_and_an_option_comes_before_it(web: Path, told: str) -> None:
    web.with_name("surefoot.yaml").write_text(f"{told}\n")
    assert main(["check", str(web)]) == 0
    assert main(["check", str(web), "--fail-on", "missing"]) == 1


def test_word_that_is_neither_is_refused_before_anything_is_read(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "nothing.yaml", "--fail-on", "wrong"]) == 2
    assert "'wrong': --fail-on takes error, missing, warning" in capsys.readouterr().err
    web.with_name("surefoot.yaml").write_text("fail-on: [wrong]\n")
    assert main(["check", str(web)]) == 2
    assert "surefoot.yaml:1:" in capsys.readouterr().err
