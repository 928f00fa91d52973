"""Read manifests from files, folders and the standard input; write them atomically and only where nothing changed."""

import errno
import hashlib
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from wizard.errors import IndentTabError, ManifestError, WizardError
from wizard.model.kinds import WORKLOADS
from wizard.model.shapes import items, mapping
from wizard.sources.interrupted import clear_away, copy_prefix
from wizard.text.manifest import Manifest
from wizard.wording import _, listed, safe

SUFFIXES = {".yaml", ".yml", ".json"}
LARGEST = 32 * 1024 * 1024
"""Bytes; reading that much takes twelve seconds and 300 MB of memory."""
_DESCRIPTORS = ("/dev/fd/", "/proc/self/fd/")
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


def read(paths: Sequence[str], progress: Callable[[int, int], None] | None = None, *, mend_tabs: bool = False) -> Read:
    """Read each path: a file, a folder with all below it, or - for the standard input.

    Raises WizardError for a path that was named and cannot be read; in a folder such a file becomes Unreadable.
    """
    wanted, skipped = origins(paths)
    found = []
    for number, origin in enumerate(wanted, 1):
        manifest = read_one(origin, named=wanted[origin], mend_tabs=mend_tabs)
        if isinstance(manifest, Unreadable):
            skipped.append(manifest)
        elif manifest is not None:
            found.append(manifest)
        if progress is not None:
            progress(number, len(wanted))
    return Read(tuple(found), tuple(skipped))


def origins(paths: Sequence[str]) -> tuple[dict[str, bool], list[Unreadable]]:
    """Each file that the paths stand for, in order, and whether it was named itself; and the folders that are shut."""
    skipped = list[Unreadable]()
    wanted: dict[str, tuple[str, bool]] = {}
    for path in paths:
        for origin, named in _origins(path, skipped):
            # By its real path: one file under two names would be edited twice, and the second edit be refused.
            real = origin if origin == "-" or origin.startswith(_DESCRIPTORS) else os.path.realpath(origin)
            first, already = wanted.get(real, (origin, False))
            wanted[real] = first, named or already
    return dict(wanted.values()), skipped


def read_one(origin: str, *, named: bool, mend_tabs: bool = False) -> Manifest | Unreadable | None:
    """One file; None where it is empty and only found in a folder. Raises WizardError where it was named."""
    try:
        return _manifest(origin, mend_tabs=mend_tabs)
    except WizardError as error:
        if named:
            raise
        return None if _is_empty(error) else Unreadable(origin, error)


def _manifest(origin: str, *, mend_tabs: bool) -> Manifest:
    content = _content(origin)
    try:
        return Manifest.read(origin, content)
    except IndentTabError as error:
        mended = Manifest.mend_tabs(origin, content) if mend_tabs else None
        if mended is not None:
            return mended
        todo = error.todo if mend_tabs else _("replace it with spaces, or pass --mend-tabs to have that done")
        raise IndentTabError(origin, error.line, error.column, error.what, todo) from error


def _is_empty(error: WizardError) -> bool:
    """A folder may hold empty files and nobody needs to hear of them."""
    return isinstance(error, ManifestError) and error.line == 0 and error.what == _("there is nothing in it")


def _origins(path: str, skipped: list[Unreadable]) -> Iterator[tuple[str, bool]]:
    """Each file that a path stands for, and whether it was named itself; folders that cannot be read are skipped."""

    def skip(error: OSError) -> None:
        skipped.append(Unreadable(error.filename, _unreadable(error.filename, error)))

    # os.path, for Path("") is the folder one is in, and Path.is_dir raises where a parent may not be entered.
    if path == "-" or not os.path.isdir(path):  # noqa: PTH112
        yield path, True
        return
    try:
        os.scandir(path).close()
    except OSError as error:
        raise _unreadable(path, error) from error
    # os.walk follows no links to folders, so a loop of links cannot catch it.
    for folder, folders, names in os.walk(path, onerror=skip):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            if Path(name).suffix in SUFFIXES and not name.startswith("."):
                yield str(Path(folder) / name), False


def _content(origin: str) -> bytes:
    try:
        if origin == "-":
            # Python has no sys.stdin where the process was started with it closed.
            return _limited(origin, sys.stdin.buffer.read(LARGEST + 1) if sys.stdin else b"")
        # A name like this may stand for a pipe: <(helm template .) in a shell.
        if not origin.startswith(_DESCRIPTORS) and not stat.S_ISREG(os.stat(origin).st_mode):  # noqa: PTH116
            raise WizardError(_("{path}: is no file; give a file, a folder or -").format(path=safe(origin)))
        with Path(origin).open("rb") as file:
            return _limited(origin, file.read(LARGEST + 1), os.fstat(file.fileno()).st_size)
    except OSError as error:
        raise _unreadable(origin, error) from error


