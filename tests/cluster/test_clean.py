"""A live object saved as a manifest is what a person would have written, and makes the same object again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.shop import deployment
from tests.corpus import FOLDER, KINDS, workloads
from wizard.model.kinds import WORKLOADS
from wizard.model.shapes import mapping
from wizard.outputs.clean import clean
from wizard.sources.live import cleaned
from wizard.text.edits import difference
from wizard.text.manifest import Manifest

CASES = Path(__file__).parents[1] / "cases"
pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("cluster")]


def stored(control_plane: Any, data: dict[str, Any], namespace: str) -> dict[str, Any] | None:
    """What the API server would store of an object, by a dry run; None where it refuses."""
    data = {**data, "metadata": {**mapping(data.get("metadata")), "namespace": namespace}}
    kind = next(each for each in WORKLOADS if each.name == data["kind"])
    status, answer = control_plane.call("POST", kind.path(namespace) + "?dryRun=All", data)
    return answer if status == 201 else None


def written() -> Iterator[tuple[str, dict[str, Any]]]:
    """Workloads as people wrote them: of the corpus where there is one, else of the golden cases."""
    if FOLDER.is_dir():
        yield from ((found.name, found.data) for found in workloads({}))
        return
    for path in sorted(CASES.rglob("before.yaml")):
        for data in Manifest.read(str(path), path.read_bytes()).objects.values():
            if isinstance(data, dict) and data.get("kind") in KINDS:
                yield str(path), data


def test_cleaned_objects_make_the_same_objects_again(control_plane: Any, namespace: str) -> None:
    told = 0
    for name, data in written():
        live = stored(control_plane, data, namespace)
        if live is None:
            continue
        again = stored(control_plane, clean(live), namespace)
        assert again is not None, name
        expected = cleaned(live)
        expected["metadata"].pop("ownerReferences", None)
        assert difference(expected, cleaned(again)) == (), name
        told += 1
    assert told > (200 if FOLDER.is_dir() else 20)


def test_nothing_is_left_that_the_server_filled_in(control_plane: Any, namespace: str) -> None:
    own = deployment(namespace)
    live = stored(control_plane, own, namespace)
    assert live is not None
    assert live["spec"]["strategy"]["type"] == "RollingUpdate"
    assert clean(live) == own
