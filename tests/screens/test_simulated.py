"""What the simulator shows in the steps and in the review."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from screens.app import SurefootApp
from screens.opening import Opening
from screens.review.worth import worth
from screens.steps.breaking import Broken
from screens.steps.cluster_picture import boxes, line
from screens.steps.end_picture import update
from screens.widgets.paragraphs import Paragraphs
from tests.building import SERVICE, SIX_HOSTS, WEB, plan
from tests.screens.conftest import settled
from tests.screens.test_snapshots import LIVE, step
from wizard.cli.entry import parser
from wizard.cli.options import ASSUMED
from wizard.model.topology import told
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.practices.budget import BudgetChoice
from wizard.practices.shutdown_choice import ShutdownChoice
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.landing import land, lose
from wizard.sources.loading import Target, load
from wizard.teaching import missions

TWO = WEB.replace("replicas: 3", "replicas: 2")
READY = "          readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}\n"


async def pictured(text: str, *keys: str, size: tuple[int, int] = (80, 24)) -> str:
    """The picture of a step after some keys."""
    app = step(text)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await settled(pilot)
        rows = app.screen.query_one("#picture", Paragraphs)._paragraphs
        return "\n".join(each.plain for each in rows)


async def test_spread_shows_where_the_copies_are_now_and_would_be() -> None:
    said = await pictured(LIVE)
    now, then = said.splitlines()[:2]
    assert now.count("■") == 1
    assert then.count("■") == 3
    assert "now 0 of 1 ready, then 2 of 3" in said


async def test_breaking_a_host_shows_both_and_goes_on_to_the_next() -> None:
    first = await pictured(LIVE, "h")
    assert first.count("✗") == 2
    assert "is lost: now" in first
    assert await pictured(LIVE, "h", "h") != first
    assert "✗" not in await pictured(LIVE, *["h"] * 7)


async def test_breaking_a_zone_takes_all_its_hosts() -> None:
    said = await pictured(LIVE, "z")
    assert said.splitlines()[1].count("✗") == 2
    assert "zone-" in said.splitlines()[2]


async def test_budget_tells_a_drain_of_two_hosts_in_steps() -> None:
    said = await pictured(LIVE, "enter")
    assert "kubectl drain" in said
    assert "ready" in said


async def test_readiness_counts_the_requests_of_an_update() -> None:
    said = await pictured(LIVE, "3")
    assert "10 s of refusals" in said
    assert "refused" in said


async def test_shutdown_draws_the_end_of_a_pod() -> None:
    said = await pictured(LIVE, "4")
    assert "SIGTERM" in said
    assert "the last route knows after" in said
    assert "to spare" in said


@pytest.mark.parametrize("width", [38, 60, 80, 160])
@pytest.mark.parametrize("hosts", [3, 6, 40, 600])
def test_picture_of_a_cluster_keeps_its_width_and_its_count(width: int, hosts: int) -> None:
    workload = plan(WEB).before(plan(WEB).inventory.ids[0])
    landing = land(workload, told(hosts, 3))
    row = line("now", landing, width)
    assert row.cell_length <= width
    if hosts <= 6 and width >= 60:
        assert row.plain.count("■") == 3
    assert all(each.cell_length <= width for each in boxes(landing, width))


def test_lost_hosts_are_marked_and_not_counted() -> None:
    workload = plan(WEB).before(plan(WEB).inventory.ids[0])
    landing = land(workload, told(6, 3))
    full = Broken().next("zone", workload)
    assert full.kind == "zone"
    broken = lose(landing, zone=full.name)
    assert broken.running < landing.running
    assert "✗" in line("now", broken, 80).plain


def test_breaking_goes_round_and_ends_with_nothing() -> None:
    workload = plan(WEB, topology=SIX_HOSTS).before(plan(WEB).inventory.ids[0])
    broken, seen = Broken(), []
    for _each in range(6):
        broken = broken.next("host", workload)
        seen.append(broken.name)
    assert len(set(seen)) == 6
    assert broken.next("host", workload) == Broken()


def test_review_tells_scenarios_before_and_after_with_what_they_stand_on() -> None:
    loaded = plan(TWO, SERVICE, topology=SIX_HOSTS)
    fixed = fix(loaded.inventory, {"readiness": ["http:/live:http"]}).plan
    found = worth(fixed, fixed.inventory.ids[0])
    said = [each.plain for each in found.rows]
    assert said[0].split() == ["before", "after"]
    assert any(row.startswith("rolling update") and "0 lost" in row for row in said)
    assert any("--request-rate" in each for each in found.assumed)


def test_review_of_several_counts_the_outages() -> None:
    loaded = plan(TWO + READY, SERVICE, topology=SIX_HOSTS)
    chosen = loaded.choose(loaded.inventory.ids[0], "budget", BudgetChoice("maxUnavailable", 1))
    (line_of_drain,) = [each.plain for each in worth(chosen, None).rows if "drained" in each.plain]
    assert "of 1 workload 1 had an outage or never ended, then 0" in line_of_drain


async def test_review_of_nothing_chosen_still_says_what_is_weak() -> None:
    app = step(LIVE)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("5")
        await settled(pilot)
        rows = "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())
        assert "Nothing weak is left" not in rows
        assert "Still weak" in rows


def test_update_that_hangs_at_once_is_not_told_by_a_count_of_no_requests() -> None:
    mission = next(each for each in missions.MISSIONS if each.id == "rollout-stuck")
    plan = missions.start(mission, None)
    id = missions.subject(mission, plan)
    said = update(plan.before(id), plan.choose(id, "shutdown", ShutdownChoice(max_unavailable=1)).workload(id))
    assert "now it never ends; then 700 refused" in " ".join(line.plain for line in said)


async def test_what_the_options_assume_is_played_and_said_in_the_steps(tmp_path: Path) -> None:
    path = tmp_path / "web.yaml"
    path.write_text(WEB.lstrip("\n") + "---" + SERVICE)
    target = replace(Target(), assumed={"request_rate": 7, "propagation_seconds": 31})
    loaded = load([str(path)], target)
    app = SurefootApp(Opening(Plan(loaded.inventory), target, (str(path),)))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("4")
        await settled(pilot)
        rows = app.screen.query_one("#picture", Paragraphs)._paragraphs
    said = "\n".join(each.plain for each in rows)
    assert "7 requests a second" in said
    assert "the last route knows after 31 s" in said


def test_every_option_of_the_simulator_sets_an_assumption_of_its_name() -> None:
    assert set(ASSUMED) <= {each.name for each in fields(Assumptions)}
    told = vars(parser("simulate").parse_args(["web.yaml"]))
    assert set(ASSUMED) <= set(told)
    assert set(ASSUMED) <= set(vars(parser("demo").parse_args([])))
    # The one that is left is a fact, which a step asks for.
    assert {each.name for each in fields(Assumptions)} - set(ASSUMED) == {"start_seconds"}
