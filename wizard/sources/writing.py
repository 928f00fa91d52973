"""Write files atomically, and only where nothing has changed since they were read."""

import errno
import hashlib
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from wizard.errors import WizardError
from wizard.sources.interrupted import clear_away, copy_prefix
from wizard.wording import _, listed, safe

Written = tuple[str, bytes, str | None]
"""A path, its new content, and the SHA-256 in hex of what must be there now; None where nothing may be there."""


class ChangedOnDisk(WizardError):
    """The file is not what it was when it was read; nothing was written."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(_("{path}: changed since it was read; read it again before writing").format(path=safe(path)))


class NotWritten(WizardError):
    """The system refused to write; nothing was written."""


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


def why_not(change: Written) -> WizardError | None:
    """Why a file could not be written as it now stands; None where nothing is in the way that can be seen."""
    path, _content, expected = change
    target = _target(path)
    try:
        _expect(path, target, expected)
        _expect_writable(path, target)
    except (ChangedOnDisk, NotWritten) as error:
        return error
    return None


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


def _expect_writable(path: str, target: Path) -> None:
    if target.exists() and not os.access(target, os.W_OK):
        raise NotWritten(_("{path}: is read-only; make it writable, or write elsewhere").format(path=safe(path)))


def _prepared(path: str, target: Path, content: bytes) -> Path:
    """A finished copy beside the target, with its mode and owner, so that only a rename is left to do."""
    present = target.stat() if target.exists() else None
    _expect_writable(path, target)
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
