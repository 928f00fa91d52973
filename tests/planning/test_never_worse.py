"""What counts as worse, in which order, and what is made of it: the good part of what is suggested stays."""

from dataclasses import replace

import pytest
import yaml

from tests.building import SERVICE, WEB, first, inventory, plan, within
from tests.corpus import FOLDER, files
from wizard.errors import WizardError
from wizard.model.inventory import Inventory
from wizard.model.topology import told
from wizard.model.versions import Version
from wizard.model.workload import AppFacts, Workload
from wizard.planning.ends import No, Plays, _end
from wizard.planning.fixing import fix
from wizard.planning.never_worse import Verdict, compare
from wizard.planning.plan import Plan
from wizard.planning.reach import CHANGE, EVICTED, NONE, PLACED, STARTED, STOPPED, UPDATED, reached
from wizard.planning.shape import shape
from wizard.planning.states import Loss, Rank, State
from wizard.planning.suggesting import difference, mended, risk, same_answers, suggestion
from wizard.practices.budget import BUDGET
from wizard.practices.shutdown_choice import PreStop, ShutdownChoice
from wizard.practices.spread import SPREAD
from wizard.practices.spread_choice import SpreadChoice
from wizard.simulation.events.world import TooLong
from wizard.simulation.played import played
from wizard.simulation.scenarios import playable
from wizard.simulation.traffic.timing import assumed_for
from wizard.text.manifest import Manifest
from wizard.wording.never_worse import SENTENCES, held

MATCH = "{matchLabels: {app: web}}"
API = WEB.replace("web", "api")
ONE = WEB.replace("replicas: 3", "replicas: 1")


def budget(name: str, spec: str = f"maxUnavailable: 1, selector: {MATCH}", more: str = "") -> str:
    metadata = f"{{name: {name}{more}}}"
    return f"\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {metadata}\nspec: {{{spec}}}\n"


def web(*texts: str, nodes: tuple[int, int] | None = None, facts: AppFacts | None = None) -> Workload:
    found = inventory(*texts, topology=told(*nodes) if nodes else None, version=Version(1, 36))
    return found.workload(found.ids[0], facts)


def both(before: tuple[str, ...], after: tuple[str, ...], nodes: tuple[int, int] | None = None) -> Verdict:
    """The verdict on two streams, as of two renderings of a chart."""
    states = []
    for texts in (before, after):
        found = inventory(*texts, topology=told(*nodes) if nodes else None, version=Version(1, 36))
        states.append(State(found, found.workload(found.ids[0])))
    return compare(*states)


def ids(verdict: Verdict) -> set[str]:
    return {each.id for each in verdict.hard}


# The ranks.

REFUSED = {
    "schema-not-one-of": (WEB, WEB.replace("spec:\n      con", "spec:\n      restartPolicy: Alwas\n      con")),
    "schema-unknown-field": (WEB, WEB.replace("    spec:\n", "    spec:\n      replica: 1\n")),
    "mount-without-volume": (WEB, within(WEB, "image: web:1", "volumeMounts: [{name: a, mountPath: /a}]".rjust(1))),
    "number-out-of-range": (WEB, WEB.replace("containerPort: 8080", "containerPort: 80800")),
}


@pytest.mark.parametrize("id", REFUSED)
def test_what_the_server_refuses_is_worse(id: str) -> None:
    before, after = REFUSED[id]
    verdict = both((before,), (after,))
    assert verdict.worse
    assert verdict.first.rank is Rank.REFUSED
    assert not both((after,), (after,)).losses


@pytest.mark.parametrize(
    ("more", "id"),
    [
        (budget("second"), "second-budget"),
        (budget("every", "maxUnavailable: 1, selector: {}"), "selects-all"),
        (budget("stray", "maxUnavailable: 1, selector: {matchLabels: {app: other}}"), "misses-own"),
    ],
)
def test_budget_that_quarrels_is_worse(more: str, id: str) -> None:
    assert id in ids(both((WEB, budget("web")), (WEB, budget("web"), more)))


