"""Run an app on the terminal and end as a good process does: restored screen, honest exit code, choices kept."""

import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from rich.console import RenderableType
from textual import constants
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, SystemCommand
from textual.command import CommandPalette
from textual.screen import Screen

from screens.terminal import signs, tty
from screens.terminal.driver import TtyDriver
from screens.terminal.glass import Glass, GlassUpdate
from wizard.errors import WizardError
from wizard.wording import _, safe

R = TypeVar("R")

PATIENCE = 3.0
"""Seconds that an ending process may take before it is ended by force."""


class TerminalApp(App[R]):
    """An app that `run` can run: no animation, colours that the terminal has, no traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.animation_level = "none"
        self._saved = False
        self.glass = Glass(coloured=not os.environ.get("NO_COLOR"))
        if self._few_colours():
            # Of 16 colours the nearest would be a guess, and greys that tell by shade say nothing without colour.
            self.theme = "ansi-dark"

    def _few_colours(self) -> bool:
        if os.environ.get("NO_COLOR"):
            return True
        return "TEXTUAL_THEME" not in os.environ and self.console.color_system in {None, "standard"}

    def save_draft(self) -> None:
        """Keep what must not be lost; called once when the process ends against the reader's will."""

    def save_draft_once(self) -> None:
        """Call save_draft unless it has been; an error in it must not hide the first."""
        if not self._saved:
            self._saved = True
            with contextlib.suppress(Exception):
                self.save_draft()

    def action_help_quit(self) -> None:
        # Textual's own answer to Ctrl+C is a toast: a layer over the screen, and a timer to take it away.
        self.tell(_("Ctrl+Q quits"))

    def tell(self, said: str) -> None:
        """Say something for a moment, where the app has a line for it."""

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        from screens.terminal.textual_words import translated  # noqa: PLC0415  # only the palette shows them

        return translated(super().get_system_commands(screen))

    def action_command_palette(self) -> None:
        # As Textual opens it, but for the words in the empty field.
        if self.use_command_palette and not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("Search for commands…"), id="--command-palette"))

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if isinstance(renderable, LayoutUpdate | ChopsUpdate):
            self.glass.fit(*self.size)
            # Asked for its sequences only, never put through Rich.
            super()._display(screen, GlassUpdate(renderable, self.glass))  # type: ignore[arg-type]
        else:
            super()._display(screen, renderable)

    def use_ascii(self) -> None:
        """Draw ASCII signs from now on, in place of those on the screen too."""
        signs.use(signs.ASCII)
        self.glass.ascii = True
        self.glass.forget()
        if self.screen_stack:
            self._display(self.screen, self.screen._compositor.render_update(full=True))

    def _set_pointer_shape(self, shape: str) -> None:
        # Bytes on every move of the mouse, and letters on the screen of terminals that do not know the sequence.
        del shape

    def _print_error_renderables(self) -> None:
        # Textual's traceback prints local variables, and with them the text of manifests.
        self._exit_renderables.clear()


class _Ending:
    """Ends the app from outside its loop, and the process if the app does not end."""

    def __init__(self, app: TerminalApp[R], device: tty.Tty) -> None:
        self._app, self._device = app, device
        self._begun = threading.Event()
        self.code: int | None = None

    def begin(self, code: int) -> None:
        if self._begun.is_set():
            return
        self._begun.set()
        self.code = code
        timer = threading.Timer(PATIENCE, self._by_force)
        timer.daemon = True
        timer.start()
        # None before the loop runs and after it has ended: then there is nothing to ask.
        if (loop := self._app._loop) is not None:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._gently)

    def _gently(self) -> None:
        self._app.save_draft_once()
        self._app.exit(return_code=self.code or 0)

    def _by_force(self) -> None:
        # The loop may be stuck in a write to a terminal that no longer reads.
        self._app.save_draft_once()
        self._device.give_back()
        os._exit(self.code or 0)

    def on_signal(self, number: int, _frame: FrameType | None) -> None:
        self.begin(128 + number)

    def hung_up(self) -> None:
        self.begin(128 + signal.SIGHUP)


def run(app: TerminalApp[R]) -> int:
    """Run the app and return the exit code of the process; what the app leaves for stdout is printed after this.

    Raises NoTerminalError when there is nothing to draw on, and the WizardError that ended the app.
    """
    if constants.DRIVER is not None:
        # A server draws this app in a browser and owns the pipes.
        app.run()
        return app.return_code or 0
    device = tty.find()
    app.glass.ascii = not tty.shows_unicode()
    signs.use(signs.ASCII if app.glass.ascii else signs.UNICODE)
    ending = _Ending(app, device)
    # Called like the class it stands for.
    app.driver_class = partial(  # type: ignore[assignment]
        TtyDriver,
        tty=device,
        hung_up=ending.hung_up,
        fresh=app.glass.forget,
        wide=None if app.glass.ascii else app.use_ascii,
    )
    error: BaseException | None = None
    with _signals(ending):
        try:
            app.run()
        except KeyboardInterrupt:
            ending.code = 128 + signal.SIGINT
        except Exception as raised:
            error = raised
        finally:
            error = error or app._exception
            if error or ending.code:
                app.save_draft_once()
                device.give_back()
    if error is None:
        return ending.code or app.return_code or 0
    error = getattr(error, "error", error)
    if isinstance(error, WizardError):
        raise error
    tell(error)
    return 1


@contextlib.contextmanager
def _signals(ending: _Ending) -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    # signal.signal and not the loop's: it is heard even while the loop waits for a terminal that does not read.
    # nohup sets SIGHUP to ignored; the closed terminal is then noticed by reading it.
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, ending.on_signal)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def tell(error: BaseException) -> None:
    """Say that the program has failed, without any text of a manifest."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    if os.environ.get("SUREFOOT_TRACEBACK"):
        traceback.print_tb(error.__traceback__, file=sys.stderr)
    # Not str(error): it may hold text of a manifest.
    sentence = _("surefoot stopped on a mistake of its own ({kind} at {place}); please report it with the command line")
    with contextlib.suppress(OSError):
        print(sentence.format(kind=safe(type(error).__name__), place=place), file=sys.stderr)
