"""What other tools of the field get wrong, and old input, each by name."""

import pytest

from tests.building import WEB, first, inventory, plan
from tests.catalogue.examples import mended
from tests.catalogue.examples import plan as example
from wizard.errors import IndentTabError
from wizard.fixing import fix
from wizard.judging import blocked
from wizard.manifest import Manifest
from wizard.mending import mended as untabbed
from wizard.mends import MENDS
from wizard.outputs.explained import page
from wizard.plan import Plan
from wizard.versions import NEWEST, OLDEST, Version

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
