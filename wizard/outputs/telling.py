"""What of a report is told one by one, and what is only counted. Every finding stays in the report; nothing is hidden.

What was named is told whole. Of what was found in folders, what one change mends is told once, and what asks for no
change is only counted.
"""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.checks import Severity
from wizard.outputs.report import Report, mistakes
from wizard.wording import _, listed, ngettext, safe

TEST, SAMPLE, UNASKED, INFO, AGAIN = "test", "sample", "unasked", "info", "again"
"""Why a finding is only counted: it stands in a test file, or in what shows something; nobody is seen to ask there;
it is good to know; the same was told before."""
NO_MANIFEST, TEMPLATE = "no-manifest", "template"
"""Why a file that cannot be read is only counted."""
UNASKED_IDS = frozenset({"no-readiness-probe", "no-pre-stop", "one-replica"})
"""What is missing only for those who ask: nobody does, as far as all that was read tells."""

Finding = dict[str, Any]


@dataclass(frozen=True)
class Telling:
    """What was asked for."""

    found: Container[str] = ()
    """The files that nobody named: they were found in folders."""
    fixtures: Container[str] = ()
    """Those of them that tests are made of."""
    infos: bool = False
    """Whether somebody wants to see what is good to know, wherever it stands."""


def told(found: Report, telling: Telling) -> Report:
    """The report in which each finding says under `counted` why it is only counted, null for one that is told.

    The first of several that are the same has the places of the others under `also`.
    """
    first: dict[tuple[Any, ...], Finding] = {}
    for of in (*found["workloads"], *found["objects"]):
        there = {each["id"] for each in of["mistakes"]}
        for each in of["mistakes"]:
            # Where its cause is hidden, it stands by itself.
            follows = each["follows"] if each["follows"] in there else None
            each |= {"follows": follows, "counted": _why(each, of, telling), "also": []}
            if not follows and not each["counted"]:
                _count_again(each, of, first, alike=of["file"] in telling.found)
    for file in found["unreadable"]:
        file["counted"] = file["id"] if file["id"] in (NO_MANIFEST, TEMPLATE) and not file["named"] else None
    return found


def _why(each: Mapping[str, Any], of: Mapping[str, Any], telling: Telling) -> str | None:
    if of["file"] not in telling.found:
        return None
    # What no server takes is wrong wherever it stands; what is not there is seldom wanted in a test or a sample.
    if not each["refused"]:
        if of["file"] in telling.fixtures:
            return TEST
        if of.get("sample"):
            return SAMPLE
    if each["missing"] and each["id"] in UNASKED_IDS and not of.get("asked", True):
        return UNASKED
    return INFO if each["severity"] == Severity.INFO and not telling.infos else None


def _count_again(each: Finding, of: Mapping[str, Any], first: dict[tuple[Any, ...], Finding], *, alike: bool) -> None:
    """Count what was told before: at the same place, or of an object that stands in several files."""
    place = each["id"], each["file"], each["line"], each["column"], each["path"]
    object_ = each["id"], of["kind"], of["namespace"], of["name"], each["path"], each["message"]
    for key in (place, object_) if alike else (place,):
        before = first.setdefault(key, each)
        elsewhere = each["file"] != before["file"]
        if before is not each and (elsewhere or key is place):
            each["counted"] = AGAIN
            before["also"] += [{"file": each["file"], "line": each["line"]}] if elsewhere else []
            return


def is_told(each: Mapping[str, Any], *, again: bool = False) -> bool:
    """Whether a finding is told by itself; with `again` also where it was told before, for a list by files."""
    return not each.get("follows") and each.get("counted") in (None, AGAIN if again else None)


def one_by_one(found: Report, *, again: bool = False) -> Iterator[Finding]:
    """What is told of each workload and object, with what it was found in under `of`."""
    return (each for each in mistakes(found) if is_told(each, again=again))


def unread(found: Report) -> Iterator[Finding]:
    """The files that cannot be read and are told one by one."""
    return (each for each in found["unreadable"] if not each.get("counted"))


def counted_lines(found: Report) -> Iterator[str]:
    """What is only counted, in sentences: one for each reason."""
    by_reason: dict[str, list[Finding]] = {}
    for each in (*mistakes(found), *found["unreadable"]):
        if each.get("counted") and not each.get("follows"):
            by_reason.setdefault(each["counted"], []).append(each)
    if tests := by_reason.get(TEST):
        files = len({each["of"]["file"] for each in tests})
        said = _("in test files: {findings} in {files}; give a file or its folder to see them")
        yield said.format(findings=_findings(len(tests)), files=_files(files))
    if samples := by_reason.get(SAMPLE):
        said = _("of what only shows something: {findings}, such as in {file}; give a file to see them")
        yield said.format(findings=_findings(len(samples)), file=safe(samples[0]["of"]["file"]))
    if unasked := by_reason.get(UNASKED):
        said = _("where nothing that was read sends requests: {ids}; give a file to see them")
        yield said.format(ids=_by_id(unasked))
    if infos := by_reason.get(INFO):
        yield _("good to know: {ids}; to see them: --severity info").format(ids=_by_id(infos))
    if again := by_reason.get(AGAIN):
        yield _("told before of the same object: {findings}").format(findings=_findings(len(again)))
    if templates := by_reason.get(TEMPLATE):
        said = _("templates, not manifests: {files}, such as {file}; render them first: helm template . | surefoot -")
        yield said.format(files=_files(len(templates)), file=safe(templates[0]["file"]))
    if others := by_reason.get(NO_MANIFEST):
        said = _("no manifests, and not YAML or JSON that can be read: {files}, such as {file}")
        yield said.format(files=_files(len(others)), file=safe(others[0]["file"]))


def _by_id(found: Sequence[Finding]) -> str:
    return listed(f"{count} {id}" for id, count in Counter(each["id"] for each in found).most_common())


def _findings(count: int) -> str:
    return ngettext("{count} finding", "{count} findings", count).format(count=count)


def _files(count: int) -> str:
    return ngettext("{count} file", "{count} files", count).format(count=count)
