"""What the keys of the table and the review cost, with as many workloads as a platform team has."""

import sys

import pytest

from tests.building import WEB

from .test_bytes import CHANGE, STAY, TAB

SUREFOOT = (sys.executable, "-c", "import sys; from wizard.cli import main; sys.exit(main())")
DOWN, PAGE, END = "\x1b[B", "\x1b[6~", "\x1b[F"


@pytest.fixture
def table(start, tmp_path):
    """The table of four hundred workloads, drawn."""
    (tmp_path / "shop.yaml").write_text("---".join(WEB.replace("web", f"web-{number}") for number in range(400)))
    terminal = start(tmp_path / "shop.yaml", argv=SUREFOOT, env={"XDG_STATE_HOME": str(tmp_path / "state")})
    terminal.wait_for("400 workloads")
    terminal.settle()
    return terminal


def test_keys_of_the_table_cost_at_most_four_kilobytes(table):
    costs = {
        f"{number} {key!r}": table.cost(key)
        for number, key in enumerate([DOWN, DOWN, " ", PAGE, PAGE, END, "g", "a", "/", "9", "\x1b"])
    }
    assert max(costs.values()) <= STAY, costs


def test_screens_around_the_table_cost_at_most_twenty_kilobytes(table):
    costs = [
        table.cost("\r", shows="Which failure"),
        table.cost("\x0e", shows="1 choice"),
        table.cost("\x1b", shows="Which failure"),
        table.cost("\x1b", shows="400 workloads"),
        table.cost("w", shows="valid"),
        table.cost("\r", shows="Write in place?"),
        table.cost("\x1b", shows="Still weak"),
        table.cost("\x1b", shows="400 workloads"),
        table.cost("?", shows="When a machine"),
        table.cost("\x1b", shows="400 workloads"),
        table.cost("\x1b", shows="Leave the wizard?"),
    ]
    assert max(costs) <= CHANGE, costs


def test_tab_in_the_table_costs_at_most_two_kilobytes(table):
    assert max(table.cost("\t") for _tab in range(3)) <= TAB


def test_keys_that_come_in_one_packet_are_all_taken(table):
    """A slow line sends what was typed ahead at once; the field has the focus before its first letter comes."""
    terminal = table
    terminal.cost("/web-1")
    assert "[ web-1" in terminal.text()
