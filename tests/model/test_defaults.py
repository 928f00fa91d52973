"""What the server fills in holds for files: null is nothing said, nor is 0 of a probe, and each kind has its own."""

from typing import Any

import pytest

from tests.building import WEB, first, plan, within, workload
from wizard.model import defaults
from wizard.model.workload import Workload


def web(more: str = "", pod: str = "", kind: str = "Deployment", replicas: str = "replicas: 4") -> Workload:
    text = WEB.replace("kind: Deployment", f"kind: {kind}").replace("replicas: 3", f"{replicas}\n  {more}".rstrip())
    return workload(text.replace("      containers:", f"      {pod}\n      containers:") if pod else text)


@pytest.mark.parametrize(
    ("more", "surge", "unavailable"),
    [
        ("", 1, 1),
        ("strategy:", 1, 1),
        ("strategy: {}", 1, 1),
        ("strategy: {type: RollingUpdate}", 1, 1),
        ("strategy: {rollingUpdate: }", 1, 1),
        ("strategy: {rollingUpdate: {maxSurge: , maxUnavailable: 0}}", 1, 0),
        ("strategy: {rollingUpdate: {maxSurge: 50%}}", 2, 1),
        ("strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}", 0, 1),
        ("strategy: {type: Recreate}", 0, 4),
        ("strategy: 7", 1, 1),
    ],
)
def test_an_update_goes_by_a_quarter_where_nothing_is_said(more: str, surge: int, unavailable: int) -> None:
    found = web(more)
    assert (found.surge, found.unavailable) == (surge, unavailable)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("DaemonSet", {"maxSurge": 0, "maxUnavailable": 1}), ("StatefulSet", {"partition": 0}), ("Pod", {})],
)
def test_each_kind_has_its_own(kind: str, wanted: dict[str, Any]) -> None:
    assert defaults.rolling(kind, {}) == wanted
    stated = {"updateStrategy": {"rollingUpdate": {"partition": None, "maxUnavailable": 2}}}
    assert defaults.rolling(kind, stated) == wanted | {"maxUnavailable": 2}


@pytest.mark.parametrize(
    ("pod", "seconds"),
    [("", 30), (" 0", 0), (" -1", 1), (" soon", 30), (" 45", 45)],
)
def test_a_grace_period_is_never_negative(pod: str, seconds: int) -> None:
    assert web(pod=f"terminationGracePeriodSeconds:{pod}").grace_seconds == seconds


@pytest.mark.parametrize(
    ("stated", "copies"), [("replicas:", 1), ("replicas: 0", 0), ("replicas: many", 1), ("replicas: -1", 0)]
)
def test_one_copy_where_no_number_is_said(stated: str, copies: int) -> None:
    assert web(replicas=stated).replicas == copies


def test_the_numbers_of_a_probe() -> None:
    said = {"periodSeconds": 0, "timeoutSeconds": None, "failureThreshold": 5}
    fields = ("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold")
    assert [defaults.probe_number(said, each) for each in fields] == [0, 10, 1, 5, 1]


@pytest.mark.parametrize(
    ("timing", "says"), [("periodSeconds: 0, timeoutSeconds: 5", False), ("timeoutSeconds: 11", True)]
)
def test_a_check_goes_by_what_the_server_fills_in(timing: str, says: bool) -> None:
    made = plan(within(WEB, "image: web:1", f"readinessProbe: {{tcpSocket: {{port: 80}}, {timing}}}"))
    assert ("timeout-longer-than-period" in {each.id for each in made.mistakes(first(made))}) is says


@pytest.mark.parametrize(
    ("port", "target"),
    [
        ({"port": 80}, 80),
        ({"port": 80, "targetPort": None}, 80),
        ({"port": 80, "targetPort": 0}, 80),
        ({"port": 80, "targetPort": ""}, 80),
        ({"port": 80, "targetPort": "http"}, "http"),
    ],
)
def test_a_service_leads_to_its_own_port_where_it_says_no_other(port: dict[str, Any], target: int | str) -> None:
    assert defaults.target_port(port) == target


@pytest.mark.parametrize(("stated", "seconds"), [({}, 600), ({"progressDeadlineSeconds": 9}, 9)])
def test_an_update_has_ten_minutes(stated: dict[str, Any], seconds: int) -> None:
    assert defaults.deadline(stated) == seconds
