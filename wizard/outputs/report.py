"""What `surefoot check` found, as data with stable fields (docs/report.md). Words it, hides nothing."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path as File
from typing import Any

from wizard.checks import CATALOGUE, Mistake, Severity, object_mistakes
from wizard.checks.check import UNKNOWN
from wizard.errors import ManifestError, TemplatedError
from wizard.mends.whole import offers
from wizard.model.asking import asked
from wizard.model.inventory import Inventory, namespace
from wizard.model.shapes import mapping, text
from wizard.model.showing import shown
from wizard.model.workload import Neighbour, Workload
from wizard.outputs.ignoring import Ignore, ignores, why_ignored
from wizard.planning.judging import blanks, schema_errors
from wizard.planning.plan import Plan
from wizard.planning.schema import SchemaError
from wizard.practices import PRACTICES
from wizard.sources.folders import Unreadable
from wizard.sources.live import LiveManifest
from wizard.sources.loading import Loaded
from wizard.sources.seeming import seems_judged
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.paths import Path, field_path
from wizard.wording import _, labelled, safe
from wizard.wording.mistakes import reason, sentence
from wizard.wording.schema import sentence as schema_sentence
from wizard.wording.todos import todo

Report = dict[str, Any]
VERSION = 2
"""Of the fields; a field that goes or changes its meaning raises it."""


@dataclass
class Gathered:
    """What was found of some files of a run, in the order read; parts of one run add up."""

    workloads: list[dict[str, Any]] = field(default_factory=list)
    objects: list[dict[str, Any]] = field(default_factory=list)
    unreadable: list[dict[str, Any]] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    """What is not known of any of the workloads: keys of UNKNOWN."""
    ignores: list[Ignore] = field(default_factory=list)
    used: set[tuple[ObjectId, str]] = field(default_factory=set)
    """Annotations that hide something, each with the id of the check."""
    notes: list[str] = field(default_factory=list)

    def report(self) -> Report:
        """All of it with the stable fields, nothing hidden yet."""
        return {
            "version": VERSION,
            "workloads": self.workloads,
            "objects": self.objects,
            "unreadable": self.unreadable,
            "unjudged": unjudged(self.unknown),
            "notes": [*self.notes, *(note for each in self.ignores for note in each.notes(self.used))],
        }

    def add(self, part: "Gathered") -> None:
        """Put what was found in later files behind this."""
        self.workloads += part.workloads
        self.objects += part.objects
        self.unreadable += part.unreadable
        self.unknown |= part.unknown
        self.ignores += part.ignores
        self.used |= part.used
        self.notes += part.notes


def gather(loaded: Loaded, progress: Callable[[int, int], None] | None = None) -> Gathered:
    """The state of every workload and object that was loaded."""
    found = Gathered(
        notes=[*loaded.notes, *filter(None, [loaded.beside])], unreadable=[unreadable(each) for each in loaded.skipped]
    )
    all_ = len(loaded.inventory.manifests)
    for number, (_origin, part) in enumerate(judged(loaded.inventory), 1):
        found.add(part)
        if progress is not None and number % 10 == 0:
            progress(number, all_)
    return found


def judged(inventory: Inventory) -> Iterator[tuple[str, Gathered]]:
    """What is found in each file of an inventory, in the order read."""
    ids, alone = defaultdict[str, list[ObjectId]](list), defaultdict[str, list[Neighbour]](list)
    wrong = _by_object(inventory)
    for id in inventory.ids:
        ids[id.origin].append(id)
    for each in inventory.judged_alone:
        alone[each.id.origin].append(each)
    every = ignores(inventory)
    for origin, manifest in inventory.manifests.items():
        found = Gathered(ignores=[every[id] for id in manifest.objects if id in every])
        writer = _Writer(inventory, every, found.used)
        # A plan remembers what it has judged: one for each file, or memory grows with the run.
        plan = Plan(inventory)
        for id in ids[origin]:
            found.workloads.append(writer.workload(plan, id))
            found.unknown |= {key for key in UNKNOWN if key not in found.unknown and UNKNOWN[key](plan.before(id))}
        found.objects += writer.objects(alone[origin], wrong)
        found.notes += _filled_in_later(inventory, origin, [*ids[origin], *(each.id for each in alone[origin])])
        manifest.forget()
        yield origin, found


def _filled_in_later(inventory: Inventory, origin: str, ids: Sequence[ObjectId]) -> Iterator[str]:
    """A note on the blanks of a file, where it has any."""
    for id in ids:
        for error in blanks(inventory, id):
            shown = safe(error.values.get("value") or error.values["field"])
            said = _("has blanks that something fills in later, such as {blank}; what stands there is not judged")
            yield labelled(safe(origin), said.format(blank=shown))
            return


def _by_object(inventory: Inventory) -> Mapping[ObjectId, list[Mistake]]:
    found = defaultdict[ObjectId, list[Mistake]](list)
    for mistake in object_mistakes(inventory):
        found[mistake.object].append(mistake)
    return found


@dataclass(frozen=True)
class _Writer:
    """Makes the fields of workloads, objects and mistakes."""

    inventory: Inventory
    ignores: Mapping[ObjectId, Ignore]
    used: set[tuple[ObjectId, str]]

    def workload(self, plan: Plan, id: ObjectId) -> dict[str, Any]:
        workload = plan.before(id)
        standings = {practice.key: plan.standing_before(id, practice) for practice in PRACTICES}
        return {
            **self.place(id, ()),
            **_named(workload.data),
            "replicas": workload.fewest,
            "asked": asked(workload),
            "sample": shown(workload),
            "practices": {
                key: {"status": each.status.value, "reason": reason(each.reason) if each.reason else ""}
                for key, each in standings.items()
            },
            "mistakes": self.mistakes(id, plan.judged(workload), workload),
        }

    def objects(
        self, alone: Sequence[Neighbour], wrong: Mapping[ObjectId, Sequence[Mistake]]
    ) -> Iterator[dict[str, Any]]:
        """The budgets, Services and autoscalers in which something is wrong by itself."""
        for each in alone:
            found = self.mistakes(each.id, wrong.get(each.id, ()))
            if found:
                yield {**self.place(each.id, ()), **_named(each.data), "mistakes": found}

    def mistakes(
        self, id: ObjectId, found: Sequence[Mistake], workload: Workload | None = None
    ) -> list[dict[str, Any]]:
        """What the catalogue finds in an object, then what the schema finds where no check said it in better words."""
        told = {each.path for each in found if each.object == id}
        return [
            *(self.mistake(id, each, workload) for each in found),
            *(self.schema(id, each) for each in schema_errors(self.inventory, id) if each.path not in told),
        ]

    def mistake(self, id: ObjectId, mistake: Mistake, workload: Workload | None) -> dict[str, Any]:
        data = self.inventory.objects.get(mistake.object) or self.inventory.every[mistake.object]
        return {
            "id": mistake.id,
            "severity": mistake.severity.value,
            "practice": mistake.practice or None,
            "missing": mistake.missing,
            "message": sentence(mistake.id, mistake.values),
            "todo": todo(mistake.id, mistake.values),
            "mend": "edit" if offers(mistake, data, workload) else ("step" if mistake.practice else "decide"),
            "refused": mistake.refused,
            "follows": mistake.follows or None,
            "ignored": self.ignored((id, mistake.object), mistake.id),
            **self.place(mistake.object, mistake.path, quote=True),
        }

    def schema(self, id: ObjectId, error: SchemaError) -> dict[str, Any]:
        check = f"schema-{error.rule}"
        return {
            "id": check,
            # Of a server that nobody named, only newer fields than the one that is planned for are not sure.
            "severity": (
                Severity.INFO if error.values.get("since") and not self.inventory.version else Severity.ERROR
            ).value,
            "practice": None,
            "missing": False,
            "message": schema_sentence(error),
            "todo": "",
            "mend": "decide",
            "refused": True,
            "follows": None,
            "ignored": self.ignored((id,), check),
            **self.place(id, error.path, quote=True),
        }

    def ignored(self, places: Sequence[ObjectId], check: str) -> str | None:
        ignore = why_ignored(self.ignores, places, check)
        if ignore is None:
            return None
        self.used.add((ignore.object, check))
        return ignore.reason

    def place(self, id: ObjectId, path: Path, *, quote: bool = False) -> dict[str, Any]:
        data = self.inventory.objects.get(id) or self.inventory.every[id]
        where = {"file": id.origin, "path": field_path(dict(data), path)}
        manifest = self.inventory.manifest(id.origin) or _elsewhere(id.origin)
        if isinstance(manifest, LiveManifest):
            # An object of a cluster has no lines: nobody wrote any.
            return {**where, "line": None, "column": None, **({"source": None} if quote else {})}
        at = manifest.position(id, path)
        source = {"source": _line(manifest.text, at.line)} if quote else {}
        return {**where, "line": at.line, "column": at.column, **source}


@lru_cache(16)
def _elsewhere(origin: str) -> Manifest:
    """A file that another process has read, for a mistake in a neighbour."""
    return Manifest.read(origin, File(origin).read_bytes())


def _line(text: str, number: int) -> str:
    return _lines(text)[number - 1].rstrip("\r")


@lru_cache(1)
def _lines(text: str) -> list[str]:
    return text.split("\n")


def _named(data: Mapping[str, Any]) -> dict[str, Any]:
    metadata = mapping(data.get("metadata"))
    name = text(metadata.get("name")) or text(metadata.get("generateName"))
    return {"kind": text(data.get("kind")), "namespace": namespace(data), "name": name}


def unreadable(skipped: Unreadable) -> dict[str, Any]:
    """A file that could not be read, as a finding: an error where it seems to be a manifest that is judged."""
    error = skipped.error
    located = error if isinstance(error, ManifestError) else None
    if isinstance(error, TemplatedError):
        id = "template"
    else:
        id = "unreadable" if skipped.named or seems_judged(skipped.origin) else "no-manifest"
    return {
        "id": id,
        "severity": (Severity.ERROR if id == "unreadable" else Severity.INFO).value,
        "named": skipped.named,
        "file": skipped.origin,
        "line": (located.line or None) if located else None,
        "column": (located.column or None) if located else None,
        "message": f"{located.what}; {located.todo}" if located else str(error),
    }


def unjudged(missing: Container[str]) -> dict[str, list[str]]:
    """What is not known of any of the workloads, and the checks that need it: they vouch for nothing."""
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
