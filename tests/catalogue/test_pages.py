"""Every check: its example bites; what follows, what is fine, and what it cannot know do not."""

import pytest
import yaml

from tests.catalogue.examples import found, manifests, mended, plan, reread, without_neighbours
from wizard.checks import CATALOGUE, Severity
from wizard.fixing import fix
from wizard.judging import blocked
from wizard.mends import MENDS
from wizard.outputs.explained import page, pages, table
from wizard.paths import same
from wizard.wording.mistakes import SENTENCES, sentence
from wizard.wording.todos import TODOS

IDS = sorted(CATALOGUE)
STEPS = sorted(id for id in CATALOGUE if id not in MENDS and CATALOGUE[id].practice)
BY_PEOPLE = {
    # The step shows it and people decide: no value can be suggested that is surely right.
    *("no-readiness-probe", "probe-port-not-declared", "probe-needs-one-handler", "long-initial-delay"),
    *("liveness-asks-dependencies", "exec-readiness-freezes", "hook-needs-one-handler", "grace-too-long"),
    *("restarts-wait-too", "stateful-update-goes-one-by-one", "local-traffic-needs-longer-pause"),
    *("node-terms-are-alternatives", "pinned-to-one-value", "too-few-nodes-fit", "stateful-pod-stays-on-dead-node"),
    *("strict-key-missing-on-nodes", "key-missing-on-nodes", "host-port-takes-nodes", "host-network-takes-nodes"),
    *("topology-key-empty", "copies-share-one-volume", "volumes-bound-before-pods", "two-budgets-on-one-pod"),
    *("budget-on-one-replica", "one-replica", "spread-only-preferred", "more-replicas-than-hosts"),
    *("more-replicas-than-zones",),
}


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


@pytest.mark.parametrize("id", sorted(id for id in IDS if CATALOGUE[id].needs and CATALOGUE[id].needs != ("version",)))
def test_without_what_it_needs_nothing_is_claimed(id: str) -> None:
    assert id not in found(plan(without_neighbours(page(id).before)))


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
    assert "no page" not in table()


def test_every_sentence_takes_its_values_and_every_place_has_a_line() -> None:
    for id in IDS:
        shown = page(id)
        made = plan(shown.before, shown.given)
        every = [*(each for own in made.inventory.ids for each in made.mistakes(own)), *made.object_mistakes]
        for each in every:
            assert "{" not in sentence(each.id, each.values)
            assert made.inventory.manifests["web.yaml"].position(each.object, each.path).line > 0


def test_every_known_mistake_has_a_check() -> None:
    judged = {number for check in CATALOGUE.values() for number in check.entries}
    # 15 is a risk of a change (running-pods-still-collide), 93 the schema.
    assert set(range(1, 97)) - judged == {15, 93}


def test_ids_are_words_with_dashes() -> None:
    assert all(id == id.lower() and "_" not in id for id in pages())
