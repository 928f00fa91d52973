"""A Service changes which requests fail by publishNotReadyAddresses and by internalTrafficPolicy."""

from dataclasses import replace

import pytest

from tests.building import WEB, workload
from tests.corpus import FOLDER
from wizard.model.endpoints import lists_unready, stays_on_node
from wizard.model.topology import Node, Taint, Topology, told
from wizard.model.workload import AppFacts, Workload
from wizard.simulation.assumed import assumed
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.played import clients, played
from wizard.simulation.scenarios import play
from wizard.simulation.traffic.requests import timeline
from wizard.sources.loading import Target, load
from wizard.wording.simulation import assumed_line

SERVICE = """
apiVersion: v1
kind: Service
metadata: {name: %s}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
"""
PUBLISHES = "  publishNotReadyAddresses: true\n"
LOCAL = "  internalTrafficPolicy: Local\n"
READY = "          readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}\n"
WAITS = "          lifecycle: {preStop: {sleep: {seconds: 20}}}\n"
DAEMON = WEB.replace("kind: Deployment", "kind: DaemonSet").replace("  replicas: 3\n", "")
TRIAL = FOLDER.parent / "trials" / "live" / "svc.yaml"


def serving(*services: str, text: str = WEB, replicas: int = 1, more: str = READY, nodes: int = 6) -> Workload:
    made = (SERVICE % f"s{number}" + each for number, each in enumerate(services))
    named = text.replace("  replicas: 3\n", f"  replicas: {replicas}\n") + more
    return workload(named, *made, topology=told(nodes, min(3, nodes)))


@pytest.mark.parametrize(
    ("services", "listed", "stays"),
    [
        ((), False, False),
        (("",), False, False),
        ((PUBLISHES,), True, False),
        ((LOCAL,), False, True),
        ((PUBLISHES + LOCAL,), True, True),
        ((PUBLISHES, ""), False, False),
        ((LOCAL, ""), False, False),
        ((LOCAL, LOCAL), False, True),
        (("  publishNotReadyAddresses: false\n",), False, False),
        (("  publishNotReadyAddresses: [odd]\n  internalTrafficPolicy: {}\n",), False, False),
        (("  internalTrafficPolicy: Cluster\n",), False, False),
        ((LOCAL + "  type: LoadBalancer\n",), False, False),
        ((LOCAL + "  clusterIP: None\n",), False, False),
        ((PUBLISHES + "  clusterIP: None\n",), True, False),
    ],
)
def test_all_services_together_decide(services: tuple[str, ...], listed: bool, stays: bool) -> None:
    found = serving(*services)
    assert (lists_unready(found), stays_on_node(found)) == (listed, stays)


def test_told_way_that_is_no_address_of_the_cluster_stays_nowhere() -> None:
    assert not stays_on_node(replace(serving(LOCAL), facts=AppFacts(traffic="ingress")))
    assert stays_on_node(replace(serving(LOCAL), facts=AppFacts(traffic="service")))


def test_published_pod_gets_requests_before_it_is_ready_and_until_it_is_gone() -> None:
    found = played(serving(PUBLISHES, replicas=2, more=READY + WAITS), "pod-deleted").errors
    # The new one runs at 2 s, is known at 3 to 7 s and answers at 12 s: a third of the requests on each route that
    # knows, for 5 to 9 s. The old one is told to stop at 20 s, gone at 22 s and forgotten at 23 to 27 s: a third again
    # for 3 to 7 s; and for the last 0.2 s before it stops what it has begun is cut.
    third = 20 / 3
    assert found.refused == pytest.approx(third * (5 + 6 + 7 + 8 + 9) + third * (3 + 4 + 5 + 6 + 7))
    assert found.cut == pytest.approx(5 * third * 0.2)
    assert (found.outage_seconds, found.partial_seconds) == (0, pytest.approx(9 + 7 + 0.2))
    assert found.lasting == 0
    plain = played(serving("", replicas=2, more=READY + WAITS), "pod-deleted").errors
    assert plain.lost == 0


