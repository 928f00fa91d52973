"""Edits shaped like those of the practices, on every Deployment and StatefulSet of the corpus."""

import os
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from tests import corpus, kubectl
from tests.text.test_edits_random import patched
from tests.touched import needlessly_touched
from wizard.errors import EditError
from wizard.text.edits import Splice, difference, spliced, to_patch, to_splices
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.paths import Data, same
from wizard.text.rewriting import settled

pytestmark = pytest.mark.skipif(not corpus.FOLDER.is_dir(), reason="SUREFOOT_CORPUS names no folder")

ALL = bool(os.environ.get("SUREFOOT_CORPUS_ALL"))
"""kubectl takes seconds for all of them, so an ordinary run asks it about one file in eight."""


@dataclass(frozen=True)
class Result:
    """A file of the corpus with one edit made to all of its workloads at once."""

    manifest: Manifest
    changed: dict[ObjectId, Data]
    splices: tuple[Splice, ...]
    expected: list[Data]
    """What the objects of the stream shall be afterwards."""


@cache
def workloads() -> tuple[corpus.Found, ...]:
    return tuple(corpus.workloads({}))


@cache
def results(name: str) -> tuple[Result, ...]:
    made = []
    for _origin, group in groupby(workloads(), key=lambda found: found.id.origin):
        changed: dict[ObjectId, Data] = {}
        added: list[tuple[ObjectId, Data]] = []
        for found in group:
            new_data, new_objects = corpus.edited(found, name)
            changed |= new_data
            added += [] if has_no_room(found) else new_objects
        expected: list[Data] = []
        for id_, data in found.manifest.objects.items():
            expected += [changed.get(id_, data), *(new for behind, new in added if behind == id_)]
        made.append(Result(found.manifest, changed, to_splices(found.manifest, changed, added), expected))
    return tuple(made)


def has_no_room(found: corpus.Found) -> bool:
    return found.manifest.format == "json" and found.id.item is None


def test_the_corpus_is_there() -> None:
    assert len(workloads()) > 390


@pytest.mark.parametrize("name", corpus.EDITS)
def test_only_a_new_object_beside_a_single_json_object_is_refused(name: str) -> None:
    refused: Counter[str] = Counter()
    for found in workloads():
        try:
            to_splices(found.manifest, *corpus.edited(found, name))
        except EditError as refusal:
            refused[refusal.reason] += 1
            assert refusal.reason == "single-json-object", refusal
    alone_in_json = sum(map(has_no_room, workloads()))
    assert refused["single-json-object"] == (alone_in_json if name in ("budget", "everything") else 0)


@pytest.mark.parametrize("name", corpus.EDITS)
def test_the_text_reads_back_as_chosen_and_takes_the_same_edit_as_none(name: str) -> None:
    for result in results(name):
        again = Manifest.read(result.manifest.origin, spliced(result.manifest.text, result.splices).encode())
        assert same(list(again.objects.values()), result.expected), result.manifest.origin
        chosen = {id_: data for id_, data in again.objects.items() if corpus.pod_spec(data) is not None}
        assert to_splices(again, chosen) == (), result.manifest.origin


@pytest.mark.parametrize("name", corpus.EDITS)
def test_only_lines_that_hold_an_edited_value_change(name: str) -> None:
    for result in results(name):
        if result.manifest.format == "json":  # a new entry puts a comma behind the one above it
            continue
        for id_, after in result.changed.items():
            own = [splice for splice in result.splices if splice.id == id_ and splice.path]
            before = result.manifest.objects[id_]
            assert needlessly_touched(result.manifest, id_, before, after, own) == [], id_
        assert all(splice.start == splice.end for splice in result.splices if not splice.path)


@pytest.mark.parametrize("name", corpus.EDITS)
def test_the_patch_leads_where_the_text_leads(name: str) -> None:
    for found in workloads():
        after = corpus.edited(found, name)[0][found.id]
        assert same(patched(found.data, to_patch(difference(found.data, after))), after), found.name


@kubectl.needs_kubectl
@pytest.mark.parametrize("name", ["everything", "removal"])
def test_kubectl_reads_the_text_as_chosen(name: str, tmp_path: Path) -> None:
    expected: list[Data] = []
    for number, result in enumerate(results(name)[:: 1 if ALL else 8]):
        text = spliced(result.manifest.text, result.splices)
        (tmp_path / f"{number:04}{Path(result.manifest.origin).suffix}").write_bytes(text.encode())
        expected += map(kubectl.marked, result.expected)
    read = kubectl.read(tmp_path)
    assert len(read) == len(expected)
    for one, other in zip(read, expected, strict=True):
        assert same(settled(one), other), difference(other, one)
