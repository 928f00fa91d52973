"""How a new version takes over: all copies at once, none while paused, and what mends that where places are few."""

import pytest

from tests.building import WEB, first, plan, within
from tests.catalogue.examples import mended
from tests.trials import trial
from wizard.checks import Severity
from wizard.cli import main
from wizard.model.places import every_place_taken
from wizard.model.topology import Topology, told
from wizard.model.versions import Version
from wizard.planning.plan import Plan

NEWEST = Version(1, 37)
ALL = "rollout-takes-all"


def stateful(rolling: str, more: str = "", copies: int = 3) -> str:
    """A StatefulSet with these numbers in its rolling update."""
    text = WEB.replace("kind: Deployment", "kind: StatefulSet").replace("replicas: 3", f"replicas: {copies}")
    return within(text, f"replicas: {copies}", f"updateStrategy: {{rollingUpdate: {{{rolling}}}{more}}}")


def deployed(rolling: str, copies: int = 3) -> str:
    """A Deployment with these numbers in its rolling update, each pod on a port of its node."""
    text = WEB.replace("containerPort: 8080", "containerPort: 8080\n              hostPort: 8080")
    return within(text, "replicas: 3", f"strategy: {{rollingUpdate: {{{rolling}}}}}").replace(
        "replicas: 3", f"replicas: {copies}"
    )


def ids(text: str, version: Version | None = NEWEST, topology: Topology | None = None) -> set[str]:
    made = plan(text, version=version, topology=topology)
    return {each.id for each in made.mistakes(first(made))}


def rolling(made: Plan, field: str = "strategy") -> object:
    """The numbers of the rolling update as planned."""
    return made.workload(first(made)).spec[field]["rollingUpdate"]


@pytest.mark.parametrize("policy", ["OrderedReady", "Parallel"])
@pytest.mark.parametrize(("share", "copies"), [("3", 3), ("100%", 3), ("67%", 3), ("5", 2)])
def test_an_update_of_a_stateful_set_may_take_all(share: str, copies: int, policy: str) -> None:
    text = stateful(f"maxUnavailable: {share}", copies=copies)
    text = text.replace("spec:\n", f"spec:\n  podManagementPolicy: {policy}\n", 1)
    assert ALL in ids(text)
    assert "stateful-update-goes-one-by-one" not in ids(text)
    assert ALL not in ids(text, Version(1, 36))
    assert ALL not in ids(text, None)


@pytest.mark.parametrize(
    "text",
    [
        stateful("maxUnavailable: 2"),
        stateful("maxUnavailable: 66%"),
        stateful("maxUnavailable: 3, partition: 1"),
        stateful("maxUnavailable: 3", ", type: OnDelete"),
        stateful("maxUnavailable: 3", copies=1),
        stateful("maxUnavailable: [3]"),
        stateful("partition: 0"),
    ],
)
def test_an_update_of_a_stateful_set_that_leaves_some_is_let_be(text: str) -> None:
    assert ALL not in ids(text)


def test_mend_lets_a_stateful_set_go_one_by_one() -> None:
    made = mended(plan(stateful("maxUnavailable: 3, partition: 0"), version=NEWEST), ALL)
    assert rolling(made, "updateStrategy") == {"maxUnavailable": 1, "partition": 0}


@pytest.mark.parametrize("id", [ALL, "rollout-cannot-move"])
def test_mend_of_a_rollout_never_makes_one_that_waits_for_ever(id: str) -> None:
    text = deployed("maxUnavailable: 3" if id == ALL else "maxSurge: 0, maxUnavailable: 0")
    assert rolling(mended(plan(text, topology=told(3, 3)), id)) == {"maxSurge": 0, "maxUnavailable": 1}
    assert rolling(mended(plan(text, topology=told(4, 2)), id)) in (
        {"maxUnavailable": 0},
        {"maxSurge": 1, "maxUnavailable": 0},
    )


def test_mend_of_one_copy_needs_a_place_for_the_new_one() -> None:
    text = deployed("maxUnavailable: 1", copies=1)
    id = "rollout-takes-only-copy"
    assert mended(plan(text, topology=told(1, 1)), id).changes == ()
    assert rolling(mended(plan(text, topology=told(2, 1)), id)) == {"maxSurge": 1, "maxUnavailable": 0}


@pytest.mark.parametrize(
    ("text", "topology"),
    [
        (deployed("maxSurge: 1"), told(2, 1)),
        (deployed("maxSurge: 1", copies=1), told(1, 1)),
        (
            deployed("maxSurge: 1").replace("kind: Deployment", "kind: StatefulSet").replace("  strategy", "  x"),
            told(2, 1),
        ),
    ],
    ids=["more copies than nodes", "the only copy", "no surge to mend"],
)
def test_one_goes_first_only_where_that_ends_the_wait(text: str, topology: Topology) -> None:
    made = plan(text, topology=topology)
    assert "host-port-takes-nodes" in {each.id for each in made.mistakes(first(made))}
    assert mended(made, "host-port-takes-nodes").changes == ()


def test_a_paused_deployment_is_said_to_roll_nothing_out() -> None:
    made = plan(WEB.replace("  replicas: 3\n", "  replicas: 3\n  paused: true\n"))
    (found,) = (each for each in made.mistakes(first(made)) if each.id == "rollout-paused")
    assert found.severity is Severity.WARNING
    assert found.path == ("spec", "paused")


@pytest.mark.parametrize("text", [WEB, WEB.replace("  replicas: 3\n", "  replicas: 3\n  paused: false\n")])
def test_what_is_not_paused_is_not_said_to_be(text: str) -> None:
    assert "rollout-paused" not in ids(text)


def test_every_place_is_taken_by_as_many_copies_as_nodes() -> None:
    made = plan(deployed("maxSurge: 1"), topology=told(3, 3))
    assert every_place_taken(made.before(first(made)))
    wider = plan(deployed("maxSurge: 1"), topology=told(4, 2))
    assert not every_place_taken(wider.before(first(wider)))


def test_trial_of_a_stateful_set_that_takes_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(trial("sts-maxunavailable-all.yaml")), "--kube-version", "1.37"]) == 1
    assert f"error: maxUnavailable 3 lets an update take all 3 copies at once  [{ALL}]" in capsys.readouterr().out


def test_trial_of_a_pause(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(trial("paused.yaml"))]) == 0
    assert "rollout-paused" in capsys.readouterr().out
