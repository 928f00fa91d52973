"""What `surefoot check` found, as data with stable fields (docs/report.md). Words it, hides nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from wizard import schema
from wizard.checks import CATALOGUE, Mistake, Severity
from wizard.checks.check import UNKNOWN
from wizard.errors import ManifestError, TemplatedError
from wizard.files import Unreadable
from wizard.inventory import Inventory, namespace
from wizard.live import LiveManifest
from wizard.loading import Loaded
from wizard.manifest import Manifest, ObjectId
from wizard.mends import MENDS
from wizard.paths import Path, field_path
from wizard.plan import Plan
from wizard.practices import PRACTICES
from wizard.shapes import mapping, text
from wizard.versions import ASSUMED
from wizard.wording.mistakes import reason, sentence
from wizard.wording.schema import sentence as schema_sentence
from wizard.wording.todos import todo
from wizard.workload import Workload

Report = dict[str, Any]
VERSION = 2
"""Of the fields; a field that goes or changes its meaning raises it."""


def report(loaded: Loaded, progress: Callable[[int, int], None] | None = None) -> Report:
    """The state of every workload and object, as `--format json` prints it."""
    plan = Plan(loaded.inventory)
    ids = loaded.inventory.ids
    workloads = []
    for number, id in enumerate(ids, 1):
        workloads.append(_workload(plan, id))
        if progress is not None and number % 50 == 0:
            progress(number, len(ids))
    return {
        "version": VERSION,
        "workloads": workloads,
        "objects": list(_objects(plan)),
        "unreadable": [_unreadable(each) for each in loaded.skipped],
        "unjudged": unjudged(plan.before(id) for id in ids),
        "notes": list(loaded.notes),
    }


def _workload(plan: Plan, id: ObjectId) -> dict[str, Any]:
    workload = plan.before(id)
    standings = {practice.key: plan.standing_before(id, practice) for practice in PRACTICES}
    mistakes = plan.judged(workload)
    return {
        **_place(plan.inventory, id, ()),
        **_named(workload.data),
        "replicas": workload.fewest,
        "practices": {
            key: {"status": each.status.value, "reason": reason(each.reason) if each.reason else ""}
            for key, each in standings.items()
        },
        "mistakes": [
            *(_mistake(plan.inventory, each) for each in mistakes),
            *_schema(plan.inventory, id, {each.path for each in mistakes if each.object == id}),
        ],
    }


def _objects(plan: Plan) -> Iterator[dict[str, Any]]:
    """The budgets, Services and autoscalers in which something is wrong by itself."""
    own: dict[ObjectId, list[Mistake]] = {}
    for mistake in plan.object_mistakes:
        own.setdefault(mistake.object, []).append(mistake)
    for each in plan.inventory.judged_alone:
        mistakes = own.get(each.id, [])
        found = [
            *(_mistake(plan.inventory, mistake) for mistake in mistakes),
            *_schema(plan.inventory, each.id, {mistake.path for mistake in mistakes}),
        ]
        if found:
            yield {**_place(plan.inventory, each.id, ()), **_named(each.data), "mistakes": found}


def _named(data: Mapping[str, Any]) -> dict[str, Any]:
    metadata = mapping(data.get("metadata"))
    name = text(metadata.get("name")) or text(metadata.get("generateName"))
    return {"kind": text(data.get("kind")), "namespace": namespace(data), "name": name}


def _mistake(inventory: Inventory, mistake: Mistake) -> dict[str, Any]:
    return {
        "id": mistake.id,
        "severity": mistake.severity.value,
        "practice": mistake.practice or None,
        "missing": mistake.missing,
        "message": sentence(mistake.id, mistake.values),
        "todo": todo(mistake.id),
        "mend": "edit" if mistake.id in MENDS else ("step" if mistake.practice else "decide"),
        **_place(inventory, mistake.object, mistake.path),
    }


def _schema(inventory: Inventory, id: ObjectId, told: set[Path]) -> Iterator[dict[str, Any]]:
    """What the schema finds where no check has said it in better words."""
    for error in schema.validate(inventory.objects[id], inventory.version or ASSUMED):
        if error.path not in told:
            yield {
                "id": f"schema-{error.rule}",
                "severity": Severity.ERROR.value,
                "practice": None,
                "missing": False,
                "message": schema_sentence(error),
                "todo": "",
                "mend": "decide",
                **_place(inventory, id, error.path),
            }


def _place(inventory: Inventory, id: ObjectId, path: Path) -> dict[str, Any]:
    data = inventory.objects.get(id) or inventory.elsewhere[id]
    where = {"file": id.origin, "path": field_path(dict(data), path)}
    manifest = inventory.manifests.get(id.origin) or _elsewhere(id.origin)
    if isinstance(manifest, LiveManifest):
        # An object of a cluster has no lines: nobody wrote any.
        return {**where, "line": None, "column": None}
    position = manifest.position(id, path)
    return {**where, "line": position.line, "column": position.column}


def _elsewhere(origin: str) -> Manifest:
    # Rarely needed: a mistake in a neighbour that another process has read.
    from pathlib import Path as File  # noqa: PLC0415

    return Manifest.read(origin, File(origin).read_bytes())


def _unreadable(skipped: Unreadable) -> dict[str, Any]:
    error = skipped.error
    located = error if isinstance(error, ManifestError) else None
    return {
        "id": "template" if isinstance(error, TemplatedError) else "unreadable",
        "severity": (Severity.INFO if isinstance(error, TemplatedError) else Severity.ERROR).value,
        "file": skipped.origin,
        "line": (located.line or None) if located else None,
        "column": (located.column or None) if located else None,
        "message": f"{located.what}; {located.todo}" if located else str(error),
    }


def unjudged(workloads: Iterable[Workload]) -> dict[str, list[str]]:
    """What is not known of any of the workloads, and the checks that need it: they vouch for nothing."""
    missing: set[str] = set()
    for workload in workloads:
        missing |= {key for key in UNKNOWN if key not in missing and UNKNOWN[key](workload)}
    found: dict[str, list[str]] = {}
    for check in CATALOGUE.values():
        for key in check.needs:
            if key in missing:
                found.setdefault(key, []).append(check.id)
    return found


def mistakes(found: Report) -> Iterator[dict[str, Any]]:
    """Every mistake of a report, with what it was found in under `of`."""
    for group in (*found["workloads"], *found["objects"]):
        for each in group["mistakes"]:
            yield {**each, "of": group}


def findings(found: Report) -> int:
    """How many practices are missing and mistakes are errors: more than none makes the exit code 1."""
    every = (*mistakes(found), *found["unreadable"])
    return sum(bool(each.get("missing") or each["severity"] == Severity.ERROR) for each in every)
