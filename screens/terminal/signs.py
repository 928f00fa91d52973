"""Marks for states and answers, with an ASCII form for terminals that cannot show the others."""

from dataclasses import dataclass, fields

from textual.content import Content

from wizard.wording import _


@dataclass(frozen=True)
class Signs:
    """One alphabet of marks; each is one cell wide, so that columns hold in either."""

    met: str
    weak: str
    missing: str
    not_applicable: str
    chosen: str
    open: str
    plus: str
    minus: str
    more: str
    """Stands where a line goes on beyond the edge."""
    rule: str
    bar: str
    pod: str
    empty: str
    """A host without a pod."""
    lost: str
    """A host or a pod that is gone."""
    corners: str
    """Of a box: top left, top right, bottom left, bottom right."""
    to: str


UNICODE = Signs("●", "◐", "○", "–", "●", "○", "+", "−", "…", "─", "│", "■", "·", "✗", "┌┐└┘", "→")
ASCII = Signs("*", "+", "o", "-", "*", "o", "+", "-", ">", "-", "|", "#", ".", "x", "++++", "->")

# What Textual draws beside our signs: arrows of keys, borders, scrollbars; and quotation marks.
_PLAIN: dict[str, str] = dict(zip("↑↓←→█░▔▁▀▄▎▊▌▐▕▏“”", '^v<>#.----||||||""', strict=True)) | {
    sign: ascii_sign
    for each in fields(Signs)
    for sign, ascii_sign in zip(getattr(UNICODE, each.name), getattr(ASCII, each.name), strict=False)
    if each.name != "to"
}

_COLOURS = {
    "met": "$text-success",
    "weak": "$text-warning",
    "missing": "$text-error",
    "not-applicable": "$foreground-muted",
}

_alphabet = UNICODE


def active() -> Signs:
    """The alphabet in use."""
    return _alphabet


def use(alphabet: Signs) -> None:
    """Choose the alphabet; asked once, before the first screen is drawn."""
    global _alphabet  # noqa: PLW0603 - a property of the one terminal this process draws on
    _alphabet = alphabet


def plain(character: str) -> str:
    """The ASCII sign for one of the others, as wide as it; any other character is itself."""
    return _PLAIN.get(character, character)


def mark(status: str) -> str:
    """The sign alone for a Status."""
    signs = active()
    return {"met": signs.met, "weak": signs.weak, "missing": signs.missing}.get(status, signs.not_applicable)


def word(status: str) -> str:
    """The word for a Status, short enough for a column of the table."""
    words = {"met": _("met"), "weak": _("weak"), "missing": _("missing")}
    return words.get(status, _("n/a"))


def shown(status: str, *, now: bool = False) -> Content:
    """Sign, word and colour for a Status, as `○ missing`, or as `○ missing now` where another may follow."""
    text = f"{mark(status)} {_('{state} now').format(state=word(status)) if now else word(status)}"
    return Content.styled(text, _COLOURS.get(status, "$foreground-muted"))


def marked(status: str) -> Content:
    """The sign alone, in its colour."""
    return Content.styled(mark(status), _COLOURS.get(status, "$foreground-muted"))


def coloured(text: str, status: str) -> Content:
    """Some words in the colour of a Status; they hold its sign or its word, for colour never stands alone."""
    return Content.styled(text, _COLOURS.get(status, "$foreground-muted"))
