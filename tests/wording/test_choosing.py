"""Which language is spoken: the one that is told, else the locale's, from the first word on."""

import os
import re
import subprocess
import sys

import pytest

from wizard.outputs.explained import explained, pages
from wizard.wording import cells, language, padded, speak

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def english_again():
    yield
    speak("en")


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en:zh"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "fr:zh"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh"}, "en"),
        ({}, "en"),
    ],
)
def test_locale_chooses(monkeypatch, environment, spoken):
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    speak()
    assert language() == spoken


def run(*words, **environment):
    plain = {name: value for name, value in os.environ.items() if name not in {"LANG", "LC_ALL", "LANGUAGE"}}
    return subprocess.run(
        [sys.executable, "-c", CALL, *words],
        env={**plain, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


CALL = "import sys; from wizard.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.parametrize(
    "words", [["--help"], ["check", "--help"], ["fix", "--help"], ["demo", "--help"], ["explain", "-h"]]
)
def test_help_speaks_chinese_whole(words):
    said = run(*words, "--lang", "zh").stdout
    assert said.startswith("用法：")
    assert "show this help" not in said
    assert "options:" not in said


def test_language_may_stand_before_the_command():
    assert run("--lang", "zh", "check", "--help").stdout == run("check", "--help", "--lang=zh").stdout


def test_told_language_goes_over_the_locale():
    assert run("--help", "--lang", "en", LANG="zh_CN.UTF-8").stdout.startswith("usage:")


def test_unknown_language_is_refused():
    found = run("check", "--lang", "xx")
    assert found.returncode == 2
    assert "xx" in found.stderr


def test_help_loads_no_screens_in_any_language():
    code = (
        "import sys; from wizard.cli import main\n"
        "try: main(['--lang', 'zh', '--help'])\n"
        "except SystemExit: sys.exit('textual' in sys.modules or 'screens' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_wide_characters_fill_two_columns():
    assert cells("打散 a") == 6
    assert padded("打散", 6) == "打散  "
    assert padded("abc", 6) == "abc   "


def test_no_word_at_all_names_no_language():
    found = run()
    assert "There is no terminal" in found.stderr or "Traceback" not in found.stderr


def test_pages_of_the_catalogue_speak_chinese_whole():
    speak("zh")
    for id in pages():
        # Examples are indented; ids, the source and what was given are names.
        said = [line for line in explained(id).split("\n")[1:] if line and not line.startswith((" ", "来源"))]
        assert [line for line in said if not HAN.search(line)] == [], id
