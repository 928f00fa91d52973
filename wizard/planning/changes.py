"""What becomes of each file: the splices of a plan, and which practice made each. Reads and writes no file."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, count
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from wizard.errors import WizardError, located
from wizard.model.inventory import Inventory
from wizard.model.shapes import items, mapping, text
from wizard.model.workload import Workload
from wizard.practices import PRACTICES
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.yamldata import Data, Path
from wizard.wording import _, labelled, safe

if TYPE_CHECKING:
    from wizard.text.edits import Splice

Object = Mapping[str, Data]
_ADDED = 1 << 30


@dataclass(frozen=True)
class Addition:
    """A new object, the workload it goes behind and the practice that wants it."""

    workload: ObjectId
    practice: str
    data: Object
    copies: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Of a budget: how many copies of each workload it counts at the quietest hour, by kind and name."""
    unmanaged: str = ""
    """Of a budget: a bare Pod that it selects too."""

    @property
    def id(self) -> ObjectId:
        """Tells it from all that was read: no List has so many items."""
        item = self.workload.item
        return replace(self.workload, item=_ADDED if item is None else _ADDED + 1 + item)


@dataclass(frozen=True)
class Part:
    """One splice and the practice that made it; None where several had a hand in it."""

    splice: "Splice"
    practice: str | None


@dataclass(frozen=True)
class Change:
    """What becomes of one file."""

    origin: str
    before: str | None
    """None for a file that does not exist yet."""
    after: str
    parts: tuple[Part, ...]
    """Empty where more than splices makes the difference: tabs that became spaces."""
    fingerprint: str | None
    """Of the content as read, None for a new file: it is written only where this still holds."""


@dataclass(frozen=True)
class Refusal:
    """A file that cannot become what a plan makes of it, and why."""

    origin: str
    error: WizardError


def not_carried_out(inventory: Inventory, workload: Workload, errors: Iterable[WizardError]) -> Iterator[Refusal]:
    """The choices that what stands in a workload does not let be carried out, each with its place."""
    origin = workload.id.origin
    for error in errors:
        place = located(safe(origin), inventory.manifests[origin].position(workload.id, ()).line, 0)
        named = f"{safe(workload.kind)} {safe(workload.name)}"
        yield Refusal(origin, WizardError(labelled(place, labelled(named, str(error)))))


def changes(
    inventory: Inventory,
    changed: Mapping[ObjectId, Object],
    added: Sequence[Addition],
    *,
    separate: bool,
    memo: dict[object, Any],
) -> Iterator[Change | Refusal]:
    """What becomes of every file that is touched, in the order read, new files behind the one they belong to.

    A kustomization comes last: it may list what several files get beside them. No file that refuses hides another.
    """
    by_origin: defaultdict[str, tuple[dict[ObjectId, Object], list[Addition]]] = defaultdict(lambda: ({}, []))
    for id, data in changed.items():
        by_origin[id.origin][0][id] = data
    for addition in added:
        by_origin[addition.workload.origin][1].append(addition)
    taken: dict[str, Addition] = {}
    for manifest in inventory.manifests.values():
        if manifest.origin in by_origin or manifest.unmended is not None:
            edited, new = by_origin[manifest.origin]
            apart = [each for each in new if separate or _stands_alone(manifest, each)]
            inside = [each for each in new if each not in apart]
            if edited or inside or manifest.unmended is not None:
                yield _tried(manifest, partial(_spliced, manifest, edited, inside, memo))
            yield from (_tried(manifest, partial(_beside, manifest, each, taken)) for each in apart)
    yield from _listings(inventory, taken)


def _tried(manifest: Manifest, make: Callable[[], Change]) -> Change | Refusal:
    try:
        return make()
    except WizardError as error:
        return Refusal(manifest.origin, error)


def _beside(manifest: Manifest, addition: Addition, taken: dict[str, Addition]) -> Change:
    """A new file beside the one it belongs to."""
    from wizard.text.edits import Splice  # noqa: PLC0415  # 10 ms that the first paint need not wait for

    if manifest.origin == "-":
        raise WizardError(
            _("a single JSON object on the standard input has no place for a new one; pass YAML or a List instead")
        )
    origin = _new_origin(manifest, addition, taken)
    taken[origin] = addition
    made = _new_text(manifest, addition)
    whole = Splice(0, 0, made, addition.workload, ())
    return Change(origin, None, made, (Part(whole, addition.practice),), None)


