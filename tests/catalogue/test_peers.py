"""What other tools of the field get wrong, and old input, each by name."""

import pytest

from tests.building import WEB, first, inventory, plan
from tests.catalogue.examples import mended
from tests.catalogue.examples import plan as example
from wizard.errors import IndentTabError
from wizard.mends import MENDS
from wizard.model.inventory import Inventory
from wizard.model.topology import Node, Topology, told
from wizard.model.versions import NEWEST, OLDEST, Version
from wizard.outputs.explained import page
from wizard.planning.fixing import fix
from wizard.planning.judging import blocked
from wizard.planning.plan import Plan
from wizard.text.manifest import Manifest
from wizard.text.tabs import mended as untabbed
from wizard.text.yamldata import load

VERSIONS = [Version(1, minor) for minor in range(OLDEST.minor, NEWEST.minor + 1)]
BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}
"""
SCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 9}
"""


def ids(made: Plan) -> set[str]:
    return {each.id for each in (*made.mistakes(first(made)), *made.object_mistakes)}


def templated(more: str) -> str:
    return WEB.replace("      containers:", f"      {more}\n      containers:")


def test_budget_needs_every_label_of_its_selector() -> None:
    partly = BUDGET.replace("app: web", "app: web, tier: front")
    assert {"no-budget", "budget-selects-no-pods"} <= ids(plan(WEB, partly))


def test_stateful_sets_are_judged_like_deployments() -> None:
    assert {"no-budget", "no-spread-rule"} <= ids(plan(WEB.replace("kind: Deployment", "kind: StatefulSet")))


def test_no_replicas_are_one() -> None:
    assert "one-replica" in ids(plan(WEB.replace("  replicas: 3\n", "")))


def test_budget_that_keeps_the_one_copy_blocks_a_drain() -> None:
    single = WEB.replace("replicas: 3", "replicas: 1")
    assert "budget-on-one-replica" in ids(plan(single, BUDGET.replace("minAvailable: 2", "minAvailable: 50%")))
    assert "budget-on-one-replica" not in ids(plan(single, BUDGET.replace("minAvailable: 2", "maxUnavailable: 1")))


def test_topology_spread_counts_as_spreading() -> None:
    rule = "topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, "
    rest = "whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchExpressions: [{key: app, operator: Exists}]}}]"
    assert "no-spread-rule" not in ids(plan(templated(rule + rest)))


def test_budget_equal_to_the_autoscalers_minimum_blocks_at_night() -> None:
    unset = WEB.replace("  replicas: 3\n", "")
    assert "budget-at-autoscaler-minimum" in ids(plan(unset, BUDGET, SCALER))
    assert "budget-at-autoscaler-minimum" not in ids(plan(unset, BUDGET, SCALER.replace("Replicas: 2", "Replicas: 3")))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_documents_come_in_any_order(order: tuple[int, ...]) -> None:
    texts = (WEB, BUDGET, SCALER.replace("Replicas: 2", "Replicas: 3"))
    assert ids(plan(*(texts[each] for each in order))) == ids(plan(*texts))


