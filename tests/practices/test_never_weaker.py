"""What is there stays as firm, as wide and as commented as it is, unless somebody asks for less."""

import difflib
from textwrap import indent

import pytest

from tests.building import WEB, first, plan, workload
from tests.trials import trial
from wizard.cli import main
from wizard.model.topology import Topology, told
from wizard.model.versions import Version
from wizard.planning.copying import copied
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.practices.practice import Given
from wizard.practices.spread import SPREAD
from wizard.practices.spread_choice import SpreadChoice

HOST, ZONE, REGION = "kubernetes.io/hostname", "topology.kubernetes.io/zone", "topology.kubernetes.io/region"


def constraint(key: str, when: str = "DoNotSchedule", more: str = "") -> str:
    """One spread constraint with comments, in block style."""
    return f"""\
- topologyKey: {key}  # agreed with ops
  whenUnsatisfiable: {when}
  # one of three, no more
  maxSkew: 1
{indent(more, "  ")}  labelSelector:
    matchLabels: {{app: web}}  # the stable one
"""


def term(key: str, more: str = "app: web") -> str:
    """One required anti-affinity term."""
    return f"""\
- topologyKey: {key}  # never two
  labelSelector:
    matchLabels: {{{more}}}
"""


def weighted(key: str, weight: int, more: str = "app: web") -> str:
    """One preferred anti-affinity term."""
    return f"""\
- weight: {weight}  # less than the cache
  podAffinityTerm:
    topologyKey: {key}
    labelSelector: {{matchLabels: {{{more}}}}}
"""


def spread(*constraints: str) -> str:
    return "topologySpreadConstraints:\n" + "".join(constraints)


def anti(required: str = "", preferred: str = "") -> str:
    """The affinity that keeps pods apart."""
    lists = {"required": required, "preferred": preferred}
    said = "".join(
        f"    {kind}DuringSchedulingIgnoredDuringExecution: # SEV-1: stays\n{indent(text, '    ')}"
        for kind, text in lists.items()
        if text
    )
    return f"affinity:\n  podAntiAffinity:\n{said}"


NODES = """\
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
      - matchExpressions:
        - key: example.com/rack  # bought for us
          operator: In
          values: [r1, r2]
"""

RULES = {
    "required host": anti(term(HOST)),
    "required zone": anti(term(ZONE)),
    "required host and zone": anti(term(HOST) + term(ZONE)),
    "required and preferred": anti(term(HOST), weighted(HOST, 7)),
    "two preferred": anti("", weighted(HOST, 7) + weighted(ZONE, 3)),
    "about another app": anti(term(HOST, "app: cache") + term(HOST), weighted(ZONE, 9, "app: batch")),
    "strict host": spread(constraint(HOST)),
    "strict zone": spread(constraint(ZONE, more="minDomains: 3\n")),
    "strict zone, honouring": spread(constraint(ZONE, more="nodeTaintsPolicy: Honor\nminDomains: 2\n")),
    "strict and soft zone": spread(constraint(ZONE), constraint(ZONE, "ScheduleAnyway")),
    "region": spread(constraint(REGION, "ScheduleAnyway"), constraint(HOST)),
    "own label": spread(constraint("example.com/rack"), constraint(HOST, "ScheduleAnyway")),
    "both forms": spread(constraint(ZONE, "ScheduleAnyway")) + anti(term(HOST)),
    "bound to racks": NODES,
}


def written(rules: str, kind: str = "Deployment") -> str:
    return WEB.replace("kind: Deployment", f"kind: {kind}").replace(
        "    spec:\n      containers:\n", f"    spec:\n{indent(rules, '      ')}      containers:\n"
    )


def lost(before: str, made: Plan) -> list[str]:
    """The lines that a plan takes out."""
    after = made.changes[0].after if made.changes else made.inventory.manifests["shop.yaml"].text
    start = made.inventory.manifests["shop.yaml"].text
    assert before.lstrip("\n") in start
    return [each[2:] for each in difflib.ndiff(start.splitlines(), after.splitlines()) if each.startswith("- ")]


