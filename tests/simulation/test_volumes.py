"""A volume that one node, or one pod, can have at a time: who waits for it, for how long, and what is said of that."""

from typing import Any

import pytest

from tests.building import workload
from tests.simulation.making import Object, rolling
from tests.trials import trial
from wizard.model.topology import HOSTNAME, ZONE, Node, Topology, told
from wizard.model.workload import Workload
from wizard.simulation.assumed import assumed
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.landing import land
from wizard.simulation.outcome import Outcome
from wizard.simulation.scenarios import play
from wizard.wording.simulation import why_words

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
      containers: [{{name: wiki, image: wiki:1, readinessProbe: {{httpGet: {{path: /r, port: 80}}}}}}]
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
EBS, AZURE = (f"[{{name: d, {each}}}]" for each in ("awsElasticBlockStore: {volumeID: v}", "azureDisk: {diskName: v}"))


def wiki(
    modes: str = "[ReadWriteOnce]",
    replicas: int = 1,
    *,
    volumes: str = SHARED,
    kind: str = "Deployment",
    spec: Object | None = None,
    topology: Topology | None = None,
) -> Workload:
    """One application over one claim; where there are no modes, of which nothing is known."""
    text = WIKI.format(kind=kind, replicas=replicas, volumes=volumes)
    more = "".join(f"  {key}: {value}\n" for key, value in (spec or {}).items())
    claims = [CLAIM.format(modes=modes)] if modes else []
    return workload(text + more, *claims, topology=topology or told(6, 3))


def said(outcome: Outcome) -> dict[str, Any]:
    return {id: dict(values) for id, values in outcome.reasons}


RECREATE = {"strategy": {"type": "Recreate"}}
ONE_GOES_FIRST = rolling(0, 1)


@pytest.mark.parametrize("volumes", [SHARED, AZURE])
def test_a_second_pod_waits_for_as_long_as_the_first_stands(volumes: str) -> None:
    outcome = play(wiki(volumes=volumes), "rolling-update")
    assert (outcome.ends, outcome.lowest_ready, outcome.pending) == (False, 1, ())
    assert {"volume-held", "old-serves", "progress-deadline"} == set(said(outcome))
    assert said(outcome)["volume-held"]["pods"] == 1
    assert "held-up" in {event for _seconds, event, _values in outcome.steps}
    assert all("{" not in each for each in why_words(outcome))


@pytest.mark.parametrize("strategy", [RECREATE, ONE_GOES_FIRST])
@pytest.mark.parametrize("modes", ["[ReadWriteOnce]", "[ReadWriteOncePod]"])
def test_an_update_that_lets_the_old_pod_go_first_ends(strategy: Object, modes: str) -> None:
    outcome = play(wiki(modes, spec=strategy), "rolling-update")
    # Two seconds until the old pod is gone, then those of a start.
    assert (outcome.ends, outcome.ready, outcome.reasons) == (True, ((0, 1), (0, 0), (14, 1)), ())


@pytest.mark.parametrize(
    ("modes", "volumes"),
    [
        ("[ReadWriteMany]", SHARED),
        ("[ReadOnlyMany]", SHARED),
        ("[ReadWriteOnce, ReadOnlyMany]", SHARED),
        ("", SHARED),
        ("", OWN),
        ("", "[{name: d, emptyDir: {}}]"),
        ("", "[{name: d, gcePersistentDisk: {pdName: v, readOnly: true}}]"),
        ("[5, {a: b}]", SHARED),
        ("ReadWriteOnce", SHARED),
    ],
)
def test_nobody_waits_for_a_volume_that_many_may_have_or_of_which_nothing_is_known(modes: str, volumes: str) -> None:
    outcome = play(wiki(modes, 2, volumes=volumes), "rolling-update")
    assert (outcome.ends, outcome.lowest_ready) == (True, 2)


def test_pods_of_one_node_share_it() -> None:
    here = told(1, 1)
    assert play(wiki(topology=here), "rolling-update").ends
    assert play(wiki(replicas=3, topology=here), "rolling-update").lowest_ready == 3


def test_a_second_copy_elsewhere_never_starts() -> None:
    outcome = play(wiki(replicas=2), "scale-up")
    assert (outcome.ends, outcome.ready[0]) == (False, (0, 1))
    assert said(outcome)["volume-held"]["pods"] == 3


def test_whoever_waits_gets_it_when_it_is_free() -> None:
    """Its host is drained: the new pod is elsewhere at once, and starts when the old one is gone, after two seconds."""
    outcome = play(wiki(), "drain")
    assert "held-up" in {event for _seconds, event, _values in outcome.steps}
    assert (outcome.ends, outcome.ready, outcome.reasons) == (True, ((0, 1), (0, 0), (14, 1)), ())


