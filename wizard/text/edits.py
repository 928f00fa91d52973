"""What changed between two states of the data, as a JSON patch and as splices into the text. Never dumps a document."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wizard.text.alignment import aligned
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.paths import Data, Path, same
from wizard.text.rewriting import Rewriting


@dataclass(frozen=True)
class Edit:
    """One difference. Lists are edited from their end, so each path holds before any is made and in turn."""

    path: Path
    op: Literal["add", "remove", "replace"]
    before: Data
    after: Data


@dataclass(frozen=True)
class Splice:
    """A piece of text to be put in the place of another."""

    start: int
    """Offsets in characters into the text of the manifest."""
    end: int
    text: str
    id: ObjectId
    path: Path
    """What it edits; empty for an object that is added."""


def difference(before: Data, after: Data) -> tuple[Edit, ...]:
    """The fewest edits that lead from one to the other; the order of keys is no difference."""
    return tuple(_differences(before, after, ()))


def _differences(before: Data, after: Data, path: Path) -> Iterator[Edit]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key in after:
                yield from _differences(value, after[key], (*path, key))
            else:
                yield Edit((*path, key), "remove", value, None)
        for key, value in after.items():
            if key not in before:
                yield Edit((*path, key), "add", None, value)
    elif isinstance(before, list) and isinstance(after, list):
        behind = len(before)
        for i, j in reversed(aligned(before, after)):
            behind = behind if i is None else i
            if i is None and j is not None:
                yield Edit((*path, behind), "add", None, after[j])
            elif j is None:
                yield Edit((*path, behind), "remove", before[behind], None)
            else:
                yield from _differences(before[behind], after[j], (*path, behind))
    elif not same(before, after):
        yield Edit(path, "replace", before, after)


def to_patch(edits: Sequence[Edit]) -> list[dict[str, object]]:
    """The edits as a JSON patch (RFC 6902)."""
    return [
        {"op": edit.op, "path": _pointer(edit.path)} | ({} if edit.op == "remove" else {"value": edit.after})
        for edit in edits
    ]


def _pointer(path: Path) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def to_splices(
    manifest: Manifest, changed: Mapping[ObjectId, Data], added: Sequence[tuple[ObjectId, Data]] = ()
) -> tuple[Splice, ...]:
    """The smallest splices that make `changed` objects say their new data, and put each `added` one behind its object.

    Raises EditError when the spliced text would not say exactly that.
    """
    numbers = sorted({id.document for id in changed} | {id.document for id, _new in added})
    splices: list[Splice] = []
    for number in numbers:
        rewriting = Rewriting(
            manifest,
            number,
            {id.item: data for id, data in changed.items() if id.document == number},
            [(id.item, data) for id, data in added if id.document == number],
        )
        splices += (
            Splice(cut.start, cut.end, cut.text, ObjectId(manifest.origin, number, cut.item), cut.path)
            for cut in rewriting.verified_cuts()
        )
    return tuple(splices)


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """The text with the splices made."""
    parts: list[str] = []
    at = 0
    for splice in splices:
        parts += text[at : splice.start], splice.text
        at = splice.end
    return "".join([*parts, text[at:]])
