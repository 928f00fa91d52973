"""Which kustomizations are to be built to know what is made of files, and having that done."""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from wizard.model.fronts import FRONTS
from wizard.model.inventory import JUDGED, is_workload
from wizard.model.objects import lacks_selector
from wizard.model.shapes import mapping, text
from wizard.sources.folders import in_files
from wizard.sources.rendered import NotRendered, Object, Piece, Renderer, found_again
from wizard.sources.worlds import Bonds
from wizard.text.manifest import Manifest, ObjectId
from wizard.wording import _, labelled, listed, safe

_AT_ONCE = 4
_MOST = 100
"""Kustomizations that are built in one run."""

Answer = tuple[Piece, ...] | NotRendered


@dataclass(frozen=True)
class Built:
    """What is made of files, as far as that is known."""

    objects: Mapping[ObjectId, Object] = field(default_factory=dict)
    unbuilt: frozenset[str] = frozenset()
    """Files of which something else is made, and nothing of it is known."""
    further: frozenset[str] = frozenset()
    """Files of which something else still is made: by overlays each of its own, or by what could not be built."""
    notes: tuple[str, ...] = ()


def concerned(origins: Iterable[str], bonds: Bonds) -> tuple[str, ...]:
    """The files of which a kustomization may make something else: those must be read to know what is built."""

    def changes(path: str) -> bool:
        own = bonds.of(path)
        if own is None or path not in own.files:
            return False
        chain = bonds.chain(own)
        return own.component or any(each.changes for each in (*chain, *bonds.makers_above(chain[-1])))

    return tuple(origin for origin in in_files(origins) if changes(os.path.realpath(origin)))


def built(manifests: Iterable[Manifest], bonds: Bonds, *, build: bool) -> Built:
    """What is made of these files by all that surely becomes of them; without building, only of which something is."""
    wanted = {each.origin: (each, makers) for each in manifests if (makers := _makers(each, bonds))}
    further = {origin for origin, (each, makers) in wanted.items() if _is_open(each, makers, bonds)}
    if not wanted or not build:
        return Built(unbuilt=frozenset(wanted), further=frozenset(further))
    answers = _answers([makers for _each, makers in wanted.values()], bonds)
    if answers is None:
        return Built(unbuilt=frozenset(wanted), further=frozenset(further), notes=(_install(wanted, bonds),))
    by_folder, unbuilt = defaultdict[str, dict[str, Manifest]](dict), set[str]()
    for origin, (each, makers) in wanted.items():
        done = next((folder for folder in makers if isinstance(answers.get(folder), tuple)), None)
        if done is None:
            unbuilt.add(origin)
        else:
            by_folder[done][os.path.realpath(origin)] = each
            further |= {origin} if done != makers[0] else set()
    objects = dict[ObjectId, Object]()
    for folder, those in by_folder.items():
        pieces = answers[folder]
        objects |= dict(found_again(pieces, those)) if isinstance(pieces, tuple) else {}
    return Built(objects, frozenset(unbuilt), frozenset(further), tuple(_notes(answers, bonds)))


def _makers(manifest: Manifest, bonds: Bonds) -> tuple[str, ...]:
    """The folders of the kustomizations that surely make something of a file, the one that makes the most first.

    What is brought in by several is not made by any of them for sure; but what cannot be judged as it stands, for it
    has no selector or is a part, is seen as the first of them makes it.
    """
    path = os.path.realpath(manifest.origin)
    own = bonds.of(path)
    if own is None or path not in own.files or not any(map(_bears, manifest.objects.values())):
        return ()
    chain = bonds.chain(own)
    makers = [each.folder for each in reversed(chain) if each.changes and not each.component]
    if not makers and (own.component or any(lacks_selector(mapping(data)) for data in manifest.objects.values())):
        makers = [each.folder for each in bonds.makers_above(chain[-1])][:1]
    return tuple(makers)


def _is_open(manifest: Manifest, makers: Sequence[str], bonds: Bonds) -> bool:
    """Whether several overlays make something of a file besides."""
    own = bonds.of(os.path.realpath(manifest.origin))
    chain = [] if own is None else bonds.chain(own)
    return bool(chain) and any(each.folder not in makers for each in bonds.makers_above(chain[-1]))


def _bears(data: object) -> bool:
    """Whether it matters here what is made of an object: it is judged, or bears on what is."""
    kind = text(mapping(data).get("kind"))
    return is_workload(mapping(data)) or kind in JUDGED or kind == "PersistentVolumeClaim" or kind in FRONTS


def _answers(several: Iterable[Sequence[str]], bonds: Bonds) -> dict[str, Answer] | None:
    """What becomes of the first folder of each that can be built, and why others cannot; None without a tool."""
    # Most runs build nothing, and these take 20 ms to import.
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    from wizard.sources.kustomize import Kustomize, refuse_network  # noqa: PLC0415

    tool: Renderer | None = Kustomize.found()
    if tool is None:
        return None

    def rendered(folder: str) -> Answer:
        try:
            refuse_network(bonds.reach(folder), _shown)
            return tool.render(folder)
        except NotRendered as error:
            return error

    answers, left = dict[str, Answer](), [list(each) for each in several]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while left and len(answers) < _MOST:
            folders = list(dict.fromkeys(each[0] for each in left if each[0] not in answers))[: _MOST - len(answers)]
            answers |= dict(zip(folders, pool.map(rendered, folders), strict=True))
            refused = [each[1:] for each in left if isinstance(answers.get(each[0]), NotRendered)]
            left = [each for each in refused if each]
    return answers


def _notes(answers: Mapping[str, Answer], bonds: Bonds) -> Iterator[str]:
    for folder, each in answers.items():
        if isinstance(each, NotRendered):
            said = _("not built, its files are judged as they stand ({why})").format(why=each)
            yield labelled(safe(_shown(bonds.known[folder].path)), said)


def _install(wanted: Mapping[str, tuple[Manifest, Sequence[str]]], bonds: Bonds) -> str:
    folders = list(dict.fromkeys(makers[0] for _each, makers in wanted.values()))
    shown = safe(listed(_shown(bonds.known[each].path) for each in folders[:3])) + (" ..." if len(folders) > 3 else "")
    said = _("{paths}: not built, so what it makes of its files is not known; install kubectl or kustomize")
    return said.format(paths=shown)


def _shown(path: str) -> str:
    """A file as a person would name it from here."""
    from_here = os.path.relpath(path)
    return path if from_here.startswith("../../..") else from_here
