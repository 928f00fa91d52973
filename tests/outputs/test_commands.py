import json
import shlex
from dataclasses import asdict, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.building import SERVICE, WEB, first, plan
from wizard.cli.entry import parser
from wizard.model.workload import AppFacts
from wizard.outputs.commands import fix_commands
from wizard.planning.fixing import fix, given_options
from wizard.planning.kept import kept, restored, with_manifests
from wizard.planning.plan import Plan
from wizard.practices.budget import BudgetChoice
from wizard.practices.readiness_choice import ProbeChoice, ReadinessChoice, Timing
from wizard.practices.shutdown_choice import PreStop, ShutdownChoice
from wizard.practices.spread_choice import SpreadChoice
from wizard.sources.settings import app_facts, fact
from wizard.text.manifest import Manifest

API = WEB.replace("web", "api")


def carried_out(inventory, line):
    """What the command line makes of one printed line."""
    words = shlex.split(line)
    assert words[:2] == ["surefoot", "fix"]
    parsed = parser("fix").parse_args(words[2:])
    assert parsed.write
    words = dict(each.split("=", 1) for each in parsed.fact)
    told = app_facts({**asdict(inventory.facts), **{name: fact(name, word) for name, word in words.items()}})
    fixed = fix(
        replace(inventory, facts=told),
        given_options(vars(parsed)),
        only=parsed.only,
        skip=parsed.skip,
        mend=parsed.mend,
    )
    return replace(fixed.plan, separate=parsed.separate)


def texts(made):
    return [(each.origin, each.after) for each in made.changes]


spreads = st.builds(
    SpreadChoice,
    level=st.sampled_from(["none", "host", "zone", "region"]),
    strict=st.booleans(),
    form=st.sampled_from(["topologySpreadConstraints", "podAntiAffinity"]),
    replicas=st.none() | st.integers(2, 9),
    tolerate=st.none() | st.integers(0, 300),
).map(lambda choice: choice if choice.level != "none" else SpreadChoice("none", replicas=choice.replicas))
budgets = st.builds(
    BudgetChoice,
    field=st.sampled_from(["maxUnavailable", "minAvailable"]),
    value=st.integers(0, 5) | st.integers(0, 100).map("{}%".format),
    eviction=st.sampled_from([None, "AlwaysAllow", "IfHealthyBudget"]),
)
paths = st.text("/azé %=:'\"$`\\;|&", max_size=9).map("/".__add__)
values = st.text("abc '\"$`\\;|&=", max_size=9).map(str.strip)
timings = st.builds(
    Timing,
    initial_delay=st.none() | st.integers(0, 99),
    period=st.none() | st.integers(1, 99),
    timeout=st.none() | st.integers(1, 99),
    failures=st.none() | st.integers(1, 9),
)
probes = st.builds(
    ProbeChoice,
    container=st.just("web"),
    handler=st.just("httpGet"),
    port=st.sampled_from([8080, "http"]),
    path=paths,
    headers=st.lists(st.tuples(st.sampled_from(["Host", "X-Probe"]), values), max_size=2).map(tuple),
    timing=timings,
    start_seconds=st.none() | st.integers(1, 300),
)
commands = st.builds(
    ProbeChoice,
    container=st.just("web"),
    handler=st.just("exec"),
    command=st.lists(values.filter(bool), min_size=1, max_size=3).map(tuple),
    timing=timings,
)
hooks = st.builds(
    PreStop, container=st.just("web"), form=st.sampled_from(["sleep", "exec"]), seconds=st.integers(1, 40)
)
shutdowns = st.builds(
    ShutdownChoice,
    hooks=st.lists(hooks, max_size=1).map(tuple),
    grace=st.none() | st.integers(41, 99),
    max_surge=st.none() | st.integers(1, 3) | st.just("25%"),
    max_unavailable=st.none() | st.integers(0, 3),
    min_ready=st.none() | st.integers(0, 60),
)
said = st.builds(
    AppFacts,
    traffic=st.sampled_from([None, "none", "ingress", "lb-pods"]),
    drain_seconds=st.none() | st.integers(0, 300),
    start_seconds=st.none() | st.integers(0, 300),
    shell=st.sampled_from([None, True, False]),
    quorum=st.sampled_from([None, True, False]),
    failover_seconds=st.none() | st.integers(0, 600),
    survive=st.sampled_from([None, "none", "host", "zone", "region"]),
)
chosen = st.fixed_dictionaries(
    {},
    optional={
        "spread": spreads,
        "budget": budgets,
        "readiness": st.builds(ReadinessChoice, st.tuples(probes | commands)),
        "shutdown": shutdowns,
    },
)


