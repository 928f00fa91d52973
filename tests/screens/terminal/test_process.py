"""How the program lives with the terminal: pipes, signals, Ctrl-Z, a line that drops, an error of its own."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PLAYGROUND
from .pseudo import Terminal

QUIT = "\x11"
WHOLE_SCREEN = ("Spread", "Which failure must web survive?", "topologyKey", "[ 3     ]", "Enter Next")


def test_quit_gives_the_terminal_back_and_prints_the_result(playground):
    terminal = playground()
    terminal.send(QUIT)
    assert terminal.wait_exit() == 0
    assert terminal.is_given_back()
    assert "result: done" in terminal.text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_restores_the_terminal_and_keeps_the_draft(playground, tmp_path, number):
    draft = tmp_path / "draft"
    terminal = playground("--draft", draft)
    terminal.signal(number)
    assert terminal.wait_exit() == 128 + number
    assert terminal.is_given_back()
    assert draft.read_text() == "saved\n"


def test_signal_ends_a_program_that_is_stuck(playground, tmp_path):
    draft = tmp_path / "draft"
    terminal = playground("--draft", draft)
    terminal.send("b")
    terminal.settle()
    terminal.signal(signal.SIGTERM)
    assert terminal.wait_exit() == 128 + signal.SIGTERM
    assert terminal.is_given_back()
    assert draft.read_text() == "saved\n"


def test_closed_terminal_ends_the_program_and_keeps_the_draft(playground, tmp_path):
    draft = tmp_path / "draft"
    terminal = playground("--draft", draft)
    terminal.hang_up()
    assert terminal.wait_exit() == 128 + signal.SIGHUP
    assert draft.read_text() == "saved\n"


def test_closed_terminal_ends_the_program_even_under_nohup(start, tmp_path):
    draft = tmp_path / "draft"
    ignoring = ("/bin/sh", "-c", 'trap "" HUP; exec "$0" "$@"', *PLAYGROUND)
    terminal = start("--draft", draft, argv=ignoring)
    terminal.wait_for("Enter Next")
    terminal.hang_up()
    assert terminal.wait_exit() == 128 + signal.SIGHUP
    assert draft.read_text() == "saved\n"


def test_frozen_terminal_does_not_keep_the_program_from_ending(playground):
    """Nobody reads what the program writes, as with a connection that hangs."""
    terminal = playground()
    for _redraw in range(60):
        terminal.send("\x0c")
    terminal.signal(signal.SIGTERM)
    assert terminal.process.wait(timeout=15) == 128 + signal.SIGTERM


def test_unexpected_error_is_one_sentence_without_values(playground, tmp_path):
    draft = tmp_path / "draft"
    terminal = playground("--draft", draft)
    before = len(terminal.received)
    terminal.send("x")
    assert terminal.wait_exit() == 1
    assert terminal.is_given_back()
    told = terminal.text()
    assert re.search(r"surefoot stopped on a mistake of its own \(KeyError at playground.py:\d+\)", told)
    assert b"hunter2" not in terminal.received[before:]
    assert b"Traceback" not in terminal.received[before:]
    assert draft.read_text() == "saved\n"


def test_error_with_a_sentence_keeps_it(playground):
    terminal = playground()
    terminal.send("e")
    assert terminal.wait_exit() == 2
    assert terminal.is_given_back()
    assert "surefoot: shop.yaml:3: it moved; read it again" in terminal.text()


def test_stopped_and_continued_program_draws_its_whole_screen(start):
    terminal = start(argv=("/bin/bash", "--norc", "--noprofile", "-i"), env={"PS1": "prompt> "})
    terminal.wait_for("prompt>")
    terminal.send(" ".join(map(str, PLAYGROUND)) + "\n")
    terminal.wait_for("Enter Next")
    terminal.settle()
    terminal.send("\x1a")
    terminal.wait_for("Stopped")
    terminal.send("clear; echo in the shell\n")
    terminal.wait_for("in the shell")
    terminal.screen.reset()
    terminal.send("fg\n")
    for part in WHOLE_SCREEN:
        terminal.wait_for(part)
    assert terminal.cost("\t") > 0
    terminal.send(QUIT)
    terminal.wait_for("result: done")


def test_program_stops_together_with_its_pipeline(start):
    """make and a pipe's other end are in the same job; were they to go on, the shell would wait for them."""
    terminal = start(argv=("/bin/bash", "--norc", "--noprofile", "-i"), env={"PS1": "prompt> "})
    terminal.wait_for("prompt>")
    terminal.send(" ".join(map(str, PLAYGROUND)) + " | cat\n")
    terminal.wait_for("Enter Next")
    terminal.settle()
    terminal.send("\x1a")
    terminal.wait_for("Stopped")
    terminal.screen.reset()
    terminal.send("fg\n")
    terminal.wait_for("Enter Next")
    terminal.settle()
    terminal.send(QUIT)
    terminal.wait_for("result: done")


def test_ctrl_z_without_a_shell_to_wake_it_goes_on(playground):
    terminal = playground()
    terminal.screen.reset()
    terminal.send("\x1a")
    for part in WHOLE_SCREEN:
        terminal.wait_for(part)


