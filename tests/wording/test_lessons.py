"""Lessons: in every language, readable in length, filled with the learner's own values."""

import re

import pytest
from textual.pilot import Pilot

from screens.app import SurefootApp
from screens.opening import Opening
from screens.steps.why import WhyScreen
from screens.widgets.head import Head
from screens.widgets.key_bar import KeyBar
from tests.building import SERVICE, WEB, plan
from tests.screens.conftest import settled
from tools.make_catalogue import TRANSLATED
from wizard.places import assets
from wizard.practices import PRACTICES
from wizard.sources.loading import Target
from wizard.teaching.lessons import FURTHER, lesson, lessons, values
from wizard.wording import LANGUAGES, speak

NAMES = {practice.key for practice in PRACTICES} | {name for names in FURTHER.values() for name in names}
PAGES = [(language, name) for language in LANGUAGES for name in sorted(NAMES)]


@pytest.fixture(autouse=True)
def english_again():
    yield
    speak("en")


def test_every_lesson_is_there_in_every_language():
    there = {(path.parent.name, path.stem) for path in assets("lessons").glob("*/*.md")}
    assert there == {(language, name) for language in ("en", *TRANSLATED) for name in NAMES}


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_lesson_has_20_to_40_lines(language, name):
    text = (assets("lessons") / language / f"{name}.md").read_text("utf-8")
    assert 20 <= len(text.splitlines()) <= 40
    assert text.startswith("# ")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_lessons_name_the_same_values_in_both_languages(name):
    found = [
        set(re.findall(r"\{\w+\}", (assets("lessons") / language / f"{name}.md").read_text("utf-8")))
        for language in LANGUAGES
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_lesson_is_filled_with_the_learners_values(language, name):
    speak(language)
    made = plan(WEB, SERVICE)
    told = "\n".join(lesson(name, values(made.workload(made.inventory.ids[0]))).lines)
    assert not re.search(r"\{\w+\}", told)


def test_hostile_name_is_shown_and_not_obeyed():
    told = lesson("spread", {"name": "\x1b[2J{grace}[red]", "replicas": 3, "grace": 30, "pre_stop": 0})
    assert "\x1b" not in told.title
    assert "{grace}[red]" in told.title


def test_practices_without_pages_have_no_lessons():
    made = plan(WEB)
    assert lessons("none-such", made.workload(made.inventory.ids[0])) == ()


async def opened(pilot: Pilot[int], *keys: str) -> WhyScreen:
    await settled(pilot)
    await pilot.press(*keys, "question_mark")
    await settled(pilot)
    assert isinstance(pilot.app.screen, WhyScreen)
    return pilot.app.screen


def app() -> SurefootApp:
    return SurefootApp(Opening(plan(WEB, SERVICE), Target(), ("shop.yaml",)))


async def test_why_key_opens_the_lesson_with_the_findings_before_it():
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        told = "\n".join(line.plain for line in screen._lines)
        assert told.index("As it is now") < told.index("keep the copies of web apart")
        assert all(line.cell_length <= 80 for line in screen._lines)


async def test_n_turns_to_the_further_lessons_and_round():
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        places = []
        for _turn in range(3):
            await pilot.press("n")
            places.append(screen.query_one(Head).render().plain)
        assert "placement sets for web" in places[0]
        assert "lesson 2 of 3" in places[0]
        assert "regions" in places[1]
        assert "lesson 1 of 3" in places[2]


async def test_step_with_one_lesson_offers_no_next():
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "2")
        assert "Next lesson" not in screen.query_one(KeyBar).render().plain
