"""On random nodes the nodes that fit random pods are exactly those of a brute-force reading of the rules."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulation.oracle import Host, Placed, may_hold, names, ports, request
from wizard.model.topology import HOSTNAME, ZONE, Node, Taint
from wizard.model.versions import Version
from wizard.simulation.given.asked import Asked
from wizard.simulation.placing.board import Board
from wizard.simulation.placing.fitting import Unschedulable
from wizard.simulation.placing.scheduler import Scheduler

KEYS = st.sampled_from([HOSTNAME, ZONE, "rack"])
APPS = st.sampled_from(["web", "db"])
SELECTORS = st.one_of(
    st.builds(lambda app: {"matchLabels": {"app": app}}, APPS),
    st.builds(lambda app: {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": [app]}]}, APPS),
    st.just({"matchExpressions": [{"key": "app", "operator": "Exists"}]}),
    st.just({}),
)


@st.composite
def hosts(draw: st.DrawFn) -> list[Host]:
    made = []
    for number in range(draw(st.integers(2, 7))):
        labels = {HOSTNAME: f"n{number}"}
        if zone := draw(st.sampled_from(["a", "b", "c", "", "a"])):
            labels[ZONE] = zone
        if rack := draw(st.sampled_from(["", "r1", "r2"])):
            labels["rack"] = rack
        taints = draw(
            st.lists(
                st.sampled_from([("gpu", "NoSchedule"), ("bad", "NoExecute"), ("meh", "PreferNoSchedule")]), max_size=1
            )
        )
        made.append(Host(f"n{number}", labels, taints, draw(st.integers(0, 5)) == 0, draw(st.none() | ALLOCATABLE)))
    return made


GPU, PAGES, DISK = "nvidia.com/gpu", "hugepages-2Mi", "ephemeral-storage"
ALLOCATABLE = st.fixed_dictionaries(
    {"cpu": st.sampled_from([2000, 4000])},
    optional={name: st.integers(0, 4) for name in ("memory", GPU, PAGES, DISK, "example.com/dongle")},
)
"""Cpu in millicores; of the rest a node may have none, which counts like 0."""
AMOUNTS = st.dictionaries(
    st.sampled_from(["cpu", "cpu", "cpu", "memory", GPU, PAGES, DISK]), st.integers(0, 2), max_size=2
)
PORTS = st.lists(
    st.fixed_dictionaries(
        {"containerPort": st.sampled_from([80, 81])},
        optional={
            "hostPort": st.just(80),
            "protocol": st.sampled_from(["TCP", "UDP"]),
            "hostIP": st.sampled_from(["10.0.0.1", "10.0.0.2", "0.0.0.0"]),  # noqa: S104
        },
    ),
    max_size=1,
)


@st.composite
def containers(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = {"name": "c", "image": "i"}
    resources = {field: found for field in ("requests", "limits") if (found := draw(AMOUNTS))}
    if resources:
        made["resources"] = resources
    if draw(st.integers(0, 2)) == 0:
        made["ports"] = draw(PORTS)
    return made


@st.composite
def resourceful(draw: st.DrawFn) -> dict[str, Any]:
    """Everything of a pod that asks its node for something."""
    spec: dict[str, Any] = {"containers": draw(st.lists(containers(), min_size=1, max_size=2))}
    if draw(st.booleans()):
        spec["initContainers"] = [
            {**each, "restartPolicy": "Always"} if draw(st.booleans()) else each
            for each in draw(st.lists(containers(), min_size=1, max_size=3))
        ]
    if draw(st.integers(0, 3)) == 0:
        plain = st.dictionaries(st.sampled_from(["cpu", "memory"]), st.integers(0, 3), max_size=2)
        spec["resources"] = {"requests": draw(plain), "limits": draw(plain)}
    if draw(st.integers(0, 2)) == 0:
        spec["hostNetwork"] = True
    return spec


@st.composite
def constraints(draw: st.DrawFn) -> dict[str, Any]:
    strict = draw(st.booleans())
    made: dict[str, Any] = {
        "topologyKey": draw(KEYS),
        "maxSkew": draw(st.integers(1, 2)),
        "whenUnsatisfiable": "DoNotSchedule" if strict else "ScheduleAnyway",
        "labelSelector": draw(SELECTORS),
    }
    if draw(st.booleans()):
        made["nodeTaintsPolicy"] = "Honor"
    if draw(st.booleans()):
        made["nodeAffinityPolicy"] = "Ignore"
    if strict and draw(st.booleans()):
        made["minDomains"] = draw(st.integers(1, 4))
    return made


@st.composite
def templates(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, Any]]:
    spec: dict[str, Any] = draw(resourceful())
    if draw(st.integers(0, 3)) == 0:
        spec["nodeSelector"] = {"rack": "r1"}
    if draw(st.booleans()):
        spec["tolerations"] = [{"key": "gpu", "operator": "Exists"}]
    spec["topologySpreadConstraints"] = draw(st.lists(constraints(), max_size=2))
    affinity: dict[str, Any] = {}
    for kind, most in (("podAffinity", 2), ("podAntiAffinity", 2)):
        terms = draw(
            st.lists(st.builds(lambda k, s: {"topologyKey": k, "labelSelector": s}, KEYS, SELECTORS), max_size=most)
        )
        if terms and draw(st.booleans()):
            affinity[kind] = {"requiredDuringSchedulingIgnoredDuringExecution": terms}
    if affinity:
        spec["affinity"] = affinity
    return {"app": draw(APPS)}, spec


def _node(host: Host) -> Node:
    taints = tuple(Taint(key, "", effect) for key, effect in host.taints)
    return Node(host.name, host.labels, taints, host.cordoned, host.allocatable or {})


@settings(max_examples=300, deadline=None)
@given(resourceful())
def test_a_pod_asks_for_the_worst_moment_of_its_life(spec: dict[str, Any]) -> None:
    asked = Asked("shop", {}, spec, Version(1, 36))
    assert {n: each for n, each in asked.requests.items() if each} == {
        n: r for n in names(spec) if (r := request(spec, n))
    }
    assert sorted(asked.ports) == sorted(set(ports(spec)))


@settings(max_examples=300, deadline=None)
@given(st.data(), hosts(), st.lists(templates(), min_size=1, max_size=3))
def test_nodes_that_fit_are_those_of_the_rules(
    data: st.DataObject, hosts: list[Host], templates: list[tuple[dict[str, str], dict[str, Any]]]
) -> None:
    board = Board([_node(host) for host in hosts])
    scheduler = Scheduler(board, data.draw(st.integers(0, 9)))
    kinds = [Asked("shop", labels, spec, Version(1, 36)) for labels, spec in templates]
    placed: list[Placed] = []
    for _step in range(data.draw(st.integers(1, 14))):
        index = data.draw(st.integers(0, len(kinds) - 1))
        labels, spec = templates[index]
        does = data.draw(st.sampled_from(["place", "place", "place", "leave", "take", "cordon"]))
        if does == "cordon":
            number = data.draw(st.integers(0, len(hosts) - 1))
            hosts[number].cordoned = not hosts[number].cordoned
            (board.cordon if hosts[number].cordoned else board.uncordon)(number)
        for pod in [each for each in placed if each.leaving is (does == "take")][:1]:
            asked = next(kind for kind in kinds if kind.pod is pod.spec)
            if does == "leave":
                pod.leaving = True
                board.leave(asked, hosts.index(pod.host))
            elif does == "take":
                placed.remove(pod)
                board.take(asked, hosts.index(pod.host))
        wanted = [n for n, host in enumerate(hosts) if may_hold(labels, spec, host, hosts, placed)]
        assert list(scheduler.feasible(kinds[index])) == wanted
        found = scheduler.place(kinds[index])
        if isinstance(found, Unschedulable):
            assert not wanted
            assert sum(count for id, _about, count in found.reasons if id != "insufficient") <= len(hosts)
        else:
            assert found in wanted
            placed.append(Placed(labels, spec, hosts[found]))
