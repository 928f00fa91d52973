"""Changes reach a real API server guarded, in a safe order, and can be taken back."""

import json
import random
import threading
from typing import Any

import pytest

from tests.cluster.shop import budget, deployment, planned, service
from wizard.cluster.applying import Applied, apply, go_on, rehearse, restarted, stands
from wizard.cluster.errors import Refused
from wizard.cluster.going_on import plan_after, planned_again
from wizard.cluster.overtaking import Overtaken
from wizard.cluster.putting_back import put_back
from wizard.planning.sending import requests

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]

WEB = "/apis/apps/v1/namespaces/{}/deployments/web"
BUDGETS = "/apis/policy/v1/namespaces/{}/poddisruptionbudgets"


@pytest.fixture
def shop(control_plane: Any, namespace: str) -> str:
    control_plane.create(deployment(namespace), service(namespace))
    return namespace


def live(control_plane: Any, namespace: str) -> dict[str, Any]:
    return control_plane.call("GET", WEB.format(namespace))[1]


def test_dry_run_changes_nothing_and_tells_what_the_server_makes_of_it(control_plane: Any, shop: str) -> None:
    before = live(control_plane, shop)["spec"]
    cluster, plan = planned(control_plane.kubeconfig, shop)
    answers = rehearse(cluster, plan)
    assert live(control_plane, shop)["spec"] == before
    assert control_plane.call("GET", BUDGETS.format(shop))[1]["items"] == []
    assert [each.request.kind.name for each in answers] == ["PodDisruptionBudget", "Deployment"]
    changed = answers[1].change
    assert "scheme: HTTP" in changed.after
    assert "scheme: HTTP\n        readinessProbe" not in (changed.before or "")
    assert answers[1].defaults > 0
    assert restarted(answers) == 1


def test_applied_plan_stands_and_a_second_look_finds_nothing_to_do(control_plane: Any, shop: str) -> None:
    cluster, plan = planned(control_plane.kubeconfig, shop)
    done = apply(cluster, plan, requests(plan))
    assert done.refused is None
    again = planned(control_plane.kubeconfig, shop)[1]
    assert again.changed_ids == ()
    assert plan_after(plan, done).changed_ids == ()
    managers = {each["manager"] for each in live(control_plane, shop)["metadata"]["managedFields"]}
    assert "surefoot" in managers


def test_putting_back_restores_the_spec_exactly(control_plane: Any, shop: str) -> None:
    before = live(control_plane, shop)["spec"]
    cluster, plan = planned(control_plane.kubeconfig, shop)
    undone = put_back(cluster, apply(cluster, plan, requests(plan)))
    assert undone.left == ()
    assert live(control_plane, shop)["spec"] == before
    assert control_plane.call("GET", BUDGETS.format(shop))[1]["items"] == []


def test_putting_back_leaves_what_somebody_else_has_set_since(control_plane: Any, shop: str) -> None:
    before = live(control_plane, shop)["spec"]
    cluster, plan = planned(control_plane.kubeconfig, shop)
    done = apply(cluster, plan, requests(plan))
    patched(control_plane, shop, {"spec": {"replicas": 5, "template": {"metadata": {"labels": {"tier": "front"}}}}})
    (said,) = put_back(cluster, done).left
    assert "spec.replicas" in said
    after = live(control_plane, shop)["spec"]
    assert after["replicas"] == 5
    assert after["template"]["metadata"]["labels"]["tier"] == "front"
    assert after["template"]["spec"] == before["template"]["spec"]


def test_budget_that_somebody_edited_since_is_not_deleted(control_plane: Any, shop: str) -> None:
    cluster, plan = planned(control_plane.kubeconfig, shop)
    done = apply(cluster, plan, requests(plan))
    path = BUDGETS.format(shop) + "/web"
    patch = {"spec": {"maxUnavailable": 2}}
    assert control_plane.call("PATCH", path, patch, "application/merge-patch+json")[0] == 200
    assert any("was changed since" in each for each in put_back(cluster, done).left)
    assert control_plane.call("GET", path)[0] == 200


def patched(control_plane: Any, namespace: str, patch: dict[str, Any]) -> None:
    status, answer = control_plane.call("PATCH", WEB.format(namespace), patch, "application/merge-patch+json")
    assert status == 200, answer


def test_bookkeeping_of_others_is_passed_over_in_silence(control_plane: Any, shop: str) -> None:
    cluster, plan = planned(control_plane.kubeconfig, shop)
    wanted = requests(plan)
    status = {"status": {"observedGeneration": 1, "conditions": []}}
    path = WEB.format(shop) + "/status"
    assert control_plane.call("PATCH", path, status, "application/merge-patch+json")[0] == 200
    assert apply(cluster, plan, wanted).refused is None


def test_change_of_somebody_else_is_told_and_kept(control_plane: Any, shop: str) -> None:
    cluster, plan = planned(control_plane.kubeconfig, shop)
    patched(control_plane, shop, {"spec": {"revisionHistoryLimit": 3}})
    with pytest.raises(Overtaken) as found:
        apply(cluster, plan, requests(plan))
    assert "spec.revisionHistoryLimit 10 -> 3" in found.value.told[0]
    assert control_plane.call("GET", BUDGETS.format(shop))[1]["items"] == []
    again = planned_again(plan, found.value)
    assert again.lost == ()
    assert apply(cluster, again.plan, requests(again.plan)).refused is None
    spec = live(control_plane, shop)["spec"]
    assert (spec["revisionHistoryLimit"], spec["replicas"]) == (3, 3)


