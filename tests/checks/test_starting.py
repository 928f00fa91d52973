"""Starts: the kill that comes before the first answer, the deadline before it, and what probes ask."""

import pytest

from tests.building import SERVICE, WEB, first, plan, within
from wizard.checks import Mistake, Severity
from wizard.model.workload import AppFacts
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.practices.practice import Status
from wizard.practices.readiness import READINESS
from wizard.wording.mistakes import sentence

LIVE = "livenessProbe: {httpGet: {path: /live, port: http}, TIMES}"
READY = "readinessProbe: {httpGet: {path: /ready, port: http}, initialDelaySeconds: DELAY}"


def web(*more: str) -> str:
    return within(WEB, "image: web:1", "\n".join(more))


def found(made: Plan) -> dict[str, Mistake]:
    return {each.id: each for each in made.mistakes(first(made))}


def started(text: str, seconds: int | None = None) -> dict[str, Mistake]:
    made = plan(text)
    return found(made if seconds is None else made.know(first(made), AppFacts(start_seconds=seconds)))


@pytest.mark.parametrize(
    ("times", "start", "severity"),
    [
        # 30 + 2 x 10 to 30 + 3 x 10, and a second for the last answer.
        ("initialDelaySeconds: 30", 180, Severity.ERROR),
        ("initialDelaySeconds: 30", 62, Severity.ERROR),
        ("initialDelaySeconds: 30", 61, Severity.WARNING),
        ("initialDelaySeconds: 30", 55, Severity.WARNING),
        ("initialDelaySeconds: 30", 50, None),
        ("periodSeconds: 5, failureThreshold: 1, timeoutSeconds: 4", 10, Severity.ERROR),
        ("periodSeconds: 5, failureThreshold: 1, timeoutSeconds: 4", 9, Severity.WARNING),
        ("periodSeconds: 0, failureThreshold: 0", 32, Severity.ERROR),
        ("initialDelaySeconds: 200", 180, None),
    ],
)
def test_start_that_was_told_is_held_against_liveness(times: str, start: int, severity: Severity | None) -> None:
    mistake = started(web(LIVE.replace("TIMES", times)), start).get("killed-while-starting")
    assert (mistake and mistake.severity) == severity
    if mistake:
        assert ("may never run" in sentence(mistake.id, mistake.values)) is (severity is Severity.WARNING)


def test_startup_probe_holds_liveness_back_and_is_judged_in_its_place() -> None:
    slow = "startupProbe: {tcpSocket: {port: http}, periodSeconds: 1, failureThreshold: 3}"
    mistake = started(web(slow, LIVE.replace("TIMES", "initialDelaySeconds: 300")), 60)["killed-while-starting"]
    assert (mistake.severity, mistake.values["probe"]) == (Severity.ERROR, "startupProbe")
    patient = "startupProbe: {tcpSocket: {port: http}, failureThreshold: 30}"
    assert "killed-while-starting" not in started(web(patient, LIVE.replace("TIMES", "failureThreshold: 1")), 60)


@pytest.mark.parametrize(
    ("delay", "severity"), [(120, Severity.WARNING), (42, Severity.WARNING), (35, Severity.INFO), (30, None)]
)
def test_late_readiness_only_lets_one_guess(delay: int, severity: Severity | None) -> None:
    mistakes = started(web(READY.replace("DELAY", str(delay)), LIVE.replace("TIMES", "initialDelaySeconds: 10")))
    mistake = mistakes.get("killed-while-starting")
    assert (mistake and mistake.severity) == severity
    if mistake:
        assert "readiness is first asked after" in sentence(mistake.id, mistake.values)


def test_startup_probe_about_as_long_as_readiness_waits_is_meant_so() -> None:
    close = "startupProbe: {tcpSocket: {port: http}, initialDelaySeconds: 5}"
    assert "killed-while-starting" not in started(web(READY.replace("DELAY", "30"), close))
    assert "killed-while-starting" in started(web(READY.replace("DELAY", "60"), close))


def test_what_was_told_counts_more_than_a_late_readiness() -> None:
    text = web(READY.replace("DELAY", "120"), LIVE.replace("TIMES", "initialDelaySeconds: 10"))
    assert "killed-while-starting" not in started(text, 20)


def test_start_of_the_program_is_not_that_of_its_exporter() -> None:
    exporter = "        - name: log\n          image: l\n          livenessProbe: {exec: {command: [/ok]}}\n"
    assert "killed-while-starting" not in started(WEB + exporter, 300)


