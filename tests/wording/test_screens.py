"""At 80 columns no screen cuts in Chinese what it shows whole in English."""

import json
import subprocess
import sys

import pytest

from wizard.wording import LANGUAGES, cells

SCREENS = ("spread", "budget", "readiness", "shutdown", "review", "why", "table")


@pytest.fixture(scope="module")
def screens():
    def drawn(language):
        command = [sys.executable, "-m", "tests.wording.shown", language]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    return {language: drawn(language) for language in LANGUAGES}


@pytest.mark.parametrize("name", SCREENS)
def test_lines_and_rows_stay_within_the_columns(screens, name):
    assert screens["zh"][name]["wide"] == []
    assert [line for line in screens["zh"][name]["lines"] if cells(line) > 80] == []


@pytest.mark.parametrize("name", SCREENS)
def test_no_more_is_cut_than_in_english(screens, name):
    cut = {language: "".join(screens[language][name]["lines"]).count("…") for language in LANGUAGES}
    assert cut["zh"] <= cut["en"]


@pytest.mark.parametrize("name", SCREENS)
def test_key_bar_shows_as_many_keys(screens, name):
    assert screens["zh"][name]["keys"] >= screens["en"][name]["keys"]


@pytest.mark.parametrize("name", SCREENS)
def test_screen_is_in_chinese(screens, name):
    bar = screens["zh"][name]["lines"][-1]
    assert cells(bar) > len(bar)
    assert bar != screens["en"][name]["lines"][-1]