def test_budget_beside_pods_that_have_none_to_scale_them_is_worse() -> None:
    job = """
apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec: {template: {metadata: {labels: {app: web}}, spec: {restartPolicy: Never, containers: [{name: c, image: m:1}]}}}
"""
    verdict = both((WEB, job), (WEB, job, budget("web")))
    assert ids(verdict) == {"counts-nothing"}
    assert verdict.worse
    assert not both((WEB, job), (WEB, job, budget("web", f"minAvailable: 1, selector: {MATCH}"))).worse


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            budget("b", "maxUnavailable: 1, selector: {matchLabels: {app: api}}"),
            budget("b", "maxUnavailable: 1, selector: {matchExpressions: [{key: app, operator: Exists}]}"),
        ),
        (SERVICE.replace("app: web", "app: web\n    track: blue"), SERVICE),
    ],
    ids=["budget", "service"],
)
def test_object_that_selects_more_than_before_is_worse(before: str, after: str) -> None:
    blue = WEB.replace("      labels:\n        app: web", "      labels:\n        app: web\n        track: blue")
    verdict = both(
        (blue, WEB.replace("name: web\n", "name: two\n", 1), API, before),
        (blue, WEB.replace("name: web\n", "name: two\n", 1), API, after),
    )
    assert "selects-more" in ids(verdict) or "second-budget" in ids(verdict)


def anti(selector: str = MATCH, key: str = "kubernetes.io/hostname") -> str:
    term = f"{{topologyKey: {key}, labelSelector: {selector}}}"
    rule = f"affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{term}]}}}}"
    return WEB.replace("    spec:\n      con", f"    spec:\n      {rule}\n      con")


@pytest.mark.parametrize(
    ("selector", "id"), [("{}", "repels-all"), ("{matchExpressions: [{key: app, operator: Exists}]}", "repels-more")]
)
def test_firm_rule_that_keeps_others_away_is_worse(selector: str, id: str) -> None:
    assert id in ids(both((WEB, API), (anti(selector), API)))


def test_firm_rule_that_leaves_pods_pending_or_an_update_stuck_is_worse() -> None:
    assert {each.rank for each in both((WEB,), (anti(),), (2, 1)).hard} >= {Rank.STUCK}
    assert "pods-pending" in ids(both((WEB,), (anti(),), (2, 1)))
    assert "update-sticks" in ids(both((WEB,), (anti(),), (3, 3)))
    assert not both((WEB,), (anti(),), (6, 3)).worse


def test_drain_that_never_ends_is_worse_and_one_that_ends_again_is_worth_a_loss() -> None:
    blocking = budget("web", f"minAvailable: 3, selector: {MATCH}")
    verdict = both((WEB, SERVICE), (WEB, SERVICE, blocking))
    assert (verdict.worse, verdict.first.rank) == (True, Rank.DRAIN)
    assert not both((WEB, SERVICE, blocking), (WEB, SERVICE)).worse


def test_gain_in_an_earlier_rank_outweighs_a_loss_in_a_later_one() -> None:
    lost = (Loss(Rank.LOST, "more-lost"),)
    assert Verdict(lost).worse
    assert not Verdict(lost, frozenset({Rank.DRAIN})).worse
    assert Verdict((Loss(Rank.STUCK, "update-sticks"), *lost), frozenset({Rank.DRAIN})).worse


def test_pause_that_makes_the_outage_of_the_only_copy_longer_is_worse() -> None:
    stateful = ONE.replace("kind: Deployment", "kind: StatefulSet")
    made = plan(stateful, version=Version(1, 36)).know(first(plan(stateful)), AppFacts(traffic="ingress"))
    paused = made.choose(first(made), "shutdown", ShutdownChoice((PreStop("web", "sleep", 15),), grace=50))
    verdict = difference(made, paused, first(made), Plays())
    assert verdict is not None
    assert (verdict.worse, verdict.first.id) == (True, "more-lost")


