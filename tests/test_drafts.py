"""Drafts: kept, private, forgiving."""

import stat
from pathlib import Path

import pytest

from wizard import drafts, places


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


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
def test_broken_draft_counts_as_none(content: str) -> None:
    drafts.save(["a.yaml"], {})
    (draft,) = places.drafts().iterdir()
    draft.write_text(content)
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
