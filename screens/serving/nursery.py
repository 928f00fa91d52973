"""Where visitors' wizards come from: a process that has imported and read everything once, and forks one for each.

It has no thread, so that a fork is safe; the server, which has, is another process.
"""

import asyncio
import gc
import os
import signal
import socket
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from wizard.errors import WizardError
from wizard.wording import _

if TYPE_CHECKING:
    from screens.opening import Opening

SIZE, PID = struct.Struct("!HH"), struct.Struct("!i")
PATIENCE = 3.0
"""Seconds that a wizard may take to end before it is killed."""


@dataclass(frozen=True)
class Born:
    """A wizard just forked, and the line to it."""

    pid: int
    stdout: asyncio.StreamReader
    stdin: asyncio.StreamWriter

    def kill(self) -> None:
        """End it whatever it is doing."""
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


class Nursery:
    """The server's hold on that process; it and all wizards end when this is let go."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._turn = asyncio.Lock()

    async def bear(self, columns: int, rows: int) -> Born:
        """A wizard on a screen of that size. Raises WizardError when the process is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            async with self._turn:
                try:
                    socket.send_fds(self._control, [SIZE.pack(columns, rows)], [theirs.fileno()])
                    answer = await asyncio.get_running_loop().sock_recv(self._control, PID.size)
                except OSError:
                    answer = b""
        if len(answer) != PID.size:
            ours.close()
            raise WizardError(_("the process that starts the wizards is gone; start surefoot serve again"))
        reader, writer = await asyncio.open_connection(sock=ours)
        return Born(PID.unpack(answer)[0], reader, writer)


def found(opening: "Opening", door: socket.socket) -> Nursery:
    """Fork the nursery off. Called before anything here has a thread or a loop."""
    ours, theirs = socket.socketpair()
    from screens.serving import visit  # noqa: PLC0415  # all that a wizard imports, once for all of them

    visit.preload(opening)
    gc.collect()
    # What is frozen is never touched by a collection, so its pages stay shared.
    gc.freeze()
    if os.fork() == 0:
        ours.close()
        door.close()
        _bear_all(theirs, opening)
    theirs.close()
    ours.setblocking(False)
    return Nursery(ours)


def _bear_all(control: socket.socket, opening: "Opening") -> NoReturn:
    # A session of its own: Ctrl+C in the terminal is for the server, which then ends everybody in order.
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, lines, *_rest = socket.recv_fds(control, SIZE.size, 1)
        if len(message) != SIZE.size or not lines:
            break
        pid = os.fork()
        if pid == 0:
            control.close()
            _live(opening, SIZE.unpack(message), lines[0])
        os.close(lines[0])
        control.send(PID.pack(pid))
    # The server is gone, perhaps by kill -9. Wizards end when their line does; who does not is stuck.
    time.sleep(PATIENCE)
    os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _live(opening: "Opening", size: tuple[int, int], line: int) -> NoReturn:
    from screens.serving.visit import visit  # noqa: PLC0415  # imported before the fork

    code = 1
    try:
        visit(opening, size, line)
        code = 0
    finally:
        os._exit(code)
