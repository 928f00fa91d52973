"""Spread level: what is suggested, what is doubtful, what can never be right."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from tests.building import SERVICE, SIX_HOSTS, WEB, first, plan, workload
from wizard.checks import Mistake
from wizard.errors import WizardError
from wizard.model.topology import Topology, told
from wizard.model.versions import Version
from wizard.model.workload import AppFacts, Workload
from wizard.practices.spread import SPREAD
from wizard.practices.spread_choice import SpreadChoice

ONE = WEB.replace("replicas: 3", "replicas: 1")
REQUIRED = WEB.replace(
    "      containers:\n",
    """      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                app: web
      containers:
""",
)


def test_three_copies_are_suggested_for_one() -> None:
    assert SPREAD.suggest(workload(ONE)).replicas == 3


def test_two_copies_are_enough_for_two_zones() -> None:
    assert SPREAD.suggest(workload(ONE, topology=told(4, 2))).replicas == 2


def test_enough_copies_stay_as_they_are() -> None:
    assert SPREAD.suggest(workload(WEB)).replicas is None


@pytest.mark.parametrize("known", [None, SIX_HOSTS])
def test_strict_is_never_suggested_where_nothing_is(known: object) -> None:
    assert SPREAD.suggest(workload(WEB, topology=known)) == SpreadChoice("zone")  # type: ignore[arg-type]


def test_replicas_of_a_stateful_set_are_never_raised_by_suggestion() -> None:
    assert SPREAD.suggest(workload(ONE.replace("kind: Deployment", "kind: StatefulSet"))).replicas is None


def test_pods_that_share_a_claim_are_never_multiplied_by_suggestion() -> None:
    shared = ONE.replace(
        "      containers:\n",
        "      volumes:\n      - {name: d, persistentVolumeClaim: {claimName: d}}\n      containers:\n",
    )
    assert SPREAD.suggest(workload(shared)).replicas is None


def test_hosts_are_suggested_where_there_is_one_zone() -> None:
    assert SPREAD.suggest(workload(WEB, topology=told(3, 1))).level == "host"


def test_form_that_is_there_is_kept() -> None:
    assert SPREAD.suggest(workload(REQUIRED)).form == "podAntiAffinity"


def test_strict_rule_is_kept_while_it_leaves_no_pod_pending() -> None:
    assert SPREAD.suggest(workload(REQUIRED, topology=SIX_HOSTS)).strict


def test_strict_rule_stays_strict_even_where_a_copy_waits_for_a_host() -> None:
    assert SPREAD.suggest(workload(REQUIRED, topology=told(2, 1))).strict


def test_strict_rule_on_an_unknown_cluster_is_a_risk() -> None:
    choice = SpreadChoice("host", strict=True)
    assert [each.id for each in SPREAD.risks(choice, workload(WEB))] == ["strict-on-unknown-cluster"]
    assert SPREAD.risks(choice, workload(WEB, topology=SIX_HOSTS)) == ()


def test_more_copies_than_hosts_is_said_with_numbers() -> None:
    chosen = plan(WEB, topology=told(2, 1), version=Version(1, 31))
    made = chosen.choose(first(chosen), "spread", SpreadChoice("host", strict=True, form="podAntiAffinity"))
    found = {each.id: each.values for each in made.risks(first(chosen), SPREAD)}
    assert found["more-replicas-than-hosts"] == {"replicas": 3, "hosts": 2, "pending": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "rack"},
        {"level": "host", "replicas": 0},
        {"level": "placement"},
        {"level": "placement", "placement_label": "a b", "placement_values": ("x",)},
        {"level": "placement", "placement_values": ("-x",)},
    ],
)
def test_value_that_is_never_right_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(WizardError):
        SpreadChoice(**wrong)  # type: ignore[arg-type]


def test_placement_without_its_label_is_a_question() -> None:
    question = SPREAD.choice({"spread": ["placement"]}, workload(WEB))
    assert getattr(question, "id", None) == "placement-label"


def test_same_answers_never_carry_a_placement_label() -> None:
    choice = SpreadChoice("placement", placement_values=("rack1",))
    assert SPREAD.portable(choice, workload(WEB)) is None


def test_same_answers_raise_only_what_may_grow() -> None:
    choice = SpreadChoice("zone", replicas=4)
    assert SPREAD.portable(choice, workload(ONE)) == choice
    assert SPREAD.portable(choice, workload(ONE.replace("Deployment", "StatefulSet"))) == SpreadChoice("zone")


def test_daemon_set_is_not_spread() -> None:
    assert SPREAD.not_applicable(workload(WEB.replace("Deployment", "DaemonSet"))) == "daemonset"


def known(text: str, *, topology: Topology | None = None, **facts: object) -> Workload:
    """The workload of a text, of which people said this."""
    return replace(workload(text, SERVICE, topology=topology), facts=AppFacts(**facts))  # type: ignore[arg-type]


def test_must_survive_is_strict_only_where_the_cluster_is_known() -> None:
    assert SPREAD.suggest(known(WEB, survive="zone", topology=SIX_HOSTS)).strict
    assert not SPREAD.suggest(known(WEB, survive="zone")).strict
    assert not SPREAD.suggest(known(WEB, survive="zone", topology=replace(SIX_HOSTS, assumed=True))).strict
    assert not SPREAD.suggest(known(WEB, survive="none", topology=SIX_HOSTS)).strict


def test_must_survive_widens_the_level_and_stays_preferred_where_there_is_only_one() -> None:
    assert SPREAD.suggest(known(WEB, survive="region", topology=SIX_HOSTS)) == SpreadChoice("region")


def test_must_survive_stays_preferred_where_disks_may_be_bound_to_a_zone_first() -> None:
    stateful = WEB.replace("kind: Deployment", "kind: StatefulSet")
    disks = f"{stateful}  volumeClaimTemplates:\n    - metadata: {{name: data}}\n      spec: {{}}\n"
    assert SPREAD.suggest(known(stateful, survive="zone", topology=SIX_HOSTS)).strict
    assert not SPREAD.suggest(known(disks, survive="zone", topology=SIX_HOSTS)).strict


@pytest.mark.parametrize(("wanted", "seconds"), [(None, None), (120, 80), (60, 30), (10, 30), (400, None)])
def test_toleration_leaves_time_to_notice_and_is_never_shorter_than_a_fault(
    wanted: int | None, seconds: int | None
) -> None:
    assert SPREAD.suggest(known(WEB, failover_seconds=wanted)).tolerate == seconds


def test_failover_that_cannot_be_so_fast_says_so() -> None:
    asked = known(WEB, failover_seconds=60)
    assert ids(SPREAD.risks(SPREAD.suggest(asked), asked)) == {"failover-not-so-fast"}
    assert "fault-moves-pods" in ids(SPREAD.risks(SpreadChoice("host", tolerate=5), known(WEB)))


def test_tolerations_of_other_taints_stay() -> None:
    tolerant = WEB.replace("      containers:", "      tolerations: [{key: gpu, operator: Exists}]\n      containers:")
    changed = SPREAD.edits(SpreadChoice("none", tolerate=30), workload(tolerant)).changed
    pod = next(iter(changed.values()))["spec"]["template"]["spec"]
    assert pod["tolerations"][0] == {"key": "gpu", "operator": "Exists"}
    assert [each.get("tolerationSeconds") for each in pod["tolerations"]] == [None, 30, 30]


def ids(found: Iterable[Mistake]) -> set[str]:
    return {each.id for each in found}