def test_update_without_loss_is_worth_a_longer_start_after_a_crash() -> None:
    probed = within(ONE, "image: web:1", "readinessProbe: {httpGet: {path: /ok, port: http}, periodSeconds: 5}")
    verdict = both((ONE, SERVICE), (probed, SERVICE))
    assert not verdict.worse
    assert all(each.outweighed for each in verdict.losses)


def test_slower_is_not_worse() -> None:
    slow = WEB.replace("  replicas: 3", "  replicas: 3\n  minReadySeconds: 60")
    assert not both((WEB, SERVICE), (slow, SERVICE)).losses


def test_budget_over_the_pods_of_another_workload_is_judged_for_that_one_too() -> None:
    canary = WEB.replace("name: web\n", "name: canary\n", 1).replace(" app: web", " {app: web, track: canary}")
    canary = canary.replace(":\n      {", ": {").replace(":\n        {", ": {")
    theirs = budget("canary", "maxUnavailable: 1, selector: {matchLabels: {track: canary}}")
    assert ids(both((WEB, canary, theirs), (WEB, canary, theirs, budget("web")))) == {"second-budget"}


# What becomes of it.


def test_the_good_part_stays_and_the_reason_is_said() -> None:
    made = fix(inventory(anti(), SERVICE, topology=told(3, 3)), {})
    loaded = made.plan.inventory
    for id in loaded.ids:
        verdict = difference(Plan(loaded), made.plan, id, Plays())
        assert verdict is None or not verdict.worse


def test_what_is_named_is_done_and_its_risk_said() -> None:
    stateful = ONE.replace("kind: Deployment", "kind: StatefulSet")
    found = replace(inventory(stateful), facts=AppFacts(traffic="ingress"))
    made = fix(found, {"pre_stop": ["15"]})
    assert "shutdown" in made.plan.choices[found.ids[0]]
    assert any("done, though" in each for each in made.open)
    assert risk(made.plan, found.ids[0], "shutdown") is not None


def test_budget_is_not_moved_to_pods_that_it_did_not_select() -> None:
    stray = budget("web", more=", namespace: staging")
    prod = WEB.replace("  name: web\n", "  name: web\n  namespace: prod\n", 1)
    found = inventory(prod, prod.replace("name: web\n", "name: other\n", 1), stray)
    made = fix(found, {}, mend=["all"], skip=["budget"])
    assert not any(
        data["metadata"]["namespace"] == "prod" for data in made.plan.data.values() if data["kind"][0] == "P"
    )


def test_step_suggests_what_ends_no_worse() -> None:
    made = plan(WEB, SERVICE, version=Version(1, 36))
    assert suggestion(made, first(made), SPREAD).choice == SpreadChoice("zone")
    assert suggestion(made, first(made), BUDGET).held is None


def test_answers_that_end_worse_for_another_are_not_copied() -> None:
    tight = API.replace("image: api:1", "image: api:1\n          ports: [{hostPort: 80, containerPort: 80}]").replace(
        "          ports:\n            - name: http\n              containerPort: 8080\n", ""
    )
    made = plan(ONE, tight.replace("replicas: 3", "replicas: 2"), topology=told(2, 1))
    web_id, api_id = made.inventory.ids
    chosen = made.choose(web_id, "spread", SpreadChoice("none", replicas=4))
    copied, _left = same_answers(chosen, web_id, (api_id,))
    # Four copies have no place on two nodes where each takes a port of its node.
    assert copied.workload(api_id).replicas == 2


def test_page_of_mends_takes_only_what_ends_no_worse() -> None:
    old = WEB.replace("apps/v1", "extensions/v1beta1")
    made, left = mended(plan(old), [(first(plan(old)), "workload-api-gone")])
    assert made.mends
    assert left == ()


