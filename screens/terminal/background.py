"""Ask something that may take long or hang, in a thread that nobody waits for: not a key, and not the end."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from textual.screen import Screen

from wizard.errors import WizardError

T = TypeVar("T")


class Asked:
    """One question under way."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._left = threading.Event()

    @property
    def left(self) -> bool:
        """Whether nobody wants the answer any more."""
        return self._left.is_set()

    def leave(self) -> None:
        """Want the answer no more; the thread ends whenever it can."""
        self._left.set()

    def tell(self, what: Callable[[], object]) -> None:
        """From the thread: call something in the app, if anybody still wants it."""

        def told() -> None:
            if not self.left and self._screen.is_attached:
                what()

        # The app may have ended meanwhile.
        with suppress(RuntimeError):
            self._screen.call_later(told)


def ask(
    screen: Screen[Any],
    work: Callable[[Asked], T],
    done: Callable[[T], object],
    failed: Callable[[WizardError], object],
) -> Asked:
    """Run `work` in a thread; then `done` or `failed` in the app, if anybody still wants it."""
    asked, app = Asked(screen), screen.app

    def run() -> None:
        try:
            found = work(asked)
        except WizardError as error:
            asked.tell(partial(failed, error))
        except Exception as error:
            # A mistake of our own ends the app as one in the app would.
            asked.tell(partial(app._handle_exception, error))
        else:
            asked.tell(partial(done, found))

    # Not Textual's own threads: the process waits for those before it ends, and a request may hang for long.
    threading.Thread(target=run, daemon=True, name="asking").start()
    return asked
