"""What holds a scenario up, or is left undone by it, is named."""

import pytest

from tests.building import WEB
from tests.building import workload as read
from tests.cluster.agree.cases import HOST, least, most, spread
from tests.simulation.making import Object, web
from wizard.model.topology import Node, Topology, told
from wizard.model.workload import Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.outcome import Outcome
from wizard.simulation.scenarios import play, unplayable
from wizard.wording.simulation import why_words

ON_DELETE: Object = {"updateStrategy": {"type": "OnDelete"}}
EVERYTHING: Object = {"tolerations": [{"operator": "Exists"}]}


def _reasons(outcome: Outcome) -> dict[str, object]:
    return {id: dict(values) for id, values in outcome.reasons}


@pytest.mark.parametrize(
    ("workload", "scenario", "wanted"),
    [
        (web(3, spread(), budgets=(least(3),)), "drain-several", {"budget": {"budget": "b0", "pods": 2}}),
        (web(3, spread(), budgets=(most(1), most(2))), "drain", {"two-budgets": {"pods": 1}}),
        (web(1), "vpa-restart", {"only-copy": {}}),
        (web(3, kind="StatefulSet", spec=ON_DELETE), "rolling-update", {"by-hand": {}}),
        (web(kind="DaemonSet", spec=ON_DELETE), "rolling-update", {"by-hand": {}}),
        (web(3, spread(), kind="StatefulSet"), "host-loss", {"terminating": {"pods": 1}}),
        (web(kind="DaemonSet"), "host-loss", {"daemons-bound": {"pods": 1}}),
        (web(3, {**EVERYTHING, **spread()}), "host-loss", {"tolerating": {"pods": 1}}),
        (web(4, topology=told(2, 1)), "zone-loss", {"eviction-stopped": {"nodes": 2}}),
        (web(3, {"nodeSelector": {HOST: "none"}}, kind="DaemonSet"), "pod-deleted", {"no-pods": {}}),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_holds_it_up_is_named(workload: Workload, scenario: str, wanted: object) -> None:
    outcome = play(workload, scenario)
    assert _reasons(outcome) == wanted
    assert all("{" not in each for each in why_words(outcome))


def test_what_ends_has_no_reason() -> None:
    for scenario in ("drain", "rolling-update", "host-loss", "scale-up", "vpa-restart"):
        assert play(web(3), scenario).reasons == ()


def test_a_refusal_that_was_granted_later_is_none() -> None:
    outcome = play(web(6, budgets=(most(1),), topology=told(2, 1)), "drain")
    assert outcome.refused_evictions
    assert outcome.reasons == ()


def test_pods_that_never_become_ready_hold_an_ordered_set_at_the_first() -> None:
    outcome = play(web(3, kind="StatefulSet"), "pod-deleted", Assumptions(broken=True))
    assert _reasons(outcome) == {"never-ready": {"pods": 1}, "in-order": {"pod": "web-0", "pods": 2}}


def test_a_workload_of_no_copies_cannot_be_broken() -> None:
    assert set(unplayable(web(0))) >= {"scale-up", "drain", "rolling-update", "host-loss"}
    assert "scale-up" not in unplayable(web(0), None, Assumptions(scale_to=3))
    assert play(web(0), "scale-up", Assumptions(scale_to=3)).ends


def _full_host(own: Object, theirs: Object, scenario: str = "drain", why: Object | None = None) -> dict[str, object]:
    """The reasons when two hosts have one core each, one for the workload and one for a pod of others."""
    nodes = tuple(Node(f"n{number}", {HOST: f"n{number}"}, allocatable={"cpu": 1000}) for number in range(2))
    container = {"resources": {"requests": {"cpu": "1"}}}
    spec = {"nodeName": "n1", "containers": [{"name": "it", **container}], **theirs}
    other = {"metadata": {"namespace": "other", "name": "it"}, "spec": spec}
    workload = web(1, {**own, **(why or {})}, container=container, topology=Topology(nodes))
    outcome = play(workload, scenario, others=[other])
    assert outcome.pending
    return _reasons(outcome)


@pytest.mark.parametrize(
    ("own", "theirs", "said"),
    [
        ({"priorityClassName": "system-cluster-critical"}, {"priority": 1000}, True),
        ({"priorityClassName": "system-cluster-critical"}, {"priority": 2000000001}, False),
        ({"priorityClassName": "gold"}, {}, True),
        ({"priorityClassName": "gold"}, {"priorityClassName": "gold", "priority": 7}, False),
        ({"priority": 8}, {"priorityClassName": "gold", "priority": 7}, True),
        ({"priorityClassName": "gold", "preemptionPolicy": "Never"}, {}, False),
        ({}, {}, False),
        ({}, {"priority": -5}, True),
    ],
)
def test_a_pending_pod_that_could_preempt_says_that_this_is_not_played(own: Object, theirs: Object, said: bool) -> None:
    assert ("preemption" in _full_host(own, theirs)) is said


def test_a_class_that_was_read_tells_what_its_pods_are_worth() -> None:
    gold = "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: gold}\nvalue: 7\n"
    named = WEB.replace("      containers:", "      priorityClassName: gold\n      containers:")
    assert read(named, gold).priority == {"priority": 7}
    assert read(WEB, f"{gold}globalDefault: true\npreemptionPolicy: Never\n").priority["preemptionPolicy"] == "Never"
    assert not read(WEB, gold).priority
    assert not read(named.replace("gold", "[gold]"), gold).priority


def test_preemption_moves_no_label_of_a_node() -> None:
    elsewhere = {"nodeSelector": {HOST: "none"}}
    assert "preemption" not in _full_host({"priorityClassName": "gold"}, {}, "scale-up", elsewhere)
