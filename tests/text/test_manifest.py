"""A stream as read: its objects, their places, and a sentence for whatever cannot be read."""

import tracemalloc

import pytest

from wizard.errors import IndentTabError, ManifestError, TemplatedError, WizardError
from wizard.text.manifest import Manifest, ObjectId, Position
from wizard.text.paths import Match

FILE = "web.yaml"


def read(content: bytes | str) -> Manifest:
    return Manifest.read(FILE, content.encode() if isinstance(content, str) else content)


def test_objects_of_documents_and_lists_are_told_apart() -> None:
    manifest = read("# c\n---\na: 1\n---\nkind: PodList\nitems:\n- b: 2\n- c: 3\n---\n")
    assert manifest.objects == {
        ObjectId(FILE, 1): {"a": 1},
        ObjectId(FILE, 2, 0): {"b": 2},
        ObjectId(FILE, 2, 1): {"c": 3},
    }


def test_bytes_text_and_fingerprint_are_those_of_the_file() -> None:
    content = b"\xef\xbb\xbfa: 1\r\nb: 2"
    manifest = read(content)
    assert manifest.content == content
    assert manifest.text == "\ufeffa: 1\r\nb: 2"
    assert len(manifest.fingerprint) == 64
    assert read(b"a: 1\nb: 2").fingerprint != manifest.fingerprint


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 2, 1),
        (("spec",), 4, 1),
        (("spec", "containers", 1), 7, 5),
        (("spec", "containers", Match("name", "log"), "image"), 8, 5),
        (("spec", "containers", Match("name", "log"), "ports", 0), 7, 5),
        (("spec", "replicas"), 4, 1),
        (("metadata", "labels", "app"), 3, 21),
    ],
)
def test_a_place_is_named_by_line_and_column(path: tuple, line: int, column: int) -> None:
    text = "---\nkind: Pod\nmetadata: {labels: {app: x}}\nspec:\n  containers:\n"
    text += "  - name: web\n  - name: log\n    image: b\n"
    assert read(text).position(ObjectId(FILE, 0), path) == Position(line, column)


def test_a_place_in_a_list_of_a_later_document_is_found_and_through_aliases_too() -> None:
    text = "a: 1\n---\nkind: List\nitems:\n- x: &x {v: 1}\n- z: *x\n  <<: {m: 2}\n"
    manifest = read(text)
    assert manifest.position(ObjectId(FILE, 1, 1), ("z", "v")) == Position(5, 10)
    assert manifest.position(ObjectId(FILE, 1, 1), ("m",)) == Position(7, 8)


