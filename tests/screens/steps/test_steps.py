"""The four steps, driven by keys: what is chosen, what is kept, what is never invented."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from textwrap import indent

import pytest
from textual.pilot import Pilot

from screens.app import SurefootApp
from screens.opening import Opening
from screens.review.review import ReviewScreen
from screens.steps.step import StepScreen
from screens.widgets.diff_view import DiffView
from screens.widgets.fields import NumberField, TextField
from screens.widgets.radio_row import RadioRow
from tests.building import SERVICE, SIX_HOSTS, WEB, plan, within
from tests.screens.conftest import settled
from wizard.model.topology import Topology, told
from wizard.model.workload import AppFacts
from wizard.planning.plan import Plan
from wizard.practices.budget import BudgetChoice
from wizard.practices.readiness_choice import ReadinessChoice
from wizard.practices.spread import SpreadChoice
from wizard.sources.loading import Target

ONE = WEB.replace("replicas: 3", "replicas: 1")
LIVE = within(ONE, "image: web:1", "livenessProbe: {httpGet: {path: /live, port: http}}")

Walking = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture
def walking() -> Walking:
    """Run the wizard on one workload: its first screen is its first step."""

    @asynccontextmanager
    async def run(
        *texts: str, topology: Topology | None = None, size: tuple[int, int] = (80, 24)
    ) -> AsyncIterator[Pilot[int]]:
        app = SurefootApp(Opening(plan(*(texts or (ONE, SERVICE)), topology=topology), Target(), ("shop.yaml",)))
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield pilot

    return run


def step(pilot: Pilot[int]) -> StepScreen[object]:
    """The step one is on."""
    assert isinstance(pilot.app.screen, StepScreen)
    return pilot.app.screen


def kept(pilot: Pilot[int]) -> dict[str, object]:
    """The choices of the only workload that the app has kept."""
    made: Plan = pilot.app.plan  # type: ignore[attr-defined]
    return dict(made.choices.get(made.inventory.ids[0], {}))


def diff(pilot: Pilot[int]) -> str:
    """The changed lines that the diff shows."""
    return "\n".join(f"{row.sign}{row.text}" for row in pilot.app.screen.query_one(DiffView).rows if row.sign in "+-")


async def test_one_workload_opens_at_its_first_step_with_the_suggestion(walking: Walking) -> None:
    async with walking() as pilot:
        assert step(pilot).practice.key == "spread"
        assert step(pilot).query_one("#level", RadioRow).value == "zone"
        assert "+  replicas: 3" in diff(pilot)
        assert kept(pilot) == {}


async def test_going_on_keeps_the_suggestion_and_going_back_does_not(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("enter")
        assert kept(pilot) == {"spread": SpreadChoice("zone", replicas=3)}
        assert step(pilot).practice.key == "budget"
        await pilot.press("escape")
        assert step(pilot).practice.key == "spread"
        assert "budget" not in kept(pilot)


async def test_moving_in_a_row_chooses_and_the_diff_follows(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("left")
        assert kept(pilot)["spread"] == SpreadChoice("host", replicas=3)
        assert "topology.kubernetes.io/zone" not in diff(pilot)
        await pilot.press("tab", "right")
        assert "+          whenUnsatisfiable: DoNotSchedule" in diff(pilot)


async def test_back_keeps_the_level_just_chosen(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("left", "enter", "escape")
        assert step(pilot).query_one("#level", RadioRow).value == "host"


async def test_undo_and_redo_go_through_the_choices(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("left", "left")
        assert kept(pilot)["spread"] == SpreadChoice("none", replicas=3)
        await pilot.press("u")
        assert kept(pilot)["spread"] == SpreadChoice("host", replicas=3)
        assert step(pilot).query_one("#level", RadioRow).value == "host"
        await pilot.press("u")
        assert kept(pilot) == {}
        assert step(pilot).query_one("#level", RadioRow).value == "zone"
        await pilot.press("ctrl+r")
        assert kept(pilot)["spread"] == SpreadChoice("host", replicas=3)


async def test_strict_on_an_unknown_cluster_is_a_risk_that_f_mends(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("tab", "right")
        assert "strict rule may leave pods Pending" in said(pilot)
        await pilot.press("f")
        assert kept(pilot)["spread"] == SpreadChoice("zone", replicas=3)
        assert "strict rule may leave pods Pending" not in said(pilot)


async def test_wrong_number_stays_with_its_error_and_the_last_right_diff(walking: Walking) -> None:
    async with walking() as pilot:
        field = step(pilot).query_one("#replicas", NumberField)
        field.focus()
        await pilot.press("backspace", "0")
        assert field.line.text == "0"
        assert "1 to 10000" in shown(pilot)
        assert pilot.app.screen.query_one(DiffView).stale
        await pilot.press("backspace", "5")
        assert not pilot.app.screen.query_one(DiffView).stale
        assert kept(pilot)["spread"] == SpreadChoice("zone", replicas=5)


async def test_letters_in_a_field_are_text_and_escape_leaves_it_first(walking: Walking) -> None:
    async with walking(LIVE, SERVICE) as pilot:
        await pilot.press("3")
        step(pilot).query_one("#path", TextField).focus()
        await pilot.press("s", "u", "2")
        assert step(pilot).query_one("#path", TextField).line.text == "/lives" + "u2"
        await pilot.press("escape")
        assert step(pilot).practice.key == "readiness"
        await pilot.press("escape")
        assert step(pilot).practice.key == "budget"


async def test_skipped_step_changes_nothing_and_says_so(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("s", "escape")
        assert kept(pilot) == {}
        assert "skipped" in shown(pilot)
        assert diff(pilot) == ""


async def test_met_step_says_what_is_there_and_in_which_line(walking: Walking) -> None:
    present = "topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, "
    present += "whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]"
    text = WEB.replace("      containers:", f"      {present}\n      containers:")
    async with walking(text, SERVICE) as pilot:
        await pilot.press("1")
        assert "● met now" in shown(pilot)
        assert "now: spread host form spread, line 15" in shown(pilot)
        assert diff(pilot) == ""
        assert "15 topologySpreadConstraints" in said(pilot)


async def test_skipped_step_is_marked_on_its_tab(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("s")
        assert "1 Spread ○ skipped" in shown(pilot)


async def test_budget_of_one_copy_says_why_there_is_none(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("2")
        assert "raise replicas first (1 goes there)" in said(pilot)
        await pilot.press("enter")
        assert step(pilot).practice.key == "readiness"


async def test_budget_sees_the_copies_that_the_spread_step_chose(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("enter")
        assert "Of 3 copies 1 goes at a time" in shown(pilot)
        step(pilot).query_one("#value", NumberField).focus()
        await pilot.press("backspace", "5", "0", "%")
        assert "Of 3 copies 2 go at a time" in shown(pilot)


async def test_budget_that_blocks_is_mended_by_f(walking: Walking) -> None:
    async with walking(WEB, SERVICE) as pilot:
        await pilot.press("2")
        step(pilot).query_one("#value", NumberField).focus()
        await pilot.press("backspace", "0", "escape")
        assert "a drain waits for ever" in shown(pilot)
        await pilot.press("f")
        assert "Of 3 copies 1 goes at a time" in shown(pilot)


async def test_probe_path_is_asked_and_nothing_goes_on_without_it(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("3")
        assert "Which path answers 200" in said(pilot)
        assert diff(pilot) == ""
        await pilot.press("enter")
        assert "readiness" not in kept(pilot)


async def test_typed_path_becomes_the_probe(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("3")
        step(pilot).query_one("#path", TextField).focus()
        await pilot.press("slash", "o", "k")
        (probe,) = cast_readiness(kept(pilot)["readiness"]).probes
        assert (probe.container, probe.handler, probe.path, probe.port) == ("web", "httpGet", "/ok", "http")
        assert "+              path: /ok" in diff(pilot)


async def test_candidate_is_named_with_its_source(walking: Walking) -> None:
    async with walking(LIVE, SERVICE) as pilot:
        await pilot.press("3")
        assert "/live is asked by its livenessProbe" in shown(pilot)


async def test_each_way_to_ask_shows_its_own_fields(walking: Walking) -> None:
    async with walking(LIVE, SERVICE) as pilot:
        await pilot.press("3", "right")
        assert not step(pilot).query_one("#path").display
        assert "tcpSocket" in diff(pilot)
        assert "an open port is not yet an answer" in shown(pilot)


async def test_traffic_path_sets_wait_and_grace(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("4")
        assert step(pilot).query_one("#wait", NumberField).value == 10
        await pilot.press("right")
        assert step(pilot).query_one("#wait", NumberField).value == 15
        assert "+      terminationGracePeriodSeconds: 50" in diff(pilot)


async def test_longer_work_is_fitted_into_the_grace(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("4")
        step(pilot).query_one("#work", NumberField).focus()
        await pilot.press("backspace", "backspace", "9", "0")
        assert "+      terminationGracePeriodSeconds: 105" in diff(pilot)


async def test_hook_that_does_something_else_stays_when_another_waits_longer(walking: Walking) -> None:
    sidecar = "        - name: log\n          lifecycle: {preStop: {exec: {command: [/bin/flush]}}}\n"
    text = LIVE.replace("        - name: web\n", f"{sidecar}        - name: web\n")
    async with walking(text, SERVICE) as pilot:
        await pilot.press("4")
        step(pilot).query_one("#wait", NumberField).focus()
        await pilot.press("up")
        assert "sleep" in diff(pilot)
        assert "flush" not in diff(pilot)


async def test_error_stands_under_the_field_that_is_typed_in(walking: Walking) -> None:
    async with walking(LIVE, SERVICE) as pilot:
        await pilot.press("3")
        field = step(pilot).query_one("#path", TextField)
        field.focus()
        await pilot.press("home", "delete")
        assert field.line.text == "live"
        assert "must begin with /" in str(field.error)
        assert pilot.app.screen.query_one(DiffView).stale
        await pilot.press("slash")
        assert field.error is None
        assert not pilot.app.screen.query_one(DiffView).stale


async def test_incomplete_answer_is_not_passed_over(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("right", "right", "enter")
        assert step(pilot).practice.key == "spread"
        assert "This answer is not complete" in shown(pilot)
        await pilot.press("s")
        assert kept(pilot) == {}


async def test_emptied_path_is_missed_and_the_last_complete_diff_stays(walking: Walking) -> None:
    async with walking(LIVE, SERVICE) as pilot:
        await pilot.press("3")
        step(pilot).query_one("#path", TextField).focus()
        await pilot.press("x", "ctrl+u")
        assert "something is missing here" in said(pilot)
        assert "path: /livex" in diff(pilot)
        await pilot.press("escape", "u")
        assert "something is missing here" not in said(pilot)


async def test_kubernetes_field_beside_the_number_follows_the_way_to_count(walking: Walking) -> None:
    async with walking(WEB, SERVICE) as pilot:
        await pilot.press("2", "right")
        assert "minAvailable: 1" in diff(pilot)
        assert "minAvailable" in next(line for line in shown(pilot).split("\n") if line.startswith(" Pods"))


async def test_question_stays_in_sight_where_the_form_is_longer_than_its_place(walking: Walking) -> None:
    async with walking(size=(60, 18)) as pilot:
        await pilot.press("3")
        await settled(pilot)
        assert "How do we know that web can take requests?" in shown(pilot)
        await pilot.press("pagedown")
        assert "Which path answers 200" in said(pilot)


async def test_palette_offers_what_the_keys_do(walking: Walking) -> None:
    async with walking() as pilot:
        commands = {each.title for each in pilot.app.get_system_commands(pilot.app.screen)}
        assert {"Next", "Skip", "Diff", "Why"} <= commands
        assert "Undo" not in commands


async def test_loss_of_a_zone_is_reckoned_with_the_copies_typed(walking: Walking) -> None:
    async with walking(topology=SIX_HOSTS) as pilot:
        assert "3 copies, evenly in 3 zones: losing one leaves 2." in said(pilot)
        step(pilot).query_one("#replicas", NumberField).focus()
        await pilot.press("up")
        assert "4 copies, evenly in 3 zones: losing one leaves 2." in said(pilot)


async def test_placement_set_says_what_must_be_prepared(walking: Walking) -> None:
    async with walking(topology=SIX_HOSTS) as pilot:
        await pilot.press("right", "right")
        assert "kubectl label node NODE placement-set-uniq=rack1" in shown(pilot)
        step(pilot).query_one("#values", TextField).focus()
        await pilot.press("r", "1", "comma", "r", "2")
        assert kept(pilot)["spread"] == SpreadChoice("placement", replicas=3, placement_values=("r1", "r2"))
        assert "nodeAffinity" in diff(pilot)


def facts(pilot: Pilot[int]) -> AppFacts | None:
    """What the app keeps of what was said about the only workload."""
    made: Plan = pilot.app.plan  # type: ignore[attr-defined]
    return made.facts.get(made.inventory.ids[0])


async def test_must_survive_makes_the_suggestion_strict_and_undo_takes_it_back(walking: Walking) -> None:
    async with walking(WEB, SERVICE, topology=SIX_HOSTS) as pilot:
        step(pilot).query_one("#survive", RadioRow).focus()
        await pilot.press("right", "right", "right")
        assert facts(pilot) == AppFacts(survive="zone")
        assert "whenUnsatisfiable: DoNotSchedule" in diff(pilot)
        await pilot.press("u", "u", "u")
        assert step(pilot).query_one("#survive", RadioRow).value == "unknown"
        assert "DoNotSchedule" not in diff(pilot)


async def test_fast_failover_sets_tolerations_and_emptying_it_takes_them_back(walking: Walking) -> None:
    async with walking(WEB, SERVICE) as pilot:
        step(pilot).query_one("#failover", NumberField).focus()
        await pilot.press("9", "0")
        assert "tolerationSeconds: 50" in diff(pilot)
        assert facts(pilot) == AppFacts(failover_seconds=90)
        await pilot.press("ctrl+u")
        assert "tolerationSeconds" not in diff(pilot)


async def test_majority_bounds_the_budget_and_what_becomes_of_broken_pods(walking: Walking) -> None:
    async with walking(WEB.replace("replicas: 3", "replicas: 9"), SERVICE) as pilot:
        await pilot.press("2")
        assert "maxUnavailable: 25%" in diff(pilot)
        step(pilot).query_one("#quorum", RadioRow).focus()
        await pilot.press("right")
        assert facts(pilot) == AppFacts(quorum=True)
        assert "maxUnavailable: 1" in diff(pilot)
        assert "AlwaysAllow" not in diff(pilot)


async def test_slow_start_is_kept_while_the_path_is_still_asked(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("3")
        step(pilot).query_one("#start", NumberField).focus()
        await pilot.press("9", "0")
        assert facts(pilot) == AppFacts(start_seconds=90)
        step(pilot).query_one("#path", TextField).focus()
        await pilot.press("slash")
        assert "startupProbe" in diff(pilot)


async def test_shell_is_asked_only_where_exec_comes_into_question(walking: Walking) -> None:
    async with walking(LIVE, SERVICE) as pilot:
        await pilot.press("4")
        assert not step(pilot).query_one("#shell").display
        step(pilot).query_one("#by", RadioRow).focus()
        await pilot.press("right")
        assert step(pilot).query_one("#shell").display
        step(pilot).query_one("#shell", RadioRow).focus()
        await pilot.press("right", "right", "f")
        assert facts(pilot) == AppFacts(shell=False)
        assert "sleep:" in diff(pilot)


async def test_last_step_leads_to_the_review(walking: Walking) -> None:
    async with walking(LIVE, SERVICE) as pilot:
        await pilot.press("enter", "enter", "enter", "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ReviewScreen)
        assert set(kept(pilot)) == {"spread", "budget", "readiness", "shutdown"}


async def test_quitting_with_choices_asks_once(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("left", "escape")
        await settled(pilot)
        assert "Leave the wizard?" in shown(pilot)
        await pilot.press("x")
        await pilot.pause()
    assert pilot.app.return_code == 0


async def test_quitting_without_choices_asks_nothing(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("escape")
        await pilot.pause()
    assert pilot.app.return_code == 0


@pytest.mark.parametrize("size", [(80, 24), (60, 18), (120, 40)])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_diff_keeps_rows_at_every_size(walking: Walking, size: tuple[int, int], number: int) -> None:
    async with walking(LIVE, SERVICE, size=size) as pilot:
        await pilot.press("enter")
        await pilot.press(str(number))
        await settled(pilot)
        assert pilot.app.screen.query_one(DiffView).size.height >= 4
        assert all(len(line.rstrip()) <= size[0] for line in shown(pilot).split("\n"))


async def test_d_shows_the_diff_alone_and_the_form_again(walking: Walking) -> None:
    async with walking() as pilot:
        await pilot.press("d")
        await pilot.pause()
        assert pilot.app.screen.query_one(DiffView).size.height > 15
        await pilot.press("d")
        await pilot.pause()
        assert pilot.app.screen.query_one(DiffView).size.height <= 15


async def test_hostile_name_is_text(walking: Walking) -> None:
    hostile = ONE.replace("  name: web\nspec", '  name: "a[/x]\\e]52;c;eA==\\a\\u202e"\nspec')
    async with walking(hostile, SERVICE) as pilot:
        assert "a[/x]" in shown(pilot)
        assert not {"\x1b", "\x07", "\u202e"} & set(shown(pilot))


def shown(pilot: Pilot[int]) -> str:
    """What the screen shows."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def said(pilot: Pilot[int]) -> str:
    """What the screen shows, as if no line were broken."""
    return " ".join(shown(pilot).split())


