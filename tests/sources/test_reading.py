"""Files, folders and the standard input: bad input gets a sentence."""

import io
import os
from pathlib import Path

import pytest

from tests.sources.conftest import GOOD, sha
from wizard.errors import IndentTabError, WizardError
from wizard.sources import files
from wizard.sources.kustomizations import kustomization_for


def test_folder_is_read_recursively_and_hidden_ones_are_left_out(tmp_path: Path) -> None:
    for name in ("b/web.yaml", "a.yml", "c.json", ".git/x.yaml", "b/.hidden.yaml", "readme.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(GOOD if not name.endswith("json") else b'{"kind": "X"}')
    read = files.read([str(tmp_path)])
    assert [Path(each.origin).name for each in read.manifests] == ["a.yml", "c.json", "web.yaml"]


def test_loop_of_links_ends(web: Path) -> None:
    (web.parent / "loop").symlink_to(web.parent)
    assert len(files.read([str(web.parent)]).manifests) == 1


def test_bad_file_in_a_folder_is_left_out_with_its_reason(web: Path) -> None:
    (web.parent / "bad.yaml").write_text("a: [")
    read = files.read([str(web.parent)])
    assert len(read.manifests) == 1
    assert [Path(each.origin).name for each in read.skipped] == ["bad.yaml"]


def test_same_file_named_twice_is_read_once(web: Path) -> None:
    assert len(files.read([str(web), str(web)]).manifests) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gone.yaml", "no such file"),
        ("pipe", "is no file"),
        ("big.yaml", "has 50 MiB, more than the 32 that are read at once; split"),
        ("self", "link to itself"),
    ],
)
def test_path_that_cannot_be_read_gets_a_sentence(tmp_path: Path, name: str, said: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(WizardError, match=said):
        files.read([str(tmp_path / name)])


def test_no_path_is_not_the_folder_one_is_in(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(web.parent)
    with pytest.raises(WizardError, match="no such file"):
        files.read([""])


@pytest.mark.parametrize("path", ["web.yaml", "folder", "closed/web.yaml"])
def test_no_permission_gets_a_sentence(unprivileged: Path, path: str) -> None:
    for name in ("web.yaml", "folder", "closed"):
        (unprivileged / name).chmod(0)
    with pytest.raises(WizardError, match="may not be read; ask for the permission"):
        files.read([str(unprivileged / path)])


def test_closed_folder_inside_a_folder_is_left_out_with_its_reason(unprivileged: Path) -> None:
    (unprivileged / "closed").chmod(0)
    read = files.read([str(unprivileged)])
    assert [Path(each.origin).name for each in read.manifests] == ["web.yaml"]
    assert [str(each.error) for each in read.skipped] == [
        f"{unprivileged}/closed: may not be read; ask for the permission, or copy it to where you may"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "there is nothing in it"), (b"\x7fELF\x00\x01", "binary file"), (b"a: [", "not YAML")],
)
def test_content_that_is_no_manifest_gets_a_sentence(web: Path, content: bytes, said: str) -> None:
    web.write_bytes(content)
    with pytest.raises(WizardError, match=said):
        files.read([str(web)])


def test_empty_file_in_a_folder_is_no_news(web: Path) -> None:
    (web.parent / "empty.yaml").write_text("# nothing yet\n")
    assert files.read([str(web.parent)]).skipped == ()


def test_bad_file_that_is_named_beside_its_folder_is_left_out_as_named(web: Path) -> None:
    (web.parent / "bad.yaml").write_text("a: [")
    (web.parent / "worse.yaml").write_text("a: [")
    read = files.read([str(web.parent), str(web.parent / "bad.yaml")])
    assert [each.origin for each in read.manifests] == [str(web)]
    assert [(Path(each.origin).name, each.named) for each in read.skipped] == [
        ("bad.yaml", True),
        ("worse.yaml", False),
    ]


def test_where_nothing_can_be_read_each_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("a: [")
    with pytest.raises(WizardError, match=r"bad\.yaml:1.*not YAML.*\n.*gone\.yaml: there is no such file"):
        files.read([str(tmp_path / "bad.yaml"), str(tmp_path / "gone.yaml")])


def test_name_that_no_file_can_have_gets_a_sentence() -> None:
    with pytest.raises(WizardError, match="no file can be called so"):
        files.read(["a\0b.yaml"])


@pytest.mark.parametrize("other", ["./web.yaml", "../{folder}/web.yaml", "link.yaml", "."])
def test_same_file_by_another_path_is_read_once(web: Path, monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    monkeypatch.chdir(web.parent)
    Path("link.yaml").symlink_to(web)
    read = files.read(["web.yaml", other.format(folder=web.parent.name)])
    assert [each.origin for each in read.manifests] == ["web.yaml"]


def test_progress_counts_to_the_end(web: Path) -> None:
    (web.parent / "bad.yaml").write_text("a: [")
    told: list[tuple[int, int]] = []
    files.read([str(web.parent)], lambda done, all_: told.append((done, all_)))
    assert told == [(1, 2), (2, 2)]


def given_stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given_stdin(monkeypatch, GOOD)
    read = files.read(["-", "-"])
    assert [(each.origin, each.content) for each in read.manifests] == [("-", GOOD)]


def test_endless_standard_input_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 1024 * 1024)
    given_stdin(monkeypatch, b"# more\n" * 200_000)
    with pytest.raises(WizardError, match="goes on after 1 MiB"):
        files.read(["-"])


def test_closed_standard_input_counts_as_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(WizardError, match="there is nothing in it"):
        files.read(["-"])


def test_tabs_in_the_indent_are_mended_when_asked(web: Path) -> None:
    web.write_bytes(b"spec:\n\treplicas: 2\n")
    with pytest.raises(IndentTabError):
        files.read([str(web)])
    (manifest,) = files.read([str(web)], mend_tabs=True).manifests
    assert manifest.documents[0].data == {"spec": {"replicas": 2}}
    assert manifest.fingerprint == sha(web.read_bytes())


def test_kustomization_is_found_only_where_it_lists_the_file(web: Path) -> None:
    listing = web.parent / "kustomization.yaml"
    listing.write_text("resources:\n- ./web.yaml\n")
    assert kustomization_for(str(web)) == str(listing)
    listing.write_text("resources:\n- other.yaml\n")
    assert kustomization_for(str(web)) is None


def test_kustomization_that_changed_is_read_again(web: Path) -> None:
    listing = web.parent / "kustomization.yaml"
    listing.write_text("resources:\n- other.yaml\n")
    assert kustomization_for(str(web)) is None
    listing.write_text("resources:\n- web.yaml\n")
    assert kustomization_for(str(web)) == str(listing)


@pytest.mark.parametrize("content", ["resources: [", "resources: web.yaml", "[]", "", "resources: [{a: web.yaml}]"])
def test_kustomization_that_cannot_be_used_lists_nothing(web: Path, content: str) -> None:
    (web.parent / "kustomization.yaml").write_text(content)
    assert kustomization_for(str(web)) is None
