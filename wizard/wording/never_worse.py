"""A sentence for everything that a suggestion would make worse, and for what was not played."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.wording import _, listed, mark, safe
from wizard.wording.mistakes import SENTENCES as MISTAKES
from wizard.wording.mistakes import sentence as mistake
from wizard.wording.schema import sentence as schema_sentence
from wizard.wording.simulation import scenario

Values = Mapping[str, str | int]

SENTENCES = {
    "second-budget": mark("{first} and {second} would both hold the pods of {owner}: every eviction then fails"),
    "selects-all": mark("the {kind} {name} would select every pod of the namespace"),
    "selects-more": mark("the {kind} {name} would select the pods of {other}, too"),
    "misses-own": mark("the {kind} {name} would not select the pods that it is for"),
    "counts-nothing": mark("the budget would select pods of the {kind} {other}, which has no scale: none may then go"),
    "name-taken": mark("there is a {kind} called {name} already"),
    "repels-all": mark("it would keep every pod of the namespace away, not only its own"),
    "repels-more": mark("it would keep the pods of {other} away, too"),
    "pods-pending": mark("{pods} copies would find no node, {before} now"),
    "update-sticks": mark("an update would never end"),
    "change-sticks": mark("the update that brings it would never end"),
    "drain-endless": mark("a drain would never end"),
    "more-lost": mark("{scenario}: {lost:,} requests lost instead of {before:,}"),
    "lost-for-good": mark("{scenario}: {share} % of all requests fail for good"),
}


@dataclass(frozen=True)
class _Refused:
    rule: str
    values: Mapping[str, str]


def loss(id: str, values: Values) -> str:
    """What would be worse; values from a manifest are made safe to show."""
    if id.startswith("schema-"):
        told = schema_sentence(_Refused(id.removeprefix("schema-"), {key: str(each) for key, each in values.items()}))
        return _("{path}: {what}").format(path=safe(str(values["path"])), what=told)
    if id not in SENTENCES and id in MISTAKES:
        return mistake(id, values)
    shown: dict[str, str | int] = {key: safe(each) if isinstance(each, str) else each for key, each in values.items()}
    if "scenario" in shown:
        shown["scenario"] = scenario(str(values["scenario"]))
    said = _(SENTENCES[id]).format(**shown)
    if "hosts" not in values:
        return said
    return _("{said}, on {hosts} assumed hosts in {zones} zones; --nodes, --zones tell yours").format(
        said=said, **shown
    )


def held(id: str, values: Values) -> str:
    """Why something is not suggested."""
    return _("not suggested: {why}").format(why=loss(id, values))


def risky(id: str, values: Values) -> str:
    """What is worse of something that is done all the same."""
    return _("done, though: {why}").format(why=loss(id, values))


def not_played(scenarios: Iterable[str]) -> str:
    """What was too much to be played before something was suggested."""
    said = _("not played before the suggestions, because it would take too long: {scenarios}")
    return said.format(scenarios=listed(map(scenario, sorted(scenarios))))
