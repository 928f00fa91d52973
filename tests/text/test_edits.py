"""Edits where somebody wrote the YAML their own way: each case is the whole text before and after."""

import copy
from collections.abc import Callable

import pytest

from wizard.errors import EditError, ManifestError
from wizard.text.edits import Edit, difference, spliced, to_patch, to_splices
from wizard.text.manifest import Manifest, ObjectId, Position
from wizard.text.paths import Data

FILE = "web.yaml"
ONLY = ObjectId(FILE, 0)


def edited(text: str, edit: Callable[[dict], None], id_: ObjectId = ONLY) -> str:
    manifest = Manifest.read(FILE, text.encode())
    data = copy.deepcopy(manifest.objects[id_])
    edit(data)
    return spliced(text, to_splices(manifest, {id_: data}))


def put(path: str, value: Data) -> Callable[[dict], None]:
    *parents, last = path.split(".")

    def edit(data: dict) -> None:
        for step in parents:
            data = data[int(step) if step.isdigit() else step]
        if isinstance(data, list):
            data.insert(int(last), value)
        else:
            data[last] = value

    return edit


def drop(path: str) -> Callable[[dict], None]:
    *parents, last = path.split(".")

    def edit(data: dict) -> None:
        for step in parents:
            data = data[int(step) if step.isdigit() else step]
        del data[int(last) if isinstance(data, list) else last]

    return edit