def test_a_stateful_set_of_one_claim_waits_too() -> None:
    outcome = play(wiki(replicas=2, kind="StatefulSet"), "pod-deleted")
    assert not outcome.ends
    assert "volume-held" in said(outcome)


def test_each_node_s_pod_of_a_daemon_set_wants_it() -> None:
    outcome = play(wiki(kind="DaemonSet"), "pod-deleted")
    assert (outcome.wanted, outcome.lowest_ready) == (6, 0)
    assert said(outcome)["volume-held"] == {"volume": "wiki", "pods": 5}


@pytest.mark.parametrize("modes", ["[ReadWriteOnce]", "[ReadWriteOncePod]"])
@pytest.mark.parametrize("strategy", [RECREATE, ONE_GOES_FIRST, rolling(1, 0)])
def test_a_dead_host_keeps_it_until_somebody_helps(modes: str, strategy: Object) -> None:
    outcome = play(wiki(modes, spec=strategy), "host-loss")
    assert (outcome.ends, outcome.ready[-1][1]) == (False, 0)
    assert said(outcome) == {"volume-on-dead-host": {"volume": "wiki", "pods": 1, "minutes": 6}}
    assert "out-of-service" in "".join(why_words(outcome))


def test_a_claim_for_one_pod_keeps_the_second_pending_on_every_node() -> None:
    outcome = play(wiki("[ReadWriteOncePod]", topology=told(1, 1)), "rolling-update")
    ((why, count),) = outcome.pending
    assert (outcome.ends, count, why.reasons) == (False, 1, (("claim-in-use", "", 1),))
    assert "ReadWriteOncePod access mode already in-use" in "".join(why_words(outcome))
    assert "volume-held" not in said(outcome)


def test_a_disk_that_the_scheduler_gives_to_one_pod_of_a_node() -> None:
    ((why, _count),) = play(wiki("", volumes=EBS, topology=told(1, 1)), "rolling-update").pending
    assert why.reasons == (("disk", "", 1),)
    assert "volume-held" in said(play(wiki("", volumes=EBS), "rolling-update"))


def test_it_is_reached_from_every_zone_and_that_is_said() -> None:
    three = told(3, 3)
    assert play(wiki(spec=RECREATE, topology=three), "drain").ready[-1] == (14, 1)
    assert not play(wiki(topology=three), "rolling-update").ends
    assert "shared-anywhere" in {id for id, _values in assumed(wiki(), Assumptions(), three)}
    assert "shared-anywhere" not in {id for id, _values in assumed(wiki("[ReadWriteMany]"), Assumptions(), three)}


def test_the_picture_leaves_a_second_copy_of_a_claim_for_one_pod_waiting() -> None:
    ((why, count),) = land(wiki("[ReadWriteOncePod]", 2), told(3, 1)).pending
    assert (count, why.reasons) == (1, (("claim-in-use", "", 3),))


def test_a_pod_of_others_may_have_it() -> None:
    nodes = Topology(tuple(Node(f"n{number}", {HOSTNAME: f"n{number}", ZONE: "a"}) for number in range(2)))
    volume = {"name": "d", "persistentVolumeClaim": {"claimName": "wiki"}}
    other: Object = {
        "metadata": {"name": "backup", "labels": {}},
        "spec": {"nodeName": "n1", "containers": [{"name": "it"}], "volumes": [volume]},
    }
    away = {"key": HOSTNAME, "operator": "In", "values": ["n0"]}
    term = {"nodeSelectorTerms": [{"matchExpressions": [away]}]}
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": term}}
    here = wiki(topology=nodes)
    pinned = here.data | {"spec": {**here.spec, "template": _with(here.spec["template"], affinity=affinity)}}
    one = Workload(here.id, pinned, claims=here.claims, topology=nodes)
    assert not play(one, "pod-deleted", others=[other]).ends
    other["spec"]["nodeName"] = "n0"
    assert play(one, "pod-deleted", others=[other]).ends


def _with(template: Any, **more: Any) -> Object:
    return {**template, "spec": {**template["spec"], **more}}


@pytest.mark.parametrize(
    ("name", "update_ends"), [("rwop.yaml", False), ("live/rwo.yaml", False), ("live/rwo-recreate.yaml", True)]
)
def test_inputs_that_were_played_wrong(name: str, update_ends: bool) -> None:
    found = workload(trial(name).read_text())
    assert play(found, "rolling-update").ends is update_ends
    lost = play(found, "host-loss")
    assert (lost.ends, lost.ready[-1][1]) == (False, 0)
    assert "volume-on-dead-host" in said(lost)
