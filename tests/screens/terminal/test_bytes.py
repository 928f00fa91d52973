"""What keys cost on a slow line. At 10 kB/s, 4 kB are the most a person does not wait for."""

import pytest

TAB, STAY, CHANGE = 2_000, 4_000, 20_000
UP, RIGHT = "\x1b[A", "\x1b[C"


def test_every_tab_around_the_form_costs_at_most_two_kilobytes(playground):
    terminal = playground()
    costs = [terminal.cost("\t") for _widget in range(12)]
    assert max(costs) <= TAB, costs
    assert min(costs) > 0


@pytest.mark.parametrize(
    "keys",
    [(RIGHT, RIGHT, RIGHT), ("\t", "\t", UP, UP, "x", "\x7f"), ("w", "d", "n", "\x1b[6~", "\x1b[6~", "g"), ("\x1b",)],
    ids=["radio row", "number with an error", "greyed key and diff", "escape"],
)
def test_keys_that_stay_on_the_screen_cost_at_most_four_kilobytes(playground, keys):
    terminal = playground()
    costs = {f"{number} {key!r}": terminal.cost(key) for number, key in enumerate(keys)}
    assert max(costs.values()) <= STAY, costs


def test_change_of_screen_costs_at_most_twenty_kilobytes(playground):
    terminal = playground()
    there = terminal.cost("\r", shows="The whole diff")
    back = terminal.cost("\x1b", shows="Enter Next")
    assert max(there, back) <= CHANGE, (there, back)


def test_nothing_is_sent_while_nobody_types(playground):
    terminal = playground()
    before = len(terminal.received)
    terminal.settle(quiet=1.5)
    assert len(terminal.received) == before


def test_what_the_terminal_shows_after_many_keys_is_what_a_redraw_shows(playground):
    """Only changed cells are sent; what stands there must not depend on the way it came there."""
    terminal = playground()
    for key in (RIGHT, RIGHT, "\t", RIGHT, "\t", UP, "x", "\t", "部", "é", "\x1b", "d", "n", "j", "w"):
        terminal.cost(key)
    shown = terminal.text()
    terminal.screen.reset()
    terminal.cost("\x0c")
    # The last line is the key bar, in which the next key takes a reason away.
    assert terminal.text().splitlines()[:-1] == shown.splitlines()[:-1]
