"""A line across the screen with a title at the left and a remark at the right."""

from textual.content import Content
from textual.widget import Widget

from screens.terminal import signs
from screens.widgets.looks import look
from wizard.wording import safe


class Rule(Widget):
    """`─ diff +14 −1 ───────── line 41 of 93 ─`: parts of a screen without the two lines a border costs."""

    COMPONENT_CLASSES = {"rule--line", "rule--title", "rule--remark"}

    def __init__(self, title: str = "", remark: str | Content = "", *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._title, self._remark = safe(title), remark

    def show(self, title: str | None = None, remark: str | Content | None = None) -> None:
        """Change the title, the remark or both; None leaves it."""
        shown = (self._title if title is None else safe(title), self._remark if remark is None else remark)
        if shown != (self._title, self._remark):
            self._title, self._remark = shown
            self.refresh()

    def render(self) -> Content:
        line, title, remark = (look(self, f"rule--{name}") for name in ("line", "title", "remark"))
        rule = signs.active().rule
        left = Content.assemble((f"{rule} " if self._title else rule, line), (self._title, title))
        right = self._remark if isinstance(self._remark, Content) else Content.styled(safe(self._remark), remark)
        between = self.size.width - left.cell_length - right.cell_length - 4
        if between < 1:
            return left.truncate(self.size.width, ellipsis=True)
        filling = f" {rule * between} " if right else f" {rule * (between + 3)}"
        return Content.assemble(left, (filling, line), right, (f" {rule}", line) if right else "")
