"""A file to read and write, and somebody whom permissions bind."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import WEB

NOBODY = 65534
GOOD = WEB.lstrip("\n").encode()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder with web.yaml and two folders, used by somebody whom permissions bind even where root runs the tests."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if root:
            os.chown(folder, NOBODY, NOBODY)
            # The third is kept, to come back by.
            os.setresgid(NOBODY, NOBODY, 0)
            os.setresuid(NOBODY, NOBODY, 0)
        try:
            for path in (folder / "web.yaml", folder / "closed" / "web.yaml"):
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(GOOD)
            (folder / "folder").mkdir()
            yield folder
            for path in (folder / "closed", folder / "folder"):
                path.chmod(0o700)
        finally:
            if root:
                os.setresuid(0, 0, 0)
                os.setresgid(0, 0, 0)


@pytest.fixture
def web(tmp_path: Path) -> Path:
    path = tmp_path / "web.yaml"
    path.write_bytes(GOOD)
    return path
