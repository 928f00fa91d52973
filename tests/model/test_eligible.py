"""Which nodes may hold a workload's pods."""

import pytest

from tests.building import WEB, workload
from wizard.model.eligible import eligible_nodes
from wizard.model.topology import HOSTNAME, ZONE, Node, Taint, Topology, from_objects, told

LABELS = {HOSTNAME: "n", ZONE: "a", "size": "12"}
EXPRESSION = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [TERMS]}}}"


def fits(more: str, *, taints: tuple[Taint, ...] = (), unschedulable: bool = False) -> bool:
    """Whether the only node may hold a pod whose spec has this line."""
    topology = Topology((Node("n", LABELS, taints, unschedulable),))
    return bool(
        eligible_nodes(
            workload(WEB.replace("      containers:\n", f"      {more}\n      containers:\n"), topology=topology)
        )
    )


def term(*expressions: str) -> str:
    return "{matchExpressions: [" + ", ".join(expressions) + "]}"


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("{key: size, operator: In, values: ['12', '13']}", True),
        ("{key: size, operator: In, values: ['13']}", False),
        ("{key: size, operator: NotIn, values: ['13']}", True),
        ("{key: gpu, operator: NotIn, values: ['x']}", True),
        ("{key: gpu, operator: Exists}", False),
        ("{key: gpu, operator: DoesNotExist}", True),
        ("{key: size, operator: Gt, values: ['11']}", True),
        ("{key: size, operator: Lt, values: ['12']}", False),
        ("{key: gpu, operator: Gt, values: ['1']}", False),
        ("{key: size, operator: Near, values: ['12']}", False),
    ],
)
def test_expressions_hold_as_the_scheduler_reads_them(expression: str, holds: bool) -> None:
    assert fits(EXPRESSION.replace("TERMS", term(expression))) is holds


def test_terms_are_ored_and_expressions_anded() -> None:
    here, elsewhere = "{key: size, operator: Exists}", "{key: gpu, operator: Exists}"
    assert fits(EXPRESSION.replace("TERMS", f"{term(elsewhere)}, {term(here)}"))
    assert not fits(EXPRESSION.replace("TERMS", term(here, elsewhere)))


def test_empty_term_matches_no_node() -> None:
    assert not fits(EXPRESSION.replace("TERMS", "{}"))


def test_node_selector_and_affinity_must_both_hold() -> None:
    assert fits("nodeSelector: {size: '12'}")
    assert not fits("nodeSelector: {size: '13'}")


@pytest.mark.parametrize(
    ("toleration", "holds"),
    [
        ("[]", False),
        ("[{key: team, operator: Equal, value: a, effect: NoSchedule}]", True),
        ("[{key: team, value: b}]", False),
        ("[{key: team, operator: Exists}]", True),
        ("[{operator: Exists}]", True),
        ("[{key: team, operator: Exists, effect: NoExecute}]", False),
    ],
)
def test_taint_keeps_away_what_does_not_tolerate_it(toleration: str, holds: bool) -> None:
    assert fits(f"tolerations: {toleration}", taints=(Taint("team", "a", "NoSchedule"),)) is holds


def test_preference_of_a_taint_keeps_nobody_away() -> None:
    assert fits("tolerations: []", taints=(Taint("team", "a", "PreferNoSchedule"),))


def test_cordoned_node_holds_nothing_new() -> None:
    assert not fits("tolerations: []", unschedulable=True)


def test_unknown_cluster_is_not_an_empty_one() -> None:
    assert eligible_nodes(workload(WEB)) is None


def test_told_hosts_are_dealt_out_over_the_zones() -> None:
    topology = told(5, 2)
    assert [node.labels[ZONE] for node in topology.nodes] == ["zone-a", "zone-b", "zone-a", "zone-b", "zone-a"]
    assert len({node.name for node in topology.nodes}) == 5


def test_nodes_of_a_list_are_read_with_taints_and_cordons() -> None:
    node = {
        "kind": "Node",
        "metadata": {"name": "n1", "labels": {ZONE: "a"}},
        "spec": {"unschedulable": True, "taints": [{"key": "k", "effect": "NoExecute"}]},
    }
    topology = from_objects([node, {"kind": "Pod"}], "nodes.yaml")  # type: ignore[list-item]
    assert topology.nodes == (Node("n1", {ZONE: "a"}, (Taint("k", "", "NoExecute"),), True),)
