"""One visitor's wizard, in a process of its own that can write no file and ends with its line."""

import json
import mimetypes
import os
import signal
from importlib import import_module
from io import RawIOBase
from threading import Lock
from typing import Any

from textual.app import App
from textual.drivers.web_driver import WebDriver

from screens.opening import Opening
from screens.serving.visiting import VisitingApp
from screens.serving.wall import wall_in
from screens.steps.by_practice import STEP_SCREENS
from screens.terminal import running as terminal
from screens.terminal import signs
from screens.terminal.typed_ahead import OneByOne


class LineDriver(OneByOne, WebDriver):
    """Textual's driver for browsers. At the end of its input that one leaves the app running without anybody."""

    def __init__(self, app: App[Any], **settings: Any) -> None:
        super().__init__(app, **settings)
        self._writing = Lock()
        self._write = self._write_all  # type: ignore[assignment]  # only called

    def _write_all(self, data: bytes) -> int:
        # A download is sent from the thread that reads; its pieces and the screen's may not mix.
        left = memoryview(data)
        with self._writing:
            while left:
                left = left[os.write(self.fileno, left) :]
        return len(data)

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if not self.exit_event.is_set():
            # Nothing is kept of a visitor, so there is nothing to end gently.
            os._exit(0)


def preload(opening: Opening) -> None:
    """Load what the first screens need, so that it is shared by all wizards and paid for once."""
    first = ("learn.pages", "table.table", "review.review", "review.receipt", "steps.why", "ask")
    for name in (*first, *(f"steps.{key}" for key in STEP_SCREENS)):
        import_module(f"screens.{name}")
    # A download asks for its type, and that is read from files of the host.
    mimetypes.init()
    for id in opening.plan.inventory.ids:
        opening.plan.workload(id)


def visit(opening: Opening, size: tuple[int, int], line: int) -> None:
    """Run the wizard for one visitor on the other end of `line`; returns when it is left."""
    for standard in (0, 1):
        os.dup2(line, standard)
    os.close(line)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    wall_in()
    if os.environ.get("SUREFOOT_ASCII"):
        signs.use(signs.ASCII)
    app = VisitingApp(opening, _greeting(), lambda told: _tell(app, told))
    app.glass.ascii = signs.active() is signs.ASCII
    app.driver_class = LineDriver
    app.run(size=size)
    if app._exception is not None:
        terminal.tell(app._exception)


def _greeting() -> dict[str, Any]:
    """What the server says first: all that was kept for this browser."""
    with os.fdopen(0, "rb", buffering=0, closefd=False) as line:
        size = int.from_bytes(_exactly(line, 5)[1:], "big")
        return dict(json.loads(_exactly(line, size)))


def _exactly(line: RawIOBase, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = line.read(size - len(found))
        if not more:
            os._exit(0)
        found += more
    return found


def _tell(app: App[Any], told: dict[str, object]) -> None:
    if isinstance(driver := app._driver, LineDriver):
        driver.write_meta({"type": "kept", **told})
