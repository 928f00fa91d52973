"""Textual's driver, put on a Tty: it ends when the terminal does, stops with its whole job, and comes back complete."""

import os
import selectors
import signal
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from textual import constants
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition
from textual.message import Message

from screens.terminal.tty import Tty, escape_seconds
from screens.terminal.typed_ahead import OneByOne

SIGNS = "●◐─…"
"""Some that East Asian terminals may draw two cells wide; a terminal without UTF-8 draws even more cells."""
# In the second row, for an answer from the first reads like Ctrl+F3.
MEASURE = f"\x1b[2;1H{SIGNS}\x1b[6n\x1b[2;1H\x1b[K"


class TtyDriver(OneByOne, LinuxDriver):
    """Draws on and listens to the Tty it is given."""

    def __init__(
        self,
        app: App[Any],
        *,
        tty: Tty,
        hung_up: Callable[[], None],
        fresh: Callable[[], None],
        wide: Callable[[], None] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(app, **settings)
        self._tty = tty
        self._hung_up = hung_up
        self._fresh = fresh
        """Called when the terminal's screen is empty or not ours."""
        self._wide = wide
        """Called in the app's loop when the terminal does not draw one cell for each sign; None: it is not asked."""
        self._measured = wide is None
        self._suspended = False
        # Typed as a text file there; of one, write, flush and fileno are all that is used.
        self._file = tty  # type: ignore[assignment]
        self.fileno = tty.reading
        self.input_tty = True
        self._size = self._size or tty.size()
        tty.on_gone = hung_up
        # Read by the parser at each ESC.
        setattr(constants, "ESCAPE_DELAY", escape_seconds())  # noqa: B010 - declared final

    def _get_terminal_size(self) -> tuple[int, int]:
        return self._tty.size()

    def start_application_mode(self) -> None:
        self._fresh()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if not self._measured and self._started():
            # Nothing waits for the answer, which may be slow or never come.
            self._measured = True
            self.write(MEASURE)

    def run_input_thread(self) -> None:
        """Pass on what is typed. At end of file or on a dead terminal Textual's own loop would spin or print."""
        decode = getincrementaldecoder("utf-8")("replace").decode
        parser = XTermParser(self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.05):
                    try:
                        data = os.read(self.fileno, 4096)
                    except BlockingIOError:
                        continue
                    except OSError:
                        data = b""
                    if not data:
                        self._hung_up()
                        return
                    if text := decode(data):
                        self._pass_on(parser.feed(text))
                self._pass_on(parser.tick())
        with suppress(EOFError, ParseError):
            list(parser.feed(""))

    def _pass_on(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self.process_message(message)

    def process_message(self, message: Message) -> None:
        if not isinstance(message, CursorPosition):
            super().process_message(message)
        elif self._wide is not None and message.x > len(SIGNS):
            self._app.call_later(self._wide)

    def _sigtstp_application(self, *_: object) -> None:
        if self._suspended:
            return
        self._suspended = True
        if self._auto_restart:
            self.suspend_application_mode()
        # The whole job stops, as the shell expects of Ctrl-Z: with this process alone, `make demo` or the rest of a
        # pipeline would keep the terminal. Where nobody could wake it, the kernel ignores SIGTSTP and we go on at once.
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._sigtstp_application)
        if self._auto_restart:
            self._come_back()
        self._suspended = False

    def _sigcont_application(self, *_: object) -> None:
        # Stopped by SIGSTOP from outside: the shell may have changed the terminal meanwhile.
        if self._auto_restart and not self._suspended and self._started():
            self.suspend_application_mode()
            self._come_back()

    def _come_back(self) -> None:
        self._must_signal_resume = True
        self.resume_application_mode()
        while not self._started():
            # `bg` woke us without the terminal; starting stopped us again, and now we are in the foreground.
            time.sleep(0.05)
            self.resume_application_mode()

    def _started(self) -> bool:
        return self._key_thread is not None and self._key_thread.is_alive()
