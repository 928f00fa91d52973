"""`surefoot serve`: the order in which a room is opened, and what is said about it."""

import asyncio
import os
import socket
from collections.abc import Sequence
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.errors import WizardError
from wizard.wording import _, safe

if TYPE_CHECKING:
    from wizard.sources.loading import Loaded, Target

KEPT = (
    "PATH",
    "PYTHONPATH",
    "PYTHONHOME",
    "LD_LIBRARY_PATH",
    "VIRTUAL_ENV",
    "TMPDIR",
    "TZ",
    "LANG",
    "LANGUAGE",
    "SUREFOOT_ASCII",
)
NOWHERE = "/nonexistent"
"""A home where a wizard finds no kubeconfig and no draft."""


def refuse_without_extra() -> None:
    """Raises WizardError where the web server is not installed."""
    try:
        missing = find_spec("textual_serve") is None
    except ValueError:
        missing = True
    if missing:
        raise WizardError(
            _("surefoot serve needs a web server that is not installed; run: pip install 'surefoot[serve]'")
        )


def seen_from_above(paths: Sequence[str]) -> list[str]:
    """Go to the folder that holds all of these, and name them from there: a visitor sees no more of where they lie."""
    named = [each for each in paths if each != "-"]
    if not named:
        return list(paths)
    # What a link leads to is not resolved: its own name is the one that was given.
    above = os.path.commonpath([Path(os.path.normpath(Path.cwd() / each)).parent for each in named])
    seen = [each if each == "-" else os.path.relpath(each, above) for each in paths]
    os.chdir(above)
    return seen


def serve(loaded: "Loaded", target: "Target", sources: tuple[str, ...], bind: str, port: int) -> int:
    """Open the room and keep it open until it is closed by a signal; the exit code of the process."""
    forget_the_host()
    door = _door(bind, port)
    from screens.opening import Opening  # noqa: PLC0415  # Textual reads the environment as it is imported
    from screens.serving.nursery import found  # noqa: PLC0415
    from wizard.planning.plan import Plan  # noqa: PLC0415

    opening = Opening(
        Plan(loaded.inventory), target, sources=sources, demo=not sources, skipped=loaded.said, visitor=True
    )
    nursery = found(opening, door)
    from screens.serving.server import Room  # noqa: PLC0415  # after the fork: no wizard carries the web server

    for sentence in _announced(door, bind, sources):
        print(sentence, flush=True)
    asyncio.run(Room(nursery, door, bind).open())
    return 0


def forget_the_host() -> None:
    """Leave nothing in the environment that leads to this user's clusters and files, or holds a password."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith("LC_")}
    os.environ.clear()
    os.environ.update(kept, HOME=NOWHERE, TERM="xterm-256color", COLORTERM="truecolor")


def _door(bind: str, port: int) -> socket.socket:
    """A socket that listens. Raises WizardError."""
    try:
        return socket.create_server((bind, port), family=socket.AF_INET6 if ":" in bind else socket.AF_INET)
    except (OSError, OverflowError) as error:
        raise WizardError(
            _("{bind} port {port}: cannot be listened on ({why}); give another --port or --bind").format(
                bind=safe(bind), port=port, why=getattr(error, "strerror", None) or error
            )
        ) from error


def _announced(door: socket.socket, bind: str, sources: tuple[str, ...]) -> list[str]:
    host, port = door.getsockname()[:2]
    address = ip_address(host)
    name = _own_address(address.version) if address.is_unspecified else f"[{host}]" if address.version == 6 else host
    said = [_("The room is open at http://{name}:{port}/  (Ctrl+C closes it)").format(name=name, port=port)]
    if sources:
        what = _(
            "Each browser gets its own wizard on {files}; what comes of it is a download, no file here is written."
        )
        said.append(what.format(files=safe(", ".join(sources))))
    else:
        said.append(_("Each browser gets its own wizard on the embedded shop; no file of this machine is read."))
    if not address.is_loopback:
        said.append(_("There is no password: who can reach {bind} can come in.").format(bind=safe(bind)))
    return said


def _own_address(version: int) -> str:
    """What others of the network reach this machine by: the address that it would speak from, else its name."""
    family, far = (socket.AF_INET, "192.0.2.1") if version == 4 else (socket.AF_INET6, "2001:db8::1")
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asking:
            # Sends nothing: it only asks for the way.
            asking.connect((far, 9))
            found = str(asking.getsockname()[0])
    except OSError:
        return socket.gethostname()
    return f"[{found}]" if version != 4 else found
