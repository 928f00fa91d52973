"""Every golden case on every server: what is suggested and mended is what that version's schema takes."""

import shlex
from argparse import Namespace
from pathlib import Path

import pytest

from tests.practices.test_cases import CASES
from wizard.cli.entry import parser
from wizard.model.inventory import Inventory
from wizard.model.versions import NEWEST, OLDEST, Version
from wizard.planning import schema
from wizard.planning.fixing import fix, given_options
from wizard.planning.judging import blocked
from wizard.planning.plan import Plan
from wizard.text.manifest import Manifest

VERSIONS = [Version(1, minor) for minor in range(OLDEST.minor, NEWEST.minor + 1)]


def read(before: Path, version: Version) -> Inventory:
    return Inventory.of([Manifest.read(before.name, before.read_bytes())], None, version)


def options(before: Path) -> Namespace:
    words = shlex.split(before.with_name("options").read_text())
    return parser("fix").parse_args([str(before), *words])


def unfit(made: Plan, version: Version) -> list[object]:
    """What a server of this version would not take of what the plan makes, or would drop without a word."""
    kept = {(id, error) for id, data in made.inventory.objects.items() for error in schema.validate(data, version)}
    new = {(id, error) for id, data in made.data.items() for error in schema.validate(data, version)} - kept
    added = [error for each in made.additions for error in schema.validate(each.data, version)]
    before = {each.id for id in made.inventory.ids for each in made.judged(made.before(id))}
    late = {each.id for id in made.inventory.ids for each in made.mistakes(id) if each.id.endswith("-too-new")} - before
    return [*new, *added, *late, *blocked(made)]


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_suggestion_and_mends_fit_the_server(version: Version) -> None:
    for before in CASES:
        made = fix(read(before, version), {}, mend=["all"]).plan
        assert unfit(made, version) == [], before.parent.name


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_what_a_case_asks_for_fits_the_server(version: Version) -> None:
    for before in CASES:
        asked = options(before)
        made = fix(read(before, version), given_options(vars(asked)), skip=asked.skip, mend=["all"]).plan
        assert unfit(made, version) == [], before.parent.name


def test_what_the_newest_server_gets_would_not_fit_the_oldest() -> None:
    """Else the two above would pass whatever is made."""
    assert any(unfit(fix(read(before, NEWEST), {}, mend=["all"]).plan, OLDEST) for before in CASES)
