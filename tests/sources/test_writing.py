"""Written whole or not at all, and only where nothing changed."""

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources.conftest import GOOD, sha
from wizard.sources import files, writing


def test_write_keeps_the_mode_and_leaves_no_copy(web: Path) -> None:
    web.chmod(0o640)
    writing.write_all([(str(web), b"new", sha(GOOD))])
    assert web.read_bytes() == b"new"
    assert stat.S_IMODE(web.stat().st_mode) == 0o640
    assert list(web.parent.iterdir()) == [web]


def test_link_stays_a_link(web: Path) -> None:
    link = web.parent / "link.yaml"
    link.symlink_to(web)
    writing.write_all([(str(link), b"new", sha(GOOD))])
    assert link.is_symlink()
    assert web.read_bytes() == b"new"


def test_changed_file_is_not_overwritten(web: Path) -> None:
    web.write_bytes(b"theirs")
    with pytest.raises(writing.ChangedOnDisk, match="changed since it was read"):
        writing.write_all([(str(web), b"mine", sha(GOOD))])
    assert web.read_bytes() == b"theirs"


def test_vanished_file_is_not_made_again(web: Path) -> None:
    web.unlink()
    with pytest.raises(writing.ChangedOnDisk):
        writing.write_all([(str(web), b"mine", sha(GOOD))])
    assert list(web.parent.iterdir()) == []


def test_new_file_does_not_replace_one_that_is_there(web: Path) -> None:
    with pytest.raises(writing.NotWritten, match="is there already"):
        writing.write_all([(str(web), b"mine", None)])
    assert web.read_bytes() == GOOD


def test_one_refusal_leaves_all_files_as_they_were(web: Path) -> None:
    with pytest.raises(writing.NotWritten, match="folder does not exist"):
        writing.write_all([(str(web), b"new", sha(GOOD)), (str(web.parent / "no" / "such.yaml"), b"new", None)])
    assert web.read_bytes() == GOOD
    assert list(web.parent.iterdir()) == [web]


@pytest.mark.parametrize(("number", "said"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only file system")])
def test_refused_write_leaves_the_file_and_no_copy(
    web: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def full(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(writing.NotWritten, match=said):
        writing.write_all([(str(web), b"new", sha(GOOD))])
    assert web.read_bytes() == GOOD
    assert list(web.parent.iterdir()) == [web]


@pytest.mark.parametrize(("name", "said"), [("web.yaml", "is read-only; make it writable"), ("", "its folder")])
def test_read_only_target_gets_a_sentence(unprivileged: Path, name: str, said: str) -> None:
    web = unprivileged / "web.yaml"
    (unprivileged / name).chmod(0o555)
    with pytest.raises(writing.NotWritten, match=said):
        writing.write_all([(str(web), b"new", sha(GOOD))])
    (unprivileged / name).chmod(0o755)
    assert web.read_bytes() == GOOD
    assert len(list(unprivileged.iterdir())) == 3


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_target_that_is_no_file_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "out.yaml")
    with pytest.raises(writing.NotWritten, match="is there and is no file; name another"):
        writing.write_all([(str(tmp_path / "out.yaml"), b"new", None)])


def test_target_that_links_to_itself_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    with pytest.raises(writing.NotWritten, match=r"loop\.yaml: "):
        writing.write_all([(str(loop), b"new", None)])


def test_full_disk_leaves_the_file_and_no_copy(tmp_path: Path) -> None:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", tmp_path], check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk takes root")
    try:
        web = tmp_path / "web.yaml"
        web.write_bytes(GOOD)
        with pytest.raises(writing.NotWritten, match="the disk is full; make room"):
            writing.write_all([(str(web), GOOD * 100, sha(GOOD))])
        assert web.read_bytes() == GOOD
        assert list(tmp_path.iterdir()) == [web]
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_interrupted_write_leaves_the_file_and_no_copy(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        writing.write_all([(str(web), b"new", sha(GOOD))])
    assert web.read_bytes() == GOOD
    assert list(web.parent.iterdir()) == [web]


def test_file_changed_while_others_are_prepared_is_not_overwritten(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = web.with_name("other.yaml")
    sync = os.fsync

    def change(handle: int) -> None:
        sync(handle)
        web.write_bytes(b"theirs")

    with monkeypatch.context() as patched, pytest.raises(writing.ChangedOnDisk):
        patched.setattr(os, "fsync", change)
        writing.write_all([(str(other), b"new", None), (str(web), b"new", sha(GOOD))])
    assert web.read_bytes() == b"theirs"
    assert list(web.parent.iterdir()) == [web]


def test_failing_rename_names_what_was_written_before(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = web.with_name("other.yaml")
    rename = Path.replace

    def refuse(temporary: Path, target: Path) -> Path:
        if target == other:
            raise PermissionError(errno.EPERM, "Operation not permitted")
        return rename(temporary, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(writing.NotWritten, match=r"other\.yaml: .*not permitted.*\(written already: .*web\.yaml\)"):
        writing.write_all([(str(web), b"new", sha(GOOD)), (str(other), b"new", None)])
    assert list(web.parent.iterdir()) == [web]


def test_new_file_gets_the_usual_mode(tmp_path: Path) -> None:
    writing.write_all([(str(tmp_path / "new.yaml"), GOOD, None)])
    (tmp_path / "usual").touch()
    assert (tmp_path / "new.yaml").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.skipif(os.geteuid() != 0, reason="giving files away takes root")
def test_write_keeps_owner_and_mode_of_somebody_else(web: Path) -> None:
    os.chown(web, 4321, 1234)
    web.chmod(0o2664)
    writing.write_all([(str(web), b"new", sha(GOOD))])
    present = web.stat()
    assert (present.st_uid, present.st_gid, stat.S_IMODE(present.st_mode)) == (4321, 1234, 0o2664)


KILLED = """
import os, signal, sys
from pathlib import Path
from wizard.sources import files, writing

def die(*_words, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

plain = Path.replace
if sys.argv[1] == "half written":
    os.fsync = die
elif sys.argv[1] == "before the rename":
    Path.replace = die
else:
    Path.replace = lambda own, target: (plain(own, target), die())
writing.write_all([(sys.argv[2], b"new" * 100_000, sys.argv[3])])
"""


@pytest.mark.parametrize("moment", ["half written", "before the rename", "after the rename"])
def test_killed_write_leaves_one_whole_file_and_the_next_takes_its_copy_away(web: Path, moment: str) -> None:
    swap = web.parent / ".web.yaml.swp"
    swap.write_bytes(b"an editor's")
    done = subprocess.run([sys.executable, "-c", KILLED, moment, str(web), sha(GOOD)], check=False)
    assert done.returncode == -signal.SIGKILL
    left = web.read_bytes()
    assert left == (b"new" * 100_000 if moment == "after the rename" else GOOD)
    assert len(list(web.parent.iterdir())) == (2 if moment == "after the rename" else 3)
    assert files.read([str(web.parent)]).skipped == () or moment == "after the rename"
    writing.write_all([(str(web), b"next", sha(left))])
    assert web.read_bytes() == b"next"
    assert set(web.parent.iterdir()) == {web, swap}


def test_copy_of_a_write_that_still_goes_on_stays(web: Path) -> None:
    going = web.parent / f".surefoot-{os.getppid()}-abcd1234"
    going.write_bytes(b"half")
    writing.write_all([(str(web), b"new", sha(GOOD))])
    assert going.read_bytes() == b"half"
