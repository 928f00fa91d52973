"""What changed between two states of the data, as a JSON patch and as splices into the text. Never dumps a document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wizard.manifest import Manifest, ObjectId
from wizard.paths import Data, Path


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
    """The fewest edits that lead from one to the other."""
    raise NotImplementedError


def to_patch(edits: Sequence[Edit]) -> list[dict[str, object]]:
    """The edits as a JSON patch (RFC 6902)."""
    raise NotImplementedError


def to_splices(
    manifest: Manifest, changed: Mapping[ObjectId, Data], added: Sequence[tuple[ObjectId, Data]] = ()
) -> tuple[Splice, ...]:
    """The smallest splices that make `changed` objects say their new data, and put each `added` one behind its object.

    Raises EditError when the spliced text would not say exactly that.
    """
    raise NotImplementedError


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """The text with the splices made."""
    parts: list[str] = []
    at = 0
    for splice in splices:
        parts += text[at : splice.start], splice.text
        at = splice.end
    return "".join([*parts, text[at:]])
