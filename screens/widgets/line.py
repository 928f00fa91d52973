"""One line of text under edit: a value with pure moves, so that the fields only paint and listen."""

from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from wizard.wording import safe


@dataclass(frozen=True)
class Line:
    """Text and where the cursor stands in it."""

    text: str
    cursor: int
    """Counted in characters; len(text) is behind the last."""

    def insert(self, text: str) -> "Line":
        return Line(self.text[: self.cursor] + text + self.text[self.cursor :], self.cursor + len(text))

    def delete_left(self) -> "Line":
        if not self.cursor:
            return self
        return Line(self.text[: self.cursor - 1] + self.text[self.cursor :], self.cursor - 1)

    def delete_right(self) -> "Line":
        return replace(self, text=self.text[: self.cursor] + self.text[self.cursor + 1 :])

    def delete_word(self) -> "Line":
        """Delete back to the start of the word, with the blanks behind it."""
        kept = self.text[: self.cursor].rstrip()
        kept = kept[: len(kept) - len(kept.split(" ")[-1])] if kept else ""
        return Line(kept + self.text[self.cursor :], len(kept))

    def delete_to_start(self) -> "Line":
        return Line(self.text[self.cursor :], 0)

    def delete_to_end(self) -> "Line":
        return replace(self, text=self.text[: self.cursor])

    def move(self, by: int) -> "Line":
        return replace(self, cursor=min(max(0, self.cursor + by), len(self.text)))

    def to_start(self) -> "Line":
        return replace(self, cursor=0)

    def to_end(self) -> "Line":
        return replace(self, cursor=len(self.text))

    def at_cell(self, cell: int, width: int) -> "Line":
        """Put the cursor on the character shown at `cell` of a field of `width` columns."""
        used = -self._hidden(width)
        for number, character in enumerate(self.text):
            used += cell_len(safe(character))
            if cell < used:
                return replace(self, cursor=number)
        return self.to_end()

    def _hidden(self, width: int) -> int:
        """Cells scrolled out at the left so that the cursor is in sight."""
        before = cell_len("".join(map(safe, self.text[: self.cursor])))
        under = cell_len(safe(self.text[self.cursor : self.cursor + 1])) or 1
        return max(0, before + under - width)

    def cursor_cell(self, width: int) -> int:
        """The column of the cursor within a field of `width` columns."""
        before = cell_len("".join(map(safe, self.text[: self.cursor])))
        return before - self._hidden(width)

    def painted(self, width: int, style: Style, cursor: Style | None) -> Content:
        """Exactly `width` columns of the line; foreign characters are shown by name, never sent."""
        # Character by character: a name in the middle of the text must not move the cursor off its place.
        shown = [safe(character) for character in self.text]
        start = sum(map(len, shown[: self.cursor]))
        content = Content("".join(shown) + " ").stylize(style)
        if cursor is not None:
            content = content.stylize(
                cursor, start, start + (len(shown[self.cursor]) if self.cursor < len(shown) else 1)
            )
        hidden = self._hidden(width) if cursor is not None else 0
        if hidden:
            content = _without_cells(content, hidden)
        length = content.cell_length
        if length > width:
            content = content.truncate(width)
        return content + Content.styled(" " * max(0, width - content.cell_length), style)


def _without_cells(content: Content, cells: int) -> Content:
    """Drop `cells` columns at the left; a wide character cut in half leaves a blank."""
    plain, dropped = content.plain, 0
    number = 0
    while dropped < cells and number < len(plain):
        dropped += cell_len(plain[number])
        number += 1
    return Content(" " * (dropped - cells)) + content[number:]
