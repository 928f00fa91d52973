"""The screen all others stand on: few bytes per key, a redraw key, and a sentence where the terminal is too small."""

from typing import ClassVar, TypeVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.css.query import QueryType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.signal import Signal
from textual.widget import Widget

from wizard.wording import _

SMALLEST = Size(60, 18)
"""Columns and rows that every screen can do with."""

R = TypeVar("R")


class TooSmall(Widget, can_focus=True):
    """Covers the screen with one sentence and takes all keys, so that nobody acts on what they cannot see."""

    @property
    def is_modal(self) -> bool:
        return True

    def on_mount(self) -> None:
        self.focus()

    def render(self) -> Content:
        have = self.screen.size
        return Content(
            _("{columns} x {rows} is too small. Make the window at least {least} x {high}; Ctrl+Q quits.").format(
                columns=have.width, rows=have.height, least=SMALLEST.width, high=SMALLEST.height
            )
        )


class LeanScreen(Screen[R]):
    """A screen on which a change of focus repaints two widgets instead of all."""

    # Textual's own `focused` repaints the whole screen on every Tab: 10 kB at 80x24 instead of 1.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "redraw", _("Redraw"), show=False, id="redraw", tooltip=_("Draw the whole screen again")),
        Binding(
            "ctrl+z", "app.suspend_process", _("Suspend"), show=False, id="suspend", tooltip=_("Back to the shell")
        ),
        # Textual's own three, in the reader's language.
        Binding("tab", "app.focus_next", _("Next field"), show=False),
        Binding("shift+tab", "app.focus_previous", _("Previous field"), show=False),
        Binding("ctrl+c,super+c", "screen.copy_text", _("Copy selected text"), show=False),
    ]

    _fresh = True
    """Until it is first shown."""
    _left: Widget | None = None
    _covered: Widget | None = None
    """What had the focus when the terminal became too small."""

    def __init__(self, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name, id, classes)
        self.key_pressed: Signal[events.Key] = Signal(self, "key-pressed")
        """Published for every key before anything acts on it, save for priority bindings."""

    def on_mount(self) -> None:
        # After Ctrl-Z and fg the terminal is empty, while Textual thinks that all is still there.
        self.app.app_resume_signal.subscribe(self, lambda app: app.screen.refresh(layout=True))

    def on_key(self, event: events.Key) -> None:
        self.key_pressed.publish(event)

    def _pop_result_callback(self) -> None:
        # Textual gives its first screen no callback and fails when that is switched. As first screen one of ours saves
        # an empty one below it: a fifth of the time until something can be read.
        if self._result_callbacks:
            super()._pop_result_callback()

    def why_not(self, action: str) -> str | None:
        """Say why a greyed action cannot be done; None when there is nothing to say."""
        del action
        return None

    def action_redraw(self) -> None:
        if (glass := getattr(self.app, "glass", None)) is not None:
            glass.forget()
        self.refresh(layout=True)

    def leave_field(self) -> None:
        """Take the focus from a text field so that letters are keys again; Tab then returns to it."""
        self._left = self.focused
        self.set_focus(None)

    def focus_next(self, selector: str | type[QueryType] = "*") -> Widget | None:
        return self._return_to_field() or super().focus_next(selector)

    def focus_previous(self, selector: str | type[QueryType] = "*") -> Widget | None:
        return self._return_to_field() or super().focus_previous(selector)

    def _return_to_field(self) -> Widget | None:
        field, self._left = self._left, None
        if self.focused is not None or field is None or not (field.is_attached and field.focusable):
            return None
        self.set_focus(field)
        return field

    def on_resize(self, event: events.Resize) -> None:
        self._measure(event.size)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        # A screen that was just composed has all its styles; to work them out again costs a tenth of the first paint.
        event.refresh_styles, self._fresh = event.refresh_styles and not self._fresh, False
        self._measure(self.app.size)

    def _measure(self, size: Size) -> None:
        small = size.width < SMALLEST.width or size.height < SMALLEST.height
        cover = next(iter(self.query_children(TooSmall)), None)
        if small and cover is None:
            self._covered = self.focused
            self.mount(TooSmall())
        elif cover is not None and not small:
            cover.remove()
            self.set_focus(self._covered)
        elif cover is not None:
            cover.refresh()
