"""gettext, and the one gate through which text from a file or a cluster reaches a person."""

import gettext
import os
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache, reduce

from wizard.places import assets

DOMAIN = "surefoot"
PAGES = "pages"
"""The catalogue of what the pages of checks tell, which few runs show."""
LANGUAGES = ("en", "zh")
"""What can be spoken; the first is what the sentences are written in."""

_language = LANGUAGES[0]
_translation = gettext.NullTranslations()


def speak(language: str | None = None) -> None:
    """Choose the reader's language: the one that is named, else the locale's.

    To be called before a screen is imported: the words of its keys are made at import.
    """
    global _language, _translation  # noqa: PLW0603 - one process speaks to one reader
    _language = language or _of_locale()
    if _language == LANGUAGES[0]:
        _translation = gettext.NullTranslations()
    else:
        _translation = gettext.translation(DOMAIN, str(assets("locale")), [_language])


def language() -> str:
    """The language that is spoken."""
    return _language


def _of_locale() -> str:
    locale = next((told for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (told := os.environ.get(name))), "C")
    if locale.partition(".")[0] in {"C", "POSIX"}:
        # As in gettext, LANGUAGE only refines a locale.
        return LANGUAGES[0]
    wanted = (re.split("[_.@-]", each)[0] for each in (os.environ.get("LANGUAGE") or locale).split(":"))
    return next((each for each in wanted if each in LANGUAGES), LANGUAGES[0])


def _(message: str) -> str:
    """The sentence in the reader's language."""
    return _translation.gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """The sentence in the reader's language, in the plural form that `number` asks for."""
    return _translation.ngettext(one, many, number)


def of_page(text: str) -> str:
    """A text of a check's page in the reader's language."""
    return _pages(_language).gettext(text)


@lru_cache(1)
def _pages(language: str) -> gettext.NullTranslations:
    if language == LANGUAGES[0]:
        return gettext.NullTranslations()
    return gettext.translation(PAGES, str(assets("locale")), [language])


def mark(message: str) -> str:
    """Name a sentence for the catalogue where it is declared; `_` translates it where it is shown."""
    return message


def listed(words: Iterable[str]) -> str:
    """Words or names side by side."""
    return _(", ").join(words)


def clauses(parts: Iterable[str]) -> str:
    """Short statements side by side, which Chinese sets apart by another sign than words."""
    told = list(parts)
    return reduce(lambda one, other: _("{one}, {other}").format(one=one, other=other), told) if told else ""


def apart(parts: Iterable[str]) -> str:
    """Statements that have little to do with each other in one line."""
    return _("; ").join(parts)


def labelled(head: str, said: str = "") -> str:
    """A head, its colon, and what is said of it."""
    return _("{head}: {said}").format(head=head, said=said)


def ended(said: str) -> str:
    """The statement as a whole sentence."""
    return _("{said}.").format(said=said)


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


def cells(text: str) -> int:
    """The columns that a text takes on a terminal, where Chinese characters are two wide."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def padded(text: str, width: int) -> str:
    """The text filled up with blanks to so many columns."""
    return text + " " * (width - cells(text))


def also_read(count: int) -> str:
    """Behind the name of a source: how many files were read because they lie beside it; empty for none."""
    return " " + _("+{count} read").format(count=count) if count else ""
