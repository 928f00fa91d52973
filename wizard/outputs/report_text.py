"""A report for people: grouped by workload, each mistake with its line, a caret and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wizard.outputs.hiding import hidden_lines
from wizard.outputs.report import Report
from wizard.practices.practice import Status
from wizard.wording import _, cells, clauses, labelled, ngettext, padded, safe
from wizard.wording import practices as words
from wizard.wording.todos import needed

_WIDEST = 100
"""Characters of a line that is quoted."""


def as_text(found: Report) -> str:
    """The report for people, one block a workload, then the objects that belong to none, then the sum."""
    blocks = ["\n".join(_block(each)) for each in found["workloads"]]
    blocks += ["\n".join(_object(each)) for each in found["objects"]]
    blocks += [_unreadable(each) for each in found["unreadable"]]
    return "\n\n".join([*blocks, "\n".join(_end(found))])


def _head(group: Mapping[str, Any]) -> str:
    name = safe("/".join(filter(None, (group["namespace"], group["name"]))))
    place = f"  {safe(group['file'])}:{group['line']}" if group["line"] else ""
    return f"{safe(group['kind'])} {name}{place}"


def _block(workload: Mapping[str, Any]) -> Iterator[str]:
    yield _head(workload)
    width = max(cells(words.name(key)) for key in workload["practices"])
    for key, each in workload["practices"].items():
        why = f"  {each['reason']}" if each["reason"] else ""
        yield f"  {padded(words.name(key), width)}  {words.state(each['status'])}{why}"
        yield from _mistakes(workload, key)
    if any(each["practice"] is None for each in workload["mistakes"]):
        # Else they would read as if they belonged to the last practice.
        yield f"  {words.name('')}"
    yield from _mistakes(workload, None)


def _object(group: Mapping[str, Any]) -> Iterator[str]:
    yield _head(group)
    yield from _mistakes(group, None)


def _mistakes(group: Mapping[str, Any], practice: str | None) -> Iterator[str]:
    for each in group["mistakes"]:
        if each["practice"] == practice:
            elsewhere = f"{safe(each['file'])}:" if each["file"] != group["file"] else ""
            place = f"{each['line']}:{each['column']}" if each["line"] else safe(each["path"])
            yield f"    {elsewhere}{place}  {_judged(each)}"
            yield from (f"      {line}" for line in _quoted(each))
            if each["todo"]:
                by = f"  (fix --mend {each['id']})" if each["mend"] == "edit" else ""
                yield f"      {labelled(_('to do'), each['todo'])}{by}"


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
    return _("{workloads}: {states}").format(workloads=said, states=states)
