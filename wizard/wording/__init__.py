"""gettext, and the one gate through which text from a file or a cluster reaches a person."""

import gettext
import unicodedata
from functools import lru_cache

from wizard.places import assets

_translation = gettext.translation("surefoot", str(assets("locale")), fallback=True)


def _(message: str) -> str:
    """The sentence in the reader's language."""
    return _translation.gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The sentence in the reader's language, in the plural form that `number` asks for."""
    return _translation.ngettext(one, many, number)


def mark(message: str) -> str:
    """Name a sentence for the catalogue where it is declared; `_` translates it where it is shown."""
    return message


_C0_PICTURES = 0x2400
_DELETE = 0x7F


@lru_cache(8192)
def safe(text: str) -> str:
    """Make foreign text harmless on a terminal: what controls, reorders or hides is shown by its name instead.

    Tabs become four spaces, other control characters Unicode pictures, bidi, zero-width and private ones <U+XXXX>.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return "    "
    if code < 0x20:
        return chr(_C0_PICTURES + code)
    if code == _DELETE:
        return "\u2421"
    if unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}:
        return f"<U+{code:04X}>"
    return character
