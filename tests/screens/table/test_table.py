"""The table: what it says, and where its keys lead."""

import pytest

from screens.table.columns import fitted
from screens.table.table import TableScreen
from screens.widgets.key_bar import KeyBar
from screens.widgets.listing import Listing
from tests.building import WEB
from tests.screens.conftest import API, opened, settled
from wizard.practices.spread import SpreadChoice


def row(pilot, name):
    return next(line for line in pilot.app.lines() if f" {name} " in line)


async def test_every_workload_has_a_line_with_the_word_of_each_practice(running):
    async with running() as pilot:
        assert " ".join(row(pilot, "web").split()) == "Deployment web 3 ○ missing ○ missing ○ missing ○ missing"
        assert " ".join(row(pilot, "api").split()) == "Deployment api 1 ○ missing – n/a ○ missing ○ missing"
        assert "2 workloads" in pilot.app.lines()[0]


async def test_star_and_count_show_what_the_plan_changes(running):
    async with running(chosen=True) as pilot:
        assert row(pilot, "web").split()[3:8] == ["●", "met*", "●", "met*", "○"]
        assert "2 workloads, 1 changed" in pilot.app.lines()[0]


async def test_undo_takes_the_star_away(running):
    async with running(chosen=True) as pilot:
        await pilot.press("u")
        assert "met*" not in row(pilot, "web")


async def test_line_under_the_table_follows_the_cursor(running):
    async with running() as pilot:
        assert "Deployment web" in pilot.app.shown()
        assert "nothing keeps the 3 copies apart" in pilot.app.shown()
        await pilot.press("down")
        assert "Deployment api" in pilot.app.shown()
        assert "one copy: any node failure" in pilot.app.shown()


async def test_enter_opens_the_first_step_that_is_not_met(running):
    async with running(chosen=True) as pilot:
        await pilot.press("enter", "down", "enter")
        assert pilot.app.steps == [("web", "readiness"), ("api", "spread")]


async def test_filter_narrows_while_typing_and_escape_clears_it(running):
    async with running() as pilot:
        await pilot.press("slash", "a", "p")
        assert " web " not in pilot.app.shown().split("─")[0]
        assert "1 of 2 workloads" in pilot.app.lines()[0]
        await pilot.press("escape")
        assert row(pilot, "web")
        assert pilot.app.screen.under_cursor == pilot.app.plan.inventory.ids[1]


async def test_enter_in_the_filter_keeps_it_and_goes_to_the_lines(running):
    async with running() as pilot:
        await pilot.press("slash", "a", "p", "enter", "enter")
        assert pilot.app.steps == [("api", "spread")]


async def test_filter_that_fits_nothing_says_so_and_opens_nothing(running):
    async with running() as pilot:
        await pilot.press("slash", "z", "z", "enter", "enter")
        assert pilot.app.steps == []
        assert "No workload has these letters" in pilot.app.shown()


async def test_same_answers_go_to_the_marked_ones(running):
    async with running(chosen=True) as pilot:
        api = pilot.app.plan.inventory.ids[1]
        await pilot.press("down", "space", "up", "a")
        await settled(pilot)
        assert pilot.app.plan.choices[api] == {"spread": SpreadChoice("host")}
        assert "Copied to 1 workload: Spread. Budget stays open" in pilot.app.lines()[-1]


@pytest.mark.parametrize(
    ("chosen", "keys", "why"),
    [
        (False, ("a",), "This workload has no answers yet"),
        (True, ("a",), "No other workload is marked"),
        (False, ("w",), "Nothing is chosen yet"),
    ],
)
async def test_greyed_key_says_why(running, chosen, keys, why):
    async with running(chosen=chosen) as pilot:
        await pilot.press(*keys)
        assert why in pilot.app.lines()[-1]


async def test_coming_back_finds_cursor_marks_and_filter_as_left(running):
    async with running(chosen=True) as pilot:
        await pilot.press("slash", "a", "p", "enter", "space", "w")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, TableScreen)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, TableScreen)
        assert "1 of 2 workloads, 1 changed, 1 marked" in pilot.app.lines()[0]


async def test_what_was_left_alone_is_counted_and_listed(folder, running):
    (folder / "patch.yaml").write_text("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: part}\nspec: {}\n")
    (folder / "broken.yaml").write_text("a: [\n")
    async with running(opened(".")) as pilot:
        assert "2 left out (l)" in pilot.app.lines()[0]
        await pilot.press("l")
        assert "broken.yaml" in pilot.app.shown()
        assert "containers is missing" in pilot.app.shown()
        await pilot.press("escape")
        assert row(pilot, "web")


