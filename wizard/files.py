"""Read manifests from files, folders and the standard input; write them atomically and only where nothing changed."""

import errno
import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wizard.errors import ManifestError, WizardError
from wizard.manifest import Manifest
from wizard.shapes import items, mapping
from wizard.wording import _, safe

SUFFIXES = {".yaml", ".yml", ".json"}
LARGEST = 32 * 1024 * 1024
"""Bytes; reading that much takes some ten seconds, and no cluster takes it in one piece."""
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")


class ChangedOnDisk(WizardError):
    """The file is not what it was when it was read; nothing was written."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(_("{path}: changed since it was read; read it again before writing").format(path=safe(path)))


class NotWritten(WizardError):
    """The system refused to write; nothing was written."""


@dataclass(frozen=True)
class Unreadable:
    """One file of a folder that could not be read."""

    origin: str
    error: WizardError


@dataclass(frozen=True)
class Read:
    """The manifests of some paths, and what a folder holds that is none."""

    manifests: tuple[Manifest, ...]
    skipped: tuple[Unreadable, ...]


Written = tuple[str, bytes, str | None]
"""A path, its new content, and the SHA-256 in hex of what must be there now; None where nothing may be there."""


def read(paths: Sequence[str], progress: Callable[[int, int], None] | None = None) -> Read:
    """Read each path: a file, a folder with all below it, or - for the standard input.

    Raises WizardError for a path that was named and cannot be read; in a folder such a file becomes Unreadable.
    """
    found: dict[str, Manifest] = {}
    skipped = []
    wanted = [(origin, named) for path in paths for origin, named in _origins(path)]
    for number, (origin, named) in enumerate(wanted, 1):
        try:
            found[origin] = Manifest.read(origin, _content(origin))
        except WizardError as error:
            if named:
                raise
            if not _is_empty(error):
                skipped.append(Unreadable(origin, error))
        if progress is not None:
            progress(number, len(wanted))
    return Read(tuple(found.values()), tuple(skipped))


def _is_empty(error: WizardError) -> bool:
    """A folder may hold empty files and nobody needs to hear of them."""
    return isinstance(error, ManifestError) and error.line == 0 and error.what == _("there is nothing in it")


def _origins(path: str) -> Iterator[tuple[str, bool]]:
    """Each file that a path stands for, and whether it was named itself."""
    if path == "-" or not Path(path).is_dir():
        yield path, True
        return
    try:
        os.scandir(path).close()
    except OSError as error:
        raise _unreadable(path, error) from error
    # os.walk follows no links to folders, so a loop of links cannot catch it.
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            if Path(name).suffix in SUFFIXES and not name.startswith("."):
                yield str(Path(folder) / name), False


def _content(origin: str) -> bytes:
    if origin == "-":
        return _limited(origin, sys.stdin.buffer.read(LARGEST + 1))
    try:
        kind = Path(origin).stat().st_mode
        if not stat.S_ISREG(kind) and not origin.startswith(("/dev/fd/", "/proc/self/fd/")):
            raise WizardError(_("{path}: is no file; give a file, a folder or -").format(path=safe(origin)))
        with Path(origin).open("rb") as file:
            return _limited(origin, file.read(LARGEST + 1))
    except OSError as error:
        raise _unreadable(origin, error) from error


def _limited(origin: str, content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise WizardError(
            _("{path}: is larger than {limit} MiB; split it into files of a few workloads each").format(
                path=safe(origin), limit=LARGEST // 1024 // 1024
            )
        )
    return content


def _unreadable(path: str, error: OSError) -> WizardError:
    said = {
        errno.ENOENT: _("there is no such file; check the path"),
        errno.EACCES: _("may not be read; ask for the permission, or copy it to where you may"),
        errno.ELOOP: _("is a link to itself; give the file itself"),
    }
    why = said.get(error.errno or 0) or _("cannot be read ({why}); check the path").format(why=error.strerror)
    return WizardError(f"{safe(path)}: {why}")


def write_all(changes: Sequence[Written]) -> None:
    """Write several files: all are prepared and checked before the first takes its place.

    Raises ChangedOnDisk or NotWritten; then no file has changed, unless the system fails between two renames.
    """
    prepared: list[tuple[Path, Path]] = []
    try:
        for path, content, expected in changes:
            target = Path(path).resolve() if Path(path).is_symlink() else Path(path)
            _expect(path, target, expected)
            prepared.append((_prepared(path, target, content), target))
        for (_path, _content, expected), (temporary, target) in zip(changes, prepared, strict=True):
            _expect(_path, target, expected)
            temporary.replace(target)
    except OSError as error:
        raise NotWritten(_refused(str(error.filename2 or error.filename or ""), error)) from error
    finally:
        for temporary, _target in prepared:
            with suppress(FileNotFoundError):
                temporary.unlink()


def _expect(path: str, target: Path, expected: str | None) -> None:
    try:
        present = hashlib.sha256(target.read_bytes()).hexdigest()
    except FileNotFoundError:
        present = None
    if present == expected:
        return
    if expected is None:
        raise NotWritten(_("{path}: is there already; name another file").format(path=safe(path)))
    raise ChangedOnDisk(path)


def _prepared(path: str, target: Path, content: bytes) -> Path:
    """A finished copy beside the target, with its mode and owner, so that only a rename is left to do."""
    present = target.stat() if target.exists() else None
    if present is not None and not os.access(target, os.W_OK):
        raise NotWritten(_("{path}: is read-only; make it writable, or write elsewhere").format(path=safe(path)))
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise NotWritten(_refused(path, error)) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(stat.S_IMODE(present.st_mode) if present else 0o666 & ~_umask())
        if present is not None and (present.st_uid, present.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.chown(temporary, present.st_uid, present.st_gid)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise NotWritten(_refused(path, error)) from error
    return temporary


def _refused(path: str, error: OSError) -> str:
    said = {
        errno.ENOSPC: _("the disk is full; make room, or write elsewhere"),
        errno.EDQUOT: _("the quota is used up; make room, or write elsewhere"),
        errno.EROFS: _("lies on a read-only file system; write elsewhere"),
        errno.EACCES: _("its folder may not be written to; write elsewhere"),
        errno.ENOENT: _("its folder does not exist; make it, or write elsewhere"),
    }
    why = said.get(error.errno or 0) or _("cannot be written ({why}); write elsewhere").format(why=error.strerror)
    return f"{safe(path)}: {why}"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def kustomization_for(path: str) -> str | None:
    """The kustomization in the same folder that lists this file among its resources; None where there is none."""
    for name in KUSTOMIZATIONS:
        listing = Path(path).with_name(name)
        if listing.is_file() and str(listing) != path:
            with suppress(WizardError):
                for data in Manifest.read(str(listing), _content(str(listing))).objects.values():
                    named = {str(Path(each)) for each in items(mapping(data).get("resources")) if isinstance(each, str)}
                    if Path(path).name in named:
                        return str(listing)
    return None
