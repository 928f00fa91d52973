"""Read manifests from files, folders and the standard input."""

import os
import stat
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wizard.errors import IndentTabError, ManifestError, WizardError, together
from wizard.sources.folders import DESCRIPTORS, Origins, Unreadable, origins, unreadable
from wizard.text.manifest import Manifest
from wizard.wording import _, safe

LARGEST = 32 * 1024 * 1024
"""Bytes; reading that much takes twelve seconds and 300 MB of memory."""


@dataclass(frozen=True)
class Read:
    """The manifests of some paths, and what could not be read."""

    manifests: tuple[Manifest, ...]
    skipped: tuple[Unreadable, ...]


def read(
    paths: Sequence[str] | Origins, progress: Callable[[int, int], None] | None = None, *, mend_tabs: bool = False
) -> Read:
    """Read each path, or what paths stand for: a file, a folder with all below it, or - for the standard input.

    What cannot be read becomes Unreadable, and all else is read. Raises WizardError, with the reason of each, where
    that was named and nothing else is there to be read.
    """
    listed = paths if isinstance(paths, Origins) else origins(paths)
    found, skipped = list[Manifest](), list(listed.shut)
    for number, (origin, named) in enumerate(listed.named.items(), 1):
        manifest = read_one(origin, named=named, mend_tabs=mend_tabs)
        if isinstance(manifest, Unreadable):
            skipped.append(manifest)
        elif manifest is not None:
            found.append(manifest)
        if progress is not None:
            progress(number, len(listed.named))
    if not found and any(each.named for each in skipped):
        raise together([each.error for each in skipped])
    return Read(tuple(found), tuple(skipped))


def read_one(origin: str, *, named: bool, mend_tabs: bool = False) -> Manifest | Unreadable | None:
    """One file; None where it is empty and only found in a folder."""
    try:
        return _manifest(origin, mend_tabs=mend_tabs)
    except WizardError as error:
        return None if _is_empty(error) and not named else Unreadable(origin, error, named)


def _manifest(origin: str, *, mend_tabs: bool) -> Manifest:
    content = content_of(origin)
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


def content_of(origin: str) -> bytes:
    """The bytes of a file, or of the standard input for -. Raises WizardError, also for more than LARGEST."""
    try:
        if origin == "-":
            # Python has no sys.stdin where the process was started with it closed.
            return _limited(origin, sys.stdin.buffer.read(LARGEST + 1) if sys.stdin else b"")
        # A name like this may stand for a pipe: <(helm template .) in a shell.
        if not origin.startswith(DESCRIPTORS) and not stat.S_ISREG(os.stat(origin).st_mode):  # noqa: PTH116
            raise WizardError(_("{path}: is no file; give a file, a folder or -").format(path=safe(origin)))
        with Path(origin).open("rb") as file:
            return _limited(origin, file.read(LARGEST + 1), os.fstat(file.fileno()).st_size)
    except (OSError, ValueError) as error:  # a name may hold a NUL
        raise unreadable(origin, error) from error


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
