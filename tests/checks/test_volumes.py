"""Volumes that one node or one pod can have: which updates and copies wait for them, and what must not be mended."""

import pytest

from tests.building import first, plan
from tests.trials import trial
from wizard.checks.check import Mistake, Severity
from wizard.model.topology import Node, Topology, told
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.practices.shutdown import SHUTDOWN
from wizard.practices.shutdown_choice import PreStop, ShutdownChoice
from wizard.wording.mistakes import sentence

WIKI = """
apiVersion: apps/v1
kind: {kind}
metadata: {{name: wiki}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: wiki}}}}
  template:
    metadata: {{labels: {{app: wiki}}}}
    spec:
      containers: [{{name: wiki, image: wiki:1, ports: [{{containerPort: 80}}]}}]
      volumes: {volumes}
"""
CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {{name: wiki}}
spec: {{accessModes: {modes}, resources: {{requests: {{storage: 1Gi}}}}}}
"""
SHARED = "[{name: d, persistentVolumeClaim: {claimName: wiki}}]"
OWN = "[{name: d, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce]}}}}]"
ONE_NODE, ONE_POD = "[ReadWriteOnce]", "[ReadWriteOncePod]"
ID = "surge-waits-for-volume"


def wiki(
    modes: str = ONE_NODE,
    more: str = "",
    pod: str = "",
    *,
    replicas: int = 1,
    kind: str = "Deployment",
    volumes: str = SHARED,
    topology: Topology | None = None,
    others: tuple[str, ...] = (),
) -> Plan:
    """One application over one claim, with these lines in its spec and in its pod's."""
    text = WIKI.format(kind=kind, replicas=replicas, volumes=volumes)
    text += "".join(f"      {line}\n" for line in pod.splitlines()) + "".join(
        f"  {line}\n" for line in more.splitlines()
    )
    claims = [CLAIM.format(modes=modes)] if modes else []
    return plan(text, *claims, *others, topology=topology)


def found(made: Plan) -> dict[str, Mistake]:
    return {each.id: each for each in made.mistakes(first(made))}


def how_bad(made: Plan) -> Severity | None:
    return found(made)[ID].severity if ID in found(made) else None


WARNING, ERROR = Severity.WARNING, Severity.ERROR
RECREATE = "strategy: {type: Recreate}"


@pytest.mark.parametrize(
    ("modes", "volumes", "severity"),
    [
        (ONE_NODE, SHARED, WARNING),
        (ONE_POD, SHARED, ERROR),
        ("[ReadWriteOnce, ReadWriteOncePod]", SHARED, ERROR),
        ("", "[{name: d, azureDisk: {diskName: d}}]", WARNING),
        ("", "[{name: d, cinder: {volumeID: d}}]", WARNING),
        ("", "[{name: d, awsElasticBlockStore: {volumeID: d}}]", ERROR),
        ("", "[{name: d, gcePersistentDisk: {pdName: d}}]", ERROR),
        ("", "[{name: d, gcePersistentDisk: {pdName: d, readOnly: true}}]", None),
        ("[ReadWriteMany]", SHARED, None),
        ("[ReadOnlyMany, ReadWriteOnce]", SHARED, None),
        ("", SHARED, None),
        ("[]", SHARED, None),
        ("[{a: b}, 5]", SHARED, None),
        ("5", SHARED, None),
        (ONE_NODE, OWN, None),
        (ONE_NODE, "[{name: d, emptyDir: {}}]", None),
        (ONE_NODE, "[{name: d, persistentVolumeClaim: {claimName: another}}]", None),
        (ONE_NODE, "[{name: d, persistentVolumeClaim: 5}, 7]", None),
    ],
)
def test_an_update_that_starts_first_waits_for_what_one_node_or_pod_can_have(
    modes: str, volumes: str, severity: Severity | None
) -> None:
    assert how_bad(wiki(modes, volumes=volumes)) is severity


@pytest.mark.parametrize(
    "more",
    [
        RECREATE,
        "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}",
        "strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}",
        "strategy: {rollingUpdate: {maxSurge: 0}}",
    ],
)
@pytest.mark.parametrize("modes", [ONE_NODE, ONE_POD])
def test_an_update_that_lets_the_old_pod_go_is_right(modes: str, more: str) -> None:
    ids = set(found(wiki(modes, more)))
    assert not ids & {ID, "recreate-strategy", "rollout-takes-only-copy"}


@pytest.mark.parametrize("more", ["strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", "strategy:", ""])
def test_what_the_server_fills_in_counts(more: str) -> None:
    assert how_bad(wiki(ONE_POD, more)) is ERROR


HOST_TERM = "{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: wiki}}"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
ANTI = f"affinity: {{podAntiAffinity: {{{REQUIRED}: [{HOST_TERM}}}]}}}}"
SPREAD = f"topologySpreadConstraints: [{HOST_TERM}, maxSkew: 1, whenUnsatisfiable: DoNotSchedule}}]"


def rooms(cpu: int, count: int = 3) -> Topology:
    return Topology(tuple(Node(f"n{number}", {}, allocatable={"cpu": cpu, "pods": 9}) for number in range(count)))


