"""Reading as the real kubectl reads."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests import kubectl
from wizard.text.paths import Match, at, resolve, same
from wizard.text.rewriting import settled
from wizard.text.scalars import plain
from wizard.text.yamldata import load

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"

SCALARS = """
1:30 y Y yes Yes YES yEs true True TRUE tRue on On ON n N no No NO false False FALSE off Off OFF
~ null Null NULL nULL = << 2001-01-01 2001-01-01T10:00:00Z
0 -0 +0 1 +1 -1 007 0644 +0644 -0644 08 09 -09 0o644 0O7 -0o7 0o8 0x1F 0X1f -0x1F +0x1f 0x 0xg 0b1
0B11 -0b11 +0b1 0b2 0b
1_000 1__0 1_ _1 -_1 0x_1 0_7 1_000.5
9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809
18446744073709551615 18446744073709551616 99999999999999999999 +9223372036854775808
1e3 1E3 1e+3 1e-7 1e-6 1e20 1e21 1e999 12e03 1.0 -0.0 1.5 5. .5 -.5 +.5 .5e3 . .. ... .e1 0. 08.5
1.2.3 1e 1e+ e3 9.2e18 1e19
100m 128Mi 25% 10.0.0.1 1.30 v1.2 /a -a a-b a:b @x?
!!str·5 !!int·"7" !!float·5 !!bool·"yes" !!binary·aGk= !!null·"" !foo·5
"5" '5' "\\x41\\u00e9\\U0001F600\\L\\_\\N\\e" 'it''s'
"""


@kubectl.needs_kubectl
def test_scalars_mean_what_they_mean_to_kubectl(tmp_path: Path) -> None:
    readable = [text.replace("·", " ") for text in SCALARS.split() if not text.startswith("@")]
    text = HEAD + "values:\n" + "".join(f"- {scalar}\n" for scalar in readable)
    ours, theirs = both(text, tmp_path)
    differing = [
        (scalar, one, other)
        for scalar, one, other in zip(readable, ours["values"], theirs["values"], strict=True)
        if not same(one, other)
    ]
    assert differing == []


KEYS = [
    *("n", "y", "on", "yes", "1", "010", "0x10", "1.30", "100.0", "1e6", "1234567.5", "123456.5", "0.0001", "0.00001"),
    *("-1.5e-7", ".inf", "-.inf", ".nan", "=", "16777217.0", "1e40", "9223372036854775807", '"<<"', "2001-01-01"),
    *("!!str 7", "'8'", "0.1", "1_1"),
]


@kubectl.needs_kubectl
def test_keys_become_the_strings_that_kubectl_makes_of_them(tmp_path: Path) -> None:
    text = HEAD + "values:\n" + "".join(f"- {{? {key} : {number}}}\n" for number, key in enumerate(KEYS))
    ours, theirs = both(text, tmp_path)
    assert list(zip(KEYS, ours["values"], strict=True)) == list(zip(KEYS, theirs["values"], strict=True))


TEXTS = {
    "merge-below": "base: &b {x: 1, y: {z: 2}}\nm: {<<: *b, x: 9}\n",
    "merge-wins-over-keys-above": "base: &b {x: 1}\nm: {x: 9, <<: *b}\n",
    "first-of-several-merges-wins": "m: {<<: [{x: 1}, {x: 2, z: 3}], q: 1}\n",
    "quoted-merge-key-is-a-key": 'm: {"<<": {a: b}}\n',
    "aliases": "a: &a [1, {b: &b x}]\nc: *a\nd: *b\n*b : key\n",
    "blocks": "a: |\n  one\n\n  two\n\n"
    "b: >\n  folded\n  text\n\n  more\nc: |+\n  kept\n\nd: |-\n  cut\ne: |2\n    lead\n",
    "no-last-newline": "a: |\n  text",
    "no-last-newline-kept": "a: |+\n  text",
    "crlf": "a: |\r\n  one\r\n  two\r\nb: 'x\r\n  y'\r\n",
    "comments": "a: 1 # one\n#\n# two\nb: # three\n  c: '# four'\n",
    "plain-over-lines": "a: one\n  two\n\n  three\n",
    "tabs": "a:\t1\nb: x\t# tab\nc: [1,\t2]\n",
    "flow": "a: {b: [1, {c: d}, ], e: , f}\n",
    "document-end": "a: 1\n...\nignored: true\n",
    "empty-values": "a:\nb: {}\nc: []\nd: ~\ne: ''\n",
}


@kubectl.needs_kubectl
@pytest.mark.parametrize("name", TEXTS)
def test_documents_mean_what_they_mean_to_kubectl(name: str, tmp_path: Path) -> None:
    ours, theirs = both(HEAD + TEXTS[name], tmp_path)
    assert same(ours, theirs)


STREAMS = {
    "separators": f"# first\n---\n{HEAD}--- # comment\n{HEAD}---\n---\n\n---   \n{HEAD}...\n---\n",
    "byte order mark": f"\ufeff---\n{HEAD}",
    "crlf": f"---\r\n{HEAD}---\r\n{HEAD}".replace("\n", "\r\n").replace("\r\r", "\r"),
    "separator in a block": f"{HEAD}a: |\n  x\n  ---\n  y\n---\n{HEAD}",
    "json": '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"},'
    '"v":[1.0,1e3,1e21,-0,18446744073709551615,"\\u00e9\\/"]}'
    ' \n{"apiVersion":"v1","kind":"A","metadata":{"name":"b"}}\n',
}


@kubectl.needs_kubectl
@pytest.mark.parametrize("name", STREAMS)
def test_streams_fall_into_the_documents_that_kubectl_finds(name: str, tmp_path: Path) -> None:
    (tmp_path / "stream.yaml").write_bytes(STREAMS[name].encode())
    ours = [kubectl.marked(data) for data in load(STREAMS[name]) if data is not None]
    theirs = kubectl.read(tmp_path)
    assert len(ours) == len(theirs)
    assert all(same(one, settled(other)) for one, other in zip(ours, theirs, strict=True))


@given(st.text(alphabet="0123456789abefox_.+-:~yYnN", min_size=1, max_size=9))
@example("0b")
@settings(max_examples=400, deadline=None)
def test_any_plain_scalar_has_a_meaning(text: str) -> None:
    assert isinstance(plain(text), str | int | float | bool | None)


def test_true_is_not_one() -> None:
    assert not same({"a": [True]}, {"a": [1]})
    assert same({"a": 1, "b": 2}, {"b": 2, "a": 1})


def test_paths_step_by_key_index_and_match() -> None:
    data = load("containers:\n- name: web\n  image: a\n- name: log\n  image: b\n")[0]
    path = ("containers", Match("name", "log"), "image")
    assert at(data, path) == "b"
    assert resolve(data, path) == ("containers", 1, "image")
    for missing in (("containers", Match("name", "x")), ("containers", 2), ("spec",), ("containers", "name")):
        with pytest.raises(KeyError):
            at(data, missing)


def both(text: str, folder: Path) -> tuple[dict, dict]:
    """One object as we read it and as kubectl does."""
    (folder / "one.yaml").write_bytes(text.encode())
    (theirs,) = kubectl.read(folder)
    ours = next(data for data in load(text) if data is not None)
    return kubectl.marked(ours), settled(theirs)
