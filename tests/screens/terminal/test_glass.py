import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from screens.terminal.glass import Glass

STYLES = [
    Style.parse(text)
    for text in ("none", "bold", "dim", "bold red", "reverse on blue", "underline #ff8800", "dim strike")
]
WIDTH, HEIGHT = 20, 4


class Pair:
    """A glass and a terminal that gets what it sends."""

    def __init__(self):
        self.glass = Glass()
        self.glass.fit(WIDTH, HEIGHT)
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.stream = pyte.Stream(self.screen)

    def paint(self, x, y, *parts):
        strip = Strip([Segment(text, style) for text, style in parts])
        sent = self.glass.changed([(x, y, strip)], ColorSystem.TRUECOLOR)
        self.stream.feed(sent)
        return sent

    def cells(self):
        return [[self.screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


@pytest.fixture
def pair():
    return Pair()


def test_same_again_sends_nothing(pair):
    pair.paint(0, 0, ("replicas: 3", STYLES[3]))
    assert pair.paint(0, 0, ("replicas: 3", STYLES[3])) == ""


def test_one_changed_letter_sends_one_letter(pair):
    pair.paint(0, 0, ("replicas: 3", None))
    assert pair.paint(0, 0, ("replicas: 4", None)) == "\x1b[1;11H4"


def test_half_of_a_wide_character_is_never_sent(pair):
    pair.paint(0, 0, ("ab部cd", None))
    pair.paint(0, 0, ("ab署cd", None))
    assert pair.screen.display[0].startswith("ab署cd")


def test_glass_of_ascii_sends_no_sign_and_places_anew_what_may_be_wide(pair):
    pair.glass.ascii = True
    assert pair.paint(0, 0, ("○ missing → met", None)) == "\x1b[1;1Ho missing > met"
    assert pair.paint(0, 1, ("café web", None)) == "\x1b[2;1Hcafé\x1b[2;5H web"


def test_forgotten_glass_sends_all_again(pair):
    first = pair.paint(0, 0, ("web", None))
    pair.glass.forget()
    pair.glass.fit(WIDTH, HEIGHT)
    assert pair.paint(0, 0, ("web", None)) == first


@pytest.mark.parametrize("text", ["a\x1b[2Jb", "a\x07b", "a\x9bb", "a\u202eb", "a\u2066b", "\x00ab"])
def test_control_characters_never_pass(pair, text):
    sent = pair.paint(0, 0, (text, None))
    assert sent.replace("\x1b[1;1H", "").isprintable()


lines = st.lists(
    st.tuples(
        st.integers(0, HEIGHT - 1),
        st.lists(st.tuples(st.text("ab 部é", min_size=1, max_size=5), st.sampled_from(STYLES)), min_size=1, max_size=4),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(lines)
def test_what_stands_there_does_not_depend_on_the_way_it_came(painted):
    pair, last = Pair(), {}
    for y, parts in painted:
        pair.paint(0, y, *parts, (" " * WIDTH, None))
        last[y] = parts
    fresh = Pair()
    for y, parts in last.items():
        fresh.paint(0, y, *parts, (" " * WIDTH, None))
    for y in last:
        assert pair.cells()[y] == fresh.cells()[y]
