"""What `surefoot check` found, as data with stable fields and as text for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wizard.checks import Mistake, Severity
from wizard.judging import schema_errors
from wizard.live import LiveManifest
from wizard.loading import Loaded
from wizard.manifest import ObjectId
from wizard.paths import Path, field_path
from wizard.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Status
from wizard.wording import _, ngettext, safe
from wizard.wording import practices as words
from wizard.wording.mistakes import reason, sentence
from wizard.wording.schema import sentence as schema_sentence

Report = Mapping[str, Any]


def report(loaded: Loaded) -> Report:
    """The state of every workload, as `--format json` prints it."""
    plan = Plan(loaded.inventory)
    return {
        "workloads": [_workload(plan, id) for id in loaded.inventory.ids],
        "notes": list(loaded.notes),
    }


def findings(found: Report) -> int:
    """How many practices are missing and mistakes are errors: more than none makes the exit code 1."""
    workloads = found["workloads"]
    missing = sum(each["status"] == Status.MISSING for w in workloads for each in w["practices"].values())
    errors = sum(each["severity"] == Severity.ERROR for w in workloads for each in w["mistakes"])
    return int(missing + errors)


def _workload(plan: Plan, id: ObjectId) -> dict[str, Any]:
    workload = plan.before(id)
    standings = {practice.key: plan.standing_before(id, practice) for practice in PRACTICES}
    return {
        **_place(plan, id, ()),
        "kind": workload.kind,
        "namespace": workload.namespace,
        "name": workload.name,
        "replicas": workload.fewest,
        "practices": {
            key: {"status": each.status.value, "reason": reason(each.reason) if each.reason else ""}
            for key, each in standings.items()
        },
        "mistakes": [*(_mistake(plan, each) for each in plan.mistakes(id)), *_schema(plan, id)],
    }


def _mistake(plan: Plan, mistake: Mistake) -> dict[str, Any]:
    return {
        "id": mistake.id,
        "severity": mistake.severity.value,
        "practice": mistake.practice or None,
        "message": sentence(mistake.id, mistake.values),
        **_place(plan, mistake.object, mistake.path),
    }


def _schema(plan: Plan, id: ObjectId) -> Iterator[dict[str, Any]]:
    for error in schema_errors(plan.inventory, id):
        yield {
            "id": f"schema-{error.rule}",
            "severity": Severity.ERROR.value,
            "practice": None,
            "message": schema_sentence(error),
            **_place(plan, id, error.path),
        }


def _place(plan: Plan, id: ObjectId, path: Path) -> dict[str, Any]:
    manifest = plan.inventory.manifests[id.origin]
    where = {"file": id.origin, "path": field_path(dict(plan.inventory.objects[id]), path)}
    if isinstance(manifest, LiveManifest):
        # An object of a cluster has no lines: nobody wrote any.
        return {**where, "line": None, "column": None}
    position = manifest.position(id, path)
    return {**where, "line": position.line, "column": position.column}


def as_text(found: Report) -> str:
    """The report for people, one block a workload, the missing first."""
    blocks = ["\n".join(_block(each)) for each in found["workloads"]]
    return "\n\n".join([*blocks, _sum(found["workloads"])])


def _block(workload: Mapping[str, Any]) -> Iterator[str]:
    name = safe("/".join(filter(None, (workload["namespace"], workload["name"]))))
    place = f"  {safe(workload['file'])}:{workload['line']}" if workload["line"] else ""
    yield f"{safe(workload['kind'])} {name}{place}"
    width = max(len(words.name(key)) for key in workload["practices"])
    for key, each in workload["practices"].items():
        why = f"  {each['reason']}" if each["reason"] else ""
        yield f"  {words.name(key):<{width}}  {words.state(each['status'])}{why}"
        yield from _lines(workload, key)
    yield from _lines(workload, None)


def _lines(workload: Mapping[str, Any], practice: str | None) -> Iterator[str]:
    for each in workload["mistakes"]:
        if each["practice"] == practice:
            elsewhere = f"{safe(each['file'])}:" if each["file"] != workload["file"] else ""
            place = f"{each['line']}:{each['column']}" if each["line"] else safe(each["path"])
            said = f"{words.severity(each['severity'])}: {each['message']}  [{each['id']}]"
            yield f"    {elsewhere}{place}  {said}"


def _sum(workloads: Sequence[Mapping[str, Any]]) -> str:
    counts = {status.value: 0 for status in Status}
    for workload in workloads:
        for each in workload["practices"].values():
            counts[each["status"]] += 1
    said = ngettext("{count} workload", "{count} workloads", len(workloads)).format(count=len(workloads))
    states = ", ".join(f"{count} {words.state(status)}" for status, count in counts.items() if count)
    return _("{workloads}: {states}").format(workloads=said, states=states)
