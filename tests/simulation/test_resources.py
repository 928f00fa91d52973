"""Every resource that a pod asks for counts on every node that is known, whoever says so: container, sidecar or pod."""

from typing import Any

import pytest
import yaml

from tests.building import workload
from tests.simulation.making import Object, web
from tests.trials import trial
from wizard.model.capacity import capacity, requests, scored_requests
from wizard.model.quantities import counted
from wizard.model.topology import HOSTNAME, Topology, from_objects, told
from wizard.model.versions import Version
from wizard.model.workload import Workload
from wizard.simulation.landing import land
from wizard.simulation.scenarios import play

GPU = "nvidia.com/gpu"


def nodes(*allocatable: Object) -> Topology:
    """Nodes with this beside the usual."""
    usual = {"cpu": "4", "memory": "8Gi", "pods": "110"}
    made: list[Any] = [
        {"kind": "Node", "metadata": {"name": f"n{number}", "labels": {HOSTNAME: f"n{number}"}}}
        | {"status": {"allocatable": {**usual, **each}}}
        for number, each in enumerate(allocatable)
    ]
    return from_objects(made, "nodes.yaml")


def asking(requests: Object | None = None, limits: Object | None = None) -> Object:
    return {"resources": {key: each for key, each in (("requests", requests), ("limits", limits)) if each}}


def pending(workload: Workload, topology: Topology) -> dict[tuple[str, str], int]:
    """Why pods stay Pending, and for how many nodes that holds."""
    return {(id, about): count for why, _pods in land(workload, topology).pending for id, about, count in why.reasons}


@pytest.mark.parametrize(
    "name", [GPU, "ephemeral-storage", "hugepages-2Mi", "example.com/licence", "smarter-devices/x"]
)
@pytest.mark.parametrize("field", ["requests", "limits"])
def test_what_a_node_does_not_name_it_has_none_of(name: str, field: str) -> None:
    asks = asking(**{field: {name: 1}})
    assert pending(web(3, container=asks), nodes({name: 2}, {name: "0"}, {})) == {("insufficient", name): 3}
    assert not pending(web(2, container=asks), nodes({name: 2}, {}))


def test_a_node_of_which_nothing_is_known_turns_nobody_away() -> None:
    assert not pending(web(3, container=asking(limits={GPU: 1})), told(2, 1))


def test_a_node_that_says_only_what_it_has_gives_all_of_it_away() -> None:
    node: Any = {"kind": "Node", "metadata": {"name": "n0"}, "status": {"capacity": {"cpu": 2, "pods": 9}}}
    assert from_objects([node], "x").nodes[0].allocatable == {"cpu": 2000, "pods": 9}


def test_names_that_the_scheduler_does_not_know_count_for_nothing() -> None:
    stated = {"cpu": "1", "pods": 3, "storage": "1Gi", "requests.nvidia.com/gpu": 1, GPU: "2", "hugepages-1Gi": "1Gi"}
    assert counted(stated) == {"cpu": 1000, "pods": 3, GPU: 2, "hugepages-1Gi": 2**30}


@pytest.mark.parametrize("amount", ["1e9999999", "9" * 400 + "E", "1e-9999999"])
def test_an_amount_beyond_all_measure_is_the_most_or_nothing(amount: str) -> None:
    assert counted({"memory": amount})["memory"] in {0, 2**63 - 1}


@pytest.mark.parametrize(
    ("stated", "limits", "wanted"),
    [
        (None, {"cpu": 2}, {"cpu": 2000}),
        ({"cpu": 1}, {"cpu": 2, "memory": 1}, {"cpu": 1000, "memory": 1}),
        ({"cpu": 0}, {"cpu": 2}, {"cpu": 0}),
        ({}, {GPU: 1}, {GPU: 1}),
    ],
)
@pytest.mark.parametrize("field", ["containers", "initContainers"])
def test_what_is_limited_and_not_requested_is_requested(
    field: str, stated: Object | None, limits: Object, wanted: Object
) -> None:
    assert requests({field: [asking(stated, limits)]}) == wanted


def test_limits_alone_play_as_if_they_were_requested() -> None:
    one, both = (web(6, container=asking(each, {"cpu": "2"})) for each in (None, {"cpu": "2"}))
    topology = nodes({}, {}, {"cpu": "2"})
    for scenario in ("rolling-update", "drain", "host-loss"):
        assert play(one, scenario, topology=topology).ready == play(both, scenario, topology=topology).ready


WHOLE = asking({"cpu": "3"})


