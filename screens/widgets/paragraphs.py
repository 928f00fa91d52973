"""A few sentences in a few lines; what does not fit is counted, never cut in silence."""

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from wizard.wording import labelled, ngettext
from wizard.wording.folding import folds


def wrapped(paragraph: Content, width: int) -> list[Content]:
    """A paragraph in lines of that many columns. Textual itself breaks Chinese at blanks alone."""
    lines: list[Content] = []
    for line in paragraph.split("\n", allow_blank=True):
        for begin, end in folds(line.plain, width):
            part = line[begin:end]
            lines += [part] if part.cell_length <= width else part.wrap(width)
    return lines


class Paragraphs(Widget):
    """Wraps each paragraph, and ends with how many more there are where the lines run out."""

    def __init__(self, paragraphs: Sequence[Content] = (), *, more: str = "", id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._paragraphs = tuple(paragraphs)
        self._more = more
        """What to do to see the rest."""

    def show(self, paragraphs: Sequence[Content]) -> None:
        """Show others; paints only when something differs."""
        shown = tuple(paragraphs)
        if [(each.plain, each.spans) for each in shown] != [(each.plain, each.spans) for each in self._paragraphs]:
            self._paragraphs = shown
            self.refresh(layout=bool(self.styles.height and self.styles.height.is_auto))

    def _wrapped(self, width: int) -> list[list[Content]]:
        return [wrapped(each, max(10, width)) for each in self._paragraphs]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        del container, viewport
        return sum(map(len, self._wrapped(width)))

    def render(self) -> Content:
        width, height = self.size.width, self.size.height
        lines: list[Content] = []
        wrapped = self._wrapped(width)
        for number, paragraph in enumerate(wrapped):
            rest = len(wrapped) - number
            left = height - len(lines)
            if len(paragraph) > left or (rest > 1 and len(paragraph) == left):
                more = ngettext("{count} more", "{count} more", rest).format(count=rest)
                lines.append(Content.styled(labelled(more, self._more) if self._more else more, "$foreground-muted"))
                break
            lines += paragraph
        return Content("\n").join(lines[:height])
