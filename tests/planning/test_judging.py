from tests.building import WEB, first, plan, within
from wizard.planning.judging import blocked, remaining
from wizard.planning.plan import Plan
from wizard.practices.spread import SpreadChoice
from wizard.wording.schema import sentence

SCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 4}
"""


def spread(made: Plan, replicas: int | None = None) -> Plan:
    """The plan with the suggested spread, and a count."""
    return made.choose(first(made), "spread", SpreadChoice("host", replicas=replicas))


def test_minimum_above_the_maximum_is_not_written() -> None:
    made = spread(plan(WEB, SCALER), 9)
    assert [sentence(error) for _id, error in blocked(made)] == [
        "a minimum of 9 is above the maximum of 4; the server rejects it"
    ]
    assert not blocked(spread(plan(WEB, SCALER), 4))


def test_what_the_server_refused_before_holds_nothing_up_and_is_said() -> None:
    probed = within(WEB, "image: web:1", "readinessProbe: {tcpSocket: {port: 80}, terminationGracePeriodSeconds: 5}")
    made = spread(
        plan(probed.replace("image: web:1", "image: web:1\n          volumeMounts: [{name: a, mountPath: /a}]"))
    )
    assert not blocked(made)
    assert sorted(error.values["id"] for _id, error in remaining(made)) == [
        "mount-without-volume",
        "readiness-has-grace",
    ]


def test_what_the_schema_says_too_is_said_once() -> None:
    term = (
        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{weight: 1, topologyKey: a}]}}"
    )
    made = spread(
        plan(within(WEB, "app: web", "").replace("    spec:\n      con", f"    spec:\n      {term}\n      con"))
    )
    assert [error.path[-1] for _id, error in remaining(made)] == ["weight"]