@pytest.mark.parametrize(
    ("whole", "containers", "wanted"),
    [
        (asking({"cpu": "3"}), [asking({"cpu": "1", "memory": "1"})], {"cpu": 3000, "memory": 1}),
        (asking(None, {"cpu": "3"}), [{}], {"cpu": 3000}),
        (asking(None, {"cpu": "3"}), [asking({"cpu": "1"})], {"cpu": 1000}),
        (asking(None, {"cpu": "3"}), [asking(None, {"cpu": "2"}), asking({"cpu": "1"})], {"cpu": 3000}),
        (asking({"memory": "8"}, {"memory": "9"}), [asking({"memory": "1"})], {"memory": 8}),
        (asking(None, {"hugepages-2Mi": "4"}), [asking({"hugepages-2Mi": "2"})], {"hugepages-2Mi": 4}),
        (asking({GPU: 1, "ephemeral-storage": "1"}), [{}], {}),
    ],
)
def test_what_the_pod_itself_says_counts_for_cpu_memory_and_huge_pages(
    whole: Object, containers: list[Object], wanted: Object
) -> None:
    assert requests({**whole, "containers": containers}) == wanted


def test_overhead_comes_on_top_of_what_the_pod_itself_says() -> None:
    assert requests({**WHOLE, "containers": [{}], "overhead": {"cpu": "100m"}}) == {"cpu": 3100}


@pytest.mark.parametrize(
    ("version", "waiting"), [(Version(1, 33), 0), (Version(1, 34), 2), (Version(1, 37), 2), (None, 2)]
)
def test_the_pod_s_own_requests_count_from_1_34_on_and_where_nothing_is_known(
    version: Version | None, waiting: int
) -> None:
    topology = nodes({}, {})
    found = workload(yaml.safe_dump(dict(web(4, pod=WHOLE).data)), topology=topology, version=version)
    landing = land(found)
    assert sum(count for _why, count in landing.pending) == waiting
    assert capacity(found, []).copies == (2 if waiting else 220)


def test_each_container_without_requests_weighs_when_nodes_are_liked() -> None:
    assert scored_requests({"containers": [{}, {}]}) == {"cpu": 200, "memory": 400 * 1024**2}
    assert scored_requests({"containers": [asking({"cpu": 0})]})["cpu"] == 0
    assert scored_requests({"containers": [{}], **WHOLE})["cpu"] == 3000


def test_capacity_counts_what_a_node_does_not_name_as_none() -> None:
    found = web(1, container=asking(limits={GPU: 1}), topology=nodes({GPU: 4}, {}))
    other: Any = {"metadata": {"namespace": "x"}, "spec": {"nodeName": "n0", "containers": [asking(None, {GPU: 3})]}}
    assert capacity(found, [other]).free == {"n0": 1, "n1": 0}


PORT = {"containerPort": 80, "hostPort": 80}


@pytest.mark.parametrize(
    ("theirs", "free"),
    [
        ({"ports": [PORT]}, False),
        ({"ports": [{**PORT, "protocol": "UDP"}]}, True),
        ({"ports": [{**PORT, "hostIP": "10.0.0.1"}]}, False),
        ({"ports": [{"containerPort": 80}]}, True),
        ({"ports": [{"containerPort": 80}], "hostNetwork": True}, False),
        ({"ports": [{**PORT, "hostPort": 8080}]}, True),
        ({"init": {"ports": [PORT]}}, True),
        ({"init": {"ports": [PORT], "restartPolicy": "Always"}}, False),
    ],
)
def test_a_port_of_the_node_is_taken_by_address_protocol_and_number(theirs: Object, free: bool) -> None:
    pod: Object = {"nodeName": "a1", "containers": [{"name": "it", "ports": theirs.get("ports", [])}]}
    pod |= {"hostNetwork": theirs.get("hostNetwork", False), "initContainers": [theirs.get("init", {})]}
    other = {"metadata": {"name": "x", "labels": {}}, "spec": pod}
    landing = land(web(1, container={"ports": [PORT]}), told(1, 1), others=[other])
    assert bool(landing.pending) is not free


@pytest.mark.parametrize(
    ("name", "topology", "waiting"),
    [
        ("gpu", "gpu-nodes", 1),
        ("limits", "mixed-nodes", 3),
        ("limits-explicit", "mixed-nodes", 3),
        ("podlevel", "mixed-nodes", 3),
        ("ds", "mixed-nodes", 3),
    ],
)
def test_inputs_that_were_played_wrong(name: str, topology: str, waiting: int) -> None:
    items = yaml.safe_load(trial(f"live/{topology}.json").read_text())["items"]
    found = workload(trial(f"live/{name}.yaml").read_text(), topology=from_objects(items, topology))
    assert sum(count for _why, count in land(found).pending) == waiting
    outcome = play(found, "pod-deleted")
    assert (outcome.ends, sum(count for _why, count in outcome.pending)) == (False, waiting)