def with_choices(made, id, choices):
    for key, choice in choices.items():
        made = made.choose(id, key, choice)
    return made


@settings(max_examples=150, deadline=None)
@given(chosen, said, said)
def test_printed_line_makes_the_same_change_again(choices, facts, told):
    found = plan(WEB, SERVICE)
    bare = replace(found, inventory=replace(found.inventory, facts=told))
    made = with_choices(bare.know(first(bare), facts), first(bare), choices)
    lines = fix_commands(made, ["shop.yaml"])
    if not made.changed_ids:
        assert lines == ()
        return
    assert texts(carried_out(bare.inventory, lines[0])) == texts(made)


@settings(max_examples=150, deadline=None)
@given(chosen, st.sets(st.sampled_from(["spread", "budget"])))
def test_draft_brings_every_choice_back_as_it_was(choices, skipped):
    bare = plan(WEB, SERVICE)
    made = with_choices(bare, first(bare), {key: each for key, each in choices.items() if key not in skipped})
    for key in skipped:
        made = made.skip(first(made), key)
    made = made.know(first(made), AppFacts(traffic="ingress", drain_seconds=40, shell=False, survive="zone"))
    back = restored(bare, json.loads(json.dumps(kept(made))))
    assert back.lost == ()
    assert (back.plan.choices.get(first(made), {}), back.plan.skipped) == (
        made.choices.get(first(made), {}),
        made.skipped,
    )
    assert back.plan.facts == made.facts


def test_several_workloads_get_a_line_each_that_changes_no_other():
    bare = plan(WEB, SERVICE, API)
    web, api = bare.inventory.ids
    made = bare.choose(web, "spread", SpreadChoice("host")).choose(api, "budget", BudgetChoice("maxUnavailable", 1))
    one, other = fix_commands(made, ["shop.yaml"])
    assert "--only Deployment/web" in one
    assert carried_out(bare.inventory, one).changed_ids == (web,)
    assert carried_out(bare.inventory, other).changed_ids == (api,)


def test_same_name_in_two_namespaces_is_told_apart():
    spaced = WEB.replace("  name: web\n", "  name: web\n  namespace: {}\n", 1)
    bare = plan(spaced.format("blue"), spaced.format("green"))
    green = bare.inventory.ids[1]
    line = fix_commands(bare.choose(green, "spread", SpreadChoice("host")), ["shop.yaml"])[0]
    assert carried_out(bare.inventory, line).changed_ids == (green,)


def test_new_objects_apart_stay_apart():
    bare = plan(WEB, SERVICE)
    made = Plan(bare.inventory, separate=True).choose(first(bare), "budget", BudgetChoice("maxUnavailable", 1))
    line = fix_commands(made, ["shop.yaml"])[0]
    assert texts(carried_out(bare.inventory, line)) == texts(made)


def test_stream_gets_one_line_a_pipe_of_all():
    bare = plan(WEB, API)
    made = bare
    for id in bare.inventory.ids:
        made = made.choose(id, "spread", SpreadChoice("host"))
    (line,) = fix_commands(made, ["-"])
    assert line.count(" | surefoot fix -") == 1


def test_path_that_needs_quotes_or_begins_with_a_dash_stays_one_word():
    bare = plan(WEB)
    made = bare.choose(first(bare), "spread", SpreadChoice("host"))
    words = shlex.split(fix_commands(made, ["-my shop.yaml"])[0])
    assert words[2] == "./-my shop.yaml"