TOPOLOGIES = {"unknown": None, "three": told(3, 3), "two": told(2, 1), "many": told(12, 3)}
ASKED: dict[str, Given] = {
    "nothing": {},
    "host": {"spread": ["host"]},
    "zone": {"spread": ["zone"]},
    "region": {"spread": ["region"]},
    "copies": {"replicas": ["3"]},
}


SITUATIONS: list[tuple[str, Topology | None, Version | None]] = [
    ("Deployment", None, None),
    ("Deployment", TOPOLOGIES["three"], Version(1, 34)),
    ("Deployment", TOPOLOGIES["two"], None),
    ("StatefulSet", TOPOLOGIES["three"], None),
    ("StatefulSet", TOPOLOGIES["many"], Version(1, 25)),
]
"""Kind, nodes and server; each rule and each word is tried in all of them."""


@pytest.mark.parametrize(("kind", "topology", "version"), SITUATIONS, ids=range(len(SITUATIONS)))
@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_fix_takes_no_line_out_and_nothing_more_the_second_time(
    rules: str, asked: Given, kind: str, topology: Topology | None, version: Version | None
) -> None:
    text = written(rules, kind)
    made = fix(plan(text, topology=topology, version=version).inventory, asked).plan
    assert lost(text, made) == []
    after = made.changes[0].after if made.changes else text
    assert fix(plan(after, topology=topology, version=version).inventory, asked).plan.changes == ()


@pytest.mark.parametrize("topology", TOPOLOGIES.values(), ids=TOPOLOGIES)
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_the_answer_that_is_filled_in_takes_no_line_out(rules: str, topology: Topology | None) -> None:
    text = written(rules)
    bare = plan(text, topology=topology)
    for choice in (SPREAD.suggest(bare.before(first(bare))), SPREAD.present(bare.before(first(bare)))):
        assert choice is not None
        assert lost(text, bare.choose(first(bare), "spread", choice)) == []


@pytest.mark.parametrize(
    "choice",
    [
        SpreadChoice("none"),
        SpreadChoice("host"),
        SpreadChoice("host", weaken=True),
        SpreadChoice("zone", replicas=5),
        SpreadChoice("region", form="podAntiAffinity"),
    ],
    ids=str,
)
@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_same_answers_take_no_line_of_another_out(rules: str, choice: SpreadChoice) -> None:
    text = written(rules)
    bare = plan(text, WEB.replace("web", "api"))
    target, source = bare.inventory.ids
    made = copied(bare.choose(source, "spread", choice), source, (target,))
    gone = lost(text, made)
    assert gone == [] or (choice.replicas and gone == ["  replicas: 3"] * len(gone)), gone


def test_same_answers_are_strict_only_where_no_copy_then_waits() -> None:
    strict = SpreadChoice("host", strict=True, form="podAntiAffinity")
    many, few = workload(WEB, topology=told(4, 2)), workload(WEB, topology=told(2, 1))
    assert SPREAD.portable(strict, many) == strict
    assert SPREAD.portable(strict, few) == SpreadChoice("host", form="podAntiAffinity")


def test_same_answers_give_no_more_copies_than_find_a_port_of_the_node() -> None:
    ported = WEB.replace("replicas: 3", "replicas: 1").replace(
        "containerPort: 8080", "containerPort: 8080\n              hostPort: 8080"
    )
    five = SpreadChoice("host", replicas=5)
    for topology, copies in ((told(3, 1), None), (told(5, 1), 5), (None, 5)):
        made = SPREAD.portable(five, workload(ported, topology=topology))
        assert made is not None
        assert made.replicas == copies


