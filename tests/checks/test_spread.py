"""Spread rules that are there and hold less than they say."""

import pytest

from tests.building import WEB, first, plan
from tests.catalogue.examples import mended
from tests.trials import trial
from wizard.checks import Severity
from wizard.cli import main
from wizard.model.topology import told
from wizard.model.versions import Version
from wizard.planning.fixing import fix

COUNTS = "spread-counts-old-copies"
OLD = "{maxSkew: 1, topologyKey: KEY, whenUnsatisfiable: WHEN, labelSelector: {matchLabels: {app: web}}}"


def spread(when: str = "DoNotSchedule", more: str = "", key: str = "kubernetes.io/hostname", text: str = WEB) -> str:
    """A workload with one constraint that says more."""
    rule = OLD.replace("KEY", key).replace("WHEN", when).replace("{maxSkew", f"{{{more}maxSkew")
    return text.replace("      containers:\n", f"      topologySpreadConstraints: [{rule}]\n      containers:\n")


def ids(text: str, version: Version | None = None) -> set[str]:
    made = plan(text, version=version)
    return {each.id for each in made.mistakes(first(made))}


@pytest.mark.parametrize("key", ["kubernetes.io/hostname", "topology.kubernetes.io/zone", "example.com/rack"])
@pytest.mark.parametrize("version", [None, Version(1, 27), Version(1, 37)])
def test_strict_constraint_counts_old_copies(key: str, version: Version | None) -> None:
    made = plan(spread(key=key), version=version)
    (found,) = (each for each in made.mistakes(first(made)) if each.id == COUNTS)
    assert found.severity is Severity.INFO


@pytest.mark.parametrize(
    "text",
    [
        spread("ScheduleAnyway"),
        spread(more="matchLabelKeys: [pod-template-hash], "),
        spread(text=WEB.replace("kind: Deployment", "kind: StatefulSet")),
        spread(text=WEB.replace("replicas: 3", "replicas: 1")),
        spread(text=WEB.replace("replicas: 3", "replicas: 3\n  strategy: {type: Recreate}")),
        spread(text=WEB.replace("replicas: 3", "replicas: 3\n  strategy: {rollingUpdate: {maxSurge: 0}}")),
    ],
    ids=["soft", "mended", "no revisions by hash", "one copy", "none beside the old", "no surge"],
)
def test_what_counts_no_old_copies_or_only_wishes_is_let_be(text: str) -> None:
    assert COUNTS not in ids(text)


def test_older_servers_would_drop_the_field() -> None:
    assert COUNTS not in ids(spread(), Version(1, 26))


def test_trial_of_a_skew_is_an_info_with_a_mend(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(trial("skew.yaml"))
    main(["check", path])
    said = capsys.readouterr().out
    assert f"(fix --mend {COUNTS})" in said
    assert main(["fix", path, "--mend", COUNTS, "--skip", "spread", "--skip", "budget"]) == 0
    assert "+        matchLabelKeys:" in capsys.readouterr().out


TWICE = """\
      topologySpreadConstraints:
      - {maxSkew: 2, minDomains: 3, SAME, labelSelector: {matchLabels: {app: web}}}
      - {maxSkew: 1, minDomains: 2, nodeTaintsPolicy: Honor, SAME, labelSelector: {matchLabels: {OTHER: web}}}
      containers:
"""


def twice(other: str = "app") -> str:
    """Two constraints that the server takes for one."""
    same = "topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule"
    return WEB.replace("      containers:\n", TWICE.replace("SAME", same).replace("OTHER", other))


def test_one_of_two_constraints_is_as_tight_as_both() -> None:
    made = mended(plan(twice()), "spread-constraint-twice")
    (rule,) = made.workload(first(made)).pod["topologySpreadConstraints"]
    assert (rule["maxSkew"], rule["minDomains"], rule["nodeTaintsPolicy"]) == (1, 3, "Honor")


def test_two_constraints_over_different_pods_are_for_people() -> None:
    assert mended(plan(twice("tier")), "spread-constraint-twice").changes == ()


def test_fewer_domains_than_were_wanted_take_a_word_of_consent() -> None:
    text = spread(key="topology.kubernetes.io/zone", more="minDomains: 3, nodeTaintsPolicy: Honor, ")
    found = plan(text, topology=told(4, 2)).inventory
    skip = ("spread", "budget", "readiness", "shutdown")
    assert fix(found, {}, skip=skip, mend=["all"]).plan.changes == ()
    assert "minDomains: 2" in fix(found, {}, skip=skip, mend=["min-domains-never-reached"]).plan.changes[0].after