CASES = {
    "an empty value becomes a block": ("a:\nb: 1\n", put("a", {"x": 1}), "a:\n  x: 1\nb: 1\n"),
    "an empty value keeps its comment": (
        "s:\n  affinity: # none\n  b: 1\n",
        put("s.affinity", {"x": 1}),
        "s:\n  affinity: # none\n    x: 1\n  b: 1\n",
    ),
    "empty braces become a block": ("a: {} # c\nb: 1\n", put("a.x", 1), "a: # c\n  x: 1\nb: 1\n"),
    "null becomes a block": ("a: null\nb: ~\n", put("b", [1]), "a: null\nb:\n- 1\n"),
    "empty brackets become a block": (
        "a:\n  b: []\n",
        put("a.b", [{"x": 1, "w z": 2}]),
        "a:\n  b:\n  - x: 1\n    w z: 2\n",
    ),
    "the last entry that goes leaves braces": ("a:\n  x: 1\nb: 2\n", drop("a.x"), "a: {}\nb: 2\n"),
    "a list that is emptied leaves brackets": ("a:\n  # all\n  - x\nb: 2\n", drop("a.0"), "a: []\n  # all\nb: 2\n"),
    "new lists are indented as the others are": (
        "a:\n    b:\n      -   x: 1\nc: {}\n",
        put("c", {"d": [{"x": 1, "w": 2}]}),
        "a:\n    b:\n      -   x: 1\nc:\n    d:\n      -   x: 1\n          w: 2\n",
    ),
    "a comment at the end of a block stays in it": (
        "s:\n  a:\n    x: 1\n    # of a\n  # of b\n  b: 2\n",
        put("s.a.w", 1),
        "s:\n  a:\n    x: 1\n    # of a\n    w: 1\n  # of b\n  b: 2\n",
    ),
    "blank lines stay with what follows": (
        "a:\n  x: 1\n\n# b\nb: 2\n",
        put("a.w", 1),
        "a:\n  x: 1\n  w: 1\n\n# b\nb: 2\n",
    ),
    "a comment above a dash stays with its item": (
        "a:\n- x: 1\n# second\n- x: 2\n",
        put("a.1", {"x": 9}),
        "a:\n- x: 1\n- x: 9\n# second\n- x: 2\n",
    ),
    "an item goes to the front behind its key": (
        "a: # c\n# first\n- x\n",
        put("a.0", "w"),
        "a: # c\n- w\n# first\n- x\n",
    ),
    "a value keeps its quotes and comment": ("a: 'x'   # why\n", put("a", "w's"), "a: 'w''s'   # why\n"),
    "a value that another reader would mistake is quoted": (
        "a: x\n",
        put("b", ["yes", "1:30", "0o7", "n", "1e3", "2001-01-01", "=", "ok"]),
        'a: x\nb:\n- "yes"\n- "1:30"\n- "0o7"\n- "n"\n- "1e3"\n- "2001-01-01"\n- "="\n- ok\n',
    ),
    "keys are quoted too": ("a: x\n", put("b", {"on": 1, "x/w": 2}), 'a: x\nb:\n  "on": 1\n  x/w: 2\n'),
    "a number stays plain": ("a: '3'\n", put("a", 4), "a: 4\n"),
    "a block scalar gives way": ("a: | # c\n  x\n\n  w\n\nb: 1\n", put("a", 1), "a: 1 # c\n\nb: 1\n"),
    "a text of lines becomes a literal": ("a: x\nb: 1\n", put("a", "l1\nl2\n"), "a: |\n  l1\n  l2\nb: 1\n"),
    "a last line without end keeps having none": ("a:\n  x: 1", put("a.w", 2), "a:\n  x: 1\n  w: 2"),
    "line ends are those of the file": ("a:\r\n  x: 1\r\n", put("a.w", [1]), "a:\r\n  x: 1\r\n  w:\r\n  - 1\r\n"),
    "a byte order mark stays": ("\ufeffa: 1\n", put("b", 2), "\ufeffa: 1\nb: 2\n"),
    "trailing blanks stay": ("a:   \n  x: 1  \nb: 2 \n", put("a.w", 1), "a:   \n  x: 1  \n  w: 1\nb: 2 \n"),
    "tabs before comments stay": ("a: 1\t# one\nb: 2\n", put("a", 3), "a: 3\t# one\nb: 2\n"),
    "a document end marker stays last": ("a: 1\n# end\n...\n", put("b", 2), "a: 1\nb: 2\n# end\n...\n"),
    "one line in braces stays one line": (
        "a: {x: 1, w: [p]}\n",
        put("a.z", {"q": [1]}),
        "a: {x: 1, w: [p], z: {q: [1]}}\n",
    ),
    "braces over lines take a line": (
        "a: {\n  x: 1, # one\n  w: 2 # two\n}\n",
        put("a.z", 3),
        "a: {\n  x: 1, # one\n  w: 2, # two\n  z: 3\n}\n",
    ),
    "a trailing comma stays trailing": ("a: [\n  x,\n]\n", put("a.1", "w"), "a: [\n  x,\n  w,\n]\n"),
    "quoted keys in braces stay quoted": ('a: {"x": "1"}\n', put("a.w", "z"), 'a: {"x": "1", "w": "z"}\n'),
    "an item between others in brackets": ("a: [x, z]\n", put("a.1", "w"), "a: [x, w, z]\n"),
    "an entry out of braces": ("a: {x: 1, w: 2, z: 3}\n", drop("a.w"), "a: {x: 1, z: 3}\n"),
    "the last out of brackets": ("a: [x, w]\n", drop("a.1"), "a: [x]\n"),
    "an entry goes with its lines, comments above stay": (
        "s:\n  # above\n  a:\n    x: 1 # x\n    # deep\n  # below\n  b: 2\n",
        drop("s.a"),
        "s:\n  # above\n  # below\n  b: 2\n",
    ),
    "the entry behind the dash gives its place away": (
        "a:\n- name: x\n  # image\n  image: w\n- name: z\n",
        drop("a.0.name"),
        "a:\n- # image\n  image: w\n- name: z\n",
    ),
    "a quoted key is found": ("'a': 1\n\"b\" : 2\n", put("b", 3), "'a': 1\n\"b\" : 3\n"),
    "a block becomes a value": ("a: # c\n  x:\n  - 1\nb: 2\n", put("a", 5), "a: 5 # c\nb: 2\n"),
    "an edit below an alias is made here alone": (
        "base: &b\n  x: 1\nuse: *b # c\n",
        put("use.x", 2),
        "base: &b\n  x: 1\nuse: # c\n  x: 2\n",
    ),
    "an edit below an anchor leaves its aliases as they were": (
        "base: &b\n  x: 1\nuse: *b\n",
        put("base.x", 2),
        "base: &b\n  x: 2\nuse:\n  x: 1\n",
    ),
    "what anchor and alias both become stays shared": (
        "base: &b\n  x: 1\nuse: *b\n",
        lambda data: data.update(base={"x": 2}, use={"x": 2}),
        "base: &b\n  x: 2\nuse: *b\n",
    ),
    "an anchor that goes leaves its value with the alias": ("a: &a 1\nb: *a\n", drop("a"), "b: 1\n"),
    "a merged key is overridden beside the merge": (
        "base: &b {x: 1, v: 2}\nuse:\n  <<: *b\n",
        put("use.x", 9),
        "base: &b {x: 1, v: 2}\nuse:\n  <<: *b\n  x: 9\n",
    ),
    "a merge is written out when one of its keys goes": (
        "base: &b {x: 1, v: 2}\nuse:\n  <<: *b\n  z: 3\n",
        drop("use.x"),
        "base: &b {x: 1, v: 2}\nuse:\n  z: 3\n  v: 2\n",
    ),
    "a value on its own line keeps that line and its comment": (
        "a:\n  1 # agreed\nb: 2\n",
        put("a", 3),
        "a:\n  3 # agreed\nb: 2\n",
    ),
    "a value on its own line stays below the comments above it": (
        "a: # one\n  # two\n  'x'   # three\nb: 2\n",
        put("a", "w"),
        "a: # one\n  # two\n  'w'   # three\nb: 2\n",
    ),
    "an item on its own line": (
        "a:\n-\n  # one\n  x # two\n- w\n",
        put("a", ["z", "w"]),
        "a:\n-\n  # one\n  z # two\n- w\n",
    ),
    "a collection in brackets on its own line": ("a:\n  [x] # one\n", put("a", 1), "a:\n  1 # one\n"),
    "an alias on its own line": (
        "b: &b 1\na:\n  *b # one\n",
        put("a", 2),
        "b: &b 1\na:\n  2 # one\n",
    ),
    "a value on its own line becomes a block below its comment": (
        "a:\n  1 # agreed\nb: 2\n",
        put("a", {"x": 1}),
        "a:\n  # agreed\n  x: 1\nb: 2\n",
    ),
    "a value on its own line becomes a text, its comment behind the header": (
        "a:\n  1 # agreed\nb: 2\n",
        put("a", "l1\nl2\n"),
        "a: | # agreed\n  l1\n  l2\nb: 2\n",
    ),
    "a text that becomes another keeps its comment": (
        "a: |- # why\n  one\nb: 2\n",
        put("a", "l1\nl2\n"),
        "a: | # why\n  l1\n  l2\nb: 2\n",
    ),
    "a text that becomes a block keeps its comment": (
        "a: > # why\n  one\nb: 2\n",
        put("a", {"x": 1}),
        "a: # why\n  x: 1\nb: 2\n",
    ),
    "a comment behind an anchor stays": (
        "a: &a # why\n  x: 1\nb: 2\n",
        put("a", 5),
        "a: 5 # why\nb: 2\n",
    ),
    "blanks at the end of a text that stand further right are text": (
        "a:\n  x: |\n    one\n      \nb: 1\n",
        put("a.w", 2),
        "a:\n  x: |\n    one\n      \n  w: 2\nb: 1\n",
    ),
    "blanks at the end of a text that stand no further right are none": (
        "a:\n  x: |\n    one\n    \nb: 1\n",
        put("a.w", 2),
        "a:\n  x: |\n    one\n  w: 2\n    \nb: 1\n",
    ),
    "a text with an indent of its own ends in blanks": (
        "a:\n  x: |2\n      one\n     \nb: 1\n",
        put("a.w", 2),
        "a:\n  x: |2\n      one\n     \n  w: 2\nb: 1\n",
    ),
    "a folded text ends in blanks": (
        "a:\n- >-\n  one\n  two\n    \n- w\n",
        put("a.1", "z"),
        "a:\n- >-\n  one\n  two\n    \n- z\n- w\n",
    ),
    "blank lines never become part of a text above": (
        "a: |\n one\nb: 1\n  \nc: 2\n",
        drop("b"),
        "a: |\n one\nc: 2\n",
    ),
    "blank lines never become part of a text above that keeps them": (
        "a: |+\n one\n\nb: 1\n\nc: 2\n",
        drop("b"),
        "a: |+\n one\n\nc: 2\n",
    ),
    "comments of the others stay when an entry leaves braces": (
        "a: {\n  x: 1, # one\n  # about w\n  w: 2, # two\n  # about z\n  z: 3 # three\n}\n",
        drop("a.w"),
        "a: {\n  x: 1, # one\n  # about w\n  # about z\n  z: 3 # three\n}\n",
    ),
    "comments of the others stay when the last leaves brackets": (
        "a: [\n  x, # one\n  w # two\n]\n",
        drop("a.1"),
        "a: [\n  x # one\n]\n",
    ),
    "a comment above an item in brackets stays with it": (
        "a: [\n  x, # one\n  # about z\n  z\n]\n",
        put("a.1", "w"),
        "a: [\n  x, # one\n  w,\n  # about z\n  z\n]\n",
    ),
    "one goes and one comes at the end of brackets": (
        "a: [\n  x, # one\n  {w: 2} # two\n]\n",
        put("a", ["x", "z"]),
        "a: [\n  x, # one\n  z\n]\n",
    ),
    "the first of a list in a list leaves, comments stay": (
        "a:\n- - x # one\n  # about w\n  - w # two\n",
        drop("a.0.0"),
        "a:\n- # about w\n  - w # two\n",
    ),
    "an item goes to the front of a list in a list, comments stay": (
        "a:\n- - x # one\n  - w # two\n",
        put("a.0.0", "z"),
        "a:\n- - z\n  - x # one\n  - w # two\n",
    ),
    "a tab between colon and value": ("a:\t1\nb: 2\n", put("a", 3), "a:\t3\nb: 2\n"),
    "json over lines": (
        '{\n\t"a": {\n\t\t"x": 1\n\t}\n}\n',
        put("a.w", [1]),
        '{\n\t"a": {\n\t\t"x": 1,\n\t\t"w": [\n\t\t\t1\n\t\t]\n\t}\n}\n',
    ),
    "json in one line": ('{"a":{"x":1},"b":[]}', put("b", [{"w": True}]), '{"a":{"x":1},"b":[{"w":true}]}'),
}