@pytest.mark.parametrize(
    ("pod", "topology", "severity"),
    [
        ("", told(3, 3), WARNING),
        ("", told(1, 1), None),
        ("nodeName: n1", None, None),
        ("nodeSelector: {kubernetes.io/hostname: n1}", None, None),
        ("nodeSelector: {kubernetes.io/os: linux}", None, WARNING),
        (f"affinity: {{podAffinity: {{{REQUIRED}: [{HOST_TERM}}}]}}}}", None, None),
        (ANTI, told(3, 3), ERROR),
        (ANTI.replace("wiki}}", "wiki}}, matchLabelKeys: [pod-template-hash]", 1), told(3, 3), WARNING),
        (ANTI.replace("app: wiki", "app: other"), told(3, 3), WARNING),
        (SPREAD, told(3, 3), ERROR),
        (SPREAD, None, WARNING),
        (SPREAD.replace("maxSkew: 1", "maxSkew: 2"), told(3, 3), WARNING),
        (SPREAD.replace("DoNotSchedule", "ScheduleAnyway"), told(3, 3), WARNING),
        ("hostNetwork: true", told(3, 3), ERROR),
        ("resources: {requests: {cpu: 3}}", rooms(4000), ERROR),
        ("resources: {requests: {cpu: 2}}", rooms(4000), WARNING),
        ("resources: {requests: {cpu: 3}}", rooms(4000, 1), ERROR),
    ],
)
def test_it_is_sure_only_where_the_old_node_is_ruled_out(
    pod: str, topology: Topology | None, severity: Severity | None
) -> None:
    assert how_bad(wiki(ONE_NODE, pod=pod, topology=topology)) is severity
    assert how_bad(wiki(ONE_POD, pod=pod, topology=topology)) is ERROR


def test_each_way_has_its_own_sentence() -> None:
    made = (wiki(), wiki(pod="hostNetwork: true"), wiki(ONE_POD))
    said = {sentence(each.id, each.values) for one in made if (each := found(one)[ID])}
    assert len(said) == 3
    assert all("wiki" in each and "ReadWriteOnce" in each for each in said)


AUTOSCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: wiki}
spec: {minReplicas: MIN, maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: wiki}}
"""


@pytest.mark.parametrize(
    ("made", "severity"),
    [
        (wiki(replicas=2), ERROR),
        (wiki(replicas=2, more=RECREATE), ERROR),
        (wiki(replicas=2, kind="StatefulSet"), ERROR),
        (wiki(ONE_POD, replicas=2, topology=told(1, 1)), ERROR),
        (wiki(replicas=2, topology=told(1, 1)), None),
        (wiki(replicas=2, pod="nodeSelector: {kubernetes.io/hostname: n1}"), None),
        (wiki("[ReadWriteMany]", replicas=2), None),
        (wiki("", replicas=2), None),
        (wiki(replicas=2, kind="StatefulSet", volumes=OWN), None),
        (wiki("", replicas=2, volumes="[{name: d, azureDisk: {diskName: d}}]"), ERROR),
        (wiki(), None),
        (wiki(others=(AUTOSCALER.replace("MIN", "1"),)), WARNING),
        (wiki(others=(AUTOSCALER.replace("MIN", "2"),)), ERROR),
    ],
)
def test_copies_that_share_it(made: Plan, severity: Severity | None) -> None:
    bites = found(made)
    assert (bites["copies-share-one-volume"].severity if "copies-share-one-volume" in bites else None) is severity


@pytest.mark.parametrize(
    ("modes", "volumes", "says"),
    [
        (ONE_NODE, SHARED, False),
        (ONE_POD, SHARED, False),
        ("", SHARED, False),
        ("[ReadWriteMany]", SHARED, True),
        ("", OWN, True),
        ("", "[{name: d, emptyDir: {}}]", True),
    ],
)
def test_recreate_is_a_mistake_only_where_two_versions_may_run_at_once(modes: str, volumes: str, says: bool) -> None:
    assert ("recreate-strategy" in found(wiki(modes, RECREATE, volumes=volumes))) is says


def changed(made: Plan) -> str:
    return made.changes[0].after if made.changes else ""


def test_nothing_makes_a_rolling_update_of_what_has_to_go_first() -> None:
    made = wiki(more=RECREATE)
    assert not made.mend(first(made), "recreate-strategy", agreed=True).changes
    assert "RollingUpdate" not in changed(fix(made.inventory, {}).plan)
    answers = ShutdownChoice((PreStop("web", "sleep", 10),), 45, 1, 0, None)
    for more in (RECREATE, ""):
        # Nobody takes over from one copy, so a pause is no answer for it.
        assert SHUTDOWN.portable(answers, wiki(more=more).workload(first(made))) is None
        same = SHUTDOWN.portable(answers, wiki(more=more, replicas=2).workload(first(made)))
        assert same is not None
        assert (same.max_surge, same.max_unavailable) == (None, None)


def test_recreate_comes_only_where_somebody_agreed() -> None:
    made = wiki(more="strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}")
    assert not made.mend(first(made), ID).changes
    mended = made.mend(first(made), ID, agreed=True)
    assert "strategy: {type: Recreate}" in changed(mended)
    assert "rollingUpdate" not in changed(mended)


def test_a_rollout_that_cannot_move_lets_one_go_where_the_new_one_would_wait() -> None:
    stuck = "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}"
    for modes, wanted in ((ONE_NODE, "maxUnavailable: 1"), ("[ReadWriteMany]", "maxSurge: 1")):
        made = wiki(modes, stuck)
        assert wanted in changed(made.mend(first(made), "rollout-cannot-move"))


@pytest.mark.parametrize("name", ["rwo-recreate.yaml", "live/rwo-recreate.yaml", "rwop.yaml", "live/rwo.yaml"])
def test_inputs_that_were_judged_wrong(name: str) -> None:
    made = plan(trial(name).read_text())
    wanted = {"rwop.yaml": ERROR, "live/rwo.yaml": WARNING}.get(name)
    assert how_bad(made) is wanted
    assert "recreate-strategy" not in found(made)
