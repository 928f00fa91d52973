"""Drafts: kept, private, forgiving."""

import errno
import os
import stat
from pathlib import Path

import pytest

from wizard import places
from wizard.sources import drafts


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_draft_comes_back_for_the_same_sources_only() -> None:
    drafts.save(["a.yaml"], {"x": 1})
    assert drafts.load(["a.yaml"]) == {"x": 1}
    assert drafts.load(["b.yaml"]) is None


def test_draft_is_found_by_whatever_path_names_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    drafts.save(["a.yaml"], {"x": 1})
    assert drafts.load([str(tmp_path / "a.yaml")]) == {"x": 1}


def test_only_the_owner_may_read_it() -> None:
    drafts.save(["a.yaml"], {})
    (draft,) = places.drafts().iterdir()
    assert stat.S_IMODE(draft.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.drafts().stat().st_mode) == 0o700


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00", "[" * 100_000, "\udcff"])
def test_broken_draft_counts_as_none(content: str) -> None:
    drafts.save(["a.yaml"], {})
    (draft,) = places.drafts().iterdir()
    draft.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert drafts.load(["a.yaml"]) is None


def test_discarded_draft_is_gone() -> None:
    drafts.save(["a.yaml"], {})
    drafts.discard(["a.yaml"])
    drafts.discard(["a.yaml"])
    assert drafts.load(["a.yaml"]) is None


def test_folder_that_cannot_be_made_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    drafts.save(["a.yaml"], {"x": 1})
    assert drafts.load(["a.yaml"]) is None


def test_unwritable_draft_keeps_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    drafts.save(["a.yaml"], {"x": 1})
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refuse)
        drafts.save(["a.yaml"], {"x": 2})
    assert drafts.load(["a.yaml"]) == {"x": 1}
    assert len(list(places.drafts().iterdir())) == 1


def refuse(*_paths: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.skipif(os.geteuid() != 0, reason="giving files away takes root")
def test_draft_of_somebody_else_counts_as_none() -> None:
    drafts.save(["a.yaml"], {"x": 1})
    (draft,) = places.drafts().iterdir()
    os.chown(draft, 4321, 4321)
    assert drafts.load(["a.yaml"]) is None


def test_link_or_pipe_in_place_of_a_draft_counts_as_none(tmp_path: Path) -> None:
    drafts.save(["a.yaml"], {"x": 1})
    (draft,) = places.drafts().iterdir()
    draft.rename(tmp_path / "elsewhere")
    draft.symlink_to(tmp_path / "elsewhere")
    assert drafts.load(["a.yaml"]) is None
    draft.unlink()
    os.mkfifo(draft)
    assert drafts.load(["a.yaml"]) is None


def test_sources_in_another_order_are_the_same() -> None:
    drafts.save(["a.yaml", "-"], {"x": 1})
    assert drafts.load(["-", "a.yaml"]) == {"x": 1}


def test_relative_state_folder_is_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert places.drafts() == tmp_path / ".local/state/surefoot/drafts"
