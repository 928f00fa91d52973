"""The main job on a cluster, by keys on a real terminal: load, walk, apply, see it hold, put it back."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.shop import DEPLOYMENT, deployment, service
from tests.screens.terminal.pseudo import Terminal

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]

SUREFOOT = (sys.executable, "-c", "import sys; from wizard.cli import main; sys.exit(main())")
Wizard = Callable[..., Terminal]


@pytest.fixture
def wizard(control_plane: Any, tmp_path: Path) -> Iterator[Wizard]:
    with ExitStack() as running:

        def started(*words: str, kubeconfig: Path | None = None) -> Terminal:
            env = {"XDG_STATE_HOME": str(tmp_path / "state"), "KUBECONFIG": str(kubeconfig or control_plane.kubeconfig)}
            return running.enter_context(Terminal(*SUREFOOT, *words, env=env))

        yield started


@pytest.fixture
def shop(control_plane: Any, namespace: str) -> str:
    control_plane.create(deployment(namespace), service(namespace))
    return namespace


def walked(terminal: Terminal, namespace: str) -> None:
    """From the first step to the question whether it is applied, taking every suggestion."""
    terminal.wait_for("Which failure")
    for shown in ("How many copies", "How do we know", "How does a copy", "Schema"):
        terminal.send("\r")
        terminal.wait_for(shown)
    terminal.until(lambda: "valid" in terminal.text(), "the verdict of the schema")
    terminal.settle()
    terminal.send("A")
    terminal.wait_for("accepted a dry run")


def placed(control_plane: Any, namespace: str) -> list[str]:
    """The node of every Ready pod that is not being stopped."""
    found = control_plane.call("GET", f"/api/v1/namespaces/{namespace}/pods?labelSelector=app%3Dweb")[1]["items"]
    return [
        each["spec"]["nodeName"]
        for each in found
        if "deletionTimestamp" not in each["metadata"]
        and any(c["type"] == "Ready" and c["status"] == "True" for c in each["status"].get("conditions", []))
    ]


def test_weak_workload_is_walked_applied_held_and_put_back(control_plane: Any, wizard: Wizard, shop: str) -> None:
    path = DEPLOYMENT.path(shop, "web")
    before = control_plane.call("GET", path)[1]["spec"]
    terminal = wizard("-n", shop, "deploy/web")
    walked(terminal, shop)
    assert "restarts 1 pod" in " ".join(terminal.text().split())
    terminal.send("\r")
    # "3 of 3 updated, 3 ready" may still count the old one.
    terminal.wait_for("Rolled out")
    terminal.wait_for("3 of 3 updated, 3 ready, 3 available")

    control_plane.wait("three pods are left", lambda: len(placed(control_plane, shop)) == 3)
    hosts = placed(control_plane, shop)
    nodes = {each["metadata"]["name"]: each for each in control_plane.call("GET", "/api/v1/nodes")[1]["items"]}
    zones = {nodes[host]["metadata"]["labels"]["topology.kubernetes.io/zone"] for host in hosts}
    assert len(set(hosts)) == 3
    assert len(zones) == 3

    held_to_one_at_a_time(control_plane, shop, hosts[0])

    terminal.send("R")
    terminal.wait_for("as it was before")
    terminal.wait_for("is gone again")
    assert control_plane.call("GET", path)[1]["spec"] == before
    assert control_plane.call("GET", f"/apis/policy/v1/namespaces/{shop}/poddisruptionbudgets")[1]["items"] == []


def held_to_one_at_a_time(control_plane: Any, namespace: str, host: str) -> None:
    """The budget lets one pod go, refuses the next as long as no successor is ready, and the drain of a node ends."""
    budget = f"/apis/policy/v1/namespaces/{namespace}/poddisruptionbudgets/web"
    allowed = lambda: control_plane.call("GET", budget)[1]["status"].get("disruptionsAllowed")  # noqa: E731
    control_plane.wait("the budget allows one", lambda: allowed() == 1)
    pods = control_plane.call("GET", f"/api/v1/namespaces/{namespace}/pods?labelSelector=app%3Dweb")[1]["items"]
    names = [each["metadata"]["name"] for each in pods if "deletionTimestamp" not in each["metadata"]]
    statuses = [evicted(control_plane, namespace, name) for name in names]
    assert statuses[0] == 201
    assert 429 in statuses[1:]
    control_plane.wait("successors are ready", lambda: len(placed(control_plane, namespace)) == 3 and allowed() == 1)
    try:
        done = control_plane.kubectl(
            "drain", host, "--ignore-daemonsets", "--force", "--pod-selector=app=web", "--timeout=60s"
        )
        assert done.returncode == 0, done.stderr
        control_plane.wait("all run elsewhere", lambda: len(placed(control_plane, namespace)) == 3)
        assert host not in placed(control_plane, namespace)
    finally:
        control_plane.kubectl("uncordon", host)


def evicted(control_plane: Any, namespace: str, name: str) -> int:
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name, "namespace": namespace}}
    path = f"/api/v1/namespaces/{namespace}/pods/{name}/eviction"
    return int(control_plane.call("POST", path, eviction)[0])


def test_context_that_looks_like_production_wants_the_namespace_typed(
    control_plane: Any, wizard: Wizard, shop: str, tmp_path: Path
) -> None:
    config = json.loads(control_plane.kubeconfig.read_text())
    config["contexts"][0]["name"] = config["current-context"] = "prod-eu"
    renamed = tmp_path / "kubeconfig"
    renamed.write_text(json.dumps(config))
    terminal = wizard("-n", shop, "deploy/web", kubeconfig=renamed)
    walked(terminal, shop)
    assert "looks like production" in terminal.text()
    terminal.send("nonsense\r")
    terminal.wait_for("This is not")
    assert "replicas" in control_plane.call("GET", DEPLOYMENT.path(shop, "web"))[1]["spec"]
    assert control_plane.call("GET", DEPLOYMENT.path(shop, "web"))[1]["spec"]["replicas"] == 1
    terminal.send("\x15" + "\x7f" * 20 + f"{shop}\r")
    terminal.wait_for("3 of 3 updated")


def test_read_only_offers_no_way_to_change_anything(control_plane: Any, wizard: Wizard, shop: str) -> None:
    terminal = wizard("-n", shop, "deploy/web", "--read-only")
    terminal.wait_for("Which failure")
    for shown in ("How many copies", "How do we know", "How does a copy", "Schema"):
        terminal.send("\r")
        terminal.wait_for(shown)
    terminal.settle()
    keys = terminal.screen.display[-1]
    assert "Apply" not in keys
    assert "Elsewhere" not in keys
    terminal.send("A")
    terminal.settle()
    assert "Apply to the cluster" not in terminal.text()


def test_who_may_not_patch_is_told_which_verb_is_missing(control_plane: Any, wizard: Wizard, shop: str) -> None:
    reader = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "reads", "namespace": shop},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "junior"}],
    }
    control_plane.create(reader)
    terminal = wizard("-n", shop, "deploy/web", kubeconfig=control_plane.kubeconfig_for("junior"))
    terminal.wait_for("Which failure")
    for shown in ("How many copies", "How do we know", "How does a copy", "Schema"):
        terminal.send("\r")
        terminal.wait_for(shown)
    terminal.settle()
    terminal.wait_for("You may not patch deployments.apps in")
    assert "You may not create poddisruptionbudgets.policy in" in terminal.text()
    terminal.send("A")
    terminal.wait_for("o saves a manifest instead")
    assert "Apply to the cluster" not in terminal.text()
