"""The wall around a visitor's wizard: of the host it reads what the program consists of, and changes nothing."""

import errno
import os
import resource
import site
import sys
import sysconfig
from pathlib import Path

from wizard.places import assets

CPU_SECONDS = 1800
"""A lesson takes a minute of it; what has taken so much spins."""
MEMORY = 2 << 30
"""Bytes of address space."""
READS = frozenset({"open", "os.listdir", "os.scandir"})
NEVER = frozenset(
    {
        *("subprocess.Popen", "os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.fork", "os.forkpty", "os.kill"),
        *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod"),
        *("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "ctypes.dlopen"),
    }
)


def wall_in() -> None:
    """From here on, for as long as this process lives. The screens offer a visitor no path; this is for a mistake."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    own = _own_folders()

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if event in NEVER or (event in READS and not _is_own(arguments[0], own)):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    sys.addaudithook(refuse)


def _own_folders() -> tuple[str, ...]:
    """Python, what is installed for it, and this program, which may lie elsewhere."""
    python = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    here = Path(__file__).parents[2]
    installed = (*site.getsitepackages(), site.getusersitepackages())
    places: tuple[str | Path, ...] = (*python, *installed, here / "screens", here / "wizard", assets("."))
    return tuple(os.path.realpath(each) for each in places)


def _is_own(path: object, own: tuple[str, ...]) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        # A file that is open already.
        return True
    real = os.path.realpath(os.fsdecode(path))
    return any(real == each or real.startswith(each + os.sep) for each in own)