def test_stop_from_outside_and_continue_draws_again(playground):
    terminal = playground()
    terminal.signal(signal.SIGSTOP)
    # A stop that has not arrived yet would be forgotten at the signal to continue.
    state = Path("/proc", str(terminal.process.pid), "stat")
    terminal.until(lambda: state.read_text().rpartition(")")[2].split()[0] == "T", "stopped")
    terminal.screen.reset()
    terminal.signal(signal.SIGCONT)
    for part in WHOLE_SCREEN:
        terminal.wait_for(part)
    terminal.cost("\t")
    terminal.send(QUIT)
    assert terminal.wait_exit() == 0


def test_screen_is_drawn_between_two_pipes_and_the_result_goes_through(start, tmp_path):
    result, log = tmp_path / "result", tmp_path / "log"
    line = f'echo shop | "$0" "$@" --read 2>{log} | cat >{result}'
    terminal = start(argv=("/bin/sh", "-c", line, *PLAYGROUND))
    for part in ("Which failure must shop survive?", "Enter Next"):
        terminal.wait_for(part)
    terminal.cost("\x1b[C")
    terminal.send(QUIT)
    assert terminal.wait_exit() == 0
    assert terminal.is_given_back()
    assert result.read_text() == "result: done shop\n"
    assert log.read_text() == ""


def test_piped_screen_follows_the_size_of_the_terminal(start):
    terminal = start(argv=("/bin/sh", "-c", 'echo shop | "$0" "$@" --read | cat', *PLAYGROUND), columns=100, rows=30)
    terminal.wait_for("Enter Next")
    assert terminal.screen.display[29].startswith(" Enter Next")
    terminal.resize(70, 20)
    terminal.until(lambda: terminal.screen.display[19].startswith(" Enter Next"), "the smaller screen")


@pytest.mark.parametrize("size", [(59, 24), (80, 17)])
def test_small_terminal_gets_a_sentence(start, size):
    terminal = start(columns=size[0], rows=size[1])
    terminal.wait_for("too small")
    terminal.resize(80, 24)
    terminal.wait_for("Enter Next")


def test_without_a_terminal_it_says_what_to_run():
    done = subprocess.run(
        [*map(str, PLAYGROUND)],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
        text=True,
    )
    assert done.returncode == 2
    assert "surefoot check PATH" in done.stderr
    assert "surefoot fix PATH" in done.stderr
    assert done.stdout == ""


def test_dumb_terminal_is_refused_with_what_to_run(start):
    terminal = start(env={"TERM": "dumb"}, columns=200)
    assert terminal.wait_exit() == 2
    assert "surefoot check PATH" in terminal.text()
    assert b"\x1b" not in terminal.received


def test_no_color_sends_no_colour_and_loses_no_word(playground):
    terminal = playground(env={"NO_COLOR": "1"})
    terminal.cost("\x1b[C")
    terminal.cost("d")
    codes = {code for codes in re.findall(rb"\x1b\[([\d;]*)m", terminal.received) for code in codes.split(b";")}
    assert codes <= {b"0", b"", b"1", b"2", b"3", b"4", b"7", b"9", b"22", b"23", b"24", b"27", b"29", b"39", b"49"}
    assert "○ missing" in terminal.text()
    assert "41 +" in terminal.text()


def test_sixteen_colours_are_the_terminals_own(playground):
    terminal = playground(env={"TERM": "xterm", "COLORTERM": ""})
    assert b"38;2;" not in terminal.received
    assert b"38;5;" not in terminal.received


def test_terminal_without_the_signs_gets_ascii(playground):
    terminal = playground(env={"LANG": "en_US.ISO-8859-1"})
    assert "o missing" in terminal.text()
    assert "* none  o host" in terminal.text()
    assert not re.search("[^\x00-\x7f]", terminal.text())


ARROWS = [("\x1b", "[C"), ("\x1b[", "C"), ("\x1b", "OC")]


@pytest.mark.parametrize("parts", ARROWS, ids=["after ESC", "after the bracket", "application mode"])
def test_arrow_that_a_slow_line_splits_is_an_arrow(playground, parts):
    terminal = playground(env={"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"})
    terminal.send(parts[0])
    terminal.settle(quiet=0.4)
    terminal.send(parts[1])
    terminal.wait_for("● host")
    terminal.settle(quiet=0.8)
    assert "Esc was taken" not in terminal.text()


def test_ctrl_c_tells_the_key_that_quits(playground):
    terminal = playground()
    terminal.send("\x03")
    terminal.wait_for("Ctrl+Q quits")
    assert terminal.process.poll() is None


def test_escape_alone_is_escape(playground):
    terminal = playground(env={"SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"})
    terminal.send("\x1b")
    terminal.wait_for("Esc was taken")


def test_end_of_file_on_stdin_ends_the_program():
    """A terminal whose keyboard ends is a closed one: without this Textual asks again and again for ever."""
    code = f"""
import os, sys, threading
sys.path[:0] = {[str(Path(__file__).parent)]!r}
import playground
from screens.terminal import tty
screen = tty.find()
read, write = os.pipe()
screen.reading = read
tty.find = lambda: screen
threading.Timer(1, os.close, [write]).start()
sys.argv = ["playground"]
sys.exit(playground.main())
"""
    with Terminal(sys.executable, "-c", code) as terminal:
        terminal.wait_for("Enter Next")
        assert terminal.wait_exit() == 128 + signal.SIGHUP
