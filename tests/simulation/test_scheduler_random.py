"""On random nodes the nodes that fit random pods are exactly those of a brute-force reading of the rules."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulation.oracle import Host, Placed, may_hold
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
        cpu = draw(st.sampled_from([None, 2000, 3000]))
        made.append(Host(f"n{number}", labels, taints, draw(st.integers(0, 5)) == 0, cpu))
    return made


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
    container: dict[str, Any] = {"name": "c", "image": "i"}
    if cpu := draw(st.integers(0, 2)):
        container["resources"] = {"requests": {"cpu": cpu}}
    if draw(st.integers(0, 4)) == 0:
        container["ports"] = [{"containerPort": 80, "hostPort": 80}]
    spec: dict[str, Any] = {"containers": [container]}
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
    return Node(host.name, host.labels, taints, host.cordoned, {} if host.cpu is None else {"cpu": host.cpu})


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
