"""Room is counted as the scheduler counts it: requests against what is allocatable, the pods of others first."""

from typing import Any

from tests.building import WEB, first, plan
from wizard.model.capacity import capacity, requests
from wizard.model.topology import Node, Topology, placement_labels
from wizard.model.workload import Workload


def nodes(count: int, **labels: str) -> Topology:
    amounts = {"cpu": 2000, "memory": 4 << 30, "pods": 10}
    return Topology(tuple(Node(f"n{number}", labels, allocatable=amounts) for number in range(count)))


def web(topology: Topology, asks: str = "{cpu: 500m, memory: 1Gi}") -> Workload:
    text = WEB.replace("name: web\nspec", "name: web\n  namespace: shop\nspec", 1)
    text = text.replace("image: web:1", f"image: web:1\n          resources: {{requests: {asks}}}")
    found = plan(text, topology=topology)
    return found.before(first(found))


def pod(node: str, cpu: str = "1", namespace: str = "other", **labels: str) -> dict[str, Any]:
    container = {"name": "c", "resources": {"requests": {"cpu": cpu}}}
    return {
        "metadata": {"namespace": namespace, "labels": labels},
        "spec": {"nodeName": node, "containers": [container]},
    }


def test_empty_nodes_hold_what_their_least_resource_allows() -> None:
    assert capacity(web(nodes(2)), []).free == {"n0": 4, "n1": 4}
    assert capacity(web(nodes(1), "{cpu: 100m}"), []).free == {"n0": 10}


def test_pods_of_others_take_room_and_own_pods_do_not() -> None:
    found = capacity(web(nodes(2)), [pod("n0"), pod("n1", namespace="shop", app="web"), pod("", "8")])
    assert found.here == {"n1": 1}
    assert found.free == {"n0": 2, "n1": 4}
    assert found.copies == 6


def test_same_labels_in_another_namespace_are_others() -> None:
    assert capacity(web(nodes(1)), [pod("n0", app="web")]).here == {}


def test_full_node_has_no_room() -> None:
    assert capacity(web(nodes(1)), [pod("n0", "3")]).free == {"n0": 0}


def test_largest_init_container_and_sidecars_count() -> None:
    def asks(cpu: str, **more: Any) -> dict[str, Any]:
        return {"resources": {"requests": {"cpu": cpu}}, **more}

    assert requests({"containers": [asks("1")], "initContainers": [asks("2")]}) == {"cpu": 2000}
    sidecar = asks("500m", restartPolicy="Always")
    assert requests({"containers": [asks("1")], "initContainers": [sidecar]}) == {"cpu": 1500}
    assert requests({"containers": [asks("1")], "overhead": {"cpu": "250m"}}) == {"cpu": 1250}


def test_labels_that_part_the_nodes_are_offered_and_system_labels_are_not() -> None:
    known = Topology(
        tuple(
            Node(
                f"n{number}",
                {
                    "kubernetes.io/hostname": f"n{number}",
                    "topology.kubernetes.io/zone": f"z{number % 2}",
                    "example.com/rack": f"r{number % 3}",
                    "team": "shop",
                    "pool": f"p{number % 2}",
                    "serial": f"s{number}",
                },
            )
            for number in range(6)
        )
    )
    assert placement_labels(known) == ("example.com/rack", "pool")
