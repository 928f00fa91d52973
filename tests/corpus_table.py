"""Edit every workload of the corpus by every practice, prove each edit, and print a table of what came of it."""

import copy
import difflib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tests import corpus_suggested as suggested
from tests.corpus import FOLDER, files
from wizard.errors import WizardError
from wizard.model.inventory import Inventory
from wizard.model.workload import Workload
from wizard.planning.changes import Change
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.budget import BudgetChoice
from wizard.practices.practice import Question
from wizard.practices.readiness_choice import ProbeChoice, ReadinessChoice
from wizard.practices.shutdown_choice import PreStop, ShutdownChoice
from wizard.practices.spread import SpreadChoice
from wizard.text.edits import difference, to_patch
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.yamldata import Data

ALL = "all four"


@dataclass
class Table:
    """What came of the edits, by practice."""

    edited: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    not_applicable: Counter[str] = field(default_factory=Counter)
    refused: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    workloads: int = 0


def examine(table: Table, name: str, content: bytes) -> None:
    """Read one file and try every practice, alone and together, on each of its workloads."""
    try:
        manifest = Manifest.read(name, content)
    except WizardError as error:
        table.unread.append(str(error))
        return
    inventory = Inventory.of([manifest])
    for id in inventory.ids:
        table.workloads += 1
        wanted = {practice.key: (practice.key,) for practice in PRACTICES} | {ALL: tuple(p.key for p in PRACTICES)}
        for title, keys in wanted.items():
            _try(table, title, chosen(Plan(inventory), id, keys), id)


def chosen(plan: Plan, id: ObjectId, keys: tuple[str, ...]) -> Plan:
    """A choice for each practice that changes something wherever it can: copies, a path and a wait of our own."""
    for practice in PRACTICES:
        if practice.key in keys:
            workload = plan.upto(id, practice.key)
            if not practice.not_applicable(workload):
                plan = plan.choose(id, practice.key, _choice(practice.key, workload))
    return plan


def _choice(key: str, workload: Workload) -> object:
    main = (workload.served or workload.containers)[0]
    match key:
        case "spread":
            return SpreadChoice("zone", replicas=workload.fewest + 2)
        case "budget":
            return BudgetChoice("maxUnavailable", "34%")
        case "readiness":
            return ReadinessChoice((ProbeChoice(main.name, "httpGet", 8099, "/surefoot", (("X-A", "yes: 1"),)),))
    suggested = next(p for p in PRACTICES if p.key == key).suggest(workload)
    assert not isinstance(suggested, Question)
    hook = PreStop(main.name, "sleep", 17)
    return replace(suggested, hooks=(hook,), grace=77) if isinstance(suggested, ShutdownChoice) else suggested


def _try(table: Table, title: str, plan: Plan, id: ObjectId) -> None:
    if not plan.choices.get(id):
        table.not_applicable[title] += 1
        return
    try:
        changes = plan.changes
    except WizardError as error:
        table.refused[title].append(str(error))
        return
    if not changes:
        table.unchanged[title] += 1
        return
    read = {each.origin: Manifest.read(each.origin, each.after.encode("utf-8", "surrogateescape")) for each in changes}
    faults = [fault for change in changes for fault in proven(plan, change, read[change.origin])]
    faults += [f"{id.origin}: fixing again changes it" for _ in _again(plan, read, id)]
    table.edited[title] += not faults
    table.wrong += [f"{title}: {fault}" for fault in faults]


def proven(plan: Plan, change: Change, result: Manifest) -> Iterator[str]:
    """Whatever is wrong with a change: another meaning, a line lost that held no edited value, a patch that differs."""
    if change.before is None:
        return
    manifest = plan.inventory.manifests[change.origin]
    expected: list[Data] = []
    beside = {part.splice.id.origin for each in plan.changes if each.before is None for part in each.parts}
    for id, data in manifest.objects.items():
        new = plan.data.get(id, data)
        expected.append(new)  # type: ignore[arg-type]
        if change.origin not in beside:
            expected += [each.data for each in plan.additions if each.workload == id]  # type: ignore[misc]
        if id in plan.data and applied(data, to_patch(difference(data, new))) != new:  # type: ignore[arg-type]
            yield f"{change.origin}: the JSON patch makes something else"
    if list(result.objects.values()) != expected:
        yield f"{change.origin}: does not parse to the chosen data"
    yield from lost_lines(plan, manifest, change)