@pytest.mark.parametrize("id", SENTENCES)
def test_everything_that_is_worse_has_a_sentence(id: str) -> None:
    values = dict.fromkeys(("first", "second", "owner", "kind", "name", "other"), "a")
    numbers = dict.fromkeys(("count", "pods", "before", "lost", "share", "more"), 3)
    assert "{" not in held(id, {**values, **numbers, "scenario": "drain"})


# What is played, and how long.


@pytest.mark.parametrize(
    ("field", "scenarios"),
    [
        ({"spec": {"minReadySeconds": 5}}, UPDATED - {CHANGE}),
        ({"pod": {"terminationGracePeriodSeconds": 50}}, STOPPED),
        ({"container": {"readinessProbe": {"tcpSocket": {"port": 1}}}}, STARTED),
        ({"container": {"lifecycle": {"preStop": {"sleep": {"seconds": 5}}}}}, STOPPED),
        ({"container": {"image": "web:2"}}, NONE),
        ({"pod": {"topologySpreadConstraints": []}}, PLACED - {CHANGE}),
    ],
)
def test_only_what_a_field_can_touch_is_played(field: dict[str, dict[str, object]], scenarios: frozenset[str]) -> None:
    before = web(WEB)
    data = yaml.safe_load(WEB)
    data["spec"] |= field.get("spec", {})
    data["spec"]["template"]["spec"] |= field.get("pod", {})
    data["spec"]["template"]["spec"]["containers"][0] |= field.get("container", {})
    assert reached(before, replace(before, data=data)) == scenarios


def test_budget_touches_evictions_and_copies_touch_all() -> None:
    before = web(WEB)
    assert reached(before, web(WEB, budget("web"))) == EVICTED
    assert {"scale-up", "hpa-scale", "zone-loss"} <= reached(before, web(WEB.replace("replicas: 3", "replicas: 4")))


def test_no_number_of_copies_or_nodes_takes_longer_than_allowed() -> None:
    plays = Plays(steps=50_000)
    for copies, nodes in ((2000, 50), (10_000, 3), (50, 3000), (2147483647, 3)):
        found = web(WEB.replace("replicas: 3", f"replicas: {copies}"), SERVICE, nodes=(nodes, 3))
        for scenario in ("rolling-update", "drain", "zone-loss"):
            assert plays.end(found, scenario) is None
    assert plays.too_large == {"rolling-update", "drain", "zone-loss"}
    assert plays.steps >= -50_000


def test_play_ends_at_its_bound() -> None:
    with pytest.raises(TooLong):
        played(web(WEB.replace("replicas: 3", "replicas: 300"), nodes=(30, 3)), "drain", steps=5000)


def test_what_was_not_played_is_said() -> None:
    made = fix(inventory(WEB.replace("replicas: 3", "replicas: 9000"), SERVICE), {})
    assert any("would take too long" in each for each in made.open)


FILES = files()[::5] if FOLDER.is_dir() else []


@pytest.mark.skipif(not FILES, reason="no corpus; name its folder in SUREFOOT_CORPUS")
def test_workloads_of_one_shape_fare_alike() -> None:
    seen: dict[tuple[bytes, str], object] = {}
    for path in FILES:
        try:
            found = Inventory.of([Manifest.read(path.name, path.read_bytes())])
            made = fix(found, {}).plan if found.ids else None
        except WizardError:
            continue
        for id in made.changed_ids if made else ():
            for one in (made.before(id), made.workload(id)):  # type: ignore[union-attr]
                for scenario in playable(one):
                    if scenario in {"drain", "rolling-update", "zone-loss"}:
                        end = _end(played(one, scenario, assumed_for(one)))
                        assert seen.setdefault((shape(one), scenario), end) == end
    assert len(seen) > 50
    assert No.LARGE not in seen.values()
