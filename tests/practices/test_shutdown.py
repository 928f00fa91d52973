"""Shutdown: how long to wait, whether it fits into the grace period, and hooks that are there already."""

from dataclasses import replace

import pytest

from tests.building import SERVICE, WEB, within, workload
from wizard.errors import WizardError
from wizard.model.versions import Version
from wizard.model.workload import AppFacts, Workload
from wizard.practices.shutdown import SHUTDOWN
from wizard.practices.shutdown_choice import PreStop, ShutdownChoice
from wizard.practices.shutdown_edits import pause


def hooked(hook: str, grace: str = "") -> Workload:
    """The web workload with a preStop hook."""
    text = within(WEB, "image: web:1", f"lifecycle: {{preStop: {hook}}}")
    return workload(text.replace("      containers:", f"      {grace}\n      containers:") if grace else text)


@pytest.mark.parametrize(
    ("service", "seconds"),
    [
        (SERVICE, 10),
        (SERVICE.replace("spec:\n", "spec:\n  clusterIP: None\n"), 35),
        (SERVICE.replace("spec:\n", "spec:\n  type: NodePort\n"), 20),
        (SERVICE.replace("spec:\n", "spec:\n  type: LoadBalancer\n"), 20),
        (SERVICE.replace("spec:\n", "spec:\n  type: LoadBalancer\n  externalTrafficPolicy: Local\n"), 30),
    ],
)
def test_wait_follows_the_slowest_route_in_sight(service: str, seconds: int) -> None:
    assert pause(workload(WEB, service)) == seconds


def test_wait_for_an_unseen_route_is_that_of_an_ingress() -> None:
    assert pause(workload(WEB)) == 15


def test_what_people_know_beats_what_is_seen() -> None:
    assert pause(replace(workload(WEB, SERVICE), facts=AppFacts(traffic="lb-pods"))) == 30


def test_grace_holds_wait_work_and_margin() -> None:
    assert SHUTDOWN.suggest(workload(WEB)) == ShutdownChoice((PreStop("web", "sleep", 15),), grace=50)


def test_longer_work_gets_a_longer_grace() -> None:
    assert SHUTDOWN.suggest(replace(workload(WEB), facts=AppFacts(drain_seconds=120))).grace == 140


def test_longer_grace_that_is_there_stays() -> None:
    long = WEB.replace("      containers:", "      terminationGracePeriodSeconds: 90\n      containers:")
    assert SHUTDOWN.suggest(workload(long)).grace is None


def test_old_server_gets_a_shell() -> None:
    assert SHUTDOWN.suggest(workload(WEB, version=Version(1, 29))).hooks == (PreStop("web", "exec", 15),)


def test_hook_that_eats_the_grace_gets_more_of_it() -> None:
    suggested = SHUTDOWN.suggest(hooked('{exec: {command: [sh, -c, "sleep 30"]}}'))
    assert suggested == ShutdownChoice((PreStop("web", "exec", 30),), grace=65)


def test_hook_that_does_something_else_is_kept() -> None:
    assert SHUTDOWN.suggest(hooked("{exec: {command: [/quit]}}")).hooks == (PreStop("web", "keep"),)


def test_hook_that_waits_long_enough_is_met() -> None:
    assert SHUTDOWN.present(hooked("{sleep: {seconds: 15}}")) == ShutdownChoice((PreStop("web", "sleep", 15),))


@pytest.mark.parametrize(
    "wrong",
    [
        {"grace": 0},
        {"hooks": (PreStop("web", "sleep", 60),), "grace": 30},
        {"max_surge": 0, "max_unavailable": 0},
        {"max_surge": "some"},
    ],
)
def test_what_the_server_refuses_cannot_be_chosen(wrong: dict[str, object]) -> None:
    with pytest.raises(WizardError):
        ShutdownChoice(**wrong)  # type: ignore[arg-type]


def test_wait_shorter_than_the_route_is_a_risk() -> None:
    choice = ShutdownChoice((PreStop("web", "sleep", 5),))
    assert [each.id for each in SHUTDOWN.risks(choice, workload(WEB))] == ["wait-shorter-than-route"]


def test_same_wait_for_another_container() -> None:
    other = workload(WEB.replace("- name: web", "- name: api"))
    choice = ShutdownChoice((PreStop("web", "sleep", 25),), grace=60)
    assert SHUTDOWN.portable(choice, other) == ShutdownChoice((PreStop("api", "sleep", 25),), grace=60)


def test_without_a_shell_an_old_server_gets_no_hook_and_says_why() -> None:
    asked = replace(workload(WEB, SERVICE, version=Version(1, 29)), facts=AppFacts(shell=False))
    choice = SHUTDOWN.suggest(asked)
    assert choice.hooks == ()
    assert [each.id for each in SHUTDOWN.risks(choice, asked)] == ["no-way-to-wait"]


def test_known_shell_leaves_no_doubt_about_exec() -> None:
    asked = replace(workload(WEB, SERVICE, version=Version(1, 29)), facts=AppFacts(shell=True))  # noqa: S604
    assert SHUTDOWN.risks(SHUTDOWN.suggest(asked), asked) == ()