def cast_readiness(choice: object) -> ReadinessChoice:
    assert isinstance(choice, ReadinessChoice)
    return choice


async def test_command_of_a_hook_runs_behind_the_wait(walking: Walking) -> None:
    quits = within(LIVE, "image: web:1", "lifecycle: {preStop: {exec: {command: [nginx, -s, quit]}}}")
    async with walking(quits, SERVICE) as pilot:
        await pilot.press("4")
        assert step(pilot).query_one("#by", RadioRow).value == "exec"
        assert "sleep 10; exec nginx -s quit" in diff(pilot)


async def test_wait_before_a_hook_by_http_is_asked_about(walking: Walking) -> None:
    asks = within(LIVE, "image: web:1", "lifecycle: {preStop: {httpGet: {path: /drain, port: http}}}")
    async with walking(asks, SERVICE) as pilot:
        await pilot.press("4")
        assert step(pilot).query_one("#by", RadioRow).value == "keep"
        step(pilot).query_one("#wait", NumberField).focus()
        await pilot.press("1", "5")
        assert "preStop is an HTTP request, and no wait goes before it" in said(pilot)
        assert "/drain" not in diff(pilot)
        assert "shutdown" not in kept(pilot)
        await pilot.press("backspace", "backspace")
        assert "no wait goes before it" not in said(pilot)


