"""A question of yes or no in one row."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from screens.widgets.looks import look
from screens.widgets.row import LABEL_WIDTH, Row
from wizard.wording import safe


class Toggle(Row):
    """`[x] every new pod waits`: space or a click turns it over."""

    COMPONENT_CLASSES = {"toggle--on", "toggle--off"}
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "turn", "On or off", show=False)]

    @dataclass
    class Changed(Message):
        """It was turned over."""

        toggle: "Toggle"
        value: bool

        @property
        def control(self) -> "Toggle":
            return self.toggle

    def __init__(  # noqa: PLR0913 - all but the label and the words have defaults
        self,
        label: str,
        words: str,
        value: bool = False,
        *,
        kube: str = "",
        label_width: int = LABEL_WIDTH,
        id: str | None = None,
    ) -> None:
        super().__init__(label, kube=kube, label_width=label_width, id=id)
        self._words = safe(words)
        self.value = value

    def set(self, value: bool) -> None:
        """Set it from outside, as undo does; posts nothing."""
        if value != self.value:
            self.value = value
            self.refresh()

    def parts(self, width: int) -> list[list[Content]]:
        del width
        style = look(self, f"toggle--{'on' if self.value else 'off'}")
        return [[Content.styled(f"[{'x' if self.value else ' '}] {self._words}", style)]]

    def action_turn(self) -> None:
        self.value = not self.value
        self.refresh()
        self.post_message(self.Changed(self, self.value))

    def on_click(self) -> None:
        self.action_turn()