def test_sidecar_that_takes_the_traffic_is_killed_like_a_container() -> None:
    proxy = (
        "      initContainers: [{name: proxy, image: p, restartPolicy: Always, ports: [{containerPort: 8443}], "
        "startupProbe: {tcpSocket: {port: 8443}, failureThreshold: 1}}]\n      containers:"
    )
    made = plan(WEB.replace("      containers:", proxy), SERVICE.replace("targetPort: http", "targetPort: 8443"))
    assert "killed-while-starting" in found(made.know(first(made), AppFacts(start_seconds=60)))


@pytest.mark.parametrize("start", [25, 90])
def test_mend_lets_the_start_take_its_time(start: int) -> None:
    text = web(LIVE.replace("TIMES", "periodSeconds: 2"))
    made = plan(text)
    made = made.know(first(made), AppFacts(start_seconds=start)).mend(first(made), "killed-while-starting")
    assert "killed-while-starting" not in found(made)
    probe = made.workload(first(made)).containers[0].data["startupProbe"]
    assert probe == {
        "httpGet": {"path": "/live", "port": "http"},
        "periodSeconds": 2,
        "failureThreshold": start // 2 + 3 - (start % 2 == 0),
    }


def test_start_that_a_probe_cuts_off_is_said_once() -> None:
    text = web(
        "startupProbe: {tcpSocket: {port: http}, periodSeconds: 1, failureThreshold: 3}", READY.replace("DELAY", "0")
    )
    made = plan(text)
    made = made.know(first(made), AppFacts(start_seconds=60))
    assert made.standing(first(made), READINESS).status is Status.WEAK
    chosen = made.choose(first(made), "readiness", READINESS.suggest(made.workload(first(made))))
    assert [each.id for each in chosen.risks(first(made), READINESS)].count("killed-while-starting") == 1
    mended = made.mend(first(made), "killed-while-starting")
    assert mended.workload(first(made)).containers[0].data["startupProbe"] == {
        "tcpSocket": {"port": "http"},
        "periodSeconds": 1,
        "failureThreshold": 62,
    }
    assert "killed-while-starting" not in found(mended)


def deadline(seconds: int | None, *more: str) -> str:
    text = web(*more)
    return text if seconds is None else text.replace("spec:", f"spec:\n  progressDeadlineSeconds: {seconds}", 1)


SLOW = "startupProbe: {tcpSocket: {port: http}, periodSeconds: 30, failureThreshold: 30}"


def test_deadline_before_a_start_may_end_is_said() -> None:
    assert started(deadline(120, SLOW))["deadline-before-start"].severity is Severity.WARNING
    assert started(deadline(None, SLOW))["deadline-before-start"].severity is Severity.INFO
    assert "deadline-before-start" not in started(deadline(900, SLOW))
    assert "deadline-before-start" not in started(deadline(120, SLOW).replace("kind: Deployment", "kind: StatefulSet"))


def test_deadline_before_a_start_that_was_told_is_said_to_be_missed() -> None:
    mistake = started(deadline(60), 90)["deadline-before-start"]
    assert (mistake.severity, mistake.values["start"]) == (Severity.WARNING, 90)
    assert "needs 90 s" in sentence(mistake.id, mistake.values)
    assert "deadline-before-start" in started(deadline(60, READY.replace("DELAY", "90")))
    assert "deadline-before-start" in started(deadline(100).replace("spec:", "spec:\n  minReadySeconds: 50", 1), 60)
    assert "deadline-before-start" not in started(deadline(120), 90)


def test_sidecars_start_one_after_the_other() -> None:
    one = "image: p, restartPolicy: Always, startupProbe: {exec: {command: [/ok]}, failureThreshold: 20}"
    two = f"      initContainers: [{{name: a, {one}}}, {{name: b, {one}}}]\n      containers:"
    slow = deadline(390).replace("      containers:", two)
    assert started(slow)["deadline-before-start"].values["start"] == 400
    assert "deadline-before-start" not in started(slow.replace("390", "400"))


def test_deadline_is_mended_by_a_later_one() -> None:
    made = plan(deadline(120, SLOW))
    made = made.mend(first(made), "deadline-before-start")
    assert made.workload(first(made)).spec["progressDeadlineSeconds"] == 960
    assert "deadline-before-start" not in found(made)


@pytest.mark.parametrize("probe", ["readinessProbe", "livenessProbe", "startupProbe"])
def test_exec_probe_without_a_timeout_has_one_second(probe: str) -> None:
    asks = f"{probe}: {{exec: {{command: [bin/ask.sh]}}, periodSeconds: 30}}"
    assert started(web(asks))["exec-probe-has-one-second"].severity is Severity.INFO
    assert "exec-probe-has-one-second" not in started(web(asks.replace("periodSeconds: 30", "timeoutSeconds: 3")))
    assert "exec-probe-has-one-second" not in started(web(asks.replace("bin/ask.sh", "cat, /tmp/ok")))


