"""Whatever stands beside each other: what is suggested ends no worse, and again there is nothing to do."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.chance import streams
from tests.planning.oracle import reread, worse
from wizard.errors import WizardError
from wizard.model.inventory import Inventory
from wizard.model.topology import Topology, told
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.planning.suggesting import mended, same_answers, suggestion
from wizard.practices import PRACTICES
from wizard.practices.practice import Question
from wizard.text.manifest import Manifest

MORE = 8 if os.environ.get("SUREFOOT_CORPUS_ALL") else 1
CLUSTERS = st.sampled_from([None, None, told(3, 3), told(6, 3), told(2, 1)])


def _inventory(files: dict[str, str], topology: Topology | None) -> Inventory:
    return Inventory.of([Manifest.read(name, text.encode()) for name, text in sorted(files.items())], topology)


@settings(max_examples=60 * MORE, deadline=None)
@given(streams(), CLUSTERS, st.sampled_from([(), ("all",)]))
def test_fix_ends_no_worse_and_again_changes_nothing(
    files: dict[str, str], topology: Topology | None, mend: tuple[str, ...]
) -> None:
    try:
        plan = fix(_inventory(files, topology), {}, mend=mend).plan
    except WizardError:
        return
    assert list(worse(plan)) == []
    second = fix(reread(plan), {}, mend=mend).plan
    assert [each.after for each in second.changes if each.before != each.after] == []


@settings(max_examples=40 * MORE, deadline=None)
@given(streams(), CLUSTERS)
def test_answers_of_the_steps_end_no_worse_nor_do_the_same_for_others(
    files: dict[str, str], topology: Topology | None
) -> None:
    plan = Plan(_inventory(files, topology))
    first, *others = plan.inventory.ids
    try:
        for practice in PRACTICES:
            if not practice.not_applicable(plan.upto(first, practice.key)):
                found = suggestion(plan, first, practice).choice
                if found is not None and not isinstance(found, Question):
                    plan = plan.choose(first, practice.key, found)
        assert list(worse(plan)) == []
        copied, _held = same_answers(plan, first, others)
    except WizardError:
        return
    assert list(worse(copied)) == []


@settings(max_examples=40 * MORE, deadline=None)
@given(streams(), CLUSTERS)
def test_all_mends_of_a_page_end_no_worse(files: dict[str, str], topology: Topology | None) -> None:
    plan = Plan(_inventory(files, topology))
    found = [(id, each.id) for id in plan.inventory.ids for each in plan.mistakes(id)]
    found += [(each.object, each.id) for each in plan.object_mistakes]
    made, _held = mended(plan, dict.fromkeys(found))
    assert list(worse(made)) == []
