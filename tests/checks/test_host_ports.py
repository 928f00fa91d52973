"""Ports of the node: every way to take one, who else wants it, and how many copies that leaves room for."""

from pathlib import Path

import pytest

from tests.building import WEB, inventory, workload
from wizard.checks import Severity
from wizard.model.host_ports import host_ports
from wizard.model.inventory import Inventory
from wizard.model.rivals import free_nodes
from wizard.model.topology import Topology, told
from wizard.outputs.bulk import gather as gather_in_bulk
from wizard.planning.plan import Plan
from wizard.sources.folders import origins
from wizard.sources.loading import Target
from wizard.text.manifest import Manifest

TWICE = "host-port-wanted-twice"


def web(ports: str = "{containerPort: 80, hostPort: 80}", more: str = "", copies: int = 3) -> str:
    """The web Deployment with these ports, and more in its pod spec."""
    text = WEB.replace("replicas: 3", f"replicas: {copies}").replace(
        "          ports:\n            - name: http\n              containerPort: 8080\n",
        f"          ports: [{ports}]\n",
    )
    return text.replace("      containers:\n", f"      {more}\n      containers:\n") if more else text


def other(
    name: str = "proxy",
    kind: str = "DaemonSet",
    ports: str = "{containerPort: 80, hostPort: 80}",
    *,
    more: str = "",
    copies: int = 1,
    namespace: str = "edge",
) -> str:
    """Another workload with these ports."""
    count = "" if kind == "DaemonSet" else f"replicas: {copies}, "
    return f"""
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  {{{count}selector: {{matchLabels: {{app: {name}}}}}, template: {{metadata: {{labels: {{app: {name}}}}},
  spec: {{{more}containers: [{{name: c, image: "c:1", ports: [{ports}]}}]}}}}}}
"""


def found(*texts: str, topology: Topology | None = None) -> dict[str, Severity]:
    """What is found in the first workload, by id."""
    made = Plan(inventory(*texts, topology=topology))
    return {each.id: each.severity for each in made.mistakes(made.inventory.ids[0])}


@pytest.mark.parametrize(
    ("text", "id"),
    [
        (web(), "host-port-takes-nodes"),
        (web("{containerPort: 80, hostPort: 8080, protocol: UDP}"), "host-port-takes-nodes"),
        (web("{containerPort: 80, hostPort: 80, hostIP: 127.0.0.1}"), "host-port-takes-nodes"),
        (web("{containerPort: 80}", "hostNetwork: true"), "host-network-takes-nodes"),
        (
            web(
                "{containerPort: 80}",
                "initContainers: [{name: s, restartPolicy: Always, ports: [{hostPort: 1, containerPort: 1}]}]",
            ),
            "host-port-takes-nodes",
        ),
    ],
    ids=["hostPort", "udp", "hostIP", "hostNetwork", "sidecar"],
)
def test_every_port_of_the_node_is_free_once_on_each(text: str, id: str) -> None:
    assert id in found(text, topology=told(2, 1))
    assert id in found(text, topology=told(3, 3))
    assert id not in found(text, topology=told(4, 1))


@pytest.mark.parametrize(
    "text",
    [
        web("{containerPort: 80}"),
        web("{containerPort: 80, hostPort: 0}"),
        web("{containerPort: 80}", "hostNetwork: false"),
        web("{containerPort: 80}", "initContainers: [{name: s, image: s, ports: [{containerPort: 1, hostPort: 1}]}]"),
        web("{containerPort: many, hostPort: [80]}"),
    ],
    ids=["none", "zero", "own network", "gone when the program starts", "odd types"],
)
def test_what_takes_no_port_of_the_node_is_let_be(text: str) -> None:
    assert tuple(host_ports(workload(text))) == ()


@pytest.mark.parametrize("strategy", ["type: Recreate", "rollingUpdate: {maxSurge: 0, maxUnavailable: 1}"])
def test_an_update_that_stops_a_copy_first_needs_no_node_more(strategy: str) -> None:
    one_first = web().replace("  replicas: 3\n", f"  replicas: 3\n  strategy: {{{strategy}}}\n")
    assert "host-port-takes-nodes" not in found(one_first, topology=told(3, 3))
    assert "host-port-takes-nodes" in found(one_first, topology=told(2, 1))


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet"])
def test_a_daemon_set_on_every_node_leaves_none(kind: str) -> None:
    mine = web().replace("kind: Deployment", f"kind: {kind}")
    assert found(mine, other())[TWICE] is Severity.ERROR
    assert found(other(), mine)[TWICE] is Severity.ERROR
    assert found(mine, other(), topology=told(6, 3))[TWICE] is Severity.ERROR


