"""The kustomization that lists a file, so that a new file beside it can be listed too."""

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from wizard.errors import WizardError
from wizard.model.shapes import items, mapping
from wizard.sources.files import content_of
from wizard.sources.folders import KUSTOMIZATIONS
from wizard.text.manifest import Manifest


def kustomization_for(path: str) -> str | None:
    """The kustomization in the same folder that lists this file among its resources; None where there is none."""
    for name in KUSTOMIZATIONS:
        listing = Path(path).with_name(name)
        with suppress(OSError):
            present = listing.stat()
            if str(listing) != path and Path(path).name in _resources(str(listing), present.st_mtime_ns):
                return str(listing)
    return None


# Asked for each file of a folder, and a long listing takes milliseconds to read.
@lru_cache(64)
def _resources(listing: str, _changed: int) -> frozenset[str]:
    """What a kustomization names, ./ left out; nothing where it cannot be read."""
    try:
        read = Manifest.read(listing, content_of(listing))
    except WizardError:
        return frozenset()
    named = (each for data in read.objects.values() for each in items(mapping(data).get("resources")))
    return frozenset(str(Path(each)) for each in named if isinstance(each, str))
