"""--ascii on a terminal of its own: no sign that some terminals draw two cells wide."""

import os
import pty
import select
import signal
import sys
import time

CALL = "import sys; from wizard.cli import main; sys.exit(main(sys.argv[1:]))"


def drawn(*words: str) -> str:
    """What the demo sends until its key bar is there."""
    child, device = pty.fork()
    if not child:
        os.environ.update(TERM="xterm-256color", LANG="C.UTF-8", COLUMNS="80", LINES="24")
        os.execv(sys.executable, [sys.executable, "-c", CALL, "demo", *words])  # noqa: S606 - the program under test
    sent, end = b"", time.monotonic() + 30
    try:
        while b"Enter" not in sent and time.monotonic() < end:
            if select.select([device], [], [], 0.2)[0]:
                sent += os.read(device, 65536)
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
        os.close(device)
    return sent.decode("utf-8", "replace")


def test_ascii_draws_no_other_signs():
    assert "○" in drawn()
    plain = drawn("--ascii")
    assert "Enter" in plain
    assert not {"●", "◐", "○", "─", "…"} & set(plain)
