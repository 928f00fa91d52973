"""The five examples of a page that many copied from: every mistake named, mended on request, and then left alone.

Fragments stand in a workload of three; what the page gets right must not be called wrong.
"""

import difflib
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

import pytest

from tests.building import first, plan
from tests.catalogue.examples import found
from wizard.cli import main
from wizard.errors import IndentTabError
from wizard.model.topology import told
from wizard.model.versions import NEWEST, OLDEST, Version
from wizard.planning import schema
from wizard.planning.fixing import fix
from wizard.planning.judging import blocked, schema_errors
from wizard.planning.plan import Plan
from wizard.text.manifest import Manifest
from wizard.text.yamldata import load

VERSIONS = [Version(1, minor) for minor in range(OLDEST.minor, NEWEST.minor + 1)]


def workload(kind: str, label: str, pod: str = "") -> str:
    """Three copies of an image, with more of the pod's spec."""
    name = label.rsplit(maxsplit=1)[-1]
    return f"""\
apiVersion: apps/v1
kind: {kind}
metadata:
  name: {name}
spec:
  replicas: 3
  selector:
    matchLabels:
      {label}
  template:
    metadata:
      labels:
        {label}
    spec:
      containers:
      - name: {name}
        image: registry.example/{name}:1
{indent(dedent(pod), " " * 6)}"""


DNS = workload(
    "Deployment",
    "k8s-app: kube-dns",
    """\
    affinity:
     podAntiAffinity:
       requiredDuringSchedulingIgnoredDuringExecution:
       - weight: 100
         labelSelector:
           matchExpressions:
           - key: k8s-app
             operator: In
             values:
             - kube-dns
         topologyKey: kubernetes.io/hostname
    """,
)
RACK = workload(
    "Deployment",
    "app: nginx",
    """\
    affinity:
      nodeAffinity:
        requiredDuringSchedulingIgnoredDuringExecution:
          nodeSelectorTerms:
          - matchExpressions:
            - key: "placement-set-uniq"
              operator: In
              values:
              - "rack1"
      podAntiAffinity:
        preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 100
          podAffinityTerm:
            labelSelector:
              matchExpressions:
              - key: app
                operator: In
                values:
                - nginx
            topologyKey: kubernetes.io/hostname
    """,
)
ZOOKEEPER = workload("StatefulSet", "app: zookeeper")
BUDGET = """\
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata:
  name: zk-pdb
spec:
  minAvailable: 2
  selector:
    matchLabels:
      app: zookeeper
"""
LATER_BUDGET = BUDGET.replace("minAvailable: 2", "maxUnavailable: 1")
NGINX = """\
apiVersion: extensions/v1beta1
kind: Deployment
metadata:
  name: nginx
spec:
  replicas: 1
  selector:
    matchLabels:
      component: nginx
  template:
    metadata:
      labels:
        component: nginx
    spec:
      containers:
      - name: nginx
        image: "nginx"
        ports:
        - name: http
          hostPort: 80
          containerPort: 80
          protocol: TCP
        readinessProbe:
          httpGet:
            path: /healthz
            port: 80
            httpHeaders:
            - name: X-Custom-Header
              value: Awesome
          initialDelaySeconds: 15
          timeoutSeconds: 1
        lifecycle:
          preStop:
            exec:
              command: ["/bin/bash", "-c", "sleep 30"]
"""


@dataclass(frozen=True)
class Example:
    """One example in its stream, what is wrong with it, and what people have to decide themselves."""

    texts: tuple[str, ...]
    wrong: frozenset[str]
    mendable: frozenset[str]
    """What `--mend ID` takes."""
    left: frozenset[str]
    """What stays when all is mended and suggested."""

    @property
    def plan(self) -> Plan:
        """A plan without choices."""
        return plan(*self.texts)


def example(*texts: str, mend: str = "", step: str = "", people: str = "") -> Example:
    """An example, with the ids that a mend, a step and people take care of; none of the five asks for resources."""
    left = frozenset({*people.split(), "no-resource-requests"})
    mendable = frozenset(mend.split())
    return Example(texts, mendable | {*step.split()} | left, mendable, left)


OLD_BUDGET = "budget-api-gone"
EXAMPLES = {
    "kube-dns": example(DNS, mend="weight-in-required-term", step="no-budget"),
    "rack": example(RACK, step="no-budget", people="pinned-to-one-value"),
    "zk-min-available": example(ZOOKEEPER, BUDGET, mend=OLD_BUDGET, step="no-spread-rule"),
    "zk-max-unavailable": example(ZOOKEEPER, LATER_BUDGET, mend=OLD_BUDGET, step="no-spread-rule"),
    "nginx": example(NGINX, mend="workload-api-gone", step="pre-stop-eats-grace", people="one-replica"),
}
every = pytest.mark.parametrize("each", EXAMPLES.values(), ids=EXAMPLES)


