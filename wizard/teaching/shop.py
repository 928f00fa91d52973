"""The embedded shop, for the demo, the missions and the room: manifests and nodes that travel with the program."""

from dataclasses import replace

from wizard.model.topology import Topology, from_objects
from wizard.places import assets
from wizard.sources.loading import Loaded, Target
from wizard.text.manifest import Manifest


def shop(target: Target) -> Loaded:
    """The embedded shop, on an assumed cluster of 6 nodes in 3 zones where no other is told."""
    known = target.topology or shop_nodes()
    return Loaded(replace(target, topology=known).over([embedded("demo/shop.yaml")]), ())


def shop_nodes() -> Topology:
    """The nodes that the shop runs on, which are only a picture."""
    nodes = embedded("demo/nodes.yaml")
    return replace(from_objects(tuple(nodes.objects.values()), nodes.origin), assumed=True)


def embedded(name: str) -> Manifest:
    """A manifest of the assets; its origin is the file's name alone."""
    return Manifest.read(name.rpartition("/")[2], assets(name).read_bytes())
