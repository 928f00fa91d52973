"""The manifests that lie beside what was named: read, so that nothing is made twice, and never edited or judged."""

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.errors import WizardError
from wizard.model.fronts import FRONTS
from wizard.model.holders import holds_pods
from wizard.model.inventory import JUDGED, is_custom, is_workload
from wizard.model.shapes import text
from wizard.sources.folders import KUSTOMIZATIONS, SUFFIXES, Origins, Unreadable, in_files
from wizard.text.manifest import Manifest
from wizard.text.yamldata import Data
from wizard.wording import _, listed, ngettext, safe

if TYPE_CHECKING:
    from wizard.sources.worlds import Bonds

LARGEST = 1 << 20
"""Bytes; a larger one is hardly written by hand."""
FIRST_FILES = 200
"""The most that are read before a first screen."""
MOST_FILES = 2000
_OTHERS = frozenset({"PersistentVolumeClaim", "StorageClass", "PriorityClass", "Namespace"})
_NO_MANIFESTS = frozenset({*KUSTOMIZATIONS, "surefoot.yaml", "Chart.yaml", "values.yaml", "skaffold.yaml"})
_KIND = re.compile(rb"""^kind:[ \t]*["']?(\w+)""", re.MULTILINE)
"""The kind of a document in block style, which begins its line."""
_FAR = frozenset(
    b"ConfigMap Secret ServiceAccount Role RoleBinding ClusterRole ClusterRoleBinding NetworkPolicy LimitRange "
    b"ResourceQuota CustomResourceDefinition ValidatingWebhookConfiguration MutatingWebhookConfiguration APIService "
    b"PersistentVolume Kustomization Component".split()
)
"""Kinds that bear on no workload: a file that holds nothing else is not parsed."""


@dataclass(frozen=True)
class Beside:
    """What lies beside what was named, as far as it was read."""

    manifests: tuple[Manifest, ...] = ()
    """Those that hold something that can be a neighbour."""
    unreadable: tuple[Unreadable, ...] = ()
    left: tuple[str, ...] = ()
    """Files that were not looked into: there are too many, or no time was left."""


def beside(named: Origins, bonds: "Bonds | None") -> tuple[str, ...]:
    """The manifests in the folders of named files, not below them; and what their kustomizations bring in."""
    taken = {os.path.realpath(each) for each in in_files(named.named)}
    singly = in_files(each for each, itself in named.named.items() if itself)
    found = dict[str, str]()
    for folder in dict.fromkeys(os.path.dirname(each) for each in singly):  # noqa: PTH120  # "" is the folder one is in
        for path in _manifests(folder):
            found.setdefault(os.path.realpath(path), path)
    if bonds is not None:
        absolute = any(map(os.path.isabs, named.named))
        for path in _brought_in(taken, bonds):
            found.setdefault(path, path if absolute else os.path.relpath(path))
    left_out = taken if bonds is None else taken | bonds.patches
    return tuple(path for real, path in found.items() if real not in left_out)[:MOST_FILES]


def _manifests(folder: str) -> Iterator[str]:
    """As `kubectl apply -f FOLDER` takes them, but for what is hidden, empty or huge."""
    try:
        with os.scandir(folder or ".") as entries:
            names = sorted(each.name for each in entries if _may_be_one(each))
    except OSError:
        return
    yield from (os.path.join(folder, name) for name in names)  # noqa: PTH118  # named as its neighbour was


def _may_be_one(entry: "os.DirEntry[str]") -> bool:
    if os.path.splitext(entry.name)[1] not in SUFFIXES or entry.name in _NO_MANIFESTS or entry.name[0] == ".":  # noqa: PTH122
        return False
    try:
        return entry.is_file() and 0 < entry.stat().st_size < LARGEST
    except OSError:
        return False


def _brought_in(taken: Iterable[str], bonds: "Bonds") -> Iterator[str]:
    """The files that are brought together with those that were named, whichever kustomization does it."""
    roots = dict.fromkeys(root for path in taken if (own := bonds.of(path)) for root in sorted(bonds.roots(own.folder)))
    for root in roots:
        for each in bonds.reach(root):
            yield from (path for path in each.files if os.path.getsize(path) < LARGEST)  # noqa: PTH202


def read(paths: Iterable[str], seconds: float | None = None, most: int = MOST_FILES) -> Beside:
    """Read what lies beside, for so long at most; what cannot be read stops nobody."""
    end = None if seconds is None else time.monotonic() + seconds
    found, unreadable, left = list[Manifest](), list[Unreadable](), list[str]()
    for number, path in enumerate(paths):
        if number >= most or (end is not None and time.monotonic() > end):
            left.append(path)
            continue
        try:
            content = Path(path).read_bytes()
            kinds = set(_KIND.findall(content))
            if b"kind" not in content or (kinds and kinds <= _FAR):
                continue
            manifest = Manifest.read(path, content)
        except OSError as error:
            unreadable.append(Unreadable(path, WizardError(f"{safe(path)}: {error.strerror}")))
        except WizardError as error:
            unreadable.append(Unreadable(path, error))
        else:
            if any(isinstance(data, dict) and _counts(data) for data in manifest.objects.values()):
                found.append(manifest)
    return Beside(tuple(found), tuple(unreadable), tuple(left))


def _counts(data: Mapping[str, Data]) -> bool:
    """Whether an object can be a neighbour: a kind that is judged, what it is judged by, or what holds pods."""
    kind = text(data.get("kind"))
    return (
        kind in JUDGED or kind in FRONTS or kind in _OTHERS or is_workload(data) or is_custom(data) or holds_pods(data)
    )


def said(found: Beside) -> str:
    """Which files were read beside what was named; empty where none was."""
    names = [each.origin for each in found.manifests]
    if not names:
        return ""
    shown = safe(listed(names[:5])) + (_(" and {count} more").format(count=len(names) - 5) if len(names) > 5 else "")
    told = ngettext(
        "{files}: read because it lies beside what was named; it is neither judged nor changed (--alone leaves it out)",
        "{files}: read because they lie beside what was named; they are neither judged nor changed "
        "(--alone leaves them out)",
        len(names),
    )
    return told.format(files=shown)


def not_read(found: Beside) -> tuple[str, ...]:
    """One note for all that could not be read beside what was named, and one for what was not looked into."""
    notes = []
    if found.unreadable:
        first, *others = found.unreadable
        more = _(" and {count} more").format(count=len(others)) if others else ""
        notes.append(_("beside what was named: {why}").format(why=f"{first.error}{more}"))
    if found.left:
        said = _(
            "beside what was named {count} more files lie that were not read; name their folder to have them judged"
        )
        notes.append(said.format(count=len(found.left)))
    return tuple(notes)
