"""Every sentence has its translation, and the translation the same places to fill."""

import gettext
import re
import string

import pytest

from tools.make_catalogue import TRANSLATED, collected, place, read
from wizard.wording import DOMAIN, PAGES, cells

GROWTH = 1.35
"""How much wider than its English a sentence may be; the layout has been tried with a third more."""
SPARE = 5
COLUMNS = 78


def pairs(language, domain=DOMAIN):
    """Each form of each sentence, with its translation."""
    for message in read(language, domain):
        if message.id:
            for english in message.id if message.pluralizable else (message.id,):
                for other in message.string if message.pluralizable else (message.string,):
                    yield english, other


def ids(catalogue):
    return {message.id for message in catalogue if message.id}


def named(text):
    """The places that format fills, with how: {count:,} is not {count}."""
    if "%(" in text or re.search(r"%[sr]", text):
        return sorted(re.findall(r"%(?:\(\w+\))?[a-z]", text))
    if not re.search(r"\{\w+[!:}]", text):
        return []  # never formatted, as `found = {}`
    return sorted({(name, spec, how) for _, name, spec, how in string.Formatter().parse(text) if name is not None})


@pytest.mark.parametrize("domain", [DOMAIN, PAGES])
@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_has_just_the_sentences_of_the_program(language, domain):
    assert ids(read(language, domain)) == ids(collected(domain)), "make catalogue"


@pytest.mark.parametrize("domain", [DOMAIN, PAGES])
@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language, domain):
    assert [english for english, other in pairs(language, domain) if not other] == []


@pytest.mark.parametrize("domain", [DOMAIN, PAGES])
@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_waits_to_be_looked_at(language, domain):
    assert [message.id for message in read(language, domain) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_the_same_places(language):
    assert [(english, other) for english, other in pairs(language) if named(english) != named(other)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_blanks_and_breaks_at_their_ends(language):
    def ends(text):
        return text.endswith(" "), text.endswith("\n"), text.startswith("\n")

    # Full-width punctuation brings its own blank.
    kept = [
        (one, two) for one, two in pairs(language) if not two.endswith(("：", "、", "；")) and ends(one) != ends(two)
    ]
    assert kept == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_are_hardly_wider_than_the_sentences_that_fit(language):
    wide = [
        (one, two) for one, two in pairs(language) if max(map(cells, two.split("\n"))) > GROWTH * cells(one) + SPARE
    ]
    assert wide == []


@pytest.mark.parametrize("domain", [DOMAIN, PAGES])
@pytest.mark.parametrize("language", TRANSLATED)
def test_compiled_catalogue_is_of_today(language, domain):
    with place(language, "mo", domain).open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in read(language, domain):
        if message.id and message.pluralizable:
            assert compiled.ngettext(*message.id, 2) == message.string[0]
        elif message.id:
            assert compiled.gettext(message.id) == message.string, "make catalogue"


@pytest.mark.parametrize("language", TRANSLATED)
def test_pages_fit_a_terminal_and_keep_the_names_of_fields(language):
    texts = list(pairs(language, PAGES))
    assert [line for _one, two in texts for line in two.split("\n") if cells(line) > COLUMNS] == []
    named = re.compile(r"\b[a-z]+[A-Z]\w*|\b[a-z]+\.[a-z.]+/\w+")
    lost = [(one, name) for one, two in texts for name in named.findall(one) if name not in two]
    assert lost == []
