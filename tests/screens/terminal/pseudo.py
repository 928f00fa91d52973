"""A real pseudo-terminal around a program: what a person at a keyboard would send and see."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

ROOT = Path(__file__).parents[3]
PATIENCE = 20.0
"""Seconds until something that should come is given up; only a failing test waits as long."""

# pyte takes these for text or for other commands.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[\?\d+\$p|\x1b\[[<>=][\d;]*u")


def _settle(slave: int) -> None:
    """In the child: the terminal becomes the session's own, so that /dev/tty is this one and a hang-up is heard."""
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    # Whoever runs the tests by nohup hands down that hang-ups are ignored, which the program would respect.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Terminal:
    """A program on its own pseudo-terminal, with a screen to look at and its bytes to count."""

    def __init__(
        self,
        *argv: str | Path,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        stdin: int | None = None,
        stdout: int | None = None,
        stderr: int | None = None,
    ) -> None:
        self.master, slave = pty.openpty()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.received = bytearray()
        self.resize(columns, rows)
        self.attributes_before = termios.tcgetattr(slave)
        environment = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(env or {})}
        self.process = subprocess.Popen(
            [str(argument) for argument in argv],
            stdin=slave if stdin is None else stdin,
            stdout=slave if stdout is None else stdout,
            stderr=slave if stderr is None else stderr,
            start_new_session=True,
            preexec_fn=lambda: _settle(slave),  # noqa: PLW1509 - no threads here
            env=environment,
            cwd=ROOT,
        )
        os.close(slave)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_raised: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(rows, columns)

    def send(self, keys: str | bytes) -> None:
        os.write(self.master, keys.encode() if isinstance(keys, str) else keys)

    def read(self, seconds: float) -> bytes:
        """What arrives within `seconds`, empty when nothing does or the program has ended."""
        if self.master < 0 or not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return b""
        self.received += data
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
        return data

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Read until the condition holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not come; the screen shows:\n{self.text()}")
            self.read(0.05)

    def wait_for(self, text: str) -> None:
        self.until(lambda: text in self.text(), repr(text))

    def wait_until_gone(self, text: str) -> None:
        self.until(lambda: text not in self.text(), f"the end of {text!r}")

    def settle(self, quiet: float = 0.2) -> None:
        """Read until nothing has come for `quiet` seconds."""
        while self.read(quiet):
            pass

    def cost(self, keys: str, shows: str | None = None) -> int:
        """How many bytes the program writes in answer to keys."""
        self.settle()
        before = len(self.received)
        self.send(keys)
        if shows is not None:
            self.wait_for(shows)
        self.settle()
        return len(self.received) - before

    def lines(self) -> list[str]:
        # pyte's own `display` fails on half a wide character, which is there while the other half is on its way.
        columns, rows = range(self.screen.columns), range(self.screen.lines)
        return ["".join(self.screen.buffer[row][column].data for column in columns) for row in rows]

    def text(self) -> str:
        return "\n".join(self.lines())

    def wait_exit(self) -> int:
        """The exit code; negative for the signal that killed it."""
        self.until(lambda: self.process.poll() is not None, "the end of the program")
        self.settle(0.1)
        return self.process.returncode

    def hang_up(self) -> None:
        """Close the terminal's other end, as a dropped connection does."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def attributes(self) -> Sequence[object]:
        return termios.tcgetattr(self.master)

    def is_given_back(self) -> bool:
        """Whether the modes that were switched on are off again and the line discipline is as before."""
        data = bytes(self.received)
        pairs = [(b"\x1b[?1049l", b"\x1b[?1049h"), (b"\x1b[?25h", b"\x1b[?25l")]
        pairs += [(b"\x1b[?%dl" % mode, b"\x1b[?%dh" % mode) for mode in (1000, 1003, 1006, 2004, 1004)]
        return all(data.rfind(end) > data.rfind(start) for end, start in pairs) and (
            self.attributes()[3] == self.attributes_before[3]
        )


_UNWANTED = {
    "NO_COLOR",
    "COLUMNS",
    "LINES",
    "TEXTUAL_THEME",
    "ESCDELAY",
    "SSH_CONNECTION",
    "SSH_TTY",
    "KUBERNETES_SERVICE_HOST",
    "container",
    "LC_ALL",
    "LC_CTYPE",
}
