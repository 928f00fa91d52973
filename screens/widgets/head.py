"""The first line of a screen: where one is at the left, how it stands at the right."""

from textual.content import Content
from textual.widget import Widget

from screens.terminal import signs
from screens.widgets.looks import look
from wizard.wording import safe


class Head(Widget):
    """` surefoot  shop.yaml > default/web        2 changes, u undo`; the place gives way, never the standing."""

    COMPONENT_CLASSES = {"head--name", "head--place", "head--remark"}

    def __init__(self, place: str = "", remark: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._place, self._remark = safe(place), safe(remark)

    def show(self, place: str | None = None, remark: str | None = None) -> None:
        """Change the place, the remark or both; None leaves it."""
        shown = (self._place if place is None else safe(place), self._remark if remark is None else safe(remark))
        if shown != (self._place, self._remark):
            self._place, self._remark = shown
            self.refresh()

    def render(self) -> Content:
        name, place, remark = (look(self, f"head--{part}") for part in ("name", "place", "remark"))
        left = Content.styled(" surefoot  ", name)
        right = Content.styled(f"  {self._remark} ", remark)
        room = self.size.width - left.cell_length - right.cell_length
        words = Content.styled(self._place, place)
        if words.cell_length > room:
            # The end of a path tells more than its beginning.
            more = signs.active().more
            while words.cell_length + 1 > max(2, room) and len(words):
                words = words[1:]
            words = Content.styled(more, place) + words
        return left + words + Content(" " * max(0, room - words.cell_length)) + right
