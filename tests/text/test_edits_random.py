"""Editing whatever is valid YAML or JSON: random data in random writing, changed at random."""

import json
import random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.random_manifests import Writer, change, data, repeating
from tests.touched import lost_comments, needlessly_touched
from wizard.errors import EditError, ManifestError
from wizard.text.edits import difference, spliced, to_patch, to_splices
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.paths import Data, same
from wizard.text.yamldata import load

FILE = "web.yaml"
ONLY = ObjectId(FILE, 0)
randoms = st.randoms(use_true_random=False)
thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def manifest_of(text: str) -> Manifest:
    try:
        return Manifest.read(FILE, text.encode())
    except ManifestError:
        assume(False)  # a tab or a comment in a place where the writer should not have put it
        raise


@given(randoms)
@thorough
def test_an_edited_document_says_what_was_chosen_and_keeps_all_other_lines(rng: random.Random) -> None:
    before = data(rng)
    manifest = manifest_of(Writer(rng).document(before))
    before = manifest.objects[ONLY]
    after = change(rng, before)
    splices = to_splices(manifest, {ONLY: after})
    assert same(load(spliced(manifest.text, splices))[0], after)
    assert needlessly_touched(manifest, ONLY, before, after, splices) == []


@given(randoms)
@thorough
def test_no_comment_is_lost_but_those_of_what_is_taken_out(rng: random.Random) -> None:
    manifest = manifest_of(Writer(rng, tidy=False).document(data(rng)))
    before = manifest.objects[ONLY]
    after = change(rng, before)
    result = spliced(manifest.text, to_splices(manifest, {ONLY: after}))
    assert lost_comments(manifest, ONLY, before, after, result) == []


@given(randoms)
@thorough
def test_what_another_alias_says_stays(rng: random.Random) -> None:
    manifest = manifest_of(Writer(rng, anchors=True).document(repeating(rng, data(rng))))
    after = change(rng, manifest.objects[ONLY])
    assert same(load(spliced(manifest.text, to_splices(manifest, {ONLY: after})))[0], after)


@given(randoms)
@thorough
def test_editing_again_changes_nothing(rng: random.Random) -> None:
    manifest = manifest_of(Writer(rng, anchors=rng.random() < 0.5).document(repeating(rng, data(rng))))
    after = change(rng, manifest.objects[ONLY])
    again = Manifest.read(FILE, spliced(manifest.text, to_splices(manifest, {ONLY: after})).encode())
    assert difference(again.objects[ONLY], after) == ()
    assert to_splices(again, {ONLY: after}) == ()


@given(randoms)
@thorough
def test_a_patch_leads_to_the_same_data_as_the_text(rng: random.Random) -> None:
    before = data(rng)
    after = change(rng, before)
    assert same(patched(before, to_patch(difference(before, after))), after)


@given(randoms)
@thorough
def test_objects_of_a_stream_or_list_change_and_join_without_touching_each_other(rng: random.Random) -> None:
    manifest = manifest_of(rng.choice([stream, listed])(rng))
    changed = {
        id_: change(rng, old) for id_, old in manifest.objects.items() if isinstance(old, dict) and rng.random() < 0.5
    }
    added = [(id_, data(rng)) for id_ in manifest.objects if rng.random() < 0.3]
    expected: list[Data] = []
    for id_, old in manifest.objects.items():
        expected += [changed.get(id_, old), *(new for behind, new in added if behind == id_)]
    splices = to_splices(manifest, changed, added)
    assert same(list(Manifest.read(FILE, spliced(manifest.text, splices).encode()).objects.values()), expected)
    assert {splice.id for splice in splices} <= {*changed, *(behind for behind, _new in added)}


@given(randoms)
@thorough
def test_json_in_any_layout_is_edited_in_that_layout(rng: random.Random) -> None:
    layouts = ({"indent": 2}, {"indent": 4}, {"indent": "\t"}, {"separators": (",", ":")}, {})
    before = data(rng)
    manifest = manifest_of(json.dumps(before, ensure_ascii=False, **rng.choice(layouts)) + rng.choice(["", "\n"]))
    after = change(rng, before)
    text = spliced(manifest.text, to_splices(manifest, {ONLY: after}))
    assert same(json.loads(text), after)
    assert text.endswith("\n") == manifest.text.endswith("\n")
    with pytest.raises(EditError, match="no room") as refused:
        to_splices(manifest, {}, [(ONLY, {"kind": "PodDisruptionBudget"})])
    assert refused.value.reason == "single-json-object"


def stream(rng: random.Random) -> str:
    text = rng.choice(["", "---\n", "\ufeff", "# first\n---\n"])
    for number in range(rng.randint(1, 3)):
        if number:
            text += ("" if text.endswith("\n") else "\n") + rng.choice(["---\n", "--- # next\n", "---\r\n"])
            text += rng.choice(["", "", "\ufeff"])
        text += Writer(rng).document(data(rng))
    return text


def listed(rng: random.Random) -> str:
    items = [data(rng) for _ in range(rng.randint(1, 3))]
    return Writer(rng).document({"apiVersion": "v1", "items": items, "kind": rng.choice(["List", "PodList"])})


def patched(document: Data, patch: list[dict[str, object]]) -> Data:
    """RFC 6902 in its three operations that we use."""
    document = json.loads(json.dumps(document))
    for operation in patch:
        if operation["path"] == "":
            document = operation["value"]
            continue
        *parents, last = [step.replace("~1", "/").replace("~0", "~") for step in operation["path"].split("/")[1:]]
        target = document
        for step in parents:
            target = target[int(step) if isinstance(target, list) else step]
        key = int(last) if isinstance(target, list) else last
        if operation["op"] == "remove":
            del target[key]
        elif operation["op"] == "add" and isinstance(target, list):
            assert key <= len(target)
            target.insert(key, operation["value"])
        else:
            assert operation["op"] == "add" or isinstance(target, list) or key in target
            target[key] = operation["value"]
    return document
