"""What the terminal shows now, cell by cell, so that only cells that differ are sent.

Textual sends a touched widget whole. It is also the last gate: no control character of any text passes it.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.cells import split_graphemes
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from screens.terminal import signs

_BRIDGE = 6
"""Equal cells between two changed ones that cost less to send again than to jump over."""


class Look(NamedTuple):
    """The codes that draw one cell's style."""

    attributes: frozenset[str]
    foreground: str
    background: str


class Cell(NamedTuple):
    """One column: what stands there and how. The right half of a wide character has no text."""

    text: str
    look: Look


_PLAIN = Look(frozenset(), "39", "49")
_NOTHING = Cell("\0", _PLAIN)
"""Equal to no cell, for places whose content is not known."""

# The code that ends an attribute; bold and dim share theirs.
_ENDS = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}


class Glass:
    """The cells of the terminal as last sent."""

    def __init__(self, coloured: bool = True) -> None:
        self._coloured = coloured
        self.ascii = False
        """Whether signs are sent as ASCII, and other text that may be two cells wide is not trusted to be one."""
        self._lines: list[list[Cell]] = []
        self._width = 0

    def forget(self) -> None:
        """Something else has drawn on the terminal, or it was resized: nothing is known of it any more."""
        self._lines = []

    def fit(self, width: int, height: int) -> None:
        """Follow the size of the terminal, whose content a new size has moved."""
        if (width, height) != (self._width, len(self._lines)):
            self._width = width
            self._lines = [[_NOTHING] * width for _line in range(height)]

    def changed(self, strips: Iterable[tuple[int, int, Strip]], system: ColorSystem) -> str:
        """Take strips that begin at column and row; give the sequences that bring the terminal there."""
        pen = _Pen("WFA" if self.ascii else "WF")
        for x, y, strip in strips:
            if 0 <= y < len(self._lines):
                cells = _cells(strip, system if self._coloured else None)
                self._change(
                    pen, x, y, [cell._replace(text=signs.plain(cell.text)) for cell in cells] if self.ascii else cells
                )
        return pen.finished()

    def _change(self, pen: "_Pen", x: int, y: int, cells: list[Cell]) -> None:
        line = self._lines[y]
        cells = cells[: len(line) - x]
        for first, end in _runs(line[x : x + len(cells)], cells):
            pen.move(x + first, y)
            for cell in cells[first:end]:
                pen.draw(cell)
        line[x : x + len(cells)] = cells


def _runs(before: list[Cell], after: list[Cell]) -> Iterator[tuple[int, int]]:
    """Where `after` differs, as first and end; near ones joined, wide characters whole."""
    differing = [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    if not differing:
        return
    first = end = differing[0]
    for number in differing:
        if number - end > _BRIDGE:
            yield _whole(after, first, end)
            first = number
        end = number + 1
    yield _whole(after, first, end)


def _whole(cells: list[Cell], first: int, end: int) -> tuple[int, int]:
    while first > 0 and not cells[first].text:
        first -= 1
    while end < len(cells) and not cells[end].text:
        end += 1
    return first, end


class _Pen:
    """Writes cells one behind the other and says of each style only what differs from the last."""

    def __init__(self, wide: str) -> None:
        self._wide = wide
        """The East Asian widths that are more than one cell here."""
        self._written: list[str] = []
        self._look = _PLAIN
        self._lost = False
        self._place = (-1, -1)

    def move(self, x: int, y: int) -> None:
        self._written.append(f"\x1b[{y + 1};{x + 1}H")
        self._place = (x, y)
        self._lost = False

    def draw(self, cell: Cell) -> None:
        x, y = self._place
        if cell.text:
            if self._lost:
                self.move(x, y)
            if cell.look != self._look:
                self._written.append(_turn(self._look, cell.look))
                self._look = cell.look
            self._written.append(cell.text)
            # Terminals disagree on the width of what is joined or wide; the next cell is then placed anew.
            self._lost = not cell.text.isascii() and (
                len(cell.text) > 1 or unicodedata.east_asian_width(cell.text) in self._wide
            )
        self._place = (x + 1, y)

    def finished(self) -> str:
        if self._look != _PLAIN:
            self._written.append("\x1b[0m")
        return "".join(self._written)


@lru_cache(4096)
def _turn(before: Look, after: Look) -> str:
    """The sequence that turns one style into another."""
    ended = {_ENDS[code] for code in before.attributes - after.attributes}
    codes = sorted(ended)
    codes += sorted(code for code in after.attributes if code not in before.attributes or _ENDS[code] in ended)
    if after.foreground != before.foreground:
        codes.append(after.foreground)
    if after.background != before.background:
        codes.append(after.background)
    return f"\x1b[{';'.join(codes)}m"


@lru_cache(4096)
def _look(style: Style | None, system: ColorSystem | None) -> Look:
    if style is None:
        return _PLAIN
    names = {"bold": "1", "dim": "2", "italic": "3", "underline": "4", "blink": "5", "reverse": "7", "strike": "9"}
    attributes = frozenset(code for name, code in names.items() if getattr(style, name))
    colour, ground = style.color, style.bgcolor
    if system is None:
        return Look(attributes, "39", "49")
    foreground = ";".join(colour.downgrade(system).get_ansi_codes(True)) if colour is not None else ""
    background = ";".join(ground.downgrade(system).get_ansi_codes(False)) if ground is not None else ""
    return Look(attributes, foreground or "39", background or "49")


@lru_cache(4096)
def _graphemes(text: str) -> tuple[str, ...]:
    """The text by columns, control characters left out; an empty text behind each wide character."""
    if text.isascii() and text.isprintable():
        return tuple(text)
    columns: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        shown = "".join(character for character in text[start:end] if unicodedata.category(character) not in _BARRED)
        if width:
            columns += [shown or "?", *[""] * (width - 1)]
        elif shown and columns:
            columns[-1] += shown
    return tuple(columns)


_BARRED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _cells(strip: Strip, system: ColorSystem | None) -> list[Cell]:
    cells: list[Cell] = []
    for text, style, control in strip:
        if not control:
            look = _look(style, system)
            cells += [Cell(column, look) for column in _graphemes(text)]
    return cells


class GlassUpdate(CompositorUpdate):
    """Sends of a compositor's update what the glass does not show yet."""

    def __init__(self, update: LayoutUpdate | ChopsUpdate, glass: Glass) -> None:
        self._update, self._glass = update, glass

    def render_segments(self, console: Console) -> str:
        system = console._color_system or ColorSystem.TRUECOLOR
        return self._glass.changed(_strips(self._update), system)


def _strips(update: LayoutUpdate | ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The strips of an update, each with the column and row where it begins."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            yield update.region.x, y, Strip.join(line)
        return
    for y, left, right in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > right or end <= left:
                continue
            yield x, y, strip if end <= right else strip.crop(0, right - x)
