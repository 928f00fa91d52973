"""As many copies as find a place, and an update that finds one: ports of the node, and rules that keep copies alone."""

from dataclasses import replace

import pytest

from tests.building import SERVICE, WEB, first, plan, workload
from tests.trials import trial
from wizard.cli import main
from wizard.model.overlay import overlaid
from wizard.model.topology import Topology, told
from wizard.model.workload import Workload
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.practices.shutdown import SHUTDOWN
from wizard.practices.spread import SPREAD
from wizard.practices.spread_choice import SpreadChoice
from wizard.simulation.scenarios import play

PORT = "containerPort: 8080\n              hostPort: 8080"
PORTED = WEB.replace("containerPort: 8080", PORT)
NETWORK = WEB.replace("      containers:\n", "      hostNetwork: true\n      containers:\n")
SIDECAR = WEB.replace(
    "      containers:\n",
    "      initContainers:\n"
    "      - {name: s, image: s, restartPolicy: Always, ports: [{hostPort: 9, containerPort: 9}]}\n"
    "      containers:\n",
)
ALONE = WEB.replace(
    "      containers:\n",
    "      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: "
    "kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}\n      containers:\n",
)
SCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: 9}
"""
PROXY = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: proxy}
spec: {selector: {matchLabels: {app: proxy}}, template: {metadata: {labels: {app: proxy}}, spec: {
  nodeSelector: {topology.kubernetes.io/zone: zone-a},
  containers: [{name: c, image: c, ports: [{containerPort: 8080, hostPort: 8080}]}]}}}
"""


def copies(text: str, count: int) -> str:
    return text.replace("replicas: 3", f"replicas: {count}")


def chosen(own: Workload, choice: SpreadChoice) -> Workload:
    return overlaid(own, SPREAD.edits(choice, own).changed)


@pytest.mark.parametrize("text", [PORTED, NETWORK, SIDECAR, ALONE], ids=["port", "network", "sidecar", "alone"])
@pytest.mark.parametrize(
    ("topology", "count"),
    [(None, 3), (told(1, 1), None), (told(2, 1), 2), (told(3, 3), 2), (told(4, 4), 3), (told(9, 3), 3)],
    ids=["unknown", "1", "2", "3", "4", "9"],
)
def test_suggested_copies_find_a_place_and_so_does_an_update(
    text: str, topology: Topology | None, count: int | None
) -> None:
    one = workload(copies(text, 1), topology=topology)
    suggested = SPREAD.suggest(one)
    assert suggested.replicas == count
    if topology is not None and count is not None:
        after = chosen(one, suggested)
        assert play(after, "rolling-update").ends
        assert not play(after, "rolling-update").pending


@pytest.mark.parametrize("text", [PORTED, NETWORK, SIDECAR, ALONE], ids=["port", "network", "sidecar", "alone"])
def test_copies_that_take_every_place_let_one_go_first(text: str) -> None:
    one = workload(copies(text, 1), topology=told(3, 3))
    suggested = SPREAD.suggest(one)
    after = chosen(one, replace(suggested, replicas=3))
    assert after.spec["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}
    assert play(after, "rolling-update").ends
    assert "strategy" not in chosen(one, suggested).spec


@pytest.mark.parametrize("text", [PORTED, ALONE], ids=["port", "alone"])
def test_more_copies_than_places_are_not_helped_by_one_that_goes_first(text: str) -> None:
    three = workload(text, topology=told(2, 1))
    assert "strategy" not in chosen(three, SPREAD.suggest(three)).spec


def test_the_only_copy_is_never_made_to_go_first() -> None:
    one = workload(copies(PORTED, 1), topology=told(1, 1))
    assert SPREAD.edits(SPREAD.suggest(one), one).changed == {}
    assert SHUTDOWN.suggest(one).max_unavailable is None


def test_another_minimum_of_an_autoscaler_counts_too() -> None:
    one = workload(copies(PORTED, 1), SCALER, topology=told(3, 3))
    assert SPREAD.suggest(one).replicas == 2
    after = chosen(one, SpreadChoice("zone", replicas=3))
    assert after.spec["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}


def test_nodes_that_another_holds_are_no_places() -> None:
    one = workload(copies(PORTED, 1), PROXY, topology=told(4, 4))
    assert SPREAD.suggest(one).replicas == 2


def test_the_second_workload_sees_the_copies_that_the_first_was_given() -> None:
    other = copies(PORTED, 1).replace("web", "api")
    found = plan(copies(PORTED, 1), other, topology=told(4, 4)).inventory
    made = Plan(found)
    for id in found.ids:
        made = made.choose(id, "spread", made.suggestion(id, SPREAD))
    assert [made.workload(id).replicas for id in found.ids] == [2, 1]
    assert {each.id for id in found.ids for each in made.mistakes(id)}.isdisjoint(
        {"host-port-wanted-twice", "host-port-takes-nodes"}
    )


@pytest.mark.parametrize("text", [PORTED, ALONE], ids=["port", "alone"])
def test_shutdown_suggests_no_surge_that_finds_no_place(text: str) -> None:
    four = SHUTDOWN.suggest(workload(copies(text, 4), SERVICE, topology=told(4, 2)))
    assert (four.max_surge, four.max_unavailable) == (0, 1)
    five = SHUTDOWN.suggest(workload(copies(text, 4), SERVICE, topology=told(5, 1)))
    assert (five.max_surge, five.max_unavailable) == ("25%", 0)


def test_numbers_that_let_one_go_already_stay() -> None:
    text = copies(PORTED, 3).replace(
        "  replicas: 3\n", "  replicas: 3\n  strategy: {rollingUpdate: {maxUnavailable: 2}}\n"
    )
    made = fix(plan(text, topology=told(3, 3)).inventory, {}).plan
    assert made.workload(first(made)).spec["strategy"] == {"rollingUpdate": {"maxUnavailable": 2}}


@pytest.mark.parametrize("replicas", [[], ["--replicas", "3"]], ids=["suggested", "told"])
def test_trial_of_a_port_of_the_node_leaves_an_update_a_place(
    replicas: list[str], tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    path, nodes = str(trial("hostport.yaml")), ["--nodes", "3", "--zones", "3"]
    assert main(["fix", path, *nodes, *replicas, "--output", str(tmp_path)]) == 0
    main(["check", f"{tmp_path}/hostport.yaml", *nodes])
    assert "host-port" not in capsys.readouterr().out
    assert main(["simulate", f"{tmp_path}/hostport.yaml", *nodes]) == 0
    (update,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("  rolling update"))
    assert "never ends" not in update
