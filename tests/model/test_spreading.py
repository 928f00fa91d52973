"""Which pods a spread rule is about: its own, those of other namespaces, those of other tenants."""

from dataclasses import replace

import pytest

from tests.building import WEB, plan, workload
from tests.trials import trial
from wizard.cli import main
from wizard.mends.whole import mend_workload
from wizard.model.spreading import looks_into, may_spread, rules
from wizard.model.topology import told
from wizard.model.versions import Version
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.simulation.given.asked import of_workload
from wizard.text.paths import Data

SHOP = WEB.replace("  name: web\n", "  name: web\n  namespace: shop\n", 1)
NAME = "kubernetes.io/metadata.name"


def kept_apart(more: str, text: str = SHOP) -> str:
    """A Deployment with a required term over hosts that says more."""
    term = f"{{topologyKey: kubernetes.io/hostname, labelSelector: {{matchLabels: {{app: web}}}}, {more}}}"
    anti = f"{{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{term}]}}}}"
    return text.replace("      containers:\n", f"      affinity: {anti}\n      containers:\n")


@pytest.mark.parametrize(
    ("term", "namespace", "own"),
    [
        ({}, "shop", True),
        ({}, None, True),
        ({"namespaces": []}, "shop", True),
        ({"namespaces": ["shop", "till"]}, "shop", True),
        ({"namespaces": ["till"]}, "shop", False),
        ({"namespaces": ["till"]}, None, None),
        ({"namespaceSelector": {}}, "shop", True),
        ({"namespaceSelector": {}}, None, True),
        ({"namespaceSelector": {"matchLabels": {"team": "a"}}}, "shop", None),
        ({"namespaceSelector": {"matchLabels": {NAME: "shop"}}}, "shop", True),
        ({"namespaceSelector": {"matchLabels": {NAME: "till"}}}, "shop", False),
        ({"namespaceSelector": {"matchLabels": {NAME: "till"}}}, None, None),
        ({"namespaces": ["till"], "namespaceSelector": {"matchLabels": {NAME: "shop"}}}, "shop", True),
        (
            {"namespaceSelector": {"matchExpressions": [{"key": NAME, "operator": "NotIn", "values": ["shop"]}]}},
            "shop",
            False,
        ),
        ({"namespaces": "till", "namespaceSelector": []}, "shop", None),
    ],
)
def test_a_term_looks_into_the_namespaces_that_it_names(
    term: dict[str, Data], namespace: str | None, own: bool | None
) -> None:
    assert looks_into(term, namespace) is own


@pytest.mark.parametrize("more", ["namespaces: [till]", f"namespaceSelector: {{matchLabels: {{{NAME}: till}}}}"])
def test_a_term_for_other_namespaces_spreads_nothing_here(more: str) -> None:
    made = plan(kept_apart(more), topology=told(2, 2))
    found = {each.id for id in made.inventory.ids for each in made.mistakes(id)}
    assert "no-spread-rule" in found
    assert not found & {"more-replicas-than-hosts", "surge-finds-no-host"}


def test_a_term_of_which_nobody_can_tell_claims_nothing() -> None:
    unsure = workload(kept_apart("namespaces: [till]", WEB), topology=told(2, 2))
    assert may_spread(unsure)
    assert rules(unsure) == ()
    found = {each.id for each in Plan(plan(kept_apart("namespaces: [till]", WEB)).inventory).mistakes(unsure.id)}
    assert not found & {"no-spread-rule", "more-replicas-than-hosts"}


def test_a_term_that_keeps_other_tenants_away_is_no_rule_among_the_own_pods() -> None:
    tenant = SHOP.replace("        app: web\n    spec", "        app: web\n        tenant: a\n    spec")
    term = kept_apart("mismatchLabelKeys: [tenant]", tenant)
    assert not may_spread(workload(term, version=Version(1, 31)))
    assert may_spread(workload(term))
    assert rules(workload(term)) == ()
    assert len(rules(workload(term, version=Version(1, 30)))) == 1  # this server drops the field
    assert len(rules(workload(kept_apart("mismatchLabelKeys: [colour]", tenant)))) == 1


@pytest.mark.parametrize("selector", ["{}", "null"])
def test_no_mend_gives_a_term_for_others_the_own_selector(selector: str) -> None:
    term = kept_apart("namespaces: [till]").replace("{matchLabels: {app: web}}, namespaces", f"{selector}, namespaces")
    made = workload(term)
    checks = ("anti-affinity-repels-everything", "anti-affinity-selects-nothing", "match-label-keys-clash")
    assert mend_workload(made, checks, frozenset(checks))[1] == {}


@pytest.mark.parametrize(
    "given", [{}, {"spread": ["host"], "strict": []}, {"form": ["anti-affinity"]}, {"spread": ["none"]}], ids=str
)
def test_a_term_for_other_namespaces_stays_as_it_is_written(given: dict[str, list[str]]) -> None:
    text = kept_apart("namespaces: [till]")
    made = fix(plan(text).inventory, given).plan
    assert all("namespaces: [till]" in each.after for each in made.changes)


def test_trial_of_a_foreign_namespace_is_neither_met_nor_pending(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(trial("anti-affinity-other-namespace.yaml")), "--nodes", "2", "--zones", "2"]) == 1
    said = capsys.readouterr().out
    assert "no-spread-rule" in said
    assert "Pending" not in said


@pytest.mark.parametrize(
    ("more", "met"),
    [
        ("namespaces: [till]", {"till"}),
        ("namespaceSelector: {}", {"till", "shop"}),
        (f"namespaceSelector: {{matchLabels: {{{NAME}: till}}}}", {"till"}),
        (f"namespaces: [shop], namespaceSelector: {{matchLabels: {{{NAME}: till}}}}", {"till", "shop"}),
        ("namespaceSelector: {matchLabels: {team: a}}", set()),
    ],
)
def test_the_simulator_reads_the_namespaces_of_a_term_alike(more: str, met: set[str]) -> None:
    own = of_workload(workload(kept_apart(more)))
    (term,) = own.anti_affinity
    others = {name: replace(own, namespace=name) for name in ("till", "shop", "else")}
    assert {name for name, other in others.items() if term.matches(other)} - {"else"} == met
