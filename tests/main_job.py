"""The main job from an installed wheel, outside the clone: look, fix, fix again, and open the wizard once."""

import json
import os
import pty
import select
import shutil
import subprocess
import sys
from pathlib import Path

from tests.building import SERVICE, WEB


def run(surefoot: str, *words: str, cwd: Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """One command, without anything of the clone on its path."""
    clean = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return subprocess.run([surefoot, *words], cwd=cwd, input=stdin, capture_output=True, env=clean, check=False)


def main(surefoot: str, folder: str) -> None:
    """Go through the job; an assertion that does not hold ends it."""
    work = Path(folder) / "work"
    work.mkdir()
    source = work / "shop.yaml"
    weak = (WEB + "---" + SERVICE).lstrip("\n")
    source.write_text(weak)

    before = run(surefoot, "check", "shop.yaml", "--format", "json", cwd=work)
    assert before.returncode == 1, before.stderr.decode()
    assert json.loads(before.stdout)["workloads"][0]["practices"]["budget"]["status"] == "missing"

    options = ["--readiness", "http:/healthz:8080", "--pre-stop", "15", "--budget", "maxUnavailable=1"]
    shown = run(surefoot, "fix", "shop.yaml", *options, cwd=work)
    assert shown.returncode == 0, shown.stderr.decode()
    assert source.read_text() == weak, "--diff must write nothing"
    if shutil.which("patch"):
        subprocess.run(["patch", "-p1", "--dry-run"], cwd=work, input=shown.stdout, check=True, capture_output=True)

    assert run(surefoot, "fix", "shop.yaml", "--write", *options, cwd=work).returncode == 0
    assert set(weak.splitlines()) <= set(source.read_text().splitlines()), "lines of the file vanished"
    assert run(surefoot, "check", "shop.yaml", cwd=work).returncode == 0
    assert run(surefoot, "fix", "shop.yaml", *options, cwd=work).stdout == b"", "fixing again must change nothing"
    piped = run(surefoot, "fix", "-", "--write", *options, cwd=work, stdin=weak.encode())
    assert piped.stdout == source.read_bytes(), "the pipe must give what the file got"
    assert_screen_opens(surefoot, work)
    print("the main job works from the wheel")


def assert_screen_opens(surefoot: str, work: Path) -> None:
    """Start the wizard in a pseudo-terminal and wait for its first question."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(work)
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execv(surefoot, [surefoot, "demo"])  # noqa: S606  # no shell between the terminal and the program
    seen = b""
    while b"orders" not in seen:
        ready, _, _ = select.select([terminal], [], [], 30)
        assert ready, f"no screen within 30 s; so far: {seen[-400:]!r}"
        seen += os.read(terminal, 65536)
    os.close(terminal)
    os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
