"""The page of each check of the catalogue: what, why, before, after, what is fine, and where the rule comes from."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from wizard.checks import CATALOGUE
from wizard.checks.check import Check
from wizard.errors import WizardError
from wizard.mends import MENDS
from wizard.places import assets
from wizard.practices import PRACTICES  # each brings its words with it, which the table needs
from wizard.wording import _, cells, ngettext, of_page, padded
from wizard.wording import practices as words
from wizard.wording.todos import needed, todo


@dataclass(frozen=True)
class Page:
    """What is to be known of one check; the examples are laid over a plain Deployment of three copies."""

    id: str
    text: str
    given: str
    """What must be known for the check to bite: nodes=3 zones=3 kube=1.30, or a fact."""
    before: str
    after: str
    fine: str
    """What looks alike and is no mistake."""
    fine_said: str
    source: str


def pages() -> tuple[str, ...]:
    """The ids that have a page, sorted."""
    return tuple(sorted(each.name.removesuffix(".md") for each in assets("catalogue").iterdir()))


def page(id: str) -> Page:
    """The page of an id. Raises WizardError for one that is not known, naming the nearest."""
    if id not in pages():
        nearest = get_close_matches(id, pages(), 3, 0.4)
        raise WizardError(
            _("{id!r} is no id of the catalogue; {todo}").format(
                id=id,
                todo=_("did you mean {nearest}?").format(nearest=", ".join(nearest))
                if nearest
                else _("list them with: surefoot explain"),
            )
        )
    written = (assets("catalogue") / f"{id}.md").read_text(encoding="utf-8")
    title, *parts = re.split(r"^## (\w+)\n", written, flags=re.MULTILINE)
    sections = {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}
    given = re.match(r"Given (.+)\.\n", sections["Before"])
    return Page(
        id,
        title.partition("\n")[2].strip(),
        given[1] if given else "",
        _yaml(sections["Before"]),
        _yaml(sections["After"]),
        _yaml(sections["Fine"]),
        sections["Fine"].partition("\n")[0],
        sections["Source"],
    )


def _yaml(section: str) -> str:
    return section.partition("```yaml\n")[2].rpartition("```")[0]


def explained(id: str) -> str:
    """The page of an id as text for people. Raises WizardError."""
    return "\n".join(_lines(page(id)))


def _lines(shown: Page) -> Iterator[str]:
    check = CATALOGUE.get(shown.id)
    state = f"  {words.severity(check.severity.value)}" if check else ""
    names = [words.name(each.key) for each in PRACTICES if check and each.key == check.practice]
    yield "  ".join([f"{shown.id}{state}", *names])
    yield ""
    yield of_page(shown.text)
    yield ""
    yield _("What to do: {todo}.").format(todo=todo(shown.id))
    if shown.id in MENDS:
        yield _("Mended by: surefoot fix --mend {id} PATH").format(id=shown.id)
    for key in check.needs if check else ():
        yield _("Needs {what}.").format(what=needed(key))
    fine = of_page(shown.fine_said).removesuffix(".").removesuffix("。")
    before = _("Before") + (_(" (given {given})").format(given=shown.given) if shown.given else "")
    for head, example in (
        (before, shown.before),
        (_("After"), shown.after),
        (_("Fine: {said}").format(said=fine[0].lower() + fine[1:]), shown.fine),
    ):
        yield ""
        yield _("{head}:").format(head=head)
        yield from (f"    {line}" for line in example.rstrip().split("\n"))
    yield ""
    yield _("Source: {source}").format(source=shown.source)


def table() -> str:
    """Every check: how bad, which known mistake, whether its page shows it, what it needs, what mends it."""
    have = set(pages())
    heads = ("ID", _("SEVERITY"), _("ENTRY"), _("FIRES"), _("NEAR MISS"), _("LACKS"), _("MENDS"), _("PAGE"))
    rows = [heads, *(_row(check, have) for check in CATALOGUE.values())]
    widths = [max(cells(row[column]) for row in rows) for column in range(len(heads))]
    lines = ["  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    numbers = {number for check in CATALOGUE.values() for number in check.entries}
    counted = ngettext("{count} check", "{count} checks", len(CATALOGUE)).format(count=len(CATALOGUE))
    return "\n".join(
        [*lines, "", _("{checks} for {entries} of the known mistakes").format(checks=counted, entries=len(numbers))]
    )


def _row(check: Check, have: Container[str]) -> tuple[str, ...]:
    """What the catalogue, the mends and the page say of a check; - is for what it cannot have, NO for a gap."""
    shown = page(check.id) if check.id in have else None
    gap = _("NO")
    mends = "--mend" if check.id in MENDS else (words.name(check.practice) if check.practice else _("you"))
    return (
        check.id,
        words.severity(check.severity.value),
        ",".join(map(str, check.entries)) or "-",
        _("yes") if shown and shown.before else gap,
        _("yes") if shown and shown.fine else gap,
        ",".join(check.needs) or "-",
        mends,
        _("yes") if shown and shown.text and shown.source else gap,
    )
