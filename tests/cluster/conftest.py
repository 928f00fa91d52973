"""One control plane for all tests that are marked `cluster`, and a namespace of its own for each."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cluster import binaries
from tests.cluster.control_plane import ControlPlane
from tests.cluster.cutting import Cutting
from wizard.cli import main


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without its programs a control plane cannot be started: say what would get them."""
    lacking = binaries.missing()
    if not lacking:
        return
    if os.environ.get("SUREFOOT_CLUSTER") == "required":
        raise pytest.UsageError(f"not built: {', '.join(lacking)}; run: make cluster")
    skipped = pytest.mark.skip(reason=f"not built: {', '.join(lacking)}; get them with: make cluster")
    for item in items:
        if "cluster" in item.keywords:
            item.add_marker(skipped)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where a cluster is required nothing may be left out in silence."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and os.environ.get("SUREFOOT_CLUSTER") == "required" and "cluster" in item.keywords:
        report.outcome = "failed"


@pytest.fixture(scope="session")
def control_plane() -> Iterator[ControlPlane]:
    with ControlPlane.start() as plane:
        yield plane


@pytest.fixture
def namespace(control_plane: ControlPlane) -> Iterator[str]:
    name = control_plane.namespace()
    yield name
    control_plane.clear(name)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What `surefoot check` says on stderr when it cannot; it must end with 2."""

    def run(*words: object) -> str:
        assert main(["check", *map(str, words)]) == 2
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return " ".join(told.err.split())

    return run


@pytest.fixture
def config(control_plane: Any, tmp_path: Path) -> Callable[..., Path]:
    """The administrator's kubeconfig with something of it replaced."""

    def changed(*, cluster: dict[str, Any] | None = None, user: dict[str, Any] | None = None) -> Path:
        data = json.loads(control_plane.kubeconfig.read_text())
        data["clusters"][0]["cluster"] |= cluster or {}
        data["users"][0]["user"] = user or data["users"][0]["user"]
        path = tmp_path / "kubeconfig"
        path.write_text(json.dumps(data))
        return path

    return changed


@pytest.fixture
def cutting(control_plane: Any) -> Iterator[Cutting]:
    with Cutting(int(control_plane.server.rpartition(":")[2])) as proxy:
        yield proxy
