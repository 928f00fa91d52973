"""Which nodes are asked for: alternatives that are meant as such, and those that undo a placement."""

import pytest

from tests.building import WEB, first, plan
from tests.trials import trial
from wizard.cli import main

ROLE = "node-role.kubernetes.io"


def asking(*terms: str, kind: str = "Deployment") -> set[str]:
    """What is found in a workload with these node terms, each a list of expressions."""
    every = ", ".join(f"{{matchExpressions: [{term}]}}" for term in terms)
    rule = f"{{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{every}]}}}}"
    text = WEB.replace("      containers:\n", f"      affinity: {{nodeAffinity: {rule}}}\n      containers:\n")
    made = plan(text.replace("kind: Deployment", f"kind: {kind}"))
    return {each.id for each in made.mistakes(first(made))}


def exists(key: str) -> str:
    return f"{{key: {key}, operator: Exists}}"


def within(key: str, *values: str) -> str:
    return f"{{key: {key}, operator: In, values: [{', '.join(values)}]}}"


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "DaemonSet"])
@pytest.mark.parametrize(
    "terms",
    [
        (exists(f"{ROLE}/master"), exists(f"{ROLE}/control-plane")),
        (exists(f"{ROLE}/control-plane"), exists(f"{ROLE}/master"), exists(f"{ROLE}/etcd")),
        (within("kubernetes.io/arch", "arm64"), within("beta.kubernetes.io/arch", "arm64")),
        (within("topology.kubernetes.io/zone", "a"), within("failure-domain.beta.kubernetes.io/zone", "a")),
        (within("eks.amazonaws.com/nodegroup", "web"), within("cloud.google.com/gke-nodepool", "web")),
        (within("disk", "ssd"), within("disk", "nvme")),
        (within("disk", "ssd"),),
    ],
    ids=str,
)
def test_alternatives_are_meant_as_such(terms: tuple[str, ...], kind: str) -> None:
    assert "node-terms-are-alternatives" not in asking(*terms, kind=kind)


@pytest.mark.parametrize(
    "terms",
    [
        (within("disk", "ssd"), within("placement-set-uniq", "rack1")),
        (within("example.com/rack", "r1", "r2"), exists("gpu")),
        (within("topology.kubernetes.io/zone", "a"), within("pool", "web")),
        (exists("gpu"), f"{exists('gpu')}, {exists('fast')}", within("placement-set-uniq", "rack1")),
    ],
    ids=str,
)
def test_a_place_in_a_term_of_its_own_need_not_hold(terms: tuple[str, ...]) -> None:
    assert "node-terms-are-alternatives" in asking(*terms)


def test_trial_of_two_labels_of_control_planes_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(trial("kube-vip.yaml"))]) == 0
    assert "node-terms" not in capsys.readouterr().out