def test_weaker_is_done_where_it_is_asked_for() -> None:
    for rules, asked, gone in (
        (RULES["required host"], {"weaken": []}, "requiredDuring"),
        (RULES["strict zone"], {"spread": ["zone"], "weaken": []}, "DoNotSchedule"),
        (RULES["region"], {"spread": ["host"], "weaken": []}, REGION),
        (RULES["strict zone"], {"spread": ["none"]}, "topologySpreadConstraints"),
        (RULES["bound to racks"], {"spread": ["host"], "weaken": []}, "example.com/rack"),
        (RULES["required host"], {"form": ["spread"]}, "podAntiAffinity"),
    ):
        text = written(rules)
        assert gone in text
        after = fix(plan(text).inventory, asked).plan.changes[0].after
        assert gone not in after, asked


def test_another_form_keeps_what_is_strict() -> None:
    text = written(RULES["required host and zone"])
    made = fix(plan(text).inventory, {"form": ["spread"]}).plan
    rules = made.workload(first(made)).pod["topologySpreadConstraints"]
    assert [(each["topologyKey"], each["whenUnsatisfiable"]) for each in rules] == [
        (ZONE, "DoNotSchedule"),
        (HOST, "DoNotSchedule"),
    ]


def test_one_that_becomes_like_another_goes() -> None:
    text = written(RULES["strict and soft zone"])
    made = fix(plan(text).inventory, {"spread": ["zone"], "weaken": []}).plan
    rules = made.workload(first(made)).pod["topologySpreadConstraints"]
    assert [(each["topologyKey"], each["whenUnsatisfiable"]) for each in rules] == [
        (ZONE, "ScheduleAnyway"),
        (HOST, "ScheduleAnyway"),
    ]


def test_a_weight_in_a_required_term_weighs_the_preferred_one_made_of_it() -> None:
    text = written(RULES["required host"].replace("- topologyKey", "- weight: 40\n      topologyKey"))
    made = fix(plan(text).inventory, {"weaken": []})
    (entry,) = made.plan.workload(first(made.plan)).pod["affinity"]["podAntiAffinity"][
        "preferredDuringSchedulingIgnoredDuringExecution"
    ]
    assert entry["weight"] == 40
    assert "weight" not in entry["podAffinityTerm"]


def test_every_strict_constraint_honours_taints_not_only_the_deciding_one() -> None:
    text = written(spread(constraint(HOST), constraint(ZONE), constraint("example.com/rack")))
    made = fix(plan(text).inventory, {}).plan
    rules = made.workload(first(made)).pod["topologySpreadConstraints"]
    assert [each["nodeTaintsPolicy"] for each in rules] == ["Honor"] * 3
    assert "broken-nodes-count-as-domains" not in {each.id for each in made.mistakes(first(made))}


@pytest.mark.parametrize("words", [["--nodes", "3", "--zones", "3"], ["--spread", "host"], []], ids=str)
@pytest.mark.parametrize("name", ["three-of-three.yaml", "strict-term-weakened.yaml"])
def test_trial_of_a_firmer_rule_stays_firm(
    name: str, words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    path = str(trial(name))
    assert main(["fix", path, *words]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("-") and line[:3] != "---"] == []
    assert main(["fix", path, *words, "--output", str(tmp_path)]) == 0
    told_of = [] if "--nodes" not in words else words
    main(["check", f"{tmp_path}/{name}", *told_of])
    assert "surge-finds-no-host" not in capsys.readouterr().out


def test_trial_of_two_strict_constraints_mends_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(trial("two-strict-one-honored.yaml"))]) == 0
    assert capsys.readouterr().out.count("+        nodeTaintsPolicy: Honor") == 2


def test_trial_of_a_weight_names_the_mend(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", str(trial("seed-weight.yaml"))]) == 0
    assert "--mend weight-in-required-term" in capsys.readouterr().err


@pytest.mark.parametrize("key", ["[]", "{}", "5", "null", "[a]"])
def test_a_constraint_of_an_odd_key_stays_where_it_is(key: str) -> None:
    rules = spread(constraint(HOST, "ScheduleAnyway")).replace(f"topologyKey: {HOST}", f"topologyKey: {key}")
    text = written(rules)
    made = plan(text)
    assert SPREAD.edits(SpreadChoice("host"), made.before(first(made))).changed
    assert lost(text, made.choose(first(made), "spread", SpreadChoice("host"))) == []
