"""Readiness: candidates, questions, and probes that the server would refuse."""

from dataclasses import replace

import pytest

from tests.building import SERVICE, WEB, within, workload
from wizard.checks import mistakes
from wizard.errors import WizardError
from wizard.model.probing import likely_port
from wizard.model.workload import AppFacts
from wizard.practices.practice import Question
from wizard.practices.readiness import READINESS
from wizard.practices.readiness_choice import ProbeChoice, ReadinessChoice, Timing
from wizard.wording.mistakes import question

LIVE = within(
    WEB,
    "image: web:1",
    """
    livenessProbe:
      httpGet: {path: /healthz, port: http, httpHeaders: [{name: Host, value: web}]}
    """,
)


def test_path_is_never_invented() -> None:
    assert READINESS.suggest(workload(WEB, SERVICE)) == Question("probe-path", "--readiness")


def test_liveness_probe_is_a_candidate_with_its_headers() -> None:
    suggested = READINESS.suggest(workload(LIVE))
    assert isinstance(suggested, ReadinessChoice)
    assert suggested.probes == (ProbeChoice("web", "httpGet", "http", "/healthz", (("Host", "web"),)),)


def test_probe_taken_from_an_impatient_liveness_probe_gives_up_sooner() -> None:
    hasty = workload(LIVE.replace("httpGet: {path", "periodSeconds: 5\n            httpGet: {path"))
    suggested = READINESS.suggest(hasty)
    assert isinstance(suggested, ReadinessChoice)
    assert suggested.probes[0].timing == Timing(period=5, timeout=2, failures=2)
    (after,) = READINESS.edits(suggested, hasty).changed.values()
    assert "liveness-as-strict-as-readiness" not in {each.id for each in mistakes(replace(hasty, data=after))}


def test_relative_path_is_no_candidate() -> None:
    assert isinstance(READINESS.suggest(workload(LIVE.replace("/healthz", "healthz"))), Question)


def test_container_without_port_or_service_is_left_alone() -> None:
    quiet = WEB.replace("          ports:\n            - name: http\n              containerPort: 8080\n", "")
    assert READINESS.not_applicable(workload(quiet)) == "no-ports"


def test_only_the_container_that_the_service_targets_is_asked() -> None:
    two = WEB + "        - name: metrics\n          image: m\n          ports: [{containerPort: 9090}]\n"
    assert [each.name for each in workload(two, SERVICE).served] == ["web"]
    assert [each.name for each in workload(two).served] == ["web", "metrics"]


def test_name_of_no_port_is_a_risk() -> None:
    choice = ReadinessChoice((ProbeChoice("web", "httpGet", "htpp", "/"),))
    assert [each.id for each in READINESS.risks(choice, workload(WEB))] == ["port-name-unknown"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"handler": "httpGet", "port": 8080, "path": "healthz"},
        {"handler": "httpGet", "port": 0, "path": "/"},
        {"handler": "httpGet", "port": 70000, "path": "/"},
        {"handler": "httpGet", "port": "", "path": "/"},
        {"handler": "httpGet", "port": 80, "path": "/", "headers": (("A b", "c"),)},
        {"handler": "grpc", "port": "grpc"},
        {"handler": "tcpSocket"},
        {"handler": "exec"},
        {"handler": "udp", "port": 53},
    ],
)
def test_probe_that_the_server_refuses_cannot_be_chosen(wrong: dict[str, object]) -> None:
    with pytest.raises(WizardError):
        ProbeChoice("web", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"initial_delay": -1}, {"period": 0}, {"timeout": 0}, {"failures": 0}])
def test_timing_that_the_server_refuses_cannot_be_chosen(wrong: dict[str, int]) -> None:
    with pytest.raises(WizardError):
        Timing(**wrong)


def test_unknown_container_is_named_with_those_there_are() -> None:
    with pytest.raises(WizardError, match="no container 'wbe'; it has web"):
        READINESS.choice({"readiness": ["wbe=tcp:80"]}, workload(WEB))


def test_open_quote_in_a_command_is_said() -> None:
    with pytest.raises(WizardError, match="open quote"):
        READINESS.choice({"readiness": ["exec:cat 'x"]}, workload(WEB))


def test_probe_names_its_container_so_nothing_is_copied() -> None:
    choice = ReadinessChoice((ProbeChoice("web", "tcpSocket", 80),))
    assert READINESS.portable(choice, workload(WEB)) is None


def test_start_that_outlasts_the_liveness_probe_is_doubtful_until_a_startup_probe_waits_for_it() -> None:
    fast = LIVE.replace("httpGet: {path: /healthz", "periodSeconds: 5\n            httpGet: {path: /healthz")
    asked = replace(workload(fast, SERVICE), facts=AppFacts(start_seconds=25))
    choice = READINESS.suggest(asked)
    assert isinstance(choice, ReadinessChoice)
    assert [(each.id, each.values["patience"]) for each in READINESS.risks(choice, asked)] == [
        ("killed-while-starting", 15)
    ]
    slower = replace(asked, facts=AppFacts(start_seconds=90))
    assert READINESS.risks(choice, slower) == ()
    assert "startupProbe" in str(READINESS.edits(choice, slower).changed)


def test_startup_probe_that_gives_up_too_soon_is_doubtful() -> None:
    short = LIVE.replace("livenessProbe:", "startupProbe:")
    asked = replace(workload(short, SERVICE), facts=AppFacts(start_seconds=90))
    choice = READINESS.suggest(asked)
    assert isinstance(choice, ReadinessChoice)
    assert [each.values["probe"] for each in READINESS.risks(choice, asked)] == ["startupProbe"]


def test_port_that_no_probe_can_ask_is_asked_for_no_path() -> None:
    datagrams = WEB.replace("containerPort: 8080", "containerPort: 53\n              protocol: UDP")
    service = SERVICE.replace("    - port: 80\n", "    - port: 53\n      protocol: UDP\n")
    made = workload(datagrams, service)
    assert READINESS.suggest(made) == Question("probe-without-tcp", "--readiness")
    assert "path" not in question("probe-without-tcp", "--readiness")
    assert likely_port(made.containers[0], made) is None


def test_port_asked_is_one_that_takes_tcp() -> None:
    both = WEB.replace(
        "            - name: http\n              containerPort: 8080",
        "            - {name: dns, containerPort: 53, protocol: UDP}\n            - {name: dns-tcp, containerPort: 53}",
    )
    made = workload(both, SERVICE.replace("targetPort: http", "targetPort: dns"))
    assert likely_port(made.containers[0], made) == "dns-tcp"
    assert READINESS.suggest(made) == Question("probe-path", "--readiness")