@pytest.mark.parametrize("name", CASES)
def test_edit(name: str) -> None:
    before, edit, after = CASES[name]
    assert edited(before, edit) == after


def test_every_document_may_begin_with_a_byte_order_mark() -> None:
    text = "\ufeffa: 1\n---\n\ufeff# second\na:\n  x: 1\n---\r\n\ufeffa: {}\n"
    assert edited(text, put("a.w", 2), ObjectId(FILE, 1)) == text.replace("  x: 1\n", "  x: 1\n  w: 2\n")
    assert edited(text, put("a.w", 2), ObjectId(FILE, 2)) == text.replace("a: {}", "a:\n  w: 2")
    manifest = Manifest.read(FILE, text.encode())
    assert manifest.position(ObjectId(FILE, 1), ("a",)) == Position(4, 1)
    assert manifest.position(ObjectId(FILE, 2), ("a",)) == Position(7, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: 1\n\ufeffb: 2\n", "2:1"),
        ("a: 1\n---\nb: 1\n\ufeffc: 2\n", "4:1"),
        ("# one\n\ufeffa: 1\n", "2:1"),
        ("a:\n\ufeff  b: 1\n", "2:1"),
        ("\ufeff\ufeffa: 1\n", "1:1"),
        ("a: 1\n\ufeff# two\n", "2:1"),
        ("a: 1\n\ufeff", "2:1"),
    ],
)
def test_byte_order_mark_inside_a_document_is_refused_with_its_place(text: str, place: str) -> None:
    """kubectl makes it a letter of a key, or drops the first letter of every line."""
    with pytest.raises(ManifestError, match=rf"web\.yaml:{place}: a byte order mark"):
        Manifest.read(FILE, text.encode())


