"""A rollout is counted as kubectl counts it, and says why it waits."""

from typing import Any

import pytest

from tests.cluster.shop import DEPLOYMENT, deployment, planned, service
from wizard.cluster.applying import apply
from wizard.cluster.connection import Cluster
from wizard.cluster.errors import Missing
from wizard.cluster.rolling import Rollout, follow
from wizard.model.kinds import KINDS
from wizard.planning.sending import requests

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]


def states(control_plane: Any, namespace: str, name: str = "web") -> list[Rollout]:
    cluster = Cluster.connect(None, str(control_plane.kubeconfig))
    return list(follow(cluster, DEPLOYMENT, namespace, name, seconds=1))


def test_rollout_is_followed_to_its_end(control_plane: Any, namespace: str) -> None:
    control_plane.create(deployment(namespace), service(namespace))
    cluster, plan = planned(control_plane.kubeconfig, namespace)
    apply(cluster, plan, requests(plan))
    *_before, last = states(control_plane, namespace)
    assert last.done
    assert (last.wanted, last.updated, last.ready, last.available, last.old) == (3, 3, 3, 3, 0)
    done = control_plane.kubectl("rollout", "status", "deploy/web", "-n", namespace, "--timeout=5s")
    assert done.returncode == 0, done.stderr


def test_pod_that_fits_nowhere_is_explained_in_the_schedulers_words(control_plane: Any, namespace: str) -> None:
    control_plane.create(deployment(namespace, nodeSelector={"disk": "none-has-it"}))
    cluster = Cluster.connect(None, str(control_plane.kubeconfig))
    # Until the scheduler has looked at it a pod is only starting.
    followed = follow(cluster, DEPLOYMENT, namespace, "web", seconds=1)
    told = next(each for each in followed if each.reasons and "Pending: " in each.reasons[0])
    assert "node affinity/selector" in told.reasons[0]
    assert not told.done


def test_pods_that_quota_forbids_are_explained(control_plane: Any, namespace: str) -> None:
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "none", "namespace": namespace},
        "spec": {"hard": {"pods": "0"}},
    }
    control_plane.create(quota)
    path = f"/api/v1/namespaces/{namespace}/resourcequotas/none"
    control_plane.wait("the quota counts", lambda: "used" in control_plane.call("GET", path)[1].get("status", {}))
    control_plane.create(deployment(namespace))
    cluster = Cluster.connect(None, str(control_plane.kubeconfig))
    told = next(each for each in follow(cluster, DEPLOYMENT, namespace, "web", seconds=1) if each.reasons)
    assert "exceeded quota" in " ".join(told.reasons)


def test_late_rollout_says_that_it_will_not_go_on_by_itself(control_plane: Any, namespace: str) -> None:
    late = deployment(namespace, nodeSelector={"disk": "none-has-it"})
    late["spec"]["progressDeadlineSeconds"] = 1
    control_plane.create(late)
    cluster = Cluster.connect(None, str(control_plane.kubeconfig))
    assert next(each for each in follow(cluster, DEPLOYMENT, namespace, "web", seconds=1) if each.late)


def test_deleted_workload_ends_the_watch_with_a_sentence(control_plane: Any, namespace: str) -> None:
    control_plane.create(deployment(namespace, nodeSelector={"disk": "none-has-it"}))
    cluster = Cluster.connect(None, str(control_plane.kubeconfig))
    watch = follow(cluster, DEPLOYMENT, namespace, "web", seconds=20)
    next(watch)
    control_plane.call("DELETE", DEPLOYMENT.path(namespace, "web"))
    with pytest.raises(Missing):
        list(watch)


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
def test_other_kinds_are_counted_too(control_plane: Any, namespace: str, kind: str) -> None:
    workload = deployment(namespace, replicas=2) | {"kind": kind}
    if kind == "StatefulSet":
        workload["spec"]["serviceName"] = "web"
    else:
        del workload["spec"]["replicas"]
    control_plane.create(workload)
    cluster = Cluster.connect(None, str(control_plane.kubeconfig))
    last = list(follow(cluster, KINDS[kind], namespace, "web", seconds=1))[-1]
    assert last.done
    assert last.updated == last.wanted == last.ready > 1
