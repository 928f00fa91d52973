"""What becomes of a hook that is there: a person's command is chained behind the wait, or asked about, not deleted."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.building import SERVICE, WEB, inventory, within, workload
from wizard.checks import mistakes
from wizard.cli import main
from wizard.mends.whole import offers
from wizard.model.commands import read
from wizard.model.probing import pre_stop
from wizard.model.versions import Version
from wizard.model.workload import AppFacts, Workload
from wizard.planning.fixing import Fixed, fix
from wizard.practices.practice import Given, Question
from wizard.practices.shutdown import SHUTDOWN
from wizard.practices.shutdown_choice import PreStop, ShutdownChoice
from wizard.text.yamldata import Data
from wizard.wording.mistakes import question

QUIT = "{exec: {command: [nginx, -s, quit]}}"
SCRIPT = '{exec: {command: [sh, -c, "nginx -s quit; while pgrep nginx; do sleep 1; done"]}}'
ASKED = "{httpGet: {path: /drain, port: http}}"
BARE = "gcr.io/distroless/static"


def hooked(hook: str, image: str = "web:1") -> str:
    """The web Deployment with a preStop hook."""
    return within(WEB, "image: web:1", f"lifecycle: {{preStop: {hook}}}").replace("image: web:1", f"image: {image}")


def fixed(text: str, given: Given, *more: str, facts: AppFacts | None = None) -> Fixed:
    """What `surefoot fix` makes of the shutdown of a workload behind a Service."""
    found = inventory(text, SERVICE, *more)
    return fix(replace(found, facts=facts or found.facts), given, skip=("spread", "budget", "readiness"))


def hook_of(made: Fixed) -> Data:
    plan = made.plan
    return dict(pre_stop(plan.workload(plan.inventory.ids[0]).containers[0]))


def command_of(made: Fixed) -> list[str]:
    hook = hook_of(made)
    assert isinstance(hook, dict)
    assert isinstance(hook["exec"], dict)
    return [str(each) for each in hook["exec"]["command"]]  # type: ignore[union-attr]


CHAINS = [
    (QUIT, ["/bin/sh", "-c", "sleep 15; exec nginx -s quit"]),
    (SCRIPT, ["sh", "-c", "sleep 15; nginx -s quit; while pgrep nginx; do sleep 1; done"]),
    ("{exec: {command: [/bin/bash, -ec, 'a; b']}}", ["/bin/bash", "-ec", "sleep 15; a; b"]),
    ("{exec: {command: [bash, /drain.sh, -v]}}", ["bash", "-c", "sleep 15; exec bash /drain.sh -v"]),
    ("{exec: {command: [/drain, 'two words']}}", ["/bin/sh", "-c", "sleep 15; exec /drain 'two words'"]),
    ("{exec: {command: [sh, -c, 'sleep 30; nginx -s quit']}}", ["sh", "-c", "sleep 15; nginx -s quit"]),
]


@pytest.mark.parametrize(("hook", "command"), CHAINS)
def test_wait_that_is_asked_for_goes_before_the_persons_command(hook: str, command: list[str]) -> None:
    once = fixed(hooked(hook), {"pre_stop": ["15"]})
    assert command_of(once) == command
    again = once.plan.changes[0].after
    assert not fixed(again.partition("---\n")[0], {"pre_stop": ["15"]}).plan.changes


@pytest.mark.parametrize("hook", [QUIT, SCRIPT, "{exec: {command: [sh, -c, 'kill -QUIT 1']}}"])
def test_hook_that_does_not_wait_is_chained_unasked(hook: str) -> None:
    made = fixed(hooked(hook), {})
    command = command_of(made)
    assert command[-1].startswith("sleep 10; ")
    assert read(command).waits == 10
    assert not fixed(made.plan.changes[0].after.partition("---\n")[0], {}).plan.changes


def test_hook_that_nobody_can_read_is_let_be() -> None:
    for hook in ("{exec: {command: [/drain]}}", ASKED, "{exec: {command: [sh, -c, 'sleep $WAIT; kill 1']}}"):
        assert not [each for each in fixed(hooked(hook), {}).plan.changes if "sleep 1" in each.after]


UNCHAINABLE = [
    (hooked(ASKED), None, "hook-by-http"),
    (hooked("{exec: {command: [/app, drain]}}", BARE), None, "hook-without-shell"),
    (hooked("{exec: {command: [/app, drain]}}"), AppFacts(shell=False), "hook-without-shell"),
    (hooked("{exec: {command: [bash, -c, 'nginx -s quit']}}", "'web:1-alpine'"), None, "hook-without-shell"),
    (hooked("{exec: {command: [powershell, -Command, Stop-Web]}}"), None, "hook-without-shell"),
]


@pytest.mark.parametrize(("text", "facts", "asked"), UNCHAINABLE)
def test_what_no_wait_can_go_before_is_asked_and_left(text: str, facts: AppFacts | None, asked: str) -> None:
    made = fixed(text, {"pre_stop": ["15"]}, facts=facts)
    assert made.plan.changes == ()
    assert any(question(asked, "--pre-stop-form") in line for line in made.open)


def test_hook_that_stops_at_once_and_cannot_be_chained_is_a_question() -> None:
    stops = replace(workload(hooked("{exec: {command: [kill, '1']}}"), SERVICE), facts=AppFacts(shell=False))
    assert SHUTDOWN.suggest(stops) == Question("hook-without-shell", "--pre-stop-form")


def test_form_that_is_named_is_obeyed_and_what_goes_is_said() -> None:
    for hook in (QUIT, ASKED):
        asked = workload(hooked(hook), SERVICE)
        choice = SHUTDOWN.choice({"pre_stop": ["15"], "pre_stop_form": ["sleep"]}, asked)
        assert isinstance(choice, ShutdownChoice)
        assert choice.hooks == (PreStop("web", "sleep", 15),)
        assert "hook-goes" in {each.id for each in SHUTDOWN.risks(choice, asked)}
    slept = workload(hooked("{exec: {command: [sleep, '5']}}"), SERVICE)
    choice = SHUTDOWN.choice({"pre_stop": ["15"], "pre_stop_form": ["sleep"]}, slept)
    assert isinstance(choice, ShutdownChoice)
    assert "hook-goes" not in {each.id for each in SHUTDOWN.risks(choice, slept)}


def test_wait_for_one_container_leaves_the_hooks_of_others() -> None:
    proxy = f"        - name: proxy\n          image: p\n          lifecycle: {{preStop: {ASKED}}}\n"
    made = fixed(WEB + proxy, {"pre_stop": ["15"]})
    assert hook_of(made) == {"sleep": {"seconds": 15}}
    assert "/drain" in made.plan.changes[0].after


def test_proxy_beside_the_program_waits_as_long() -> None:
    made = fixed(WEB + "        - {name: istio-proxy, image: auto}\n", {})
    assert made.plan.changes[0].after.count("sleep:") == 2
    assert not fixed(made.plan.changes[0].after.partition("---\n")[0], {}).plan.changes


def test_sidecar_can_be_given_a_wait_by_its_name() -> None:
    sidecar = "      initContainers: [{name: proxy, image: p, restartPolicy: Always}]\n      containers:"
    made = fixed(WEB.replace("      containers:", sidecar), {"pre_stop": ["proxy=7"]})
    assert "initContainers: [{name: proxy, image: p, restartPolicy: Always, lifecycle" in made.plan.changes[0].after


SHORT = ["[sleep, '5']", "[/bin/sleep, 5s]", "[sh, -c, 'sleep 5']", "[sh, -c, 'sleep 5; nginx -s quit']"]


@pytest.mark.parametrize("command", SHORT)
def test_short_pause_is_mended_in_the_form_that_it_has(command: str) -> None:
    text, ingress = hooked(f"{{exec: {{command: {command}}}}}"), AppFacts(traffic="ingress")
    found = inventory(text, SERVICE)
    made = fix(
        replace(found, facts=ingress), {}, skip=("spread", "budget", "readiness"), mend=("pre-stop-shorter-than-route",)
    )
    assert read(command_of(made)).waits == 15
    assert made.plan.workload(made.plan.inventory.ids[0]).grace_seconds >= 15 + 30 + 5
    # The step does the same, without the mend.
    assert read(command_of(fixed(text, {}, facts=ingress))).waits == 15


def offered(own: Workload) -> dict[str, bool]:
    return {each.id: offers(each, own.data, own) for each in mistakes(own)}


def test_mend_is_offered_only_where_it_works() -> None:
    assert offered(workload(hooked(QUIT), SERVICE))["hook-does-not-wait"]
    kill = hooked("{exec: {command: [kill, '1']}}", BARE)
    assert not offered(workload(kill, SERVICE))["hook-does-not-wait"]
    pure, more = (
        hooked("{exec: {command: [sleep, '5']}}", BARE),
        hooked("{exec: {command: [sh, -c, 'sleep 5; x']}}", BARE),
    )
    assert offered(workload(pure, SERVICE))["bash-not-in-image"]
    assert not offered(workload(more, SERVICE))["bash-not-in-image"]
    assert not offered(workload(pure, SERVICE, version=Version(1, 29)))["bash-not-in-image"]


def test_sleep_action_in_place_of_a_missing_program_fits_into_the_grace() -> None:
    found = inventory(hooked("{exec: {command: [sleep, '40']}}", BARE), SERVICE)
    made = fix(found, {}, skip=("spread", "budget", "readiness", "shutdown"), mend=("bash-not-in-image",)).plan
    after = made.workload(made.inventory.ids[0])
    assert pre_stop(after.containers[0]) == {"sleep": {"seconds": 40}}
    assert after.grace_seconds == 75


NO_PORT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: work}
spec:
  replicas: 3
  selector: {matchLabels: {app: work}}
  template:
    metadata: {labels: {app: work}}
    spec:
      containers: [{name: c, image: i:1}]
"""


