"""One line of the keys that do something now. Textual's Footer mounts its widgets anew on every Tab."""

from dataclasses import dataclass

from textual import events
from textual.binding import ActiveBinding, Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from screens.terminal.lean import LeanScreen
from screens.widgets.looks import look
from wizard.wording import _, cells, safe

NAMES = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "question_mark": "?",
    "slash": "/",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "backspace": "Backspace",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}


@dataclass(frozen=True)
class Hint:
    """One key in the bar."""

    node: DOMNode
    action: str
    key: str
    words: str
    enabled: bool

    @property
    def width(self) -> int:
        return cells(f" {self.key} {self.words} ")


def key_name(binding: Binding) -> str:
    """The key as printed on a keyboard."""
    if binding.key_display:
        return binding.key_display
    modifiers, key = binding.parse_key()
    name = NAMES.get(key, key if len(key) == 1 else key.upper() if key[1:].isdigit() else key.replace("_", " "))
    if "ctrl" in modifiers:
        name = f"Ctrl+{name.upper() if len(name) == 1 else name}"
    return f"Shift+{name}" if "shift" in modifiers else name


class KeyBar(Widget):
    """The active bindings: first the screen's in the order it lists them, then the focused widget's, then the app's.

    Where the line is too short, hints are left out from the end; so a screen lists its most important keys first.
    """

    COMPONENT_CLASSES = {"key-bar--key", "key-bar--words", "key-bar--greyed", "key-bar--reason"}

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._hints: tuple[Hint, ...] = ()
        self._reason = ""
        """Told in place of the keys until the next key."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)
        if isinstance(self.screen, LeanScreen):
            self.screen.key_pressed.subscribe(self, self._key_pressed, immediate=True)
        self._bindings_updated(self.screen)

    def _bindings_updated(self, screen: Screen[object]) -> None:
        if screen is not self.screen or not self.is_attached:
            return
        hints = tuple(self._collect(list(screen.active_bindings.values())))
        if hints != self._hints:
            self._hints = hints
            self._reason = ""
            self.refresh()

    def _collect(self, active: list[ActiveBinding]) -> list[Hint]:
        seen = set()
        hints: list[tuple[int, Hint]] = []
        for node, binding, enabled, _tooltip in active:
            if not binding.show or (node, binding.action) in seen:
                continue
            seen.add((node, binding.action))
            rank = 0 if node is self.screen else 2 if node is self.app else 1
            hints.append((rank, Hint(node, binding.action, key_name(binding), safe(binding.description), enabled)))
        return [hint for _rank, hint in sorted(hints, key=lambda ranked: ranked[0])]

    def _fitting(self) -> list[Hint]:
        fitting: list[Hint] = []
        left = self.size.width
        for hint in self._hints:
            if hint.width > left:
                break
            left -= hint.width
            fitting.append(hint)
        return fitting

    def render(self) -> Content:
        if self._reason:
            return Content.styled(f" {self._reason}", look(self, "key-bar--reason"))
        key, words, greyed = (look(self, f"key-bar--{name}") for name in ("key", "words", "greyed"))
        return Content.assemble(
            *(
                part
                for hint in self._fitting()
                for part in (
                    (f" {hint.key} ", key if hint.enabled else greyed),
                    (f"{hint.words} ", words if hint.enabled else greyed),
                )
            )
        )

    def tell(self, reason: str) -> None:
        """Show one sentence in place of the keys until the next key."""
        reason = safe(reason)
        if reason != self._reason:
            self._reason = reason
            self.refresh()

    def _key_pressed(self, event: events.Key) -> None:
        active = self.screen.active_bindings.get(event.key)
        if active is not None and not active.enabled:
            self._tell_why(active.binding.action)
        else:
            self.tell("")

    def _tell_why(self, action: str) -> None:
        why = self.screen.why_not(action) if isinstance(self.screen, LeanScreen) else None
        self.tell(why or _("Not possible here"))

    def _hint_at(self, x: int) -> Hint | None:
        for hint in self._fitting():
            if 0 <= x < hint.width:
                return hint
            x -= hint.width
        return None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        hint = self._hint_at(event.x)
        if hint is not None and not hint.enabled:
            self._tell_why(hint.action)

    def on_leave(self) -> None:
        self.tell("")

    async def on_click(self, event: events.Click) -> None:
        # A told reason covers the keys; the first click only takes it away.
        if self._reason:
            self.tell("")
            return
        hint = self._hint_at(event.x)
        if hint is None:
            return
        if hint.enabled:
            await self.app.run_action(hint.action, default_namespace=hint.node)
        else:
            self._tell_why(hint.action)
