"""Nothing that a file holds reaches the terminal as a command, through whichever widget it is shown."""

import re

import pytest

RIGHT, DOWN_A_PAGE = "\x1b[C", "\x1b[6~"
ROUND = ("w", "\t", RIGHT, "\t", "\t", "!", "\t", "\t", "\t", "!", "\t", "\t", " ", "\t", "n", "G", RIGHT, DOWN_A_PAGE)
"""Through every widget of the form, with the errors, refusals and reasons they show."""

KNOWN = r"\x1b\[[\d;]*[mH]|\x1b\[(?:6n|K)|\x1b\[\?\d+[hl]|\x1b\[\?\d+\$p|\x1b\[>\d+u"
"""The sequences this program sends: styles, places, modes, and how wide signs are."""


@pytest.mark.parametrize("locale", ["C.UTF-8", "POSIX"])
def test_hostile_names_are_shown_and_never_sent(playground, locale):
    terminal = playground("--hostile", env={"LANG": locale})
    for key in (*ROUND, "\x1b", "\r"):
        terminal.send(key)
        terminal.settle(quiet=0.1)
    terminal.wait_for("The whole diff")
    # A sequence cut in the middle would look like one that is not known.
    terminal.settle()
    rest = re.sub(KNOWN, "", bytes(terminal.received).decode("utf-8"))
    command = re.search(r".{0,30}[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069].{0,30}", rest, re.DOTALL)
    assert command is None, command
    assert "[/x]␛[31mred␛]52;c;cHduZWQ=␇<U+202E><U+009B>2J␀␡[red]" in rest


def test_pasted_commands_are_shown_by_name(playground):
    terminal = playground()
    terminal.cost("\t\t\t")
    terminal.cost("\x1b[200~a\x07b\x9b31mc\x1b[201~")
    assert "weba␇b<U+009B>31mc" in terminal.text()