def test_published_pod_of_a_dead_host_stays_an_endpoint_for_good() -> None:
    found = played(serving(PUBLISHES, replicas=2), "host-loss").errors
    # Two answer again, and the pod that nobody can end is still the third.
    assert found.lasting == pytest.approx(1 / 3)
    assert found.partial_seconds is None
    assert played(serving("", replicas=2), "host-loss").errors.lasting == 0


def test_published_pods_that_are_broken_are_asked_and_fail() -> None:
    broken = Assumptions(broken_update=True)
    assert played(serving(PUBLISHES, replicas=3), "rolling-update", broken).errors.lasting == pytest.approx(1 / 4)
    assert played(serving("", replicas=3), "rolling-update", broken).errors.lost == 0


def test_end_of_a_published_pod_is_drawn_with_routes_that_learn_when_it_is_gone() -> None:
    found = serving(PUBLISHES, more=WAITS)
    line = timeline(found, found.containers[0], Assumptions(stop_seconds=2))
    assert (line.first_route, line.last_route, line.pause_margin) == (23, 27, -7)
    assert dict(line.marks)["endpoints-gone"] == 22


def test_requests_that_stay_fail_on_every_node_without_a_pod() -> None:
    found = played(serving(LOCAL, replicas=2), "vpa-restart")
    assert played(serving("", replicas=2), "scale-up").errors.lost == 0
    # Two of six nodes hold a copy.
    assert found.errors.lasting == pytest.approx(4 / 6)
    assert found.errors.partial_seconds is None


def test_copy_on_every_node_is_enough_for_requests_that_stay() -> None:
    found = played(serving(LOCAL, text=DAEMON), "pod-deleted").errors
    # A sixth of the requests, until each route knows its successor: that is made at 2 s, when the old one is gone, and
    # ready 12 s later; the routes know at 15 to 19 s.
    assert found.lasting == 0
    assert found.lost == pytest.approx(100 / 6 * 17)
    assert played(serving("", text=DAEMON), "pod-deleted").errors.lost < found.lost / 3


def test_dead_or_drained_node_asks_no_more() -> None:
    found = serving(LOCAL, text=DAEMON)
    assert played(found, "host-loss").errors.lost == 0
    (gone,) = play(found, "host-loss").targets
    assert clients(play(found, "host-loss"))[gone] == 0
    drained = play(serving(LOCAL, replicas=6), "drain")
    assert clients(drained)[drained.targets[0]] == 0


def test_nobody_asks_from_nodes_that_take_no_pod() -> None:
    nodes = (
        Node("control", {}, (Taint("node-role.kubernetes.io/control-plane", "", "NoSchedule"),)),
        Node("cordoned", {}, unschedulable=True),
        Node("worker", {}),
    )
    found = replace(serving(LOCAL), topology=Topology(nodes))
    assert list(clients(play(found, "scale-up"))) == ["worker"]
    # Everything is on the one node that is asked from.
    assert played(found, "scale-up").errors.lost == 0


def test_what_is_taken_for_granted_is_said() -> None:
    for service, id in ((PUBLISHES, "listed-unready"), (LOCAL, "stay-on-node")):
        found = serving(service)
        said = dict(assumed(found, Assumptions(), told(6, 3)))
        assert id in said
        assert assumed_line(id, said[id])
        assert id not in dict(assumed(serving(""), Assumptions(), told(6, 3)))


@pytest.mark.parametrize("field", ["publishNotReadyAddresses: true,", "internalTrafficPolicy: Local,"])
def test_trial_tells_another_number_for_each_field(field: str, tmp_path: object) -> None:
    if not TRIAL.is_file():
        pytest.skip("the trials are not here; SUREFOOT_CORPUS names the folder beside them")

    def lost(spec: str) -> float:
        path = TRIAL.parent / "svc.yaml"
        made = path.read_text().replace("SPEC", spec)
        place = f"{tmp_path}/svc.yaml"
        with open(place, "w") as file:  # noqa: PTH123
            file.write(made)
        inventory = load([place], Target.told(6, 3, None, None)).inventory
        return played(inventory.workload(inventory.ids[0]), "rolling-update").errors.lost

    assert lost("") == 0
    assert lost(field) > 500