STRICT = """
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: DoNotSchedule
    labelSelector: {matchLabels: {app: web}}
"""
TIGHT = WEB.replace("replicas: 3", "replicas: 12").replace("    spec:\n", f"    spec:{indent(STRICT, ' ' * 6)}", 1)
"""Where a host is drained some copies find no place, and then a budget holds the drain for ever."""


async def test_suggestion_that_ends_worse_is_not_made_and_says_why(walking: Walking) -> None:
    async with walking(TIGHT, SERVICE, topology=told(3, 3)) as pilot:
        await pilot.press("2")
        await settled(pilot)
        assert step(pilot).practice.key == "budget"
        assert step(pilot).choice is None
        assert "not suggested: a drain would never end" in said(pilot)
        await pilot.press("enter")
        assert "budget" not in kept(pilot)


async def test_answer_that_ends_worse_is_obeyed_and_its_risk_said(walking: Walking) -> None:
    async with walking(TIGHT, SERVICE, topology=told(3, 3)) as pilot:
        await pilot.press("2")
        await settled(pilot)
        step(pilot).query_one("#value", NumberField).focus()
        await pilot.press("1")
        await settled(pilot)
        assert kept(pilot)["budget"] == BudgetChoice("maxUnavailable", 1)
        assert "done, though: a drain would never end" in said(pilot)