def _listings(inventory: Inventory, made: Mapping[str, Addition]) -> Iterator[Change | Refusal]:
    """The kustomizations that list the files of workloads, listing the new files too."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for origin, addition in made.items():
        if (listing := inventory.kustomizations.get(addition.workload.origin)) is not None:
            found[listing.origin].append(origin)
    for listing in {each.origin: each for each in inventory.kustomizations.values()}.values():
        if origins := found.get(listing.origin):
            names = [PurePath(each).name for each in origins]
            yield _tried(listing, partial(_listed, listing, names, made[origins[0]].practice))


def _spliced(
    manifest: Manifest, edited: Mapping[ObjectId, Object], inside: list[Addition], memo: dict[object, Any]
) -> Change:
    # Keyed by identity: folding is memoised, so the same choices give the very same data.
    place = ("change", manifest.origin, *(id(data) for data in edited.values()), *(id(each) for each in inside))
    kept = memo.get(place)
    if kept is None:
        from wizard.text.edits import spliced, to_splices  # noqa: PLC0415  # 10 ms that the first paint need not wait for

        splices = to_splices(
            manifest,
            {id: dict(data) for id, data in edited.items()},
            [(each.workload, dict(each.data)) for each in inside],
        )
        parts = tuple(Part(splice, _maker(manifest, splice, inside)) for splice in splices)
        after = spliced(manifest.text, splices)
        if manifest.unmended is None:
            change = Change(manifest.origin, manifest.text, after, parts, manifest.fingerprint)
        else:
            change = Change(manifest.origin, manifest.unmended, after, (), manifest.fingerprint)
        # The data is kept with it, so that its identity is not given to something else.
        kept = memo[place] = (change, tuple(edited.values()), tuple(inside))
    return kept[0]


def _maker(manifest: Manifest, splice: "Splice", inside: Sequence[Addition]) -> str | None:
    if splice.path == ():
        return inside[0].practice if inside else None
    kind = text(mapping(manifest.objects.get(splice.id)).get("kind"))
    return next(
        (p.key for p in PRACTICES for owner, path in p.owns if owner in {"*", kind} and _under(splice.path, path)), None
    )


def _under(path: Path, owned: Path) -> bool:
    return len(path) >= len(owned) and all(want in {"*", step} for step, want in zip(path, owned, strict=False))


def _stands_alone(manifest: Manifest, addition: Addition) -> bool:
    """A single JSON object has no place behind it: a second value would make a stream of the file."""
    return manifest.format == "json" and addition.workload.item is None


def _new_origin(manifest: Manifest, addition: Addition, taken: Container[str]) -> str:
    """Where a new object goes that no other new one has: budgets of two namespaces may have one name."""
    # A name that the server would not take may lead anywhere.
    name = _NO_FILE_NAME.sub("-", text(mapping(addition.data.get("metadata")).get("name")))[:_LONGEST_NAME]
    stem, kind = f"{name.removesuffix('-pdb')}-pdb", "json" if manifest.format == "json" else "yaml"
    names = chain((f"{stem}.{kind}",), (f"{stem}-{number}.{kind}" for number in count(2)))
    return next(each for each in (str(PurePath(manifest.origin).with_name(n)) for n in names) if each not in taken)


_NO_FILE_NAME = re.compile(r"[^\w.-]+|^\.+")
_LONGEST_NAME = 200
"""Characters; a name of the server has 253, and a file system may give 255 bytes to all."""


def _new_text(manifest: Manifest, addition: Addition) -> str:
    """A file that holds one object, in the form, the style and with the line ends of its neighbour."""
    from wizard.text.emitting import body_lines  # noqa: PLC0415  # 10 ms that the first paint need not wait for

    style = manifest.layout(addition.workload.document).style
    if manifest.format == "json":
        made = json.dumps(addition.data, indent=style.unit or 2, ensure_ascii=False)
        return made.replace("\n", style.newline) + style.newline
    return "".join(line + style.newline for line in body_lines(dict(addition.data), style))


def _listed(listing: Manifest, names: list[str], practice: str) -> Change:
    """The kustomization that lists the workload's file, listing the new files too."""
    from wizard.text.edits import spliced, to_splices  # noqa: PLC0415  # 10 ms that the first paint need not wait for

    id, data = next(iter(listing.objects.items()))
    old = mapping(data)
    new = {**old, "resources": [*items(old.get("resources")), *names]}
    splices = to_splices(listing, {id: new})
    parts = tuple(Part(splice, practice) for splice in splices)
    return Change(listing.origin, listing.text, spliced(listing.text, splices), parts, listing.fingerprint)