def test_options_are_obeyed_where_no_port_is_listed() -> None:
    found = inventory(NO_PORT)
    made = fix(found, {"readiness": ["tcp:8080"], "pre_stop": ["15"]}, skip=("spread", "budget"))
    after = made.plan.changes[0].after
    assert "tcpSocket: {port: 8080}" in after
    assert "sleep: {seconds: 15}" in after
    assert made.open == ()
    assert fix(found, {}, skip=("spread", "budget")).plan.changes == ()


def test_traffic_that_is_told_makes_a_workload_without_ports_take_it() -> None:
    own = replace(workload(NO_PORT), facts=AppFacts(traffic="service"))
    assert SHUTDOWN.not_applicable(own) == ""
    assert SHUTDOWN.not_applicable(replace(own, facts=AppFacts(traffic="none"))) == "no-ports"


def test_one_copy_of_a_stateful_set_gets_no_pause_and_is_told_why() -> None:
    single = WEB.replace("kind: Deployment", "kind: StatefulSet").replace("replicas: 3", "replicas: 1")
    made = fixed(single, {})
    assert made.plan.changes == ()
    assert any("begin later, not shorter" in line for line in made.open)
    by_ingress = fixed(single, {}, facts=AppFacts(traffic="ingress"))
    assert any("a pause adds to that" in line for line in by_ingress.open)
    assert hook_of(fixed(single, {"pre_stop": ["5"]})) == {"sleep": {"seconds": 5}}


def test_missing_pause_alone_ends_check_with_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    probe = "readinessProbe: {tcpSocket: {port: http}}"
    spread = (
        "      topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, "
        "whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]\n      containers:"
    )
    budget = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow, selector: {matchLabels: {app: web}}}
"""
    text = within(WEB, "image: web:1", probe).replace("      containers:", spread)
    file = tmp_path / "web.yaml"
    for service in ("", SERVICE):
        file.write_text("---".join(each for each in (text, budget, service) if each))
        assert main(["check", str(file)]) == 0
        assert "[no-pre-stop]" in capsys.readouterr().out
    file.write_text("---".join((text.replace(probe, ""), budget)))
    assert main(["check", str(file)]) == 1