def lost_lines(plan: Plan, manifest: Manifest, change: Change) -> Iterator[str]:
    """Lines that vanished although they held no edited value, nor the empty or one-line parent of a new one."""
    before, after = (change.before or "").split("\n"), change.after.split("\n")
    allowed: set[int] = set()
    for id, data in plan.data.items():
        for edit in difference(manifest.objects[id], data) if id.origin == change.origin else ():  # type: ignore[arg-type]
            line = manifest.position(id, edit.path).line
            allowed |= {line, manifest.position(id, edit.path[:-1]).line}
            if edit.op != "add" and isinstance(edit.before, dict | list):
                allowed |= set(_block(before, line))
    for number in _gone(before, after):
        line = before[number - 1]
        # The last line gets an end, or in JSON a comma, when something is put behind it.
        continued = line + ("," if manifest.format == "json" else "") in after or number == len(before)
        if number not in allowed and line.strip() and not continued:
            yield f"{change.origin}:{number}: lost {line!r}"


def _gone(before: list[str], after: list[str]) -> Iterator[int]:
    """The numbers of the lines that vanished; only what lies between equal ends is compared."""
    shorter = min(len(before), len(after))
    head = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), shorter)
    pairs = zip(reversed(before[head:]), reversed(after[head:]), strict=False)
    tail = next((n for n, (a, b) in enumerate(pairs) if a != b), shorter - head)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    for tag, start, end, _from, _to in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag in {"replace", "delete"}:
            yield from range(head + start + 1, head + end + 1)


def _block(lines: list[str], first: int) -> Iterator[int]:
    """The lines of a block value: those below its key that are indented further, or dashes at its own column."""
    indent = len(lines[first - 1]) - len(lines[first - 1].lstrip(" "))
    for number in range(first + 1, len(lines) + 1):
        text = lines[number - 1]
        closing = text.lstrip().startswith(("-", "}", "]"))
        if text.strip() and len(text) - len(text.lstrip(" ")) < indent + (not closing):
            return
        yield number


def _again(plan: Plan, read: Mapping[str, Manifest], id: ObjectId) -> Iterator[str]:
    again = Inventory.of(list(read.values()))
    for other in again.ids:
        same = again.workload(other)
        if (same.kind, same.name, same.namespace) == _title(plan, id) and _place(other) == _place(id):
            repeated = Plan(again, {other: plan.choices[id]})
            yield from (change.origin for change in repeated.changes if change.before != change.after)


def _title(plan: Plan, id: ObjectId) -> tuple[str, str, str | None]:
    workload = plan.before(id)
    return workload.kind, workload.name, workload.namespace


def _place(id: ObjectId) -> tuple[int, int | None]:
    """New objects go behind the workload, so it keeps its place."""
    return id.document, id.item


def applied(data: Data, patch: list[dict[str, object]]) -> Data:
    """A JSON patch applied to a copy of the data (RFC 6902: add, remove, replace)."""
    root: dict[str, Data] = {"": copy.deepcopy(data)}
    for each in patch:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in str(each["path"]).split("/")]
        parent: Data = root
        for step in steps[:-1]:
            parent = parent[int(step)] if isinstance(parent, list) else parent[step]  # type: ignore[index,call-overload]
        last = steps[-1]
        if isinstance(parent, list):
            _patch_list(parent, last, each)
        elif isinstance(parent, dict):
            if each["op"] == "remove":
                del parent[last]
            else:
                parent[last] = copy.deepcopy(each["value"])  # type: ignore[assignment]
    return root[""]


def _patch_list(parent: list[Data], last: str, each: Mapping[str, object]) -> None:
    at = len(parent) if last == "-" else int(last)
    if each["op"] == "remove":
        del parent[at]
    elif each["op"] == "add":
        parent.insert(at, each["value"])  # type: ignore[arg-type]
    else:
        parent[at] = each["value"]  # type: ignore[call-overload]


def printed(table: Table) -> str:
    """The table for people."""
    titles = [*(practice.key for practice in PRACTICES), ALL]
    lines = [f"{table.workloads} workloads", "", f"{'':12}{'edited':>8}{'as it is':>10}{'n/a':>6}{'refused':>9}"]
    for title in titles:
        counts = table.edited[title], table.unchanged[title], table.not_applicable[title], len(table.refused[title])
        lines.append(f"{title:12}{counts[0]:>8}{counts[1]:>10}{counts[2]:>6}{counts[3]:>9}")
    lines += ["", f"wrong edits: {len(table.wrong)}", *(f"  {each}" for each in table.wrong)]
    lines += ["", "refused:", *sorted({f"  {each}" for found in table.refused.values() for each in found})]
    lines += ["", "not read:", *(f"  {each}" for each in table.unread)]
    return "\n".join(lines)


def main() -> int:
    """Print the tables; exit code 1 when an edit is wrong, a suggestion ends worse, or fixing again changes it."""
    table = Table()
    for path in files():
        examine(table, str(path.relative_to(FOLDER)), path.read_bytes())
    print(printed(table))
    found = suggested.suggested()
    print("", *suggested.printed(found), sep="\n")
    return 1 if table.wrong or not table.workloads or found.worse or found.again else 0


if __name__ == "__main__":
    sys.exit(main())
