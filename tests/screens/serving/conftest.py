"""A room that is really open, and browsers to visit it with."""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.screens.serving.browser import PATIENCE, browsers, programs

SUREFOOT = [sys.executable, "-c", "from wizard.cli import main; raise SystemExit(main())"]


@dataclass
class OpenRoom:
    """The processes of a room, and its address."""

    server: subprocess.Popen[str]
    address: str
    said: str

    @property
    def nursery(self) -> int:
        """The process that wizards are forked from."""
        return children(self.server.pid)[0]

    def wizards(self) -> list[int]:
        """The processes of the visitors."""
        return children(self.nursery)


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ends(pid: int) -> bool:
    """Wait until a process has ended, or for so long that it never will."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], PATIENCE)[0])
    finally:
        os.close(handle)


@contextmanager
def opened_room(*words: str, **environment: str) -> Iterator[OpenRoom]:
    """`surefoot serve` on a free port."""
    server = subprocess.Popen(
        [*SUREFOOT, "serve", "--port", "0", *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    assert server.stdout is not None
    try:
        said = server.stdout.readline() + server.stdout.readline()
        # In Chinese no blank stands before it.
        address = re.search(r"http://\S+", said)
        assert address, said
        yield OpenRoom(server, address[0], said)
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
            raise
        finally:
            server.stdout.close()


@pytest.fixture
def room() -> Iterator[OpenRoom]:
    pytest.importorskip("textual_serve", reason="needs the extra: pip install surefoot[serve]")
    if not hasattr(os, "pidfd_open") or not Path("/proc/self/task").is_dir():
        pytest.skip("looks at processes as Linux shows them")
    with opened_room() as room:
        yield room


@pytest.fixture
def browse():
    """Makes browsers."""
    found = programs()
    if found is None:
        pytest.skip("needs chromium and chromedriver (apt-get install chromium chromium-driver)")
    with browsers(*found) as make:
        yield make
