"""Which files some paths stand for: files, folders with all below them, the standard input. Reads none of them."""

import errno
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.errors import WizardError
from wizard.model.kinds import WORKLOADS
from wizard.wording import _, safe

SUFFIXES = {".yaml", ".yml", ".json"}
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_HIGHEST = 12
"""Folders above a file in which its kustomization is looked for."""
DESCRIPTORS = ("/dev/fd/", "/proc/self/fd/")
"""A name like this may stand for a pipe: <(helm template .) in a shell."""


@dataclass(frozen=True)
class Unreadable:
    """A file or folder that could not be read."""

    origin: str
    error: WizardError
    named: bool = False
    """Whether it was named itself: somebody counts on it then, where a folder may hold whatever."""


@dataclass(frozen=True)
class Origins:
    """What some paths stand for."""

    named: Mapping[str, bool]
    """Each file, in order, and whether it was named itself."""
    shut: tuple[Unreadable, ...]
    """Folders that cannot be entered."""
    paths: tuple[str, ...] = ()
    """As they were given."""
    alone: bool = False
    """Whether nothing counts that lies beside them."""


def origins(paths: Sequence[str], *, alone: bool = False) -> Origins:
    """What the paths stand for."""
    skipped = list[Unreadable]()
    wanted: dict[str, tuple[str, bool]] = {}
    for path in paths:
        for origin, named in _origins(path, skipped):
            # By its real path: one file under two names would be edited twice, and the second edit be refused.
            as_given = origin == "-" or origin.startswith(DESCRIPTORS) or "\0" in origin
            real = origin if as_given else os.path.realpath(origin)
            first, already = wanted.get(real, (origin, False))
            wanted[real] = first, named or already
    return Origins(dict(wanted.values()), tuple(skipped), tuple(paths), alone)


def _origins(path: str, skipped: list[Unreadable]) -> Iterator[tuple[str, bool]]:
    """Each file that a path stands for, and whether it was named itself; folders that cannot be read are skipped."""

    def skip(error: OSError) -> None:
        skipped.append(Unreadable(error.filename, unreadable(error.filename, error), error.filename == path))

    # os.path, for Path("") is the folder one is in, and Path.is_dir raises where a parent may not be entered.
    if path == "-" or not os.path.isdir(path):  # noqa: PTH112
        yield path, True
        return
    # os.walk follows no links to folders, so a loop of links cannot catch it.
    for folder, folders, names in os.walk(path, onerror=skip):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            if Path(name).suffix in SUFFIXES and not name.startswith("."):
                yield str(Path(folder) / name), False


_WORKLOAD_WORDS = {word for kind in WORKLOADS for word in (kind.plural, kind.plural[:-1], kind.short)}
"""How kubectl begins the name of a workload: deploy/web."""


def unreadable(path: str, error: OSError | ValueError) -> WizardError:
    """Why the system will not read it, and what to do."""
    if isinstance(error, ValueError):
        return WizardError(_("{path}: no file can be called so; check the path").format(path=safe(path)))
    said = {
        errno.ENOENT: _("there is no such file; check the path"),
        errno.EACCES: _("may not be read; ask for the permission, or copy it to where you may"),
        errno.ELOOP: _("is a link to itself; give the file itself"),
    }
    if error.errno == errno.ENOENT and path.partition("/")[0].lower() in _WORKLOAD_WORDS:
        said[errno.ENOENT] = _("there is no such file; for an object of the cluster give its namespace with -n")
    why = said.get(error.errno or 0) or _("cannot be read ({why}); check the path").format(why=error.strerror)
    return WizardError(f"{safe(path)}: {why}")


def in_files(origins: Iterable[str]) -> tuple[str, ...]:
    """Those of the origins that are files with a place in some folder: neither streams nor pipes."""
    return tuple(each for each in origins if each != "-" and not each.startswith(DESCRIPTORS))


def upwards(folder: str) -> Iterator[str]:
    """The folder and those above it, up to the repository's top."""
    for _step in range(_HIGHEST):
        yield folder
        if os.path.exists(os.path.join(folder, ".git")) or folder == os.path.dirname(folder):  # noqa: PTH110, PTH118, PTH120
            return
        folder = os.path.dirname(folder)  # noqa: PTH120


def lie_apart(origins: Iterable[str]) -> bool:
    """Whether files lie in several folders, or a kustomization is in theirs or above: then not all belong together."""
    folders = {os.path.dirname(os.path.realpath(each)) for each in in_files(origins)}  # noqa: PTH120
    return len(folders) > 1 or any(
        os.path.exists(os.path.join(above, name))  # noqa: PTH110, PTH118
        for folder in folders
        for above in upwards(folder)
        for name in KUSTOMIZATIONS
    )