def test_byte_order_mark_inside_a_text_is_a_letter() -> None:
    text = 'a: "x\n\ufeff y" # \ufeff\nb: 1\n'
    assert edited(text, put("b", 2)) == text.replace("b: 1", "b: 2")


NEW = {"kind": "PodDisruptionBudget", "spec": {"maxUnavailable": 1}}
NEW_TEXT = "---\nkind: PodDisruptionBudget\nspec:\n  maxUnavailable: 1\n"
NEW_ITEM = "kind: PodDisruptionBudget\n  spec:\n    maxUnavailable: 1\n"


@pytest.mark.parametrize(
    ("before", "id_", "after"),
    [
        ("a: 1\n", ONLY, "a: 1\n" + NEW_TEXT),
        ("a: 1", ONLY, "a: 1\n" + NEW_TEXT.removesuffix("\n")),
        ("a: 1\r\n", ONLY, "a: 1\r\n" + NEW_TEXT.replace("\n", "\r\n")),
        ("a: 1\n# end\n\n---\nb: 1\n", ONLY, "a: 1\n# end\n" + NEW_TEXT + "\n---\nb: 1\n"),
        ("---\na: 1\n---\nb: 1\n---\n", ObjectId(FILE, 1), "---\na: 1\n---\nb: 1\n" + NEW_TEXT + "---\n"),
        ("a: |+\n  x\n\n---\nb: 1\n", ONLY, "a: |+\n  x\n\n" + NEW_TEXT + "---\nb: 1\n"),
        ("a: 1\n...\n", ONLY, "a: 1\n...\n" + NEW_TEXT),
        (
            "kind: List\nitems:\n- a: 1\n# b\n- b: 1\n",
            ObjectId(FILE, 0, 0),
            "kind: List\nitems:\n- a: 1\n- " + NEW_ITEM + "# b\n- b: 1\n",
        ),
        (
            '{"kind":"List","items":[{"a":1}]}',
            ObjectId(FILE, 0, 0),
            '{"kind":"List","items":[{"a":1},{"kind":"PodDisruptionBudget","spec":{"maxUnavailable":1}}]}',
        ),
    ],
)
def test_a_new_object_goes_behind_its_workload(before: str, id_: ObjectId, after: str) -> None:
    manifest = Manifest.read(FILE, before.encode())
    splices = to_splices(manifest, {}, [(id_, NEW)])
    assert spliced(before, splices) == after
    assert {(splice.id, splice.path) for splice in splices} == {(id_, ())}


