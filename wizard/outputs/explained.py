"""The page of each check of the catalogue: what, why, before, after, what is fine, and where the rule comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from wizard.checks import CATALOGUE
from wizard.errors import WizardError
from wizard.mends import MENDS
from wizard.places import assets
from wizard.wording import _, cells, padded
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
    yield f"{shown.id}{state}"
    yield ""
    yield shown.text
    yield ""
    yield _("What to do: {todo}.").format(todo=todo(shown.id))
    if shown.id in MENDS:
        yield _("Mended by: surefoot fix --mend {id} PATH").format(id=shown.id)
    for key in check.needs if check else ():
        yield _("Needs {what}.").format(what=needed(key))
    before = _("Before") + (_(" (given {given})").format(given=shown.given) if shown.given else "")
    for head, example in (
        (before, shown.before),
        (_("After"), shown.after),
        (_("Fine: {said}").format(said=shown.fine_said[0].lower() + shown.fine_said[1:].removesuffix(".")), shown.fine),
    ):
        yield ""
        yield f"{head}:"
        yield from (f"    {line}" for line in example.rstrip().split("\n"))
    yield ""
    yield _("Source: {source}").format(source=shown.source)


def table() -> str:
    """Every id: severity, practice, what mends it, what it needs, whether it has a page."""
    have = set(pages())
    rows = [("ID", _("SEVERITY"), _("PRACTICE"), _("MENDED BY"), _("NEEDS"))]
    for check in CATALOGUE.values():
        by = "fix --mend" if check.id in MENDS else (_("its step") if check.practice else _("you"))
        practice = words.name(check.practice) if check.practice else ""
        name = check.id if check.id in have else f"{check.id} ({_('no page')})"
        rows.append((name, words.severity(check.severity.value), practice, by, ", ".join(check.needs)))
    widths = [max(cells(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join(padded(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
