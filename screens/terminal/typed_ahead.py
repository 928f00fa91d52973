"""Keys that come faster than they act: each is handed over when the one before has done what it does."""

from threading import Event

from textual.app import ScreenStackError
from textual.driver import Driver
from textual.events import Key
from textual.message import Message
from textual.message_pump import MessagePump

PATIENCE = 0.5
"""Seconds that a typed-ahead key waits for the one before it, should that one never be done."""


class OneByOne(Driver):
    """A driver that gives no key to a widget which the key before it is about to leave.

    A slow line or a browser sends `/web` at once, and w is meant for what / opens.
    """

    _acting: Event | None = None

    def process_message(self, message: Message) -> None:
        if self._acting is not None:
            self._acting.wait(PATIENCE)
            self._acting = None
        if not isinstance(message, Key):
            super().process_message(message)
            return
        try:
            screen = self._app.screen
        except ScreenStackError:
            # The app is ending, and nobody waits for this key.
            return
        super().process_message(message)
        self._acting = self._act(screen)

    def _act(self, screen: MessagePump) -> Event:
        """Set when the key just handed over has done what it does, and that is drawn."""
        done, app = Event(), self._app

        def follow(times: int) -> None:
            if times:
                climb(app.focused or app.screen, times)
            elif app.screen is screen:
                done.set()
            else:
                app.screen.call_after_refresh(done.set)

        def climb(node: MessagePump | None, times: int) -> None:
            # Each node handles its messages in turn, so this comes behind the key wherever the key goes.
            if node is None or node is app:
                app.call_later(follow, times - 1)
            else:
                node.call_later(climb, node._parent, times)

        # The key goes up from the widget it was for to the app; then so does what that widget has to say of it.
        app.call_later(follow, 2)
        return done
