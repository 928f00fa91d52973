"""The terminal as a device: finding it behind pipes, writing to it until it is gone, and giving it back as it was."""

import errno
import os
import select
import sys
import termios
from collections.abc import Callable

from wizard.errors import WizardError
from wizard.wording import _

# Mouse, paste and focus reports off, keyboard protocol back, line wrap on, main screen, cursor shown, colours plain.
GIVE_BACK = (
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?2004l\x1b[?1004l\x1b[?2048l"
    "\x1b[<u\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
)


class NoTerminalError(WizardError):
    """Nothing here can show a screen."""


class Tty:
    """The terminal this process draws on; stands in for the text file that Textual writes to."""

    def __init__(self, reading: int, writing: int) -> None:
        self.reading, self.writing = reading, writing
        self.gone = False
        """True once the other end has hung up: nothing is written any more."""
        self.on_gone: Callable[[], None] = lambda: None
        self._before = termios.tcgetattr(reading)

    def write(self, text: str) -> None:
        data = memoryview(text.encode("utf-8", "replace"))
        while data and not self.gone:
            try:
                data = data[os.write(self.writing, data) :]
            except BlockingIOError:
                # Another process of the pipeline has set the shared terminal to non-blocking.
                select.select([], [self.writing], [], 1)
            except OSError as error:
                if error.errno not in {errno.EIO, errno.EBADF, errno.ENXIO, errno.EPIPE}:
                    raise
                self.gone = True
                self.on_gone()

    def flush(self) -> None:
        """Nothing is held back."""

    def fileno(self) -> int:
        return self.writing

    def isatty(self) -> bool:
        return True

    def size(self) -> tuple[int, int]:
        """Columns and rows. COLUMNS and LINES are not asked: they are often left over from another window."""
        try:
            columns, rows = os.get_terminal_size(self.writing)
        except OSError:
            return 80, 24
        return columns or 80, rows or 24

    def give_back(self) -> None:
        """Restore the terminal without Textual's help and without waiting for a reader."""
        try:
            termios.tcsetattr(self.reading, termios.TCSANOW, self._before)
            if select.select([], [self.writing], [], 0)[1]:
                os.write(self.writing, GIVE_BACK.encode())
        except (OSError, termios.error):
            self.gone = True


def find() -> Tty:
    """The terminal to draw on: stdin and stderr where they are terminals, else the controlling one.

    Raises NoTerminalError.
    """
    if os.environ.get("TERM") in {"dumb", "unknown"}:
        raise NoTerminalError(
            _(
                "This terminal (TERM={term}) cannot show a screen; "
                "run `surefoot check PATH` or `surefoot fix PATH`, which only print"
            ).format(term=os.environ["TERM"])
        )
    if _is_terminal(sys.__stdin__) and _is_terminal(sys.__stderr__):
        return Tty(0, 2)
    try:
        device = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        raise NoTerminalError(
            _(
                "There is no terminal to draw on; "
                "run `surefoot check PATH` for the state or `surefoot fix PATH` for a diff, which only print"
            )
        ) from None
    if sys.__stdin__ is None:
        # Textual asks stdin for its number, even when it is closed.
        sys.__stdin__ = open(os.devnull)  # type: ignore[misc] # noqa: SIM115, PTH123 - for the life of the process
    return Tty(device, device)


def _is_terminal(stream: object) -> bool:
    try:
        return os.isatty(stream.fileno())  # type: ignore[attr-defined]
    except (AttributeError, OSError, ValueError):
        return False


def shows_unicode() -> bool:
    """Whether the terminal is likely to have the signs; a POSIX locale says nothing and counts as yes."""
    if os.environ.get("SUREFOOT_ASCII") or os.environ.get("TERM") in {"linux", "vt100", "vt220", "ansi"}:
        return False
    values = [value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := os.environ.get(name))]
    # Python itself sets LC_CTYPE so where it does not know the locale; LANG is then what the reader said.
    locale = next((value for value in values if value not in {"C.UTF-8", "C.utf8", "UTF-8"}), "C")
    return locale in {"C", "POSIX"} or "utf" in locale.lower()


def escape_seconds() -> float:
    """How long to wait whether ESC is the key or the start of a sequence that the line has split."""
    if (given := os.environ.get("ESCDELAY", "")).isdigit():
        return max(1, int(given)) / 1000
    far = any(name in os.environ for name in ("SSH_CONNECTION", "SSH_TTY", "KUBERNETES_SERVICE_HOST", "container"))
    # A lost packet comes again after 0.2 s at the earliest. A terminal with the kitty protocol pays none of this.
    return 0.6 if far else 0.3
