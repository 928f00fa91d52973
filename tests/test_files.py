"""Reading and writing files: bad input gets a sentence, and nothing is half written."""

import errno
import hashlib
import os
import stat
from pathlib import Path

import pytest

from tests.building import WEB
from wizard import files
from wizard.errors import WizardError

GOOD = WEB.lstrip("\n").encode()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def web(tmp_path: Path) -> Path:
    path = tmp_path / "web.yaml"
    path.write_bytes(GOOD)
    return path


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
        ("big.yaml", "larger than 32 MiB"),
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


@pytest.mark.parametrize("refused", ["scandir", "open"])
def test_no_permission_gets_a_sentence(web: Path, monkeypatch: pytest.MonkeyPatch, refused: str) -> None:
    def deny(*_args: object, **_more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    if refused == "scandir":
        monkeypatch.setattr(os, "scandir", deny)
        path = str(web.parent)
    else:
        monkeypatch.setattr(Path, "open", deny)
        path = str(web)
    with pytest.raises(WizardError, match="may not be read"):
        files.read([path])


def test_write_keeps_the_mode_and_leaves_no_copy(web: Path) -> None:
    web.chmod(0o640)
    files.write_all([(str(web), b"new", sha(GOOD))])
    assert web.read_bytes() == b"new"
    assert stat.S_IMODE(web.stat().st_mode) == 0o640
    assert list(web.parent.iterdir()) == [web]


def test_link_stays_a_link(web: Path) -> None:
    link = web.parent / "link.yaml"
    link.symlink_to(web)
    files.write_all([(str(link), b"new", sha(GOOD))])
    assert link.is_symlink()
    assert web.read_bytes() == b"new"


def test_changed_file_is_not_overwritten(web: Path) -> None:
    web.write_bytes(b"theirs")
    with pytest.raises(files.ChangedOnDisk, match="changed since it was read"):
        files.write_all([(str(web), b"mine", sha(GOOD))])
    assert web.read_bytes() == b"theirs"


def test_vanished_file_is_not_made_again(web: Path) -> None:
    web.unlink()
    with pytest.raises(files.ChangedOnDisk):
        files.write_all([(str(web), b"mine", sha(GOOD))])
    assert list(web.parent.iterdir()) == []


def test_new_file_does_not_replace_one_that_is_there(web: Path) -> None:
    with pytest.raises(files.NotWritten, match="is there already"):
        files.write_all([(str(web), b"mine", None)])
    assert web.read_bytes() == GOOD


def test_one_refusal_leaves_all_files_as_they_were(web: Path) -> None:
    with pytest.raises(files.NotWritten, match="folder does not exist"):
        files.write_all([(str(web), b"new", sha(GOOD)), (str(web.parent / "no" / "such.yaml"), b"new", None)])
    assert web.read_bytes() == GOOD
    assert list(web.parent.iterdir()) == [web]


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only file system")])
def test_refused_write_leaves_the_file_and_no_copy(
    web: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def full(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(files.NotWritten, match=said):
        files.write_all([(str(web), b"new", sha(GOOD))])
    assert web.read_bytes() == GOOD
    assert list(web.parent.iterdir()) == [web]


def test_read_only_target_gets_a_sentence(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # root may write to anything
    with pytest.raises(files.NotWritten, match="is read-only"):
        files.write_all([(str(web), b"new", sha(GOOD))])


def test_kustomization_is_found_only_where_it_lists_the_file(web: Path) -> None:
    listing = web.parent / "kustomization.yaml"
    listing.write_text("resources:\n- ./web.yaml\n")
    assert files.kustomization_for(str(web)) == str(listing)
    listing.write_text("resources:\n- other.yaml\n")
    assert files.kustomization_for(str(web)) is None
