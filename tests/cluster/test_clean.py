"""A live object saved as a manifest is what a person would have written, and makes the same object again."""

from typing import Any

import pytest

from tests.cluster.shop import deployment
from tests.corpus import FOLDER, workloads
from wizard.edits import difference
from wizard.kinds import WORKLOADS
from wizard.live import cleaned
from wizard.outputs.clean import clean
from wizard.shapes import mapping

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]


def stored(control_plane: Any, data: dict[str, Any], namespace: str) -> dict[str, Any] | None:
    """What the API server would store of an object, by a dry run; None where it refuses."""
    data = {**data, "metadata": {**mapping(data.get("metadata")), "namespace": namespace}}
    kind = next(each for each in WORKLOADS if each.name == data["kind"])
    status, answer = control_plane.call("POST", kind.path(namespace) + "?dryRun=All", data)
    return answer if status == 201 else None


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the corpus is not beside the clone")
def test_cleaned_objects_of_the_corpus_make_the_same_objects_again(control_plane: Any, namespace: str) -> None:
    told = 0
    for found in workloads({}):
        live = stored(control_plane, found.data, namespace)
        if live is None:
            continue
        again = stored(control_plane, clean(live), namespace)
        assert again is not None, found.name
        expected = cleaned(live)
        expected["metadata"].pop("ownerReferences", None)
        assert difference(expected, cleaned(again)) == (), found.name
        told += 1
    assert told > 200


def test_nothing_is_left_that_the_server_filled_in(control_plane: Any, namespace: str) -> None:
    written = deployment(namespace)
    live = stored(control_plane, written, namespace)
    assert live is not None
    assert live["spec"]["strategy"]["type"] == "RollingUpdate"
    assert clean(live) == written
