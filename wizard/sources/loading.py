"""From paths to an Inventory: files, the cluster they are planned for, and what was left out, in sentences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from wizard.errors import WizardError
from wizard.model import topology, versions
from wizard.model.holders import holds_pods
from wizard.model.inventory import Inventory, is_workload
from wizard.model.shapes import mapping, text
from wizard.model.topology import Topology
from wizard.model.versions import Version
from wizard.model.workload import UNASKED, AppFacts
from wizard.sources import files
from wizard.sources.folders import KUSTOMIZATIONS, Origins, Unreadable, origins
from wizard.text.manifest import Manifest
from wizard.wording import _, labelled, listed, ngettext, safe
from wizard.wording.mistakes import reason


@dataclass(frozen=True)
class Target:
    """The cluster to plan for, as far as somebody said."""

    topology: Topology | None = None
    version: Version | None = None
    facts: AppFacts = UNASKED
    """What is true of every application that is loaded."""
    assumed: Mapping[str, Any] = field(default_factory=dict)
    """What the simulator shall assume, by the fields of Assumptions."""

    @classmethod
    def told(
        cls,
        nodes: int | None,
        zones: int | None,
        nodes_file: str | None,
        version: str | None,
        facts: AppFacts = UNASKED,
    ) -> "Target":
        """What the options say; raises WizardError where they contradict each other or the file holds no Node."""
        if nodes_file is not None and (nodes is not None or zones is not None):
            raise WizardError(_("--topology and --nodes/--zones exclude each other; give one of them"))
        known = None
        if nodes_file is not None:
            known = topology.from_objects(tuple(_read(nodes_file).objects.values()), nodes_file)
        elif nodes is not None or zones is not None:
            known = topology.told(nodes or zones or 1, zones or 1)
        return cls(known, None if version is None else versions.parse(version), facts)

    def over(self, manifests: Sequence[Manifest]) -> Inventory:
        """The inventory of some manifests, planned for this cluster."""
        return Inventory(
            {each.origin: each for each in manifests},
            self.topology,
            self.version,
            facts=self.facts,
            assumed=self.assumed,
        )


@dataclass(frozen=True)
class Loaded:
    """What was read, and a sentence for everything that was left out."""

    inventory: Inventory
    notes: tuple[str, ...]
    skipped: tuple[Unreadable, ...] = ()
    """Files that could not be read; it goes on without them."""

    beside: str = ""
    """Which files were read because they lie beside what was named; empty where none was."""
    unsure: tuple[str, ...] = ()
    """Files beside what was named, or among it, of whose budgets not all is known."""
    more: "Callable[[], Loaded] | None" = None
    """Does what was put off for a first screen: the rest of what lies beside is read, kustomizations are built."""

    @property
    def said(self) -> tuple[str, ...]:
        """Everything that was left out, in sentences: files that could not be read, then the notes."""
        return (*(str(each.error) for each in self.skipped), *self.notes)

    @property
    def told(self) -> tuple[str, ...]:
        """The same, and what was read besides."""
        return (*self.said, *filter(None, [self.beside]))

    def may_hold(self, kind: str) -> tuple[str, ...]:
        """The files that could not be read and may hold such an object: they name it, or nobody can look."""
        return tuple(each for each in (*(one.origin for one in self.skipped), *self.unsure) if _may_name(each, kind))


def _may_name(origin: str, kind: str) -> bool:
    try:
        # What is no file, as a pipe or a link to nothing, holds no object. Without zeros, UTF-16 says the kind too.
        path = Path(origin)
        return path.is_file() and kind.encode() in path.read_bytes().replace(b"\0", b"")
    except OSError:
        return True


def load(  # noqa: PLR0913  # all but the first two have defaults
    paths: Sequence[str] | Origins,
    target: Target,
    progress: Callable[[int, int], None] | None = None,
    *,
    mend_tabs: bool = False,
    hurry: bool = False,
    judging: bool = False,
) -> Loaded:
    """Read files, folders or the standard input, or what they stand for, and what lies beside a file.

    In a hurry, something may be put off (`more`). Raises WizardError when nothing that was named can be read, or when
    there is no workload in all of it; for judging, a budget, a Service or an autoscaler is enough.
    """
    named = paths if isinstance(paths, Origins) else origins(paths)
    read = files.read(named, progress, mend_tabs=mend_tabs)
    found = inventory_of(read.manifests, target)
    return _with_all_around(named, read, found, hurry=hurry, judging=judging)


def _with_all_around(
    named: Origins, read: files.Read, found: Inventory, *, hurry: bool, judging: bool = False
) -> Loaded:
    from wizard.sources.around import look_around  # noqa: PLC0415  # a cluster has nothing around it

    around = look_around(named, read.manifests, hurry=hurry)
    inventory = replace(around.over(found), kustomizations=_kustomizations(found))
    if not inventory.ids and around.put_off:
        return _with_all_around(named, read, found, hurry=False, judging=judging)
    holders = [(each.origin, pod_holders(each)) for each in read.manifests if each.origin not in inventory.patches]
    notes = (*left_alone(inventory), *not_judged(holders), *around.notes)
    if not inventory.ids and not (judging and inventory.judged_alone):
        raise WizardError(_nothing(named.paths, inventory, [*map(_said, read.skipped), *notes]))
    more = partial(_with_all_around, named, read, found, hurry=False) if around.put_off else None
    return Loaded(inventory, notes, read.skipped, around.said, around.unsure, more)


def inventory_of(manifests: Sequence[Manifest], target: Target) -> Inventory:
    """The inventory of some manifests, planned for a target."""
    return target.over(manifests)


def left_alone(inventory: Inventory, origin: str | None = None) -> tuple[str, ...]:
    """A sentence for each workload, of one file or of all, that cannot be worked on."""
    notes = []
    for id, why in inventory.partial.items():
        if origin is not None and id.origin != origin:
            continue
        data = inventory.objects[id]
        line = inventory.manifests[id.origin].position(id, ()).line
        name = text(mapping(data.get("metadata")).get("name"))
        notes.append(f"{safe(id.origin)}:{line}: {safe(text(data.get('kind')))} {safe(name)}: {reason(why)}")
    return tuple(notes)


def pod_holders(manifest: Manifest) -> tuple[tuple[str, str], ...]:
    """Kind and name of what holds pods in a file and is not judged here."""
    return tuple(
        (text(data.get("kind")), text(mapping(data.get("metadata")).get("name")))
        for data in manifest.objects.values()
        if isinstance(data, dict) and holds_pods(data) and not is_workload(data)
    )


def not_judged(found: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> tuple[str, ...]:
    """A sentence for each kind that holds pods and is not judged, of the files with what is such in them."""
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for origin, holders in found:
        for kind, name in holders:
            by_kind.setdefault(kind, []).append((origin, name))
    return tuple(_not_judged(kind, places) for kind, places in by_kind.items())


def _not_judged(kind: str, places: Sequence[tuple[str, str]]) -> str:
    names = [name for _origin, name in places]
    shown = listed(names[:5]) + (_(" and {count} more").format(count=len(names) - 5) if len(names) > 5 else "")
    said = ngettext(
        "{kind} {names} holds pods and is not judged; only Deployments, StatefulSets and DaemonSets are",
        "{kind} {names} hold pods and are not judged; only Deployments, StatefulSets and DaemonSets are",
        len(names),
    )
    return labelled(safe(places[0][0]), said.format(kind=safe(kind), names=safe(shown)))


def _said(skipped: Unreadable) -> str:
    return str(skipped.error)


def _nothing(paths: Sequence[str], inventory: Inventory, notes: Sequence[str]) -> str:
    where = safe(", ".join(paths))
    kinds = sorted({text(each.get("kind")) for each in inventory.objects.values()} - {""})
    if inventory.partial:
        what = _("{where}: no workload here can be judged by itself; give what they are parts of")
    elif not inventory.objects:
        what = _("{where}: holds no Kubernetes object; give a manifest of a Deployment, StatefulSet or DaemonSet")
    elif not kinds:
        what = _("{where}: is not a Kubernetes manifest (no kind); give one of a Deployment, StatefulSet or DaemonSet")
    else:
        what = _("{where}: holds no workload, only {kinds}; give a Deployment, StatefulSet or DaemonSet")
    said = what.format(where=where, kinds=safe(listed(kinds[:5])))
    return "\n".join([*notes, said])


def _kustomizations(inventory: Inventory) -> dict[str, Manifest]:
    found = {}
    for origin in inventory.manifests:
        if origin == "-" or not any(Path(origin).with_name(name).exists() for name in KUSTOMIZATIONS):
            continue
        from wizard.sources.kustomizations import kustomization_for  # noqa: PLC0415  # most folders have none

        if (listing := kustomization_for(origin)) is not None:
            found[origin] = _read(listing)
    return found


def _read(path: str) -> Manifest:
    try:
        return Manifest.read(path, Path(path).read_bytes())
    except OSError as error:
        raise WizardError(
            _("{path}: cannot be read ({why}); check the path and its permissions").format(
                path=safe(path), why=error.strerror
            )
        ) from error
