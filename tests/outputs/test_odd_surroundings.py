"""The command line where its reader leaves early, and where a folder holds what is no file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.building import WEB
from wizard.cli import main
from wizard.outputs import bulk

SUREFOOT = Path(sys.executable).with_name("surefoot")
COMMANDS = [
    "check .",
    "check . --format json",
    "check . --format sarif",
    "fix web.yaml",
    "simulate web.yaml",
    "explain",
    "--help",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    # Several times what a pipe holds is said of so many: who writes it meets the closed end.
    (tmp_path / "web.yaml").write_text(WEB)
    (tmp_path / "many.yaml").write_text(("---" + WEB) * 200)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_reader_that_was_never_there_is_no_error(folder: Path, command: str) -> None:
    """As with `| true`: nothing can be written, not even while Python ends."""
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run([SUREFOOT, *command.split()], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert ended.returncode == 0
    assert b"Traceback" not in ended.stderr
    assert b"Broken" not in ended.stderr


def test_reader_that_leaves_after_a_line_is_no_error(folder: Path) -> None:
    running = subprocess.Popen([SUREFOOT, "check", "."], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stderr is not None
    assert running.stdout.readline() == b"Deployment web  many.yaml:2\n"
    running.stdout.close()
    said = running.stderr.read()
    assert (running.wait(), said) == (0, b"")


@pytest.fixture
def odd(folder: Path) -> Path:
    """A folder with one good file, and with what has the name of one."""
    (folder / "many.yaml").unlink()
    os.mkfifo(folder / "pipe.yaml")
    (folder / "dangling.yaml").symlink_to("gone")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "folder.yaml").mkdir()
    return folder


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_no_file_is_one_finding_each(
    odd: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], processes: int
) -> None:
    monkeypatch.setattr(bulk, "PAYS_FROM", 2)
    monkeypatch.setattr(bulk, "processors", lambda: processes)
    assert main(["check", ".", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in found["workloads"]] == ["web"]
    assert [(each["file"], each["id"]) for each in found["unreadable"]] == [
        (name, "unreadable") for name in ("dangling.yaml", "loop.yaml", "pipe.yaml")
    ]
    assert all(each["line"] is None and each["message"] for each in found["unreadable"])


def test_fix_goes_on_without_them_and_says_so(odd: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", ".", "--write"]) == 2
    said = capsys.readouterr().err
    assert all(f"{name}.yaml: " in said for name in ("dangling", "loop", "pipe"))
    assert "PodDisruptionBudget" in (odd / "web.yaml").read_text()


@pytest.mark.parametrize("name", ["pipe.yaml", "dangling.yaml", "loop.yaml"])
def test_named_one_is_said_beside_the_rest(odd: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["check", "web.yaml", name]) == 2
    said = capsys.readouterr()
    assert "Deployment web" in said.out
    assert f"\n{name}  error: " in said.out


@pytest.mark.parametrize("name", ["pipe.yaml", "dangling.yaml", "loop.yaml"])
def test_named_one_alone_ends_it_in_a_sentence(odd: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["check", name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"surefoot: {name}: ")


@pytest.mark.parametrize("place", ["folder.yaml", "gone/old.json", "web.yaml/old.json"])
def test_baseline_that_cannot_be_written_is_a_sentence(
    odd: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    assert main(["check", "web.yaml", "--write-baseline", place]) == 2
    assert f"{place}: cannot be written" in capsys.readouterr().err