def test_printed_line_says_what_people_said_of_the_application():
    bare = plan(WEB, SERVICE)
    made = bare.choose(first(bare), "spread", SpreadChoice("host"))
    made = made.know(first(bare), AppFacts(drain_seconds=40, shell=False))
    assert "--fact drain_seconds=40 --fact shell=false" in fix_commands(made, ["shop.yaml"])[0]


def test_draft_holds_no_text_of_the_manifest():
    bare = plan(WEB.replace("image: web:1", "image: registry.example/secret:1"))
    made = bare.choose(first(bare), "spread", SpreadChoice("host"))
    assert "secret" not in str(kept(made))


def test_choices_follow_their_workload_when_the_file_grew_above_it():
    bare = plan(WEB, SERVICE)
    made = bare.choose(first(bare), "spread", SpreadChoice("zone", strict=True))
    now = Manifest.read("shop.yaml", ("kind: Secret\n---\n" + bare.inventory.manifests["shop.yaml"].text).encode())
    back = restored(Plan(with_manifests(bare.inventory, [now])), kept(made))
    moved = back.plan.inventory.ids[0]
    assert moved.document == 1
    assert back.plan.choices[moved] == {"spread": SpreadChoice("zone", strict=True)}
    assert back.lost == ()


def test_draft_tells_which_workload_is_gone():
    made = plan(WEB).choose(first(plan(WEB)), "spread", SpreadChoice("host"))
    back = restored(plan(API), kept(made))
    assert back.plan.choices == {}
    assert back.lost == ("web is not there any more",)


def test_draft_of_another_form_or_a_broken_one_is_left_alone():
    for draft in ({}, {"form": 99, "workloads": [1]}, {"form": 1, "workloads": ["x"]}, {"form": 1, "workloads": [{}]}):
        assert restored(plan(WEB), draft).plan.choices == {}


WRONG = WEB.replace(
    "      containers:\n",
    """\
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              topologyKey: failure-domain.beta.kubernetes.io/zone
      containers:
""",
)
SCALER = """
apiVersion: autoscaling/v2beta2
kind: HorizontalPodAutoscaler
metadata: {name: api}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}, minReplicas: 2, maxReplicas: 9}
"""
MENDABLE = ("weight-in-required-term", "beta-topology-key", "anti-affinity-selects-nothing")


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(MENDABLE)), st.booleans(), chosen)
def test_printed_line_mends_what_the_plan_mends(checks, agreed, choices):
    bare = plan(WRONG, WRONG.replace("web", "api"), SCALER)
    made = with_choices(bare, first(bare), choices)
    for check in sorted(checks):
        made = made.mend(first(made), check, agreed=agreed)
    lines = fix_commands(made, ["shop.yaml"])
    assert len(lines) == len(made.changed_ids)
    assert not lines or texts(carried_out(bare.inventory, lines[0])) == texts(made)


def test_object_mended_by_itself_gets_a_line_that_changes_no_workload():
    bare = plan(WRONG, SCALER, SCALER.replace("name: api", "name: web"))
    wrong = [each.object for each in bare.object_mistakes if each.id == "autoscaler-api-gone"]
    made = bare.mend(wrong[0], "autoscaler-api-gone")
    assert fix_commands(made, ["shop.yaml"]) == (
        "surefoot fix shop.yaml --only HorizontalPodAutoscaler/api --mend autoscaler-api-gone --write",
    )
    assert texts(carried_out(bare.inventory, fix_commands(made, ["shop.yaml"])[0])) == texts(made)


def test_mend_that_uncovers_another_is_followed_by_it():
    bare = plan(WRONG)
    done = carried_out(bare.inventory, "surefoot fix - --mend all --skip spread --skip budget --write")
    again = plan(done.changes[0].after)
    assert not carried_out(again.inventory, "surefoot fix - --mend all --skip spread --skip budget --write").changes
