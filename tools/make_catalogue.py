"""Bring the translations up to date: collect every sentence of the program, keep what is translated, compile it.

What is new or changed stands in the .po without a translation, which the tests refuse.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from wizard.outputs.explained import page, pages
from wizard.places import assets
from wizard.wording import DOMAIN, LANGUAGES, PAGES

ROOT = Path(__file__).parent.parent
SOURCES = ("wizard", "screens")
CALLS = {"_": 1, "mark": 1, "ngettext": 2}
"""The calls that name a sentence, with how many strings of theirs are the sentence."""
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
WIDTH = 110

Sentence = str | tuple[str, str]


def collected(domain: str = DOMAIN) -> Catalog:
    """All sentences of the program, or all texts of the checks' pages, each with the files that say it."""
    return _of_pages() if domain == PAGES else _of_program()


def _of_pages() -> Catalog:
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for shown in map(page, pages()):
        for text in (shown.text, shown.fine_said):
            catalogue.add(text, locations=[(f"assets/catalogue/{shown.id}.md", 0)])
    return catalogue


def _of_program() -> Catalog:
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for folder in SOURCES:
        for path in sorted(ROOT.joinpath(folder).rglob("*.py")):
            for sentence in _sentences(path):
                # Without line numbers: the catalogue differs only where a sentence does.
                catalogue.add(sentence, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalogue


def _sentences(path: Path) -> Iterator[Sentence]:
    # Read as Python reads it: Babel's own reader takes signs.mark("") for a sentence, too.
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS):
            continue
        said = [each.value for each in node.args[: CALLS[node.func.id]] if isinstance(each, ast.Constant)]
        if len(said) == CALLS[node.func.id]:
            yield said[0] if len(said) == 1 else (said[0], said[1])
        elif node.func.id == "ngettext":
            sys.exit(f"{path}:{node.lineno}: {node.func.id}() takes two literal strings")


def place(language: str, ending: str, domain: str = DOMAIN) -> Path:
    """The catalogue of a language: po for people, mo for the program."""
    return assets("locale") / language / "LC_MESSAGES" / f"{domain}.{ending}"


def read(language: str, domain: str = DOMAIN) -> Catalog:
    """The translations of a language as they are kept."""
    path = place(language, "po", domain)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment="# Translations of Surefoot")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def main() -> None:
    """Write both forms of every catalogue and say what is left to do."""
    for domain in (DOMAIN, PAGES):
        template = collected(domain)
        for language in TRANSLATED:
            _renew(language, domain, template)


def _renew(language: str, domain: str, template: Catalog) -> None:
    kept = read(language, domain)
    # Babel's guesses for new sentences are far off.
    kept.update(template, no_fuzzy_matching=True, update_creation_date=False)
    place(language, "po", domain).parent.mkdir(parents=True, exist_ok=True)
    with place(language, "po", domain).open("wb") as file:
        write_po(file, kept, width=WIDTH, sort_output=True, include_lineno=False, ignore_obsolete=True)
    with place(language, "mo", domain).open("wb") as file:
        write_mo(file, read(language, domain))
    told = [message for message in kept if message.id]
    empty = sum(not all(message.string if message.pluralizable else (message.string,)) for message in told)
    print(f"{language}: {len(told)} {domain} sentences, {empty} without a translation")


if __name__ == "__main__":
    main()