async def test_hostile_names_are_shown_and_never_sent(folder, running):
    bad = r'"[/x]\e[31mred\e]52;c;Zm9v\a\u202e"'
    (folder / "shop.yaml").write_text(WEB.replace("name: web\nspec", f"name: {bad}\nspec") + "---" + API)
    async with running() as pilot:
        await pilot.press("down", "up", "question_mark")
        assert "[/x]␛[31mred␛]52" in pilot.app.shown()
        assert not set(pilot.app.shown()) & {"\x1b", "\x07", "\u202e"}


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40)])
async def test_no_word_is_cut_at_any_size(folder, running, size):
    spaced = WEB.replace("  name: web\nspec", "  name: a-rather-long-name-of-a-workload\n  namespace: team-blue\nspec")
    other = API.replace("  name: api\nspec", "  name: api\n  namespace: team-green\nspec").replace(
        "kind: Deployment", "kind: StatefulSet"
    )
    (folder / "shop.yaml").write_text(spaced + "---" + other)
    async with running(chosen=True, size=size) as pilot:
        table = pilot.app.lines()[1:4]
        words = ["KIND", "NAME", "REPL", "SPREAD", "BUDGET", "READY", "STOP"]
        assert [each for each in words if each not in table[0].split()] == []
        assert "met*" in table[1]
        assert "a-rather" in table[1]
        assert "missing" in table[2] or "none" in table[2]
        assert "…" not in table[2]
        assert max(map(len, pilot.app.lines())) <= size[0]


async def test_four_hundred_workloads_scroll_without_judging_those_out_of_sight(folder, running, monkeypatch):
    (folder / "shop.yaml").write_text("---".join(WEB.replace("web", f"web-{number}") for number in range(400)))
    async with running() as pilot:
        judged = set()
        plain = type(pilot.app.plan).standing

        def counted(plan, id, practice):
            judged.add(id)
            return plain(plan, id, practice)

        monkeypatch.setattr(type(pilot.app.plan), "standing", counted)
        await pilot.press("pagedown", "pagedown")
        assert " web-30 " in pilot.app.shown()
        assert len(judged) < 60
        await pilot.press("end")
        assert " web-399 " in pilot.app.shown()


async def test_keys_do_not_measure_every_name_anew(folder, running, monkeypatch):
    (folder / "shop.yaml").write_text("---".join(WEB.replace("web", f"web-{number}") for number in range(400)))
    measured = []

    def counted(listed, width):
        measured.append(width)
        return fitted(listed, width)

    monkeypatch.setattr("screens.table.rows.fitted", counted)
    async with running() as pilot:
        await pilot.press("pagedown", "pagedown", "down", "end", "home", "slash", "1", "2")
        assert " web-12 " in pilot.app.shown()
        assert len(measured) == len(set(measured))


async def test_click_moves_and_a_second_click_opens(running):
    async with running() as pilot:
        await pilot.click(Listing, offset=(10, 2))
        assert pilot.app.screen.under_cursor == pilot.app.plan.inventory.ids[1]
        await pilot.click(Listing, offset=(10, 2))
        assert pilot.app.steps == [("api", "spread")]


async def test_keys_of_the_bar_can_be_clicked(running):
    async with running() as pilot:
        await pilot.click(KeyBar, offset=(2, 0))
        assert pilot.app.steps == [("web", "spread")]


async def test_leaving_without_choices_asks_nothing(running):
    async with running() as pilot:
        await pilot.press("escape")
        assert pilot.app.return_code == 0


async def test_leaving_with_choices_asks_once(running):
    async with running(chosen=True) as pilot:
        await pilot.press("escape")
        assert "1 workload has choices that are not written" in pilot.app.shown()
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, TableScreen)
        await pilot.press("escape", "w")
        await settled(pilot)
        assert "Still weak" in pilot.app.shown()


async def test_what_the_schema_finds_is_said_with_its_line(running, folder):
    broken = WEB.replace("      containers:", "      conatiners: x\n      containers:")
    (folder / "shop.yaml").write_text(broken.lstrip("\n") + "---\n" + API)
    async with running(opened()) as pilot:
        assert "1 invalid" in pilot.app.lines()[0]
        assert "there is no field conatiners; did you mean containers?, line 15" in pilot.app.shown()


PORT = "          ports:\n            - {name: http, containerPort: 8080, hostPort: 80}"


async def test_same_answer_that_would_end_worse_for_another_stays_out_and_says_why(running, folder):
    taken = API.replace("          ports:\n            - name: http\n              containerPort: 8080", PORT)
    (folder / "shop.yaml").write_text("---\n".join((WEB.lstrip("\n"), taken.lstrip("\n"))))
    async with running() as pilot:
        web, api = pilot.app.plan.inventory.ids
        pilot.app.keep(pilot.app.plan.choose(web, "spread", SpreadChoice("none", replicas=7)))
        pilot.app.screen.show(pilot.app.plan)
        await pilot.press("down", "space", "up", "a")
        await settled(pilot)
        assert not pilot.app.plan.choices.get(api)
        assert "Spread: not suggested" in pilot.app.shown()
