"""Every check: its example bites; what follows, what is fine, and what it cannot know do not."""

import pytest
import yaml

from tests.catalogue.examples import found, ignorant, manifests, mended, plan, reread
from tests.catalogue.proving import BY_PEOPLE, EXPLAINED, lines, rows
from wizard.checks import CATALOGUE, Severity
from wizard.mends import MENDS
from wizard.outputs.explained import page, pages, table
from wizard.planning.fixing import fix
from wizard.planning.judging import blocked
from wizard.text.paths import same
from wizard.wording.mistakes import SENTENCES, sentence
from wizard.wording.todos import TODOS

IDS = sorted(CATALOGUE)
STEPS = sorted(id for id in CATALOGUE if id not in MENDS and CATALOGUE[id].practice)


@pytest.mark.parametrize("id", IDS)
def test_example_bites(id: str) -> None:
    shown = page(id)
    assert id in found(plan(shown.before, shown.given))


@pytest.mark.parametrize("id", IDS)
def test_what_follows_does_not_bite(id: str) -> None:
    shown = page(id)
    assert id not in found(plan(shown.after, shown.given))


@pytest.mark.parametrize("id", IDS)
def test_what_is_fine_does_not_bite(id: str) -> None:
    shown = page(id)
    assert id not in found(plan(shown.fine, shown.given))


@pytest.mark.parametrize("id", sorted(id for id in IDS if CATALOGUE[id].needs))
def test_without_what_it_needs_nothing_is_claimed(id: str) -> None:
    assert id not in found(ignorant(page(id).before, CATALOGUE[id].needs))


@pytest.mark.parametrize("id", sorted(MENDS))
def test_mend_makes_of_before_what_follows(id: str) -> None:
    shown = page(id)
    after = mended(plan(shown.before, shown.given), id)
    assert id not in found(reread(after))
    wanted = list(yaml.safe_load_all(manifests(shown.after)))
    made = list(yaml.safe_load_all(after.changes[0].after))
    assert same(made, wanted), after.changes[0].after
    assert not blocked(after)
    assert not mended(plan(shown.after, shown.given), id).changes


@pytest.mark.parametrize("id", sorted(MENDS))
def test_mend_brings_no_error(id: str) -> None:
    shown = page(id)
    before = plan(shown.before, shown.given)
    new = found(reread(mended(before, id))) - found(before)
    assert not {each for each in new if CATALOGUE[each].severity is Severity.ERROR}


@pytest.mark.parametrize("id", [id for id in STEPS if id not in BY_PEOPLE])
def test_step_mends_what_it_is_said_to(id: str) -> None:
    shown = page(id)
    before = plan(shown.before, shown.given)
    assert id not in found(reread(fix(before.inventory, {}).plan))


def test_every_check_has_a_sentence_a_page_and_something_to_do() -> None:
    assert set(CATALOGUE) <= set(SENTENCES)
    assert set(CATALOGUE) <= set(pages())
    assert set(CATALOGUE) <= set(TODOS)
    assert "NO" not in table().split()


def test_every_sentence_takes_its_values_and_every_place_has_a_line() -> None:
    for id in IDS:
        shown = page(id)
        made = plan(shown.before, shown.given)
        every = [*(each for own in made.inventory.ids for each in made.mistakes(own)), *made.object_mistakes]
        for each in every:
            assert "{" not in sentence(each.id, each.values)
            assert made.inventory.manifests["web.yaml"].position(each.object, each.path).line > 0


def test_every_known_mistake_has_a_check_or_is_explained() -> None:
    judged = {number for check in CATALOGUE.values() for number in check.entries}
    assert set(range(1, 97)) - judged == set(EXPLAINED)


def test_table_of_the_catalogue_is_complete() -> None:
    table = "\n".join(lines(list(rows())))
    assert " NO" not in table
    assert f"96 of 96 known mistakes, {len(CATALOGUE)} checks, 0 incomplete" in table


def test_ids_are_words_with_dashes() -> None:
    assert all(id == id.lower() and "_" not in id for id in pages())