def test_a_place_in_json_is_found() -> None:
    text = '{"a": 1}\n{"kind": "List", "items": [\n  {"b": [1,\n    {"c": 2}]}]}'
    assert read(text).position(ObjectId(FILE, 1, 0), ("b", 1, "c")) == Position(4, 6)


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        (b"", "web.yaml:", "nothing in it"),
        (b"# only\n---\n", "web.yaml:", "nothing in it"),
        (b"a\x00b", "web.yaml:1:", "binary"),
        (b"a: 1\ncaf\xe9: 1", "web.yaml:2:4:", "not UTF-8"),
        ("a: 1".encode("utf-16"), "web.yaml:1:1:", "UTF-16"),
        (b"a: \x01", "web.yaml:1:4:", "control characters"),
        (b"a: 1\nb: [1", "web.yaml:2:", "not YAML"),
        (b"a: 1\nb: c: d", "web.yaml:2:5:", "not YAML: mapping values"),
        (b"a: 1\n---\nb: 1\nc: d: e", "web.yaml:4:5:", "not YAML"),
        (b"a: 1\nb: 2\na: 3", "web.yaml:3:1:", "key a is given twice, first in line 1"),
        (b'{"a": 1,\n "a": 2}', "web.yaml:2:2:", "key a is given twice, first in line 1"),
        (b'{"a": 1,\n "b": }', "web.yaml:2:7:", "not JSON"),
        (b'{"a": NaN}', "web.yaml:1:1:", "NaN"),
        (b"a: .inf", "web.yaml:1:4:", "cannot read .inf"),
        (b"a: *x", "web.yaml:1:4:", "no anchor"),
        (b"a: &x [*x]", "web.yaml:1:8:", "no anchor"),
        (b"<<: 1", "web.yaml:1:5:", "merge key"),
        (b"? [a]\n: b", "web.yaml:1:3:", "key must be a string"),
        (b"~: b", "web.yaml:1:1:", "key must be a string"),
        (b"--- a: 1", "web.yaml:1:1:", "begins with ---"),
        (b"a: 1\n----\nb: 1", "web.yaml:2:1:", "begins with ---"),
        (b"%YAML 1.1\n---\na: 1", "web.yaml:", "not YAML"),
        (b"a: !!int x", "web.yaml:1:4:", "cannot read x"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(content: bytes, where: str, what: str) -> None:
    with pytest.raises(ManifestError) as refused:
        read(content)
    assert str(refused.value).startswith(where)
    assert what in str(refused.value)
    assert isinstance(refused.value, WizardError)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: {{ .Values.b }}\n", 2),
        ("{{- if .Values.on }}\na: 1\n{{- end }}\n", 1),
        ("a:\n  {{- toYaml .Values.a | nindent 2 }}\n", 2),
        ("a: 1\n{% for x in y %}\nb: 1\n{% endfor %}\n", 2),
    ],
)
def test_a_template_is_named_as_one(text: str, line: int) -> None:
    with pytest.raises(TemplatedError, match="render it first") as refused:
        read(text)
    assert refused.value.line == line


def test_braces_inside_a_text_make_no_template() -> None:
    assert read("a: '{{ .x }}'\nb: |\n  {{ y }}\n").objects[ObjectId(FILE, 0)] == {"a": "{{ .x }}", "b": "{{ y }}\n"}


@pytest.mark.parametrize(
    ("content", "line", "mended"),
    [
        ("a:\n\tb: 1\n\tc: 2\n", 2, "a:\n  b: 1\n  c: 2\n"),
        ("a:\n  b:\n  \tc: 2\n", 3, "a:\n  b:\n    c: 2\n"),
        ("a:\n- b: |\n    x\n    \tkept\n\tc: 1\n", 5, "a:\n- b: |\n    x\n    \tkept\n  c: 1\n"),
        ("a:\r\n\tb: 1\r\n", 2, "a:\r\n  b: 1\r\n"),
    ],
)
def test_a_tab_in_the_indent_is_named_and_mended(content: str, line: int, mended: str) -> None:
    with pytest.raises(IndentTabError, match="tab in the indent; replace it with spaces") as refused:
        read(content)
    assert refused.value.line == line
    manifest = Manifest.mend_tabs(FILE, content.encode())
    assert manifest is not None
    assert manifest.text == mended


@pytest.mark.parametrize("content", [b"", b"a: [", b"a: 1\nb: \xff", b"a:\n\tb: [\n", b"a: 1\n"])
def test_what_tabs_are_not_to_blame_for_is_not_mended(content: bytes) -> None:
    assert Manifest.mend_tabs(FILE, content) is None


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "- " * 5000 + "a", "a: " + "{b: " * 3000])
def test_huge_nesting_is_refused(text: str) -> None:
    with pytest.raises(ManifestError, match="nests deeper than 200"):
        read(text)


def test_an_anchor_bomb_is_refused_without_being_set_off() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    tracemalloc.start()
    with pytest.raises(ManifestError, match="aliases blow"):
        read("\n".join(lines))
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_aliases_within_kubectls_measure_are_read() -> None:
    text = "a: &a {x: 1, z: 2}\n" + "".join(f"b{n}: *a\n" for n in range(300))
    assert read(text).objects[ObjectId(FILE, 0)]["b299"] == {"x": 1, "z": 2}


def test_what_aliases_repeat_is_repeated_as_values_of_their_own() -> None:
    data = read("a: &a {x: 1}\nb: *a\n").objects[ObjectId(FILE, 0)]
    assert data["a"] is not data["b"]
