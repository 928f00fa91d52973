"""What a renderer makes of sources, found again in the files that it came from. Runs none."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from wizard.errors import WizardError
from wizard.model.shapes import mapping, text
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.yamldata import Data

Object = Mapping[str, Data]


class NotRendered(WizardError):
    """The renderer is not there, refuses, or would ask the network; the sources are then read as they stand."""


@dataclass(frozen=True)
class Piece:
    """One object as it was rendered."""

    path: str
    """The real path of the file that it came from."""
    data: Object


class Renderer(Protocol):
    """A person's own program that makes manifests of sources: kubectl of a kustomization, helm of a chart."""

    def render(self, folder: str) -> tuple[Piece, ...]:
        """Everything that the sources in a folder come to. Raises NotRendered."""


def found_again(pieces: Iterable[Piece], manifests: Mapping[str, Manifest]) -> Iterator[tuple[ObjectId, Object]]:
    """The objects of these files, by real path, as they were rendered: by kind, and by the name that theirs holds."""
    by_file: defaultdict[tuple[str, str, str], list[Object]] = defaultdict(list)
    for piece in pieces:
        by_file[piece.path, *_kind(piece.data)].append(piece.data)
    for (path, *kind), rendered in by_file.items():
        manifest = manifests.get(path)
        sources = manifest.objects.items() if manifest else ()
        left = {id: data for id, data in sources if isinstance(data, dict) and _kind(data) == tuple(kind)}
        # The exact names first, then the longest: a prefix or a suffix was put to it.
        for data in sorted(rendered, key=lambda each: not any(_name(each) == _name(one) for one in left.values())):
            id = _meant(data, left)
            if id is not None:
                del left[id]
                yield id, data


def _meant(data: Object, left: Mapping[ObjectId, Object]) -> ObjectId | None:
    name = _name(data)
    near = [(len(_name(each)), id) for id, each in left.items() if _name(each) and _name(each) in name]
    if near:
        longest = max(length for length, _id in near)
        return next(id for length, id in near if length == longest)
    return next(iter(left)) if len(left) == 1 else None


def _kind(data: Object) -> tuple[str, str]:
    return text(data.get("apiVersion")).rpartition("/")[0], text(data.get("kind"))


def _name(data: Object) -> str:
    return text(mapping(data.get("metadata")).get("name"))
