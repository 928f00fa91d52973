"""What goes wrong in the middle of a list, a dry run, a change or a watch gives a sentence and loses nothing."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.control_plane import ControlPlane
from tests.cluster.cutting import Cutting, through
from tests.cluster.shop import deployment, loaded, planned, service
from wizard.cluster import connection as connecting
from wizard.cluster.applying import apply
from wizard.cluster.connection import Cluster
from wizard.cluster.errors import Expired, Unreachable
from wizard.cluster.loading import Wanted, load
from wizard.cluster.rolling import follow
from wizard.model.kinds import WORKLOADS
from wizard.planning.sending import requests
from wizard.sources.loading import Target

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]

Said = Callable[..., str]


def test_list_that_is_cut_in_the_middle(
    control_plane: Any, said: Said, config: Callable[..., Path], cutting: Cutting, namespace: str
) -> None:
    control_plane.create(*(deployment(namespace, f"web-{number}", 0) for number in range(20)))
    cutting.allowed = 12_000
    assert "cannot be reached" in said("-n", namespace, "--kubeconfig", through(config, cutting))


def test_dry_run_that_is_cut_changes_nothing_and_says_so(
    control_plane: Any, config: Callable[..., Path], cutting: Cutting, namespace: str
) -> None:
    control_plane.create(deployment(namespace), service(namespace))
    cluster, plan = planned(through(config, cutting), namespace)
    cutting.cut()
    cutting.allowed = 0
    with pytest.raises(Unreachable):
        apply(cluster, plan, requests(plan))
    spec = control_plane.call("GET", WORKLOADS[0].path(namespace, "web"))[1]["spec"]
    assert spec["replicas"] == 1


def test_watch_that_is_cut_ends_with_a_sentence(
    control_plane: Any, config: Callable[..., Path], cutting: Cutting, namespace: str
) -> None:
    control_plane.create(deployment(namespace, nodeSelector={"disk": "none-has-it"}))
    cluster = Cluster.connect(None, str(through(config, cutting)))
    watch = follow(cluster, WORKLOADS[0], namespace, "web", seconds=30)
    next(watch)
    cutting.allowed = 10
    patch = {"metadata": {"annotations": {"touched": "yes"}}}
    path = WORKLOADS[0].path(namespace, "web")
    # Something happens, and the connection ends within the words that tell of it.
    touching = threading.Timer(0.2, control_plane.call, ("PATCH", path, patch, "application/merge-patch+json"))
    touching.start()
    with pytest.raises(Unreachable):
        list(watch)
    touching.join()


def test_long_list_is_followed_page_by_page(control_plane: Any, namespace: str) -> None:
    template = json.dumps(deployment(namespace, "NAME", 0))

    def made(number: int) -> int:
        body = json.loads(template.replace("NAME", f"web-{number}"))
        return int(control_plane.call("POST", WORKLOADS[0].path(namespace), body)[0])

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(made, range(600))) == {201}
    seen: list[tuple[int, int]] = []
    cluster = Cluster.connect(None, str(control_plane.kubeconfig))
    found = load(cluster, Wanted(namespace=namespace), Target(), lambda done, of: seen.append((done, of)))
    assert len(found.inventory.ids) == 600
    assert max(of for _done, of in seen) >= 600
    assert len(seen) > 3


@pytest.fixture(scope="module")
def forgetful() -> Iterator[ControlPlane]:
    """A control plane without the cache that answers for revisions which etcd has forgotten."""
    with ControlPlane.start(nodes=0, apiserver_args=["--watch-cache=false"]) as plane:
        yield plane


def test_list_that_began_too_long_ago_is_read_whole(forgetful: ControlPlane, monkeypatch: pytest.MonkeyPatch) -> None:
    control_plane, namespace = forgetful, forgetful.namespace()
    control_plane.create(*(deployment(namespace, f"web-{number}", 0) for number in range(3)))
    monkeypatch.setattr(connecting, "PAGE", 1)
    control_plane.forget_history()
    asked = Cluster.get
    failed: list[str] = []

    def expiring(self: Cluster, path: str, query: dict[str, str] | None = None) -> dict[str, Any]:
        if query and "continue" in query and not failed:
            failed.append(path)
            # A token of a revision that the server has long forgotten: its real answer is 410.
            query = {**query, "continue": _ancient(query["continue"])}
        return asked(self, path, query)

    monkeypatch.setattr(Cluster, "get", expiring)
    _cluster, found = loaded(control_plane.kubeconfig, namespace)
    assert failed
    assert len(found.inventory.ids) == 3


def _ancient(token: str) -> str:
    import base64

    data = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    data["rv"] = 1
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def test_watch_from_a_forgotten_revision_is_an_expiry(forgetful: ControlPlane) -> None:
    forgetful.forget_history()
    cluster = Cluster.connect(None, str(forgetful.kubeconfig))
    with pytest.raises(Expired, match="has forgotten where this began"):
        list(cluster.watch("/apis/apps/v1/deployments", {"resourceVersion": "1"}, 1))


def test_nothing_is_asked_of_secrets_or_configmaps_and_loading_only_reads(
    control_plane: Any, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    control_plane.create(deployment(namespace))
    asked: list[tuple[str, str]] = []
    request = Cluster._request

    def noted(self: Cluster, method: str, path: str, *more: Any, **named: Any) -> Any:
        asked.append((method, path))
        return request(self, method, path, *more, **named)

    monkeypatch.setattr(Cluster, "_request", noted)
    loaded(control_plane.kubeconfig, namespace)
    assert asked
    assert {method for method, _path in asked} == {"GET"}
    assert not [path for _method, path in asked if "secret" in path or "configmap" in path]
    assert len(asked) == len(set(asked)), "one list call for each kind"