def test_one_second_is_said_once_a_container() -> None:
    asks = [
        f"{probe}: {{exec: {{command: [sh, -c, redis-cli ping]}}}}" for probe in ("readinessProbe", "livenessProbe")
    ]
    made = plan(web(*asks))
    assert [each.id for each in made.mistakes(first(made))].count("exec-probe-has-one-second") == 1


BARE = "gcr.io/distroless/cc-debian12"


@pytest.mark.parametrize(
    "field",
    [
        "readinessProbe: {exec: {command: [cat, /ready]}}",
        "livenessProbe: {exec: {command: [/bin/sh, -c, /ask]}}",
        "lifecycle: {postStart: {exec: {command: [sleep, '5']}}}",
    ],
)
def test_program_of_a_probe_or_of_post_start_must_be_in_the_image(field: str) -> None:
    made = plan(web(field).replace("image: web:1", f"image: {BARE}"))
    assert found(made)["command-not-in-image"].severity is Severity.ERROR
    assert "command-not-in-image" not in found(made.know(first(made), AppFacts(shell=True)))  # noqa: S604
    assert "command-not-in-image" not in found(plan(web(field)))


QUORUM = WEB.replace("kind: Deployment", "kind: StatefulSet")


@pytest.mark.parametrize(
    "probe",
    [
        "{exec: {command: [etcdctl, endpoint, health]}}",
        "{exec: {command: [sh, -c, zkServer.sh status]}}",
        "{httpGet: {path: /v1/status/leader, port: 8500}}",
        "{httpGet: {path: '/_cluster/health?wait_for_status=yellow', port: 9200}}",
    ],
)
def test_ordered_start_with_a_probe_for_the_majority_is_told(probe: str) -> None:
    text = within(QUORUM, "image: web:1", f"readinessProbe: {probe}")
    made = plan(text)
    assert found(made)["ordered-start-asks-for-quorum"].severity is Severity.INFO
    told = found(made.know(first(made), AppFacts(quorum=True)))
    assert told["ordered-start-asks-for-quorum"].severity is Severity.WARNING
    assert "ordered-start-asks-for-quorum" not in found(made.know(first(made), AppFacts(quorum=False)))
    for fine in (
        text.replace("spec:", "spec:\n  podManagementPolicy: Parallel", 1),
        text.replace("replicas: 3", "replicas: 1"),
        text.replace("readinessProbe", "livenessProbe"),
        text.replace("kind: StatefulSet", "kind: Deployment"),
    ):
        assert "ordered-start-asks-for-quorum" not in found(plan(fine))


def test_service_for_metrics_alone_makes_no_error_of_a_missing_probe() -> None:
    watched = WEB.replace("name: http", "name: metrics")
    lead = SERVICE.replace("targetPort: http", "targetPort: metrics")
    assert found(plan(WEB, SERVICE))["no-readiness-probe"].severity is Severity.ERROR
    assert found(plan(watched, lead))["no-readiness-probe"].severity is Severity.INFO


def test_what_costs_little_is_info() -> None:
    often = "readinessProbe: {exec: {command: [/ask]}, periodSeconds: 2, timeoutSeconds: 5}"
    mistakes = started(web(often))
    for id in ("exec-probe-often", "timeout-longer-than-period", "no-resource-requests"):
        assert mistakes[id].severity is Severity.INFO


def test_suggestion_leaves_alone_what_is_info() -> None:
    often = "readinessProbe: {exec: {command: [/ask]}, periodSeconds: 2, timeoutSeconds: 5}"
    made = plan(web(often), SERVICE)
    suggested = READINESS.suggest(made.workload(first(made)))
    assert READINESS.edits(suggested, made.workload(first(made))).changed == {}  # type: ignore[arg-type]


def test_mends_of_probes_leave_nothing_to_mend() -> None:
    same = "exec: {command: [/ask]}, timeoutSeconds: 5"
    text = web(f"readinessProbe: {{{same}, periodSeconds: 2}}", f"livenessProbe: {{{same}, periodSeconds: 10}}")
    made = fix(plan(text).inventory, {}, skip=("spread", "budget", "shutdown"), mend=["all"]).plan
    again = fix(plan(made.changes[0].after).inventory, {}, skip=("spread", "budget", "shutdown"), mend=["all"]).plan
    assert again.changes == ()