def test_beside_a_single_json_object_there_is_no_room() -> None:
    manifest = Manifest.read(FILE, b'\n{"a": 1}')
    with pytest.raises(EditError, match=r"web\.yaml:2: .*file of its own") as refused:
        to_splices(manifest, {}, [(ONLY, NEW)])
    assert refused.value.reason == "single-json-object"


def test_what_cannot_be_edited_in_place_is_refused_with_its_line() -> None:
    with pytest.raises(EditError, match=r"web\.yaml:3: ") as refused:
        edited("a:\n  x: 1\n  ? b\n  : 2\nc: 1\n", drop("a.b"))
    assert refused.value.reason == "explicit-key"


def test_each_splice_tells_what_it_edits() -> None:
    manifest = Manifest.read(FILE, b"kind: List\nitems:\n- a: 1\n- s:\n    replicas: 1\n    x: {b: 2}\n")
    id_ = ObjectId(FILE, 0, 1)
    splices = to_splices(manifest, {id_: {"s": {"replicas": 3, "x": {"b": 2, "c": 1}, "y": 1}}})
    assert [(splice.id, splice.path) for splice in splices] == [
        (id_, ("s", "replicas")),
        (id_, ("s", "x", "c")),
        (id_, ("s", "y")),
    ]


def test_differences_are_few_and_recurse_into_the_item_of_the_same_name() -> None:
    before = {"containers": [{"name": "log"}, {"name": "web", "image": "a"}], "x": [1, 2, 3]}
    after = {"containers": [{"name": "init"}, {"name": "log"}, {"name": "web", "image": "b"}], "x": [1, 3]}
    assert difference(before, after) == (
        Edit(("containers", 1, "image"), "replace", "a", "b"),
        Edit(("containers", 0), "add", None, {"name": "init"}),
        Edit(("x", 1), "remove", 2, None),
    )


def test_a_patch_names_its_places_by_pointers() -> None:
    edits = difference({"a/b": {"c~d": 1}, "e": None}, {"a/b": {"c~d": True}, "f": [1]})
    assert to_patch(edits) == [
        {"op": "replace", "path": "/a~1b/c~0d", "value": True},
        {"op": "remove", "path": "/e"},
        {"op": "add", "path": "/f", "value": [1]},
    ]
