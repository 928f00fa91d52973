"""No type of any value in any kind that is read ends a command or the wizard: a bounded part of every odd value."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.odd_types import COMMANDS, STREAMS, Odd, laid_out, odds
from tests.odd_types.trying import crashes

bounded = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
EVERY = {file: tuple(odds(file)) for file in STREAMS}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("file", STREAMS)
def test_no_odd_value_ends_in_a_traceback(folder: Path, file: str) -> None:
    # The stream holds nearly all of the kinds.
    @settings(bounded, max_examples=40 if file == "web.yaml" else 8)
    @given(st.sampled_from(EVERY[file]), st.sampled_from(COMMANDS[file]))
    def tried(odd: Odd, command: str) -> None:
        laid_out(folder, odd)
        assert [*crashes(odd, (command,))] == []

    tried()


@pytest.mark.parametrize("path", [(13, "kind"), (3, "spec", "type")], ids=str)
@pytest.mark.parametrize("value", [None, ["x"], {"x": []}, 1, "x\0"], ids=repr)
def test_what_once_ended_it(folder: Path, path: tuple[str | int, ...], value: object) -> None:
    odd = Odd("web.yaml", path, value)
    laid_out(folder, odd)
    assert [*crashes(odd)] == []
