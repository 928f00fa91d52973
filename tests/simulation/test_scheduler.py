"""The scheduler's choices and words, case by case (FACTS 2.4, 2.5, 4)."""

from collections import Counter
from collections.abc import Mapping
from math import log

import pytest

from tests.building import SERVICE, WEB, workload
from tests.cluster.agree.cases import anti, spread
from tests.simulation.making import MATCH, Object, web
from wizard.model.topology import HOSTNAME, ZONE, Node, Taint, Topology, told
from wizard.model.versions import Version
from wizard.simulation.given.asked import of_workload
from wizard.simulation.landing import busiest, land, lose
from wizard.simulation.placing.board import Board
from wizard.simulation.placing.fitting import Fitting
from wizard.simulation.placing.scoring import Scoring
from wizard.wording.scheduling import no_node

BIG = {"cpu": 4000, "memory": 8 * 1024**3, "pods": 110}
FULL = {**BIG, "pods": 1}


def _nodes(*nodes: Mapping[str, object]) -> Topology:
    return Topology(
        tuple(
            Node(f"n{number}", {HOSTNAME: f"n{number}", ZONE: "abc"[number % 3]}, **each)  # type: ignore[arg-type]
            for number, each in enumerate(nodes)
        )
    )


def _asking(cpu: str) -> Object:
    return {"resources": {"requests": {"cpu": cpu, "memory": "1Gi"}}}


def test_the_cluster_spreads_by_default() -> None:
    for seed in range(20):
        landing = land(web(6), told(6, 3), seed)
        assert {len(pods) for pods in landing.here.values()} == {1}


def test_one_zone_rule_switches_the_default_host_spreading_off() -> None:
    assert len(of_workload(web(3)).soft) == 2
    assert of_workload(web(3, spread(ZONE))).soft == ()


def test_defaults_count_the_own_revision_and_the_services_pods() -> None:
    asked = of_workload(workload(WEB, SERVICE), 2)
    assert asked.soft[0].selects({"app": "web", "pod-template-hash": "r2"})
    assert not asked.soft[0].selects({"app": "web", "pod-template-hash": "r1"})


def test_a_node_without_the_key_escapes_anti_affinity_and_fails_a_constraint() -> None:
    bare = Topology((Node("n0", {HOSTNAME: "n0"}), Node("n1", {HOSTNAME: "n1", ZONE: "a"})))
    assert not land(web(5, anti(ZONE)), bare).pending
    ((why, count),) = land(web(5, spread(ZONE, maxSkew=3)), Topology(bare.nodes[:1])).pending
    assert (why.reasons, count) == ((("spread-key", "", 1),), 5)


def test_pods_of_others_keep_these_away() -> None:
    other = {
        "metadata": {"name": "x", "labels": {"app": "db"}},
        "spec": {"nodeName": "a1", "containers": [], **_repelling("web")},
    }
    landing = land(web(4, anti()), told(3, 3), others=[other])
    assert landing.here["a1"] == ()
    ((why, count),) = landing.pending
    assert count == 2
    assert {id: n for id, _about, n in why.reasons} == {"anti-affinity": 2, "others-anti-affinity": 1}


def _repelling(app: str) -> Object:
    term = {"topologyKey": HOSTNAME, "labelSelector": {"matchLabels": {"app": app}}}
    return {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}


def test_the_words_are_the_scheduler_s() -> None:
    gpu = (Taint("gpu", "yes", "NoSchedule"),)
    nodes = _nodes(
        {"taints": gpu}, {"unschedulable": True}, {"allocatable": {**BIG, "cpu": 500}}, {"allocatable": FULL}
    )
    ((why, count),) = land(web(2, container=_asking("1")), nodes).pending
    assert count == 1
    assert no_node(why.nodes, why.reasons) == (
        "0/4 nodes are available: 1 Insufficient cpu, 1 Too many pods, "
        "1 node(s) had untolerated taint {gpu: yes}, 1 node(s) were unschedulable."
    )


def test_a_node_short_of_both_is_counted_for_both() -> None:
    small = {"allocatable": {"cpu": 100, "memory": 1024**2, "pods": 10}}
    ((why, _count),) = land(web(1, container=_asking("1")), _nodes(small)).pending
    assert why.reasons == (("insufficient", "cpu", 1), ("insufficient", "memory", 1))


def test_more_room_is_liked_better() -> None:
    nodes = _nodes({"allocatable": BIG}, {"allocatable": {**BIG, "cpu": 16000, "memory": 32 * 1024**3}})
    for seed in range(5):
        assert land(web(1, container=_asking("1")), nodes, seed).pods == (("web-1", "n1"),)


@pytest.mark.parametrize("version", [Version(1, 35), Version(1, 36)])
def test_a_balanced_node_is_liked_better(version: Version) -> None:
    lopsided = {"allocatable": {"cpu": 8000, "memory": 2 * 1024**3, "pods": 9}}
    even = {"allocatable": {"cpu": 3000, "memory": 3 * 1024**3, "pods": 9}}
    assert land(web(1, container=_asking("1"), version=version), _nodes(lopsided, even)).pods == (("web-1", "n1"),)


def test_more_domains_weigh_more() -> None:
    board = Board(told(6, 2).nodes)
    asked = of_workload(web(1))
    scoring = Scoring(asked, board, Fitting(asked, board))
    for node in (0, 1):
        board.put(asked, node)
    # a1 and b1 hold one each: count x weight + (maxSkew - 1) for the host, and the same for the zone, rounded.
    full, free = round(1 * log(8) + 2 + 1 * log(4) + 4), round(0 + 2 + 1 * log(4) + 4)
    assert scoring.spread(range(6)) == [100 * free // full] * 2 + [100] * 4


def test_soft_terms_draw_and_repel() -> None:
    def near(kind: str) -> Object:
        term = {"weight": 100, "podAffinityTerm": {"topologyKey": ZONE, "labelSelector": MATCH}}
        return {"affinity": {kind: {"preferredDuringSchedulingIgnoredDuringExecution": [term]}}}

    together = land(web(2, near("podAffinity")), told(6, 2))
    zones = Counter(node[0] for _pod, node in together.pods if node)
    assert len(zones) == 1
    apart = land(web(2, near("podAntiAffinity")), told(6, 2))
    assert {node[0] for _pod, node in apart.pods if node} == {"a", "b"}


def test_preferred_nodes_and_unwelcome_taints() -> None:
    soft = (Taint("spot", "", "PreferNoSchedule"),)
    assert land(web(1), _nodes({"taints": soft}, {})).pods == (("web-1", "n1"),)
    wish = {"weight": 1, "preference": {"matchExpressions": [{"key": HOSTNAME, "operator": "In", "values": ["n0"]}]}}
    pod = {"affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [wish]}}}
    assert land(web(1, pod), _nodes({}, {})).pods == (("web-1", "n0"),)


def test_ties_are_broken_by_the_seed() -> None:
    assert len({land(web(1), told(6, 3), seed).pods for seed in range(40)}) == 6


def test_losing_a_host_and_a_zone_in_the_picture() -> None:
    landing = land(web(3))
    assert landing.topology.nodes
    one = lose(landing, host=busiest(landing))
    assert (one.wanted, one.running) == (3, 2)
    assert lose(one, zone=busiest(one, ZONE)).running == 1


def test_a_picture_without_nodes_is_assumed() -> None:
    landing = land(workload(WEB))
    assert landing.assumed
    assert (len(landing.topology.nodes), landing.topology.zones) == (6, ("zone-a", "zone-b", "zone-c"))
