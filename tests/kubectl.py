"""The real kubectl as the judge of what a text says, offline."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from wizard.text.paths import Data

KUBECTL = shutil.which("kubectl")
needs_kubectl = pytest.mark.skipif(KUBECTL is None, reason="kubectl is not on this machine")
_MARK = {"surefoot.test/read": "yes"}


def read(folder: Path) -> list[Data]:
    """Every object of every file below `folder`, in the order of the paths, as kubectl reads it.

    Raises RuntimeError with what kubectl says of a file that it refuses.
    """
    key, value = next(iter(_MARK.items()))
    command = [
        str(KUBECTL),
        "annotate",
        "--local",
        "--show-managed-fields",
        "-R",
        "-f",
        str(folder),
        "-o",
        "json",
        f"{key}={value}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    decoder = json.JSONDecoder()
    found: list[Data] = []
    at = 0
    while at < len(done.stdout.rstrip()):
        data, at = decoder.raw_decode(done.stdout, at)
        at += len(done.stdout[at:]) - len(done.stdout[at:].lstrip())
        found.append(data)
    return found


def marked(data: Data) -> Data:
    """The object as `read` gives it: with the annotation that kubectl is asked for to make it print."""
    assert isinstance(data, dict)
    metadata = dict(data.get("metadata") or {})
    metadata["annotations"] = (metadata.get("annotations") or {}) | _MARK
    return {**data, "metadata": metadata}
