"""A drain takes the pods of others, too: they want room elsewhere, and their budgets are asked."""

from typing import Any

import pytest

from tests.cluster.agree.cases import most
from tests.simulation.making import Object, web
from wizard.model.topology import HOSTNAME, Node, Topology
from wizard.simulation.events.neighbours import Neighbours, parted
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.outcome import Outcome
from wizard.simulation.scenarios import play
from wizard.simulation.stage import set_up

CPU = {"resources": {"requests": {"cpu": "1"}}}


def hosts(*cores: int) -> Topology:
    """Hosts n0, n1 and so on with so many cores."""
    return Topology(
        tuple(
            Node(f"n{number}", {HOSTNAME: f"n{number}"}, allocatable={"cpu": 1000 * each, "pods": 110})
            for number, each in enumerate(cores)
        )
    )


def other(name: str, node: str = "n0", owner: str | None = "ReplicaSet", **more: Any) -> Object:
    """A running pod of somebody else that asks for one core."""
    metadata: Object = {"namespace": "other", "name": name, "labels": {"app": "other"}, **more}
    if owner:
        metadata["ownerReferences"] = [{"kind": owner, "name": "x", "controller": True}]
    containers = [{"name": "it", **CPU}]
    return {"metadata": metadata, "spec": {"nodeName": node, "containers": containers}, "status": {"phase": "Running"}}


def their_budget(**spec: Any) -> Object:
    metadata = {"namespace": "other", "name": "theirs"}
    spec = {"selector": {"matchLabels": {"app": "other"}}, **spec}
    return {"kind": "PodDisruptionBudget", "metadata": metadata, "spec": spec}


def drained(topology: Topology, *others: Object, copies: int = 1, budgets: tuple[Object, ...] = ()) -> Outcome:
    """A drain of the fullest host: n0, where the workload's copies can be at first."""
    here = {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [_wish("n0")]}}
    workload = web(copies, {"affinity": here}, container=CPU, topology=topology, budgets=budgets)
    outcome = play(workload, "drain", others=others)
    assert outcome.targets == ("n0",)
    return outcome


def _wish(node: str) -> Object:
    expression = {"key": HOSTNAME, "operator": "In", "values": [node]}
    return {"weight": 100, "preference": {"matchExpressions": [expression]}}


def test_they_go_where_there_is_room() -> None:
    outcome = drained(hosts(4, 4), other("a"), other("b"))
    assert outcome.ends
    assert (outcome.pending, outcome.others_pending, outcome.evictions) == ((), 0, 1)


def test_they_compete_for_room_and_some_stay_pending() -> None:
    outcome = drained(hosts(4, 2), other("a"), other("b"))
    assert outcome.ends
    assert len(outcome.pending) + outcome.others_pending == 1
    alone = drained(hosts(4, 2))
    assert (alone.pending, alone.others_pending) == ((), 0)


def test_pods_elsewhere_hold_their_room() -> None:
    outcome = drained(hosts(4, 2), other("a", "n1"), other("b", "n1"))
    assert outcome.ends
    assert sum(count for _why, count in outcome.pending) == 1


def test_who_is_pending_is_named() -> None:
    outcome = drained(hosts(4, 1), other("a"), other("b"))
    assert outcome.others_pending == 2
    assert dict(outcome.reasons)["others-pending"] == {"pods": 2, "pod": "other/a"}


@pytest.mark.parametrize(("budget", "ends"), [(most(0), False), (most(1), True), ({"minAvailable": 2}, False)])
def test_their_budget_may_hold_the_drain(budget: Object, ends: bool) -> None:
    outcome = drained(hosts(4, 4), other("a"), other("b"), their_budget(**budget))
    assert outcome.ends is ends
    assert outcome.refused_evictions == 0
    assert ("their-budget" in dict(outcome.reasons)) is not ends
    assert outcome.evictions == 1


def test_a_budget_of_another_namespace_holds_nobody() -> None:
    elsewhere = their_budget(**most(0))
    elsewhere["metadata"]["namespace"] = "third"
    assert drained(hosts(4, 4), other("a"), elsewhere).ends


@pytest.mark.parametrize(
    "stays",
    [
        other("a", owner="DaemonSet"),
        other("a", owner="Node"),
        other("a", owner=None, annotations={"kubernetes.io/config.mirror": "x"}),
        other("a", deletionTimestamp="2026-01-01T00:00:00Z"),
    ],
    ids=["daemon", "static", "mirror", "leaving"],
)
def test_some_are_left_where_they_are(stays: Object) -> None:
    outcome = drained(hosts(4, 1), stays)
    assert (outcome.ends, outcome.pending, outcome.others_pending) == (True, (), 0)


def test_a_pod_without_owner_is_gone_for_good() -> None:
    outcome = drained(hosts(4, 1), other("a", owner=None), other("b", owner=None))
    assert (outcome.ends, outcome.pending, outcome.others_pending) == (True, (), 0)


@pytest.mark.parametrize(("owner", "at_once"), [("ReplicaSet", 2), ("StatefulSet", 1)])
def test_a_pod_of_a_stateful_set_comes_back_when_the_old_one_is_gone(owner: str, at_once: int) -> None:
    topology = hosts(4, 4)
    stage = set_up(web(1, topology=topology), topology, Assumptions(), [other("a", owner=owner)], 0)
    moving, _staying = parted(stage.others, [0])
    Neighbours(stage.world, moving, Assumptions(), None)
    (pod,) = stage.world.others
    stage.world.board.cordon(0)
    stage.world.delete(pod)
    stage.world.settle()
    assert len(stage.world.others) == at_once
    stage.world.run()
    assert [each.node for each in stage.world.others] == [1]


def test_the_workloads_own_budget_counts_them_as_they_move() -> None:
    shared = {"maxUnavailable": 1, "selector": {}}
    friend = other("a")
    del friend["metadata"]["namespace"]
    outcome = drained(hosts(4, 4), friend, copies=2, budgets=(shared,))
    assert outcome.ends
    assert outcome.lowest_ready == 1
    # Three are healthy and two must be: the second of its own waits until the first is back.
    assert (outcome.evictions, outcome.refused_evictions) == (2, 1)
