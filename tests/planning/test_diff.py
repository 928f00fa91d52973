"""The rows of a diff say exactly what was and what is, and the unified form is what patch takes."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.building import SERVICE, WEB, first, plan
from wizard.planning.changes import Change, Part
from wizard.planning.diff import Row, counts, rows, unified
from wizard.planning.plan import Plan
from wizard.practices.budget import BudgetChoice
from wizard.practices.spread import SpreadChoice
from wizard.text.edits import Splice, spliced
from wizard.text.manifest import ObjectId

ID = ObjectId("f.yaml", 0)
TEXT = st.text("ab\n", max_size=40)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """A change made of a few splices at random places."""
    before = draw(TEXT)
    cuts = sorted(draw(st.lists(st.integers(0, len(before)), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    parts = [Splice(start, end, draw(TEXT), ID, ("a",)) for start, end in pairs]
    return Change("f.yaml", before, spliced(before, parts), tuple(Part(each, "spread") for each in parts), "x")


def sides(found: tuple[Row, ...]) -> tuple[list[str], list[str]]:
    """The lines before and after that rows stand for."""
    return [row.text for row in found if row.sign in " -"], [row.text for row in found if row.sign in " +"]


def lines(text: str) -> list[str]:
    """Lines as rows count them."""
    return text.removesuffix("\n").split("\n") if text else []


@given(changes())
def test_rows_tell_both_texts_line_by_line(change: Change) -> None:
    assert sides(rows(change)) == (lines(change.before or ""), lines(change.after))


@given(changes())
def test_line_numbers_count_on(change: Change) -> None:
    found = rows(change)
    assert [row.old for row in found if row.old is not None] == list(range(1, len(lines(change.before or "")) + 1))
    assert [row.new for row in found if row.new is not None] == list(range(1, len(lines(change.after)) + 1))


@given(changes())
def test_nothing_changed_is_no_row(change: Change) -> None:
    assert (change.before == change.after) <= (unified(change) == "")


def chosen(*texts: str) -> Plan:
    made = plan(*texts)
    both = made.choose(first(made), "spread", SpreadChoice("zone", replicas=5))
    return both.choose(first(made), "budget", BudgetChoice("maxUnavailable", 1))


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not on this machine")
@pytest.mark.parametrize("end", ["\n", "", "\r\n"], ids=["newline", "no-newline", "crlf"])
def test_unified_diff_is_what_patch_takes(tmp_path: Path, end: str) -> None:
    text = (WEB + "---" + SERVICE).strip("\n") + "\n"
    text = text.replace("\n", "\r\n") if end == "\r\n" else text.removesuffix("\n") + end
    made = chosen(text)
    (change,) = made.changes
    source = tmp_path / "shop.yaml"
    source.write_bytes((change.before or "").encode())
    command = ["patch", "--binary", "-p1"]
    subprocess.run(command, cwd=tmp_path, input=unified(change).encode(), check=True, capture_output=True)
    assert source.read_bytes() == change.after.encode()


def test_each_row_names_the_practice_that_made_it() -> None:
    (change,) = chosen(WEB, SERVICE).changes
    made = {row.practice: row.text.strip() for row in rows(change) if row.sign == "+"}
    assert set(made) == {"spread", "budget"}
    assert counts(rows(change)) == (sum(row.sign == "+" for row in rows(change)), 1)