@pytest.mark.parametrize("share", range(50, 101, 5))
@pytest.mark.parametrize("count", range(2, 11))
def test_share_of_a_budget_rounds_up(share: int, count: int) -> None:
    made = plan(WEB.replace("replicas: 3", f"replicas: {count}"), BUDGET.replace("able: 2", f"able: {share}%"))
    blocks = -(-share * count // 100) >= count
    assert bool({"budget-blocks-drain", "budget-percent-blocks-drain"} & ids(made)) == blocks


def test_tabs_of_two_budgets_are_named_and_mended() -> None:
    written = "".join(
        "---\napiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n"
        f"\tname: zk-{number}\nspec:\n\t{rule}\n\tselector:\n\t\tmatchLabels:\n\t\t\tapp: zk\n"
        for number, rule in enumerate(("minAvailable: 2", "maxUnavailable: 1"))
    )
    with pytest.raises(IndentTabError):
        Manifest.read("zk.yaml", written.encode())
    better = untabbed(written.encode())
    assert better is not None
    store = WEB.replace("web", "zk").replace("kind: Deployment", "kind: StatefulSet")
    made = plan(store, better.decode().removeprefix("---\n"))
    assert {"budget-api-gone", "two-budgets-on-one-pod"} <= ids(made)
    fresh = mended(made, "budget-api-gone").changes[0].after
    assert fresh == made.inventory.manifests["shop.yaml"].text.replace("policy/v1beta1", "policy/v1")


def test_old_deployment_with_a_port_of_its_host_and_a_pause_as_long_as_its_grace() -> None:
    old = WEB.replace("apps/v1", "extensions/v1beta1").replace("replicas: 3", "replicas: 1")
    old = old.replace("  selector:\n    matchLabels:\n      app: web\n", "")
    pause = 'lifecycle: {preStop: {exec: {command: [bash, -c, "sleep 30"]}}}'
    old = old.replace("          ports:", f"          {pause}\n          ports:")
    made = plan(old)
    assert {"workload-api-gone", "one-replica", "pre-stop-eats-grace"} <= ids(made)
    mends = fix(made.inventory, {}, mend=["all"]).plan
    assert "workload-api-gone" not in ids(mends)
    assert mends.workload(first(mends)).data["apiVersion"] == "apps/v1"
    assert mends.workload(first(mends)).spec["selector"] == {"matchLabels": {"app": "web"}}
    assert not blocked(mends)


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_what_is_suggested_fits_every_version(version: Version) -> None:
    for kind in ("Deployment", "StatefulSet"):
        found = inventory(WEB.replace("kind: Deployment", f"kind: {kind}"), BUDGET, version=version)
        made = fix(found, {}, mend=["all"]).plan
        assert not blocked(made)
        assert not {each.id for each in made.mistakes(first(made)) if each.id.endswith("-too-new")}


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_what_a_mend_makes_fits_every_version(version: Version) -> None:
    for id in sorted(MENDS):
        shown = page(id)
        given = " ".join(each for each in shown.given.split() if not each.startswith("kube="))
        assert not blocked(mended(example(shown.before, f"{given} kube={version}"), id)), id


HOSTS = "topologySpreadConstraints: [{maxSkew: 1, topologyKey: KEY, whenUnsatisfiable: DoNotSchedule, SELECTOR}]"
OWN = "labelSelector: {matchLabels: {app: web}}"


def spread_by(key: str) -> str:
    return templated(HOSTS.replace("KEY", key).replace("SELECTOR", OWN))


def racks(*values: str) -> Topology:
    nodes = (Node(str(number), {"example.com/rack": value}) for number, value in enumerate(values))
    return Topology(tuple(nodes))


def test_key_of_ones_own_spreads_too() -> None:
    assert "no-spread-rule" not in ids(plan(spread_by("example.com/rack")))


def test_key_of_ones_own_is_judged_by_the_nodes_labels() -> None:
    own = spread_by("example.com/rack")
    assert "strict-key-missing-on-nodes" not in ids(plan(own, topology=racks("a", "b", "c")))
    assert "strict-key-missing-on-nodes" in ids(plan(spread_by("example.com/row"), topology=racks("a", "b", "c")))
    assert "strict-key-missing-on-nodes" not in ids(plan(own, topology=told(6, 3)))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_neighbours_lie_in_other_files(order: tuple[int, ...]) -> None:
    files = {"a/web.yaml": WEB, "b/budget.yaml": BUDGET.replace("able: 2", "able: 3"), "c/scaler.yaml": SCALER}
    read = [Manifest.read(name, text.encode()) for name, text in files.items()]
    found = Plan(Inventory.of([read[each] for each in order]))
    assert "no-budget" not in ids(found)
    assert {"budget-at-autoscaler-minimum", "replicas-fight-autoscaler"} <= ids(found)
    assert [each.origin for each in mended(found, "replicas-fight-autoscaler").changes] == ["a/web.yaml"]


def test_proxy_that_is_injected_is_no_container_to_blame() -> None:
    meshed = WEB.replace(
        "        app: web\n    spec:", "        app: web\n        sidecar.istio.io/inject: 'true'\n    spec:"
    )
    assert ids(plan(meshed)) == ids(plan(WEB))


def test_proxy_in_the_file_is_told_from_the_program() -> None:
    proxy = "        - {name: istio-proxy, image: istio/proxyv2:1}\n"
    made = plan(WEB + proxy, BUDGET)
    assert {each.values["container"] for each in made.mistakes(first(made)) if "container" in each.values} == {"web"}


def beta(version: str, metric: str) -> str:
    return SCALER.replace("autoscaling/v2", f"autoscaling/{version}").replace(
        "maxReplicas: 9", f"maxReplicas: 9, metrics: [{metric}]"
    )


NEW = "{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}"
OLD = "{type: Resource, resource: {name: cpu, targetAverageUtilization: 60}}"


@pytest.mark.parametrize(("version", "metric"), [("v2beta1", OLD), ("v2beta2", NEW)])
def test_old_autoscaler_says_the_same_in_words_of_today(version: str, metric: str) -> None:
    made = mended(plan(WEB, beta(version, metric)), "autoscaler-api-gone")
    (data,) = made.data.values()
    assert data == load(beta("v2", NEW))[0]
    assert not blocked(made)


def test_empty_selector_of_an_old_budget_is_shown_and_left_to_people() -> None:
    made = plan(WEB, BUDGET.replace("policy/v1", "policy/v1beta1").replace("{matchLabels: {app: web}}", "{}"))
    assert {"budget-api-gone", "budget-meaning-changes"} <= ids(made)
    assert mended(made, "budget-api-gone").changes == ()
    assert "selected no pod" in page("budget-meaning-changes").text


def test_old_zone_key_waits_for_the_nodes_or_for_a_word() -> None:
    old = spread_by("failure-domain.beta.kubernetes.io/zone").replace(OWN, f"nodeTaintsPolicy: Honor, {OWN}")
    skip = ("spread", "budget", "readiness", "shutdown")
    unknown, known = inventory(old), inventory(old, topology=told(6, 3))
    assert fix(unknown, {}, skip=skip, mend=["all"]).plan.changes == ()
    for found, mend in ((unknown, "beta-topology-key"), (known, "all")):
        (change,) = fix(found, {}, skip=skip, mend=[mend]).plan.changes
        assert change.after == change.before.replace("failure-domain.beta.kubernetes", "topology.kubernetes")
