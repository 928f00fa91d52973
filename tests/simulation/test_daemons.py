"""A DaemonSet wants a pod on every node that matches, and leaves it Pending where it does not fit."""

from typing import Any

import pytest

from tests.simulation.making import Object, web
from wizard.model.topology import HOSTNAME, Node, Taint, Topology, told
from wizard.model.workload import Workload
from wizard.simulation.landing import land
from wizard.simulation.outcome import Outcome
from wizard.simulation.scenarios import play

CPU = {"resources": {"requests": {"cpu": "1"}}}


def nodes(*each: Object) -> Topology:
    return Topology(tuple(Node(f"n{n}", {HOSTNAME: f"n{n}"}, **more) for n, more in enumerate(each)))


def agent(pod: Object | None = None, *, spec: Object | None = None, container: Object | None = None) -> Workload:
    return web(1, pod, kind="DaemonSet", spec=spec, container=container)


def played(workload: Workload, topology: Topology, others: tuple[Object, ...] = ()) -> Outcome:
    return play(workload, "pod-deleted", topology=topology, others=others)


SMALL, LARGE = {"allocatable": {"cpu": 500, "pods": 9}}, {"allocatable": {"cpu": 2000, "pods": 9}}


def test_where_it_does_not_fit_its_pod_stays_pending() -> None:
    outcome = played(agent(container=CPU), nodes(SMALL, LARGE, LARGE))
    assert (outcome.wanted, outcome.ends) == (3, False)
    ((why, count),) = outcome.pending
    assert (count, why.reasons) == (1, (("node-affinity", "", 2), ("insufficient", "cpu", 1)))
    assert len(land(agent(container=CPU), nodes(SMALL, LARGE, LARGE)).pending) == 1


def taint(key: str, effect: str = "NoSchedule") -> Object:
    return {"taints": (Taint(key, "", effect),)}


@pytest.mark.parametrize(
    ("node", "pod", "wanted"),
    [
        ({}, {}, 2),
        ({"unschedulable": True}, {}, 2),
        (taint("node.kubernetes.io/memory-pressure"), {}, 2),
        (taint("node.kubernetes.io/unreachable", "NoExecute"), {}, 2),
        (taint("node.kubernetes.io/network-unavailable"), {}, 1),
        (taint("node.kubernetes.io/network-unavailable"), {"hostNetwork": True}, 2),
        (taint("gpu"), {}, 1),
        (taint("gpu"), {"tolerations": [{"key": "gpu", "operator": "Exists"}]}, 2),
        (taint("gpu", "PreferNoSchedule"), {}, 2),
        ({}, {"nodeSelector": {HOSTNAME: "n0"}}, 1),
        ({}, {"nodeName": "n1"}, 1),
        ({}, {"nodeName": "n7"}, 0),
    ],
)
def test_it_wants_the_nodes_that_match_by_name_labels_and_taints(node: Object, pod: Object, wanted: int) -> None:
    topology = nodes({}, node)
    assert played(agent(pod), topology).wanted == wanted
    assert land(agent(pod), topology).wanted == wanted


def test_whatever_else_is_there_does_not_change_what_it_wants() -> None:
    port = {"ports": [{"containerPort": 80, "hostPort": 80}]}
    other: Any = {"metadata": {"name": "x", "labels": {}}, "spec": {"nodeName": "n1", "containers": [port]}}
    outcome = played(agent(container=port), nodes({}, {}), (other,))
    ((why, _count),) = outcome.pending
    assert (outcome.wanted, why.reasons) == (2, (("node-affinity", "", 1), ("ports", "", 1)))


def test_a_pod_of_its_own_lands_on_each_node() -> None:
    landing = land(agent(), told(6, 3))
    assert {len(pods) for pods in landing.here.values()} == {1}


def test_an_update_that_wants_other_nodes_leaves_the_old_ones() -> None:
    topology = nodes({}, taint("gpu"), {})
    new = agent({"tolerations": [{"operator": "Exists"}], "nodeSelector": {HOSTNAME: "n1"}})
    outcome = play(new, "rolling-update", topology=topology, running=agent())
    assert (outcome.wanted, outcome.ends) == (1, True)
    assert {life.node for life in outcome.lives if life.deleted_at is None} == {"n1"}


@pytest.mark.parametrize("away", [1, 2, "50%"])
def test_an_update_with_a_pod_that_fits_nowhere_never_ends(away: int | str) -> None:
    spec = {"updateStrategy": {"rollingUpdate": {"maxUnavailable": away}}}
    outcome = play(agent(spec=spec, container=CPU), "rolling-update", topology=nodes(SMALL, LARGE, LARGE, LARGE))
    assert not outcome.ends
    # The one that is Pending is one of those that may be missing.
    assert ("old-serves" in dict(outcome.reasons)) is (away == 1)