def all_mended(made: Plan) -> str:
    """What `fix --mend all` writes."""
    done = fix(made.inventory, {}, mend=["all"])
    assert done.open == ()
    assert not blocked(done.plan)
    return done.plan.changes[0].after


def named(made: Plan, id: str) -> tuple[list[str], list[str]]:
    """The lines that `fix --mend ID` takes out and puts in, without any step."""
    mends = fix(made.inventory, {}, skip=["spread", "budget", "readiness", "shutdown"], mend=[id]).plan
    rows = list(difflib.ndiff(mends.changes[0].before.splitlines(), mends.changes[0].after.splitlines()))
    return [row[2:] for row in rows if row[0] == "-"], [row[2:] for row in rows if row[0] == "+"]


@every
def test_every_mistake_is_named_and_nothing_else(each: Example) -> None:
    assert found(each.plan) == each.wrong


@every
def test_what_is_mended_and_suggested_leaves_only_what_people_decide(each: Example) -> None:
    assert found(plan(all_mended(each.plan))) == each.left


@every
def test_named_mend_mends_what_it_names(each: Example) -> None:
    for id in each.mendable:
        mends = fix(each.plan.inventory, {}, skip=["spread", "budget", "readiness", "shutdown"], mend=[id]).plan
        assert found(plan(mends.changes[0].after)) == each.wrong - {id}


@every
def test_second_run_changes_nothing(each: Example) -> None:
    again = fix(plan(all_mended(each.plan)).inventory, {}, mend=["all"]).plan
    assert again.changes == ()


@every
@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_result_fits_every_present_server(each: Example, version: Version) -> None:
    for data in load(all_mended(plan(*each.texts, version=version))):
        assert isinstance(data, dict)
        assert schema.known(data, version)
        assert schema.validate(data, version) == ()


def test_required_term_loses_its_weight_and_no_other_line() -> None:
    assert named(plan(DNS), "weight-in-required-term") == (
        ["         - weight: 100", "           labelSelector:"],
        ["         - labelSelector:"],
    )


def test_schema_names_the_weight_too() -> None:
    (error,) = schema_errors(plan(DNS).inventory, first(plan(DNS)))
    assert (error.rule, error.path[-1]) == ("unknown-field", "weight")


def test_old_version_is_one_line() -> None:
    assert named(plan(NGINX), "workload-api-gone") == (["apiVersion: extensions/v1beta1"], ["apiVersion: apps/v1"])
    assert named(plan(ZOOKEEPER, BUDGET), OLD_BUDGET) == (
        ["apiVersion: policy/v1beta1"],
        ["apiVersion: policy/v1"],
    )


def test_pause_as_long_as_the_unset_grace_gets_a_longer_grace() -> None:
    written = all_mended(plan(NGINX))
    assert written == NGINX.replace("extensions/v1beta1", "apps/v1") + "      terminationGracePeriodSeconds: 65\n"


def test_second_copy_on_a_port_of_the_host_needs_a_second_node() -> None:
    twice = NGINX.replace("replicas: 1", "replicas: 2")
    assert "host-port-takes-nodes" in found(plan(twice, topology=told(2, 1)))
    assert "host-port-takes-nodes" not in found(plan(twice, topology=told(9, 3)))


def test_rack_of_one_value_is_for_people_to_widen() -> None:
    (pinned,) = (each for each in plan(RACK).mistakes(first(plan(RACK))) if each.id == "pinned-to-one-value")
    assert pinned.values["label"] == "placement-set-uniq"


def test_both_budgets_are_one_object_and_two_names_are_two() -> None:
    assert "two-budgets-on-one-pod" not in found(plan(ZOOKEEPER, BUDGET, LATER_BUDGET))
    assert "two-budgets-on-one-pod" in found(plan(ZOOKEEPER, BUDGET, LATER_BUDGET.replace("zk-pdb", "zk-pdb-later")))


@pytest.mark.parametrize("text", [BUDGET, LATER_BUDGET], ids=["min-available", "max-unavailable"])
def test_tabs_are_named_with_their_line_and_mended_on_request(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page indents these two by tabs, with spaces behind them."""
    tabbed = indent(text, "\t\t")
    with pytest.raises(IndentTabError) as error:
        Manifest.read("zk.yaml", tabbed.encode())
    assert (error.value.line, error.value.column) == (1, 1)
    tmp_path.joinpath("app.yaml").write_text(ZOOKEEPER)
    budget = tmp_path / "budget.yaml"
    budget.write_text(tabbed)
    arguments = ["fix", str(tmp_path), "--skip", "spread", "--mend", OLD_BUDGET]
    assert main(arguments) == 2
    assert "budget.yaml:1:1: found a tab in the indent; replace it with spaces" in capsys.readouterr().err
    for _time in range(2):
        assert main([*arguments, "--write", "--mend-tabs"]) == 0
        assert dedent(budget.read_text()) == text.replace("v1beta1", "v1")
        assert tmp_path.joinpath("app.yaml").read_text() == ZOOKEEPER
