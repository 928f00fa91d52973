"""A budget that the wizard made really holds `kubectl drain` to one pod at a time."""

import subprocess
import threading
from typing import Any

import pytest

from tests.cluster import binaries
from tests.cluster.shop import deployment, planned, service
from wizard.cluster.applying import apply
from wizard.planning.sending import requests

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]

COPIES = 4


def ready(control_plane: Any, namespace: str) -> list[dict[str, Any]]:
    """The pods that take requests."""
    found = control_plane.call("GET", f"/api/v1/namespaces/{namespace}/pods")[1]["items"]
    return [
        each
        for each in found
        if "deletionTimestamp" not in each["metadata"]
        and any(c["type"] == "Ready" and c["status"] == "True" for c in each["status"].get("conditions", []))
    ]


def test_drain_of_a_node_with_two_pods_waits_for_each_successor(control_plane: Any, namespace: str) -> None:
    pool = [f"{namespace}-{letter}" for letter in "ab"]
    for name in pool:
        labels = {"kubernetes.io/hostname": name, "pool": namespace}
        control_plane.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}})
    try:
        web = deployment(namespace, replicas=COPIES, nodeSelector={"pool": namespace})
        web["spec"]["template"]["metadata"]["annotations"] = {"fake/ready-after": "1.0"}
        control_plane.create(web, service(namespace))
        cluster, plan = planned(control_plane.kubeconfig, namespace, spread=["host"], budget=["maxUnavailable=1"])
        assert apply(cluster, plan, requests(plan)).refused is None
        words = ("rollout", "status", "deploy/web", "-n", namespace, "--timeout=60s")
        assert control_plane.kubectl(*words).returncode == 0
        control_plane.wait("only the new ones are left", lambda: len(ready(control_plane, namespace)) == COPIES)
        hosts = [each["spec"]["nodeName"] for each in ready(control_plane, namespace)]
        assert sorted(hosts) == [pool[0], pool[0], pool[1], pool[1]]
        budget = f"/apis/policy/v1/namespaces/{namespace}/poddisruptionbudgets/web"
        control_plane.wait(
            "the budget allows one", lambda: control_plane.call("GET", budget)[1]["status"]["disruptionsAllowed"] == 1
        )
        fewest, said = drained(control_plane, namespace, pool[0])
        assert fewest == COPIES - 1
        assert "violate the pod's disruption budget" in said
        assert {each["spec"]["nodeName"] for each in ready(control_plane, namespace)} == {pool[1]}
    finally:
        control_plane.clear(namespace)
        control_plane.call("DELETE", f"/api/v1/nodes?labelSelector=pool%3D{namespace}")


def drained(control_plane: Any, namespace: str, node: str) -> tuple[int, str]:
    """Drain a node: how few pods took requests meanwhile, and what kubectl said."""
    command = [str(binaries.path("kubectl")), f"--kubeconfig={control_plane.kubeconfig}", "drain", node]
    draining = subprocess.Popen(
        [*command, "--ignore-daemonsets", "--timeout=90s"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    counts: list[int] = []
    ended = threading.Event()

    def count() -> None:
        while not ended.is_set():
            counts.append(len(ready(control_plane, namespace)))

    counting = threading.Thread(target=count)
    counting.start()
    said, _nothing = draining.communicate()
    ended.set()
    counting.join()
    assert draining.returncode == 0, said
    return min(counts), said
