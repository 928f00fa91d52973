"""A report for other programs: SARIF 2.1.0, JUnit XML, GitHub workflow commands and Markdown."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from wizard.checks import CATALOGUE
from wizard.outputs.hiding import key
from wizard.outputs.report import Report
from wizard.outputs.telling import is_told, one_by_one, unread
from wizard.wording import _, labelled, safe
from wizard.wording import practices as words
from wizard.wording.mistakes import SENTENCES
from wizard.wording.todos import todo

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
"""SARIF's words for severities."""
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
"""Those of GitHub's workflow commands."""
HOME = "https://surefoot.dev"


def as_json(found: Report) -> Iterable[str]:
    """The report itself, in parts: as one string it may have a hundred megabytes."""
    return json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(found)


def as_sarif(found: Report) -> Iterable[str]:
    """SARIF 2.1.0 (OASIS): one run, a rule for each id that was found."""
    every = [*one_by_one(found, again=True), *({**each, "of": None} for each in unread(found))]
    ids = sorted({each["id"] for each in every})
    run = {
        "tool": {"driver": {"name": "surefoot", "informationUri": HOME, "rules": [_rule(id) for id in ids]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, ids) for each in every],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    log = {"$schema": schema, "version": "2.1.0", "runs": [run]}
    return json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(log)


def _rule(id: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": id, "name": "".join(word.title() for word in id.split("-"))}
    if id in CATALOGUE:
        rule["shortDescription"] = {"text": _(SENTENCES[id])}
        rule["help"] = {"text": todo(id)}
        rule["defaultConfiguration"] = {"level": LEVELS[CATALOGUE[id].severity.value]}
    return rule


def _result(each: Mapping[str, Any], ids: list[str]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(each["file"])}}
    if each["line"]:
        place["region"] = {"startLine": each["line"], "startColumn": each["column"] or 1}
    result: dict[str, Any] = {
        "ruleId": each["id"],
        "ruleIndex": ids.index(each["id"]),
        "level": LEVELS[each["severity"]],
        "message": {"text": _titled(each)},
        "locations": [{"physicalLocation": place}],
    }
    if each["of"] is not None:
        result["partialFingerprints"] = {"surefoot/v1": "/".join(key(each))}
    return result


def _uri(file: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415  # the other formats need none of it

    return quote(safe(file)) if file != "-" else "stdin"


def _titled(each: Mapping[str, Any]) -> str:
    """What it is about and what is wrong."""
    of = each.get("of")
    return labelled(f"{safe(of['kind'])} {safe(of['name'])}", each["message"]) if of else str(each["message"])


def as_junit(found: Report) -> Iterable[str]:
    """JUnit XML: a suite for each file, a case for each workload or object, a failure for each error or warning."""
    root = ElementTree.Element("testsuites", name="surefoot")
    files: dict[str, list[Mapping[str, Any]]] = {}
    for group in (*found["workloads"], *found["objects"]):
        files.setdefault(group["file"], []).append(group)
    for each in unread(found):
        files.setdefault(each["file"], []).append(
            {"kind": "", "namespace": None, "name": each["id"], "mistakes": [each]}
        )
    for file, groups in files.items():
        suite = ElementTree.SubElement(root, "testsuite", name=_plain(file))
        failed = 0
        for group in groups:
            name = "/".join(filter(None, (group["kind"], group["namespace"], group["name"])))
            case = ElementTree.SubElement(suite, "testcase", classname=_plain(file), name=_plain(name))
            told = [each for each in group["mistakes"] if each["severity"] != "info" and is_told(each, again=True)]
            failed += bool(told)
            if told:
                lines = (f"{_plain(file)}:{each['line'] or ''} {each['message']} [{each['id']}]" for each in told)
                failure = ElementTree.SubElement(
                    case, "failure", message=_plain(told[0]["message"]), type=told[0]["id"]
                )
                failure.text = _plain("\n".join(lines))
        suite.attrib |= {"tests": str(len(groups)), "failures": str(failed), "errors": "0"}
    ElementTree.indent(root)
    return [ElementTree.tostring(root, encoding="unicode", xml_declaration=True)]


def _plain(text: str) -> str:
    """Text that XML may hold: control characters are none of it."""
    return "\n".join(safe(line) for line in text.split("\n"))


def as_github(found: Report) -> Iterable[str]:
    """Workflow commands (docs.github.com, workflow commands): an annotation for each mistake."""
    return ["\n".join(_command(each) for each in (*one_by_one(found, again=True), *unread(found)))]


def _command(each: Mapping[str, Any]) -> str:
    place = {"file": each["file"], "line": each["line"], "col": each["column"], "title": each["id"]}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
    return f"::{_COMMANDS[each['severity']]} {properties}::{_data(_titled(each))}"


def _data(text: str) -> str:
    return safe(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_markdown(found: Report) -> Iterable[str]:
    """Tables for a comment on a pull request: one of the practices, one of the mistakes."""
    return ["\n".join(_markdown(found))]


def _markdown(found: Report) -> Iterator[str]:
    if found["workloads"]:
        keys = list(found["workloads"][0]["practices"])
        yield f"| {_('Workload')} | {' | '.join(words.name(key) for key in keys)} |"
        yield "| --- " * (len(keys) + 1) + "|"
        for each in found["workloads"]:
            states = " | ".join(words.state(each["practices"][key]["status"]) for key in keys)
            yield f"| {_cell(each['kind'] + ' ' + each['name'])} | {states} |"
        yield ""
    every = [*one_by_one(found), *unread(found)]
    if every:
        yield f"| {_('Severity')} | {_('Place')} | {_('Mistake')} | {_('To do')} |"
        yield "| --- | --- | --- | --- |"
    for each in every:
        place = f"{each['file']}:{each['line']}" if each["line"] else each["file"]
        said = f"{_cell(_titled(each))} `{each['id']}`"
        yield f"| {words.severity(each['severity'])} | {_cell(place)} | {said} | {_cell(each.get('todo', ''))} |"


def _cell(text: str) -> str:
    """Text as a cell shows it: nothing in it is markup."""
    shown = safe(text).replace("\n", " ")
    for sign in "\\`*_{}[]<>#|~&!":
        shown = shown.replace(sign, f"\\{sign}")
    return shown


FORMATS: Mapping[str, Callable[[Report], Iterable[str]]] = {
    "json": as_json,
    "sarif": as_sarif,
    "junit": as_junit,
    "github": as_github,
    "markdown": as_markdown,
}