def _limited(origin: str, content: bytes, size: int = 0) -> bytes:
    if len(content) > LARGEST:
        what = (
            _("{path}: has {size} MiB, more than the {limit} that are read at once; split it by workload")
            if size
            else _("{path}: goes on after {limit} MiB, the most that is read at once; split it by workload")
        )
        mebi = 1024 * 1024
        raise WizardError(what.format(path=safe(origin), size=-(-size // mebi), limit=LARGEST // mebi))
    return content


_WORKLOAD_WORDS = {word for kind in WORKLOADS for word in (kind.plural, kind.plural[:-1], kind.short)}
"""How kubectl begins the name of a workload: deploy/web."""


def _unreadable(path: str, error: OSError) -> WizardError:
    said = {
        errno.ENOENT: _("there is no such file; check the path"),
        errno.EACCES: _("may not be read; ask for the permission, or copy it to where you may"),
        errno.ELOOP: _("is a link to itself; give the file itself"),
    }
    if error.errno == errno.ENOENT and path.partition("/")[0].lower() in _WORKLOAD_WORDS:
        said[errno.ENOENT] = _("there is no such file; for an object of the cluster give its namespace with -n")
    why = said.get(error.errno or 0) or _("cannot be read ({why}); check the path").format(why=error.strerror)
    return WizardError(f"{safe(path)}: {why}")


def write_all(changes: Sequence[Written]) -> None:
    """Write several files: all are prepared and checked before the first takes its place.

    Raises ChangedOnDisk or NotWritten. No file has changed then, but where the system fails between two renames: the
    error names those that were written.
    """
    prepared: list[tuple[str, Path, Path]] = []
    try:
        for path, content, expected in changes:
            target = _target(path)
            _expect(path, target, expected)
            prepared.append((path, _prepared(path, target, content), target))
        for path, _content, expected in changes:
            _expect(path, _target(path), expected)
        for number, (path, temporary, target) in enumerate(prepared):
            try:
                temporary.replace(target)
            except OSError as error:
                raise NotWritten(_refused(path, error, [each[0] for each in prepared[:number]])) from error
    finally:
        for _path, temporary, _place in prepared:
            with suppress(OSError):
                temporary.unlink()


def _target(path: str) -> Path:
    """The file itself where the path is a link to it: the link stays."""
    return Path(os.path.realpath(path))


def _expect(path: str, target: Path, expected: str | None) -> None:
    try:
        # A pipe or device must not be opened: reading it may never end.
        if not stat.S_ISREG(target.stat().st_mode):
            raise NotWritten(_("{path}: is there and is no file; name another").format(path=safe(path)))
        present = hashlib.sha256(target.read_bytes()).hexdigest()
    except FileNotFoundError:
        present = None
    except OSError as error:
        raise NotWritten(_refused(path, error)) from error
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
    import tempfile  # noqa: PLC0415  # 3 ms that reading and the first paint need not wait for

    try:
        clear_away(target.parent)
        handle, name = tempfile.mkstemp(prefix=copy_prefix(), dir=target.parent)
    except OSError as error:
        raise NotWritten(_refused(path, error)) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if present is not None and (present.st_uid, present.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.chown(temporary, present.st_uid, present.st_gid)
        temporary.chmod(stat.S_IMODE(present.st_mode) if present else 0o666 & ~_umask())
    except BaseException as error:  # Ctrl-C too must leave no copy behind
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise NotWritten(_refused(path, error)) from error
        raise
    return temporary


def _refused(path: str, error: OSError, written: Sequence[str] = ()) -> str:
    said = {
        errno.ENOSPC: _("the disk is full; make room, or write elsewhere"),
        errno.EDQUOT: _("the quota is used up; make room, or write elsewhere"),
        errno.EROFS: _("lies on a read-only file system; write elsewhere"),
        errno.EACCES: _("may not be read or its folder not be written to; write elsewhere"),
        errno.ENOENT: _("its folder does not exist; make it, or write elsewhere"),
    }
    why = said.get(error.errno or 0) or _("cannot be written ({why}); write elsewhere").format(why=error.strerror)
    if written:
        why = _("{why} (written already: {written})").format(why=why, written=safe(listed(written)))
    return f"{safe(path)}: {why}"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


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
        read = Manifest.read(listing, _content(listing))
    except WizardError:
        return frozenset()
    named = (each for data in read.objects.values() for each in items(mapping(data).get("resources")))
    return frozenset(str(Path(each)) for each in named if isinstance(each, str))
