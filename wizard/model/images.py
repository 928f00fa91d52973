"""What the name of an image tells of what is in it. A name proves little: what is not sure is called likely."""

import re
from enum import StrEnum
from typing import NamedTuple

from wizard.model.commands import SHELLS

_TOOLS = frozenset(
    {"sh", "bash", "ash", "dash", "ksh", "zsh", "busybox", "sleep", "kill", "pkill", "killall", "pgrep", "pidof"}
    | {"curl", "wget", "nc", "env", "echo", "cat", "touch", "rm", "test", "[", "true", "false", "timeout", "tail"}
    | {"ls", "grep", "sed", "awk", "date", "printf", "ps"}
)
"""Programs that come with a shell or a distribution, and with nothing else."""
_BARE = re.compile(r"gcr\.io/distroless/(static|base|base-nossl|cc)(-debian\d+)?|cgr\.dev/[^/]+/static")
"""Images without a shell or any tool (GoogleContainerTools/distroless README, chainguard-images static)."""
_WITH_SHELL = re.compile(r"(^|[-.])(debug|dev)([-.]|$)")
"""Tags of the same images that have a busybox (distroless) or a shell (chainguard)."""


class Lacks(StrEnum):
    """Whether a program is in an image, as far as its name tells."""

    SURELY = "surely"
    LIKELY = "likely"
    NOT = ""


class Image(NamedTuple):
    """The parts of an image's name."""

    repository: str
    """With its registry, where the name says one."""
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """The last part of the repository."""
        return self.repository.rpartition("/")[2]


def parts(image: str) -> Image:
    """Take the name of an image apart (distribution/reference)."""
    before, _at, digest = image.partition("@")
    path, slash, last = before.rpartition("/")
    name, _colon, tag = last.partition(":")
    return Image(f"{path}{slash}{name}", tag, digest)


def lacks(image: str, program: str, shell: bool | None = None) -> Lacks:
    """Whether an image lacks a program, given whether it has a shell: only tools are looked for, not its own programs.

    None for the shell means that nobody has said.
    """
    name, read = program.rpartition("/")[2], parts(image)
    if shell is not None:
        never = Lacks.SURELY if name in SHELLS or name in {"sleep", "busybox"} else Lacks.LIKELY
        return Lacks.NOT if shell or name not in _TOOLS else never
    # A debug image of distroless has its tools in /busybox, and nobody names that folder for nothing.
    if name not in _TOOLS or program.startswith("/busybox/") or _WITH_SHELL.search(read.tag):
        return Lacks.NOT
    if _BARE.fullmatch(read.repository):
        # A digest alone may be one of a debug image.
        return Lacks.LIKELY if read.digest and not read.tag else Lacks.SURELY
    bare = "distroless" in image or read.name == "scratch" or read.repository.startswith("cgr.dev/")
    return Lacks.LIKELY if bare or (name == "bash" and "alpine" in image) else Lacks.NOT
