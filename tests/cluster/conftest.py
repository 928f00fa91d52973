"""One control plane for all tests that are marked `cluster`, and a namespace of its own for each."""

import os
from collections.abc import Iterator

import pytest

from tests.cluster import binaries
from tests.cluster.control_plane import ControlPlane


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
    control_plane.call("DELETE", f"/api/v1/namespaces/{name}")
