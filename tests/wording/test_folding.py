"""Lines of so many columns: at blanks, and beside Chinese characters, but never before a sign that closes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.wording import cells
from wizard.wording.folding import folded, folds


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("  one two", 6, ["  one", "two"]),
        ("副本都在一处", 4, ["副本", "都在", "一处"]),
        ("副本，都在", 4, ["副", "本，", "都在"]),
        ("在（--nodes）处", 12, ["在", "（--nodes）", "处"]),
        ("等 30 秒", 6, ["等 30", "秒"]),
        ("unbreakable", 4, ["unbreakable"]),
        ("", 4, [""]),
    ],
)
def test_lines_break_where_the_language_allows_it(text, width, lines):
    assert folded(text, width).split("\n") == lines


def test_further_lines_are_indented_and_stay_within_the_columns():
    told = folded("假设：每秒 100 个请求（--request-rate），每个 0.2 秒", 24, 4).split("\n")
    assert all(line.startswith("    ") for line in told[1:])
    assert max(map(cells, told)) <= 24


@given(st.text("ab 副本，。（）“”"), st.integers(8, 30))
def test_nothing_but_blanks_is_lost(text, width):
    lines = [text[begin:end] for begin, end in folds(text, width)]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
