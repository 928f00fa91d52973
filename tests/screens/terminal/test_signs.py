"""The terminal is asked once how wide it draws the signs, and may answer late, in pieces, among keys, or never."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from screens.terminal.driver import SIGNS

from .pseudo import Terminal
from .test_wizard import LIVE, SUREFOOT

NARROW, WIDE = f"\x1b[2;{1 + len(SIGNS)}R", f"\x1b[2;{1 + 2 * len(SIGNS)}R"
Begun = Callable[..., Terminal]


@pytest.fixture
def begun(start: Begun, tmp_path: Path) -> Begun:
    """The wizard with its first screen drawn, on a file with a container that takes no traffic."""
    path = tmp_path / "web.yaml"
    path.write_text(LIVE)

    def drawn(*words: str, env: dict[str, str] | None = None) -> Terminal:
        home = {"XDG_STATE_HOME": str(tmp_path / "state")}
        terminal = start(path, *words, argv=SUREFOOT, env=home | (env or {}))
        terminal.wait_for("diff +")
        return terminal

    return drawn


def ambiguous(terminal: Terminal) -> set[str]:
    return {sign for sign in terminal.text() if unicodedata.east_asian_width(sign) == "A"}


def asked(terminal: Terminal) -> int:
    return bytes(terminal.received).count(b"\x1b[6n")


def test_terminal_that_draws_one_cell_keeps_the_signs(begun: Begun) -> None:
    terminal = begun()
    assert asked(terminal) == 1
    terminal.settle()
    before = terminal.text()
    terminal.send(NARROW)
    terminal.settle()
    assert terminal.text() == before
    assert ambiguous(terminal)


def test_signs_of_a_screen_already_drawn_become_ascii(begun: Begun) -> None:
    terminal = begun()
    terminal.send(WIDE)
    terminal.until(lambda: not ambiguous(terminal), "a screen of ASCII signs")
    terminal.send("\r")
    terminal.wait_for("Budget")
    terminal.settle()
    assert not ambiguous(terminal)
    assert asked(terminal) == 1


def test_answer_in_pieces_and_among_keys_takes_none_of_them(begun: Begun) -> None:
    terminal = begun()
    terminal.settle()
    terminal.send("2" + WIDE[:4])
    terminal.settle(0.05)
    terminal.send(WIDE[4:] + "3")
    terminal.until(lambda: not ambiguous(terminal), "a screen of ASCII signs")
    terminal.wait_for("How do we know")


def test_wide_screen_and_ascii_by_choice_are_the_same(begun: Begun) -> None:
    measured, chosen = begun(), begun("--ascii")
    measured.send(WIDE)
    measured.until(lambda: not ambiguous(measured), "a screen of ASCII signs")
    for terminal in (measured, chosen):
        terminal.send("2")
        terminal.wait_for("How many copies")
        terminal.settle()
    assert measured.text() == chosen.text()


def test_terminal_known_to_have_no_signs_is_not_asked(begun: Begun) -> None:
    terminal = begun("--ascii")
    assert asked(terminal) == 0
    assert not ambiguous(terminal)


@pytest.mark.parametrize("command", ["demo", "learn"])
def test_every_way_in_draws_ascii_on_request(start: Begun, tmp_path: Path, command: str) -> None:
    homes = {"XDG_STATE_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    terminal = start(command, "--ascii", argv=SUREFOOT, env=homes)
    terminal.wait_for("Enter")
    terminal.settle()
    assert not ambiguous(terminal)