def test_two_apps_on_the_network_of_the_host_want_one_port() -> None:
    one = other("a", "Deployment", "{containerPort: 9100}", more="hostNetwork: true, ", copies=2)
    two = other("b", "Deployment", "{containerPort: 9100}", more="hostNetwork: true, ", copies=2, namespace="till")
    assert found(one, two)[TWICE] is Severity.WARNING
    assert found(one, two, topology=told(4, 2))[TWICE] is Severity.ERROR  # none is left for an update
    assert TWICE not in found(one, two, topology=told(5, 1))


@pytest.mark.parametrize(
    "text",
    [
        other(ports="{containerPort: 80, hostPort: 81}"),
        other(ports="{containerPort: 80, hostPort: 80, protocol: UDP}"),
        other(ports="{containerPort: 80}"),
        other(more="nodeSelector: {kubernetes.io/os: windows}, "),
    ],
    ids=["another port", "another protocol", "no port of the node", "other nodes"],
)
def test_what_differs_does_not_clash(text: str) -> None:
    mine = web(more="nodeSelector: {kubernetes.io/os: linux}")
    assert TWICE not in found(mine, text)
    assert TWICE not in found(mine, text, topology=told(3, 3))


def test_addresses_clash_with_all_and_with_themselves() -> None:
    mine = web("{containerPort: 80, hostPort: 80, hostIP: 10.0.0.1}")
    assert TWICE in found(mine, other())
    assert TWICE in found(mine, other(ports="{containerPort: 80, hostPort: 80, hostIP: 10.0.0.1}"))
    assert TWICE not in found(mine, other(ports="{containerPort: 80, hostPort: 80, hostIP: 10.0.0.2}"))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("nodeSelector: {role: web}", "nodeSelector: {role: edge}, "),
        (
            "nodeSelector: {arch: arm}",
            "affinity: {nodeAffinity: {REQ: {nodeSelectorTerms: [{matchExpressions: "
            "[{key: arch, operator: NotIn, values: [arm]}]}]}}}, ",
        ),
        (
            "affinity: {nodeAffinity: {REQ: {nodeSelectorTerms: [{matchExpressions: "
            "[{key: edge, operator: Exists}]}]}}}",
            "affinity: {nodeAffinity: {REQ: {nodeSelectorTerms: [{matchExpressions: "
            "[{key: edge, operator: DoesNotExist}]}]}}}, ",
        ),
    ],
    ids=["selector", "selector and affinity", "exists or not"],
)
def test_node_rules_that_part_the_two_are_no_clash(mine: str, theirs: str) -> None:
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    assert TWICE not in found(web(more=mine.replace("REQ", required)), other(more=theirs.replace("REQ", required)))


def test_nodes_of_which_nobody_can_tell_are_a_warning() -> None:
    assert found(web(more="nodeSelector: {role: web}"), other())[TWICE] is Severity.WARNING


def read(**files: str) -> Inventory:
    """An inventory of files, by their paths."""
    return Inventory.of([Manifest.read(path, text.encode()) for path, text in files.items()])


def test_folders_side_by_side_and_the_same_object_twice_are_no_clash() -> None:
    apart = read(**{"dev/web.yaml": web(), "prod/proxy.yaml": other()})
    together = read(**{"dev/web.yaml": web(), "dev/proxy.yaml": other()})
    twice = read(**{"a.yaml": web(), "b.yaml": web().replace("  name: web\n", "  name: web\n  namespace: shop\n", 1)})
    for made, clashes in ((apart, False), (together, True), (twice, False)):
        ids = {each.id for each in Plan(made).mistakes(made.ids[0])}
        assert (TWICE in ids) is clashes


def test_many_files_tell_each_other_of_their_ports(tmp_path: Path) -> None:
    for path, text in {"web.yaml": web(), "proxy.yaml": other(more="hostNetwork: true, ")}.items():
        (tmp_path / path).write_text(text)
    gathered = gather_in_bulk(origins([str(tmp_path)]), Target(), jobs=2)
    assert gathered is not None
    for each in gathered.workloads:
        assert [(m["id"], m["severity"]) for m in each["mistakes"] if m["id"] == TWICE] == [(TWICE, "error")]


def test_room_is_counted_beside_those_who_want_the_same_port() -> None:
    three = told(3, 3)
    assert free_nodes(workload(web())) is None
    assert free_nodes(workload(web(), topology=three)) == 3
    assert free_nodes(workload(web(), other(), topology=three)) == 0
    assert free_nodes(workload(web(), other("a", "Deployment", copies=2), topology=three)) == 1
    zone = "nodeSelector: {topology.kubernetes.io/zone: zone-a}, "
    assert free_nodes(workload(web(), other(more=zone), topology=three)) == 2
    assert free_nodes(workload(web(), other("a", "Deployment", more=zone), topology=three)) == 2
