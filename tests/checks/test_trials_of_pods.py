"""Inputs on hooks, graces and probes that the program once got wrong, as they were filed."""

import json
from typing import Any

import pytest

from tests.trials import trial
from wizard.cli import main


def check(capsys: pytest.CaptureFixture[str], name: str, *options: str) -> dict[str, Any]:
    """What `surefoot check` says of the first workload, and of its findings by id."""
    main(["check", str(trial(name)), "--format", "json", *options])
    workload: dict[str, Any] = json.loads(capsys.readouterr().out)["workloads"][0]
    return {**workload, "by": {each["id"]: each for each in workload["mistakes"]}}


def fix(capsys: pytest.CaptureFixture[str], name: str, *options: str) -> tuple[str, str]:
    """What `surefoot fix` prints, and what it says beside that."""
    skip = [word for each in ("spread", "budget", "readiness") for word in ("--skip", each)]
    main(["fix", str(trial(name)), *(() if "--readiness" in options else skip), *options])
    told = capsys.readouterr()
    return told.out, told.err


def test_script_stays_behind_the_wait(capsys: pytest.CaptureFixture[str]) -> None:
    out, _err = fix(capsys, "hook-script.yaml", "--pre-stop", "15")
    assert "sleep 15; nginx -s quit; while pgrep nginx; do sleep 1; done" in out


def test_quit_is_weak_and_gets_a_wait_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = check(capsys, "hook-quit.yaml")
    assert found["practices"]["shutdown"]["status"] == "weak"
    assert found["by"]["hook-does-not-wait"]["mend"] == "edit"
    out, _err = fix(capsys, "hook-quit.yaml")
    assert "sleep 10; exec nginx -s quit" in out


def test_refused_requests_of_a_quit_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", str(trial("hook-quit.yaml")), "--format", "json"]) in {0, 1}
    said = capsys.readouterr().out
    assert "refused" in said


def test_short_hook_is_mended(capsys: pytest.CaptureFixture[str]) -> None:
    ingress = ("--fact", "traffic=ingress")
    assert check(capsys, "hook-short.yaml", *ingress)["by"]["pre-stop-shorter-than-route"]["mend"] == "edit"
    out, _err = fix(capsys, "hook-short.yaml", *ingress, "--mend", "pre-stop-shorter-than-route")
    assert '[sleep, "15"]' in out


def test_sleep_by_its_path_outlasts_the_grace(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, "bin-sleep.yaml")["by"]["pre-stop-eats-grace"]["severity"] == "error"


def test_sleep_in_an_image_without_one(capsys: pytest.CaptureFixture[str]) -> None:
    found = check(capsys, "distroless-sleep.yaml")
    assert [each["severity"] for each in found["mistakes"] if each["id"] == "bash-not-in-image"] == ["error", "error"]
    assert "bash-not-in-image" in check(capsys, "distroless-sleep.yaml", "--fact", "shell=false")["by"]
    assert "bash-not-in-image" not in check(capsys, "distroless-sleep.yaml", "--fact", "shell=true")["by"]
    out, _err = fix(capsys, "distroless-sleep.yaml", "--mend", "bash-not-in-image")
    assert out.count("+        lifecycle: {preStop: {sleep: {seconds: 5}}}") == 2


@pytest.mark.parametrize(
    ("name", "facts", "severity"),
    [
        ("liveness-kills-slow-start", (), "warning"),
        ("slow-boot", ("--fact", "start_seconds=180"), "error"),
        ("startup-budget-too-small", ("--fact", "start_seconds=60"), "error"),
    ],
)
def test_start_that_is_killed(
    capsys: pytest.CaptureFixture[str], name: str, facts: tuple[str, ...], severity: str
) -> None:
    found = check(capsys, f"{name}.yaml", *facts)
    assert found["by"]["killed-while-starting"]["severity"] == severity
    assert found["by"]["killed-while-starting"]["mend"] == "edit"


def test_deadline_before_the_startup_budget(capsys: pytest.CaptureFixture[str]) -> None:
    assert "deadline-before-start" in check(capsys, "startup-budget-over-deadline.yaml")["by"]


def test_second_of_an_exec_probe(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, "exec-probe.yaml")["by"]["exec-probe-has-one-second"]["severity"] == "info"


def test_options_without_a_port(capsys: pytest.CaptureFixture[str]) -> None:
    found = check(capsys, "no-port.yaml")
    assert "not known" in found["practices"]["readiness"]["reason"]
    out, err = fix(capsys, "no-port.yaml", "--readiness", "tcp:8080", "--pre-stop", "15", "--skip", "spread")
    assert "tcpSocket" in out
    assert "seconds: 15" in out
    assert "takes no traffic" not in err


def test_native_sidecar_that_takes_the_traffic(capsys: pytest.CaptureFixture[str]) -> None:
    found = check(capsys, "sidecar.yaml")
    assert found["by"]["no-readiness-probe"]["severity"] == "error"
    assert "proxy" in found["by"]["no-readiness-probe"]["message"]
    assert found["practices"]["shutdown"]["status"] == "met"


def test_one_copy_of_a_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, "one-copy-statefulset.yaml")["practices"]["shutdown"]["status"] == "not-applicable"
    out, err = fix(capsys, "one-copy-statefulset.yaml")
    assert out == ""
    assert "one copy" in err
