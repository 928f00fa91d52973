"""The steps of the wizard in one line, each with the sign of its state: `1 Spread ○  2 Budget ◐`."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from screens.terminal import signs
from screens.widgets.looks import look
from wizard.wording import safe


@dataclass(frozen=True)
class Step:
    """One tab; the key that jumps to it is its number."""

    label: str
    status: str | None = None
    """A Status; None for a step without one, such as the review."""
    remark: str = ""
    """A word behind the sign, such as `skipped`."""


class StepTabs(Widget):
    """Shows where one is; a click asks for another step, which the screen grants."""

    COMPONENT_CLASSES = {"step-tabs--here", "step-tabs--other"}

    @dataclass
    class Picked(Message):
        """A step was clicked."""

        index: int

    def __init__(self, steps: Sequence[Step], here: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._steps = tuple(steps)
        self._here = here

    def show(self, steps: Sequence[Step], here: int) -> None:
        """Show other states or another place; paints only when something differs."""
        if (tuple(steps), here) != (self._steps, self._here):
            self._steps, self._here = tuple(steps), here
            self.refresh()

    def _tabs(self) -> list[Content]:
        # From wide to narrow; at the narrowest only the step one is on keeps its word.
        for gap, all_words in ((3, True), (2, True), (1, True), (0, True), (1, False)):
            tabs = [self._tab(number, step, " " * gap, all_words) for number, step in enumerate(self._steps)]
            if sum(tab.cell_length for tab in tabs) <= self.size.width:
                break
        return tabs

    def _tab(self, number: int, step: Step, gap: str, all_words: bool) -> Content:
        here = number == self._here
        style = look(self, f"step-tabs--{'here' if here else 'other'}")
        words = f" {number + 1} {safe(step.label)} " if all_words or here else f" {number + 1} "
        sign = signs.marked(step.status) if step.status else Content("")
        remark = Content.styled(f" {safe(step.remark)}" if step.remark and all_words else "", style)
        return Content.styled(words, style) + sign + remark + Content(gap)

    def render(self) -> Content:
        return Content("").join(self._tabs())

    def on_click(self, event: events.Click) -> None:
        x = event.x
        for number, tab in enumerate(self._tabs()):
            if 0 <= x < tab.cell_length:
                self.post_message(self.Picked(number))
                return
            x -= tab.cell_length
