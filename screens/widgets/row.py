"""One row of a form: a label, what is asked, and the Kubernetes field it becomes, dimmed at the right."""

from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Offset, Size
from textual.widget import Widget

from screens.widgets.looks import look
from wizard.wording import cells, padded, safe

LABEL_WIDTH = 10
"""Columns of the label behind the margin; a longer label pushes the rest to the right."""
ROOMY = 24
"""Rows from which on a field's name may take a line of its own; below, the diff alone tells it."""
GAP = 2
"""Columns between two things on a line."""


class Row(Widget, can_focus=True):
    """A row that paints itself whole: one widget instead of three keeps the first paint and every Tab short."""

    COMPONENT_CLASSES = {"row--label", "row--kube", "row--error", "row--hint"}

    def __init__(
        self,
        label: str,
        *,
        kube: str = "",
        label_width: int = LABEL_WIDTH,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self.label = safe(label)
        self.kube = safe(kube)
        """The field this row becomes, in Kubernetes' own word; of a question about the application, what it decides."""
        self.label_width = max(label_width, cells(self.label) + 1) if label else label_width
        self._height = 1

    def parts(self, width: int) -> Sequence[Sequence[Content]]:
        """What stands right of the label in `width` columns: lines of parts."""
        raise NotImplementedError

    def below(self) -> Content | None:
        """A line under the row, such as an error."""
        return None

    def lines(self, width: int) -> list[Content]:
        """The row as painted in `width` columns."""
        label = Content.styled(padded(self.label, self.label_width), look(self, "row--label"))
        lines: list[Content] = []
        for parts in self.parts(width - self.label_width):
            lines.append((label if not lines else Content(" " * self.label_width)) + Content(" " * GAP).join(parts))
        self._add_kube(lines, width)
        if (below := self.below()) is not None:
            lines.append(Content(" " * self.label_width) + below)
        return lines

    def _add_kube(self, lines: list[Content], width: int) -> None:
        if not self.kube:
            return
        kube = Content.styled(self.kube, look(self, "row--kube"))
        for number, line in enumerate(lines):
            blank = width - line.cell_length - kube.cell_length
            if blank >= GAP:
                lines[number] = line + Content(" " * blank) + kube
                return
        if self.app.size.height < ROOMY:
            return
        lines.append(Content(" " * max(0, width - kube.cell_length)) + kube)

    def offset_in_parts(self, offset: Offset, lines: Sequence[Sequence[Content]]) -> int | None:
        """The number of the part at `offset`, counted over all lines; None between parts."""
        if not 0 <= offset.y < len(lines):
            return None
        first = sum(map(len, lines[: offset.y]))
        left = self.label_width
        for number, part in enumerate(lines[offset.y]):
            if left <= offset.x < left + part.cell_length:
                return first + number
            left += part.cell_length + GAP
        return None

    def render(self) -> Content:
        return Content("\n").join(self.lines(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        del container, viewport
        self._height = len(self.lines(width))
        return self._height

    def get_content_width(self, container: Size, viewport: Size) -> int:
        del viewport
        return max(line.cell_length for line in self.lines(container.width))

    def repaint(self) -> None:
        """Paint again, with a new layout only where the number of lines changed."""
        # A layout touches every widget of the screen; most keys need none.
        height = len(self.lines(self.size.width)) if self.size.width else self._height
        self.refresh(layout=height != self._height)


def wrapped(parts: Sequence[Content], width: int) -> list[list[Content]]:
    """Lay parts out in lines of at most `width` columns, a part never split."""
    lines: list[list[Content]] = [[]]
    used = 0
    for part in parts:
        length = part.cell_length
        if lines[-1] and used + GAP + length > width:
            lines.append([])
            used = 0
        used += length + (GAP if lines[-1] else 0)
        lines[-1].append(part)
    return lines
