"""What is known of some files together: their worlds, and what their kustomizations make of them."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from wizard.model.inventory import Inventory
from wizard.model.shapes import mapping
from wizard.model.worlds import Worlds
from wizard.sources.building import Built, built
from wizard.sources.folders import in_files
from wizard.sources.kustomizations import Kustomization
from wizard.sources.worlds import Bonds
from wizard.text.manifest import Manifest

_SERVICE = re.compile(rb"""^[ \t-]*["']?kind["']?[ \t]*:[ \t]*["']?Service\b""", re.MULTILINE)


@dataclass(frozen=True)
class Together:
    """What the files say by being together; notes tell what is not known of that."""

    worlds: Worlds = field(default_factory=Worlds)
    patches: frozenset[str] = frozenset()
    made: Built = field(default_factory=Built)
    strays: frozenset[str] = frozenset()
    """Files in the folder of a kustomization that does not list them: perhaps another makes something of them."""
    unsure: frozenset[str] = frozenset()
    """Files among them with a budget of which nobody knows what it selects."""
    whole: frozenset[str] = frozenset()

    def over(self, inventory: Inventory) -> Inventory:
        """The inventory of which this is known too."""
        return replace(
            inventory,
            worlds=self.worlds,
            patches=self.patches,
            built=self.made.objects,
            unbuilt=self.made.unbuilt | self.made.further | self.strays,
            whole=self.whole,
        )


def together(
    origins: Iterable[str], manifests: Iterable[Manifest], bonds: Bonds, *, build: bool = True, all_read: bool = True
) -> Together:
    """Everything that is known of these files together, of which at least those that are concerned were read.

    Without building, what is built stays unknown; where not all was read that lies beside, nothing is known whole.
    """
    paths = {os.path.realpath(each): each for each in in_files(origins)}
    patches = frozenset(paths[path] for path in bonds.patches if path in paths)
    read = [each for each in manifests if each.origin not in patches]
    made = built(read, bonds, build=build)
    unsure = frozenset(each.origin for each in read if each.origin in made.unbuilt and _hides_budget(each))
    strays = frozenset(origin for path, origin in paths.items() if (own := bonds.of(path)) and path not in own.files)
    whole = frozenset(_whole(paths, bonds)) if all_read else frozenset()
    return Together(bonds.worlds(paths.values()), patches, made, strays, unsure, whole - made.unbuilt)


def _hides_budget(manifest: Manifest) -> bool:
    """Whether a file holds a budget whose selector is not its own."""
    budgets = (each for each in manifest.objects.values() if mapping(each).get("kind") == "PodDisruptionBudget")
    return any(not mapping(each, "spec").get("selector") for each in budgets)


def _whole(paths: Mapping[str, str], bonds: Bonds) -> Iterator[str]:
    """The files of which all was read that a kustomization brings together with them, a Service among it."""
    known: dict[str, bool] = {}
    for path, origin in paths.items():
        own = bonds.of(path)
        if own is None or path not in own.files:
            continue
        for root in bonds.roots(own.folder):
            if root not in known:
                reached = list(bonds.reach(root))
                known[root] = not any(each.away for each in reached) and any(map(_holds_service, reached))
        if all(known[root] for root in bonds.roots(own.folder)):
            yield origin


def _holds_service(kustomization: Kustomization) -> bool:
    for path in kustomization.files:
        with suppress(OSError):
            if _SERVICE.search(Path(path).read_bytes()):
                return True
    return False
