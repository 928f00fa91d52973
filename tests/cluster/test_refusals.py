"""What the schema and the checks call refused is what a real server refuses, on every case there is."""

from typing import Any

import pytest

from tests import corpus
from tests.catalogue.examples import mended, plan
from tests.cluster.refusing import examples, goldens, refusal, refusals
from wizard.checks import CATALOGUE, Mistake, mistakes
from wizard.errors import WizardError
from wizard.mends import MENDS
from wizard.model.inventory import Inventory
from wizard.model.versions import Version, parse
from wizard.outputs.explained import page
from wizard.planning.plan import Plan
from wizard.planning.schema import validate
from wizard.text.manifest import Manifest

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]

NOT_OURS = ("ownerReferences", "fieldPath", "privileged")
"""Fields that no practice edits and no check reads; the server judges them by more than the object."""
BY_THE_SERVER = {
    "sleep-out-of-range": "spec: {template: {spec: {containers: "
    "[{name: web, lifecycle: {preStop: {sleep: {seconds: 31}}}}]}}}",
    "empty-node-term": "spec: {template: {spec: {affinity: {nodeAffinity: "
    "{requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}}}}",
}
"""Where the page's example is refused by older servers only, or not at all."""


@pytest.fixture(scope="module")
def version(control_plane: Any) -> Version:
    return parse(control_plane.version)


def refused(made: Plan) -> list[Mistake]:
    """What the checks call refused."""
    own = (each for id in made.inventory.ids for each in made.mistakes(id))
    return [each for each in (*own, *made.object_mistakes) if each.refused]


def test_server_refuses_what_a_check_calls_refused_and_nothing_else(control_plane: Any, namespace: str) -> None:
    for id, section, stream in examples():
        example = BY_THE_SERVER.get(id) if section == "before" else None
        shown = page(id)
        told = refusals(control_plane, namespace, plan_text(example) if example else stream)
        made = plan(example or getattr(shown, section), shown.given)
        by_us = {each.id for each in refused(made)} or any(
            validate(each, parse(control_plane.version)) for each in made.inventory.objects.values()
        )
        assert bool(told) == bool(by_us), (id, section, told, by_us)
        if section == "before" and CATALOGUE[id].refused:
            assert told, id


def plan_text(example: str) -> str:
    return plan(example).inventory.manifests["web.yaml"].text


@pytest.mark.parametrize("id", sorted(MENDS))
def test_server_takes_what_a_mend_makes(control_plane: Any, namespace: str, id: str) -> None:
    shown = page(id)
    after = mended(plan(shown.before, shown.given), id)
    assert refusals(control_plane, namespace, after.changes[0].after) == ()


def test_server_takes_every_golden_case(control_plane: Any, namespace: str) -> None:
    told = {name: refusals(control_plane, namespace, text) for name, text in goldens()}
    assert not {name: said for name, said in told.items() if said}
    assert len(told) > 60


@pytest.mark.skipif(not corpus.FOLDER.is_dir(), reason="SUREFOOT_CORPUS names no folder")
def test_nothing_of_the_corpus_is_refused_that_nobody_called_refused(
    control_plane: Any, namespace: str, version: Version
) -> None:
    judged, unforeseen = 0, []
    for path in corpus.files():
        try:
            found = Inventory.of([Manifest.read(path.name, path.read_bytes())], version=version)
        except WizardError:
            continue
        for id in found.ids:
            data = found.objects[id]
            said = refusal(control_plane, namespace, data)
            foreseen = validate(data, version) or any(
                each.refused and each.object == id for each in mistakes(found.workload(id))
            )
            judged += 1
            if said and not foreseen and not any(word in said for word in NOT_OURS):
                unforeseen.append((path.name, said))
    assert not unforeseen
    assert judged > 250
