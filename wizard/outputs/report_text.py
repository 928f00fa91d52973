"""A report for people: grouped by workload, each mistake with its line, a caret and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wizard.outputs.hiding import hidden_lines
from wizard.outputs.report import Report
from wizard.outputs.telling import counted_lines, is_told, unread
from wizard.practices.practice import Status
from wizard.wording import _, cells, clauses, labelled, listed, ngettext, padded, safe
from wizard.wording import practices as words
from wizard.wording.todos import needed

_WIDEST = 100
"""Characters of a line that is quoted."""
_PLACES = 3
"""Of those where the same was found, how many are named."""


def as_text(found: Report) -> str:
    """The report for people, one block a workload, then the objects that belong to none, then the sum."""
    blocks = ["\n".join(_block(each)) for each in found["workloads"]]
    blocks += ["\n".join(_object(each)) for each in found["objects"] if any(map(is_told, each["mistakes"]))]
    blocks += [_unreadable(each) for each in unread(found)]
    return "\n\n".join([*blocks, "\n".join(_end(found))])


def _head(group: Mapping[str, Any]) -> str:
    name = safe("/".join(filter(None, (group["namespace"], group["name"]))))
    place = f"  {safe(group['file'])}:{group['line']}" if group["line"] else ""
    return f"{safe(group['kind'])} {name}{place}"


def _block(workload: Mapping[str, Any]) -> Iterator[str]:
    yield _head(workload)
    width = max(cells(words.name(key)) for key in workload["practices"])
    for key, each in workload["practices"].items():
        why = each["reason"] or _untold(workload, key)
        yield f"  {padded(words.name(key), width)}  {words.state(each['status'])}{f'  {why}' if why else ''}"
        yield from _mistakes(workload, key)
    if any(each["practice"] is None and is_told(each) for each in workload["mistakes"]):
        # Else they would read as if they belonged to the last practice.
        yield f"  {words.name('')}"
    yield from _mistakes(workload, None)


def _untold(workload: Mapping[str, Any], practice: str) -> str:
    """The ids of what a practice lacks, where none of it is told here."""
    own = [each for each in workload["mistakes"] if each["practice"] == practice]
    ids = dict.fromkeys(each["id"] for each in own)
    return f"[{listed(ids)}]" if ids and not any(map(is_told, own)) else ""


def _object(group: Mapping[str, Any]) -> Iterator[str]:
    yield _head(group)
    for practice in dict.fromkeys(each["practice"] for each in group["mistakes"]):
        yield from _mistakes(group, practice)


def _mistakes(group: Mapping[str, Any], practice: str | None) -> Iterator[str]:
    for each in group["mistakes"]:
        if each["practice"] == practice and is_told(each):
            elsewhere = f"{safe(each['file'])}:" if each["file"] != group["file"] else ""
            place = f"{each['line']}:{each['column']}" if each["line"] else safe(each["path"])
            yield f"    {elsewhere}{place}  {_judged(each)}"
            yield from (f"      {line}" for line in _quoted(each))
            if each["todo"]:
                by = f"  (fix --mend {each['id']})" if each["mend"] == "edit" else ""
                yield f"      {labelled(_('to do'), each['todo'])}{by}"
            yield from _besides(each, group["mistakes"])


def _besides(cause: Mapping[str, Any], every: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What follows from a finding, each in a short line, and where else the same was found."""
    for id in dict.fromkeys(each["id"] for each in every if each.get("follows") == cause["id"]):
        same = [each for each in every if each["id"] == id]
        yield f"      {labelled(_('follows from it'), same[0]['message'])}  [{id}]"
    places = [f"{safe(each['file'])}:{each['line']}" for each in cause.get("also", ())]
    if places:
        more = len(places) - _PLACES
        shown = listed(places[:_PLACES]) + (_(" and {count} more").format(count=more) if more > 0 else "")
        yield f"      {labelled(_('also in'), shown)}"


def _judged(mistake: Mapping[str, Any]) -> str:
    return f"{labelled(words.severity(mistake['severity']), mistake['message'])}  [{mistake['id']}]"


def _quoted(mistake: Mapping[str, Any]) -> Iterator[str]:
    """The line and a caret below the place; nothing for what has no lines or is too long to be read."""
    text = mistake["source"]
    if text is None or not mistake["line"]:
        return
    shown, before = safe(text), safe(text[: mistake["column"] - 1])
    if len(shown) <= _WIDEST:
        number = str(mistake["line"])
        yield f"{number} | {shown}"
        yield f"{' ' * len(number)} | {' ' * cells(before)}^"


def _unreadable(each: Mapping[str, Any]) -> str:
    place = ":".join(str(part) for part in (safe(each["file"]), each["line"], each["column"]) if part)
    return f"{place}  {_judged(each)}"


def _end(found: Report) -> Iterator[str]:
    yield from hidden_lines(found)
    yield from counted_lines(found)
    for key, ids in found["unjudged"].items():
        count = len(ids)
        yield ngettext(
            "not judged: {count} check needs {what}", "not judged: {count} checks need {what}", count
        ).format(count=count, what=needed(key))
    yield _sum(found["workloads"])


def _sum(workloads: Sequence[Mapping[str, Any]]) -> str:
    counts = {status.value: 0 for status in Status}
    for workload in workloads:
        for each in workload["practices"].values():
            counts[each["status"]] += 1
    said = ngettext("{count} workload", "{count} workloads", len(workloads)).format(count=len(workloads))
    states = clauses(
        _("{count} {state}").format(count=count, state=words.state(status)) for status, count in counts.items() if count
    )
    return _("{workloads}: {states}").format(workloads=said, states=states) if states else said
