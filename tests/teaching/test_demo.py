"""The embedded shop is one that a server would take, on a cluster worth planning for."""

import pytest

from wizard.model import topology
from wizard.model.topology import PLACEMENT, ZONE
from wizard.places import assets
from wizard.planning.schema import known, validate
from wizard.text.manifest import Manifest


def read(name: str) -> Manifest:
    return Manifest.read(name, (assets("demo") / name).read_bytes())


@pytest.mark.parametrize("minor", range(25, 38))
def test_every_object_of_the_shop_is_valid(minor: int) -> None:
    for data in read("shop.yaml").objects.values():
        assert isinstance(data, dict)
        assert known(data, (1, minor))
        assert validate(data, (1, minor)) == ()


def test_nodes_of_the_shop_make_three_zones_and_two_racks() -> None:
    nodes = topology.from_objects(tuple(read("nodes.yaml").objects.values()), "nodes.yaml")
    assert len(nodes.nodes) == 6
    assert {len([node for node in nodes.nodes if node.labels[ZONE] == zone]) for zone in nodes.zones} == {2}
    assert nodes.values(PLACEMENT) == ("rack1", "rack2")