def test_budget_that_came_meanwhile_is_never_doubled(control_plane: Any, shop: str) -> None:
    cluster, plan = planned(control_plane.kubeconfig, shop)
    control_plane.create(budget(shop, minAvailable=1))
    with pytest.raises(Overtaken) as found:
        apply(cluster, plan, requests(plan))
    assert "PodDisruptionBudget web is new" in " ".join(found.value.told)
    again = planned_again(plan, found.value).plan
    assert apply(cluster, again, requests(again)).refused is None
    assert len(control_plane.call("GET", BUDGETS.format(shop))[1]["items"]) == 1


def test_workload_deleted_meanwhile_is_told(control_plane: Any, shop: str) -> None:
    cluster, plan = planned(control_plane.kubeconfig, shop)
    assert control_plane.call("DELETE", WEB.format(shop))[0] == 200
    with pytest.raises(Overtaken, match="Deployment web was deleted"):
        rehearse(cluster, plan)


def test_budget_that_would_block_the_copies_of_now_comes_after_them(control_plane: Any, shop: str) -> None:
    _cluster, plan = planned(control_plane.kubeconfig, shop, replicas=["3"], spread=["host"], budget=["minAvailable=2"])
    assert [each.kind.name for each in requests(plan)] == ["Deployment", "PodDisruptionBudget"]


def test_second_of_two_refused_says_what_stands_and_can_go_on_or_back(control_plane: Any, shop: str) -> None:
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "none", "namespace": shop},
        "spec": {"hard": {"count/poddisruptionbudgets.policy": "0"}},
    }
    control_plane.create(quota)
    usage = f"/api/v1/namespaces/{shop}/resourcequotas/none"
    control_plane.wait("the quota counts", lambda: "used" in control_plane.call("GET", usage)[1].get("status", {}))
    before = live(control_plane, shop)["spec"]
    cluster, plan = planned(control_plane.kubeconfig, shop, replicas=["3"], spread=["host"], budget=["minAvailable=2"])
    done = apply(cluster, plan, requests(plan))
    assert done.refused is not None
    assert isinstance(done.refused.error, Refused)
    assert "exceeded quota" in str(done.refused.error)
    assert f"changed Deployment {shop}/web" in stands(done)
    assert go_on(cluster, plan.inventory, done).refused is not None
    control_plane.call("DELETE", usage)
    tries = [done]

    def goes_on() -> bool:
        tries.append(go_on(cluster, plan.inventory, tries[-1]))
        return tries[-1].refused is None

    control_plane.wait("the quota is forgotten", goes_on)
    finished = tries[-1]
    assert len(finished.sent) == 2
    assert put_back(cluster, finished).left == ()
    assert live(control_plane, shop)["spec"] == before


@pytest.mark.parametrize("seed", range(50))
def test_no_change_of_a_second_writer_is_ever_lost(control_plane: Any, racing: str, seed: int) -> None:
    """A second writer sets fields at a random moment of load, dry run and apply; both changes stand at the end."""
    dice = random.Random(seed)  # noqa: S311  # for chance, not for secrets
    name = f"web-{seed}"
    control_plane.create(deployment(racing, name))
    path = f"/apis/apps/v1/namespaces/{racing}/deployments/{name}"
    marks = {"spec": {"revisionHistoryLimit": 1 + seed, "template": {"metadata": {"annotations": {"mark": name}}}}}
    moment = dice.random() * 0.12

    def second() -> None:
        threading.Event().wait(moment)
        control_plane.call("PATCH", path, marks, "application/merge-patch+json")

    writer = threading.Thread(target=second)
    writer.start()
    done = carried_out(control_plane.kubeconfig, racing, name)
    writer.join()
    assert done.refused is None
    spec = control_plane.call("GET", path)[1]["spec"]
    assert spec["revisionHistoryLimit"] == 1 + seed, json.dumps(spec)
    assert spec["template"]["metadata"]["annotations"]["mark"] == name
    assert spec["replicas"] == 3
    assert "preStop" in spec["template"]["spec"]["containers"][0]["lifecycle"]


@pytest.fixture(scope="module")
def racing(control_plane: Any) -> str:
    return str(control_plane.namespace())


def carried_out(kubeconfig: object, namespace: str, name: str) -> Applied:
    """What a person does who is told that somebody was faster: the same choices once more."""
    cluster, plan = planned(kubeconfig, namespace, name)
    for _attempt in range(5):
        try:
            done = apply(cluster, plan, [each.request for each in rehearse(cluster, plan)])
        except Overtaken as found:
            plan = planned_again(plan, found).plan
            continue
        if done.refused is None or not isinstance(done.refused.error, Overtaken):
            return done
        plan = planned_again(plan, done.refused.error).plan
    raise AssertionError("five times overtaken by one writer")
