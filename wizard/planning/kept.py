"""Choices as plain values and back, so that a draft can keep them and a reload can bring them to another inventory.

Holds what was chosen and what people said, never the text of a manifest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from wizard.errors import WizardError
from wizard.mends import MENDS
from wizard.model.inventory import Inventory, namespace
from wizard.model.shapes import mapping, text
from wizard.model.workload import AppFacts
from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.practices.practice import Given, Practice, Question
from wizard.text.manifest import Manifest, ObjectId
from wizard.wording import _, labelled, safe
from wizard.wording.practices import name

FORM = 1
"""Of the values; a draft in another form is not read."""

Title = tuple[str | None, str, str]
"""Namespace, kind and name: an object that still has them is taken for the same."""


@dataclass(frozen=True)
class Restored:
    """A plan with the choices brought back, and a sentence for each that did not fit any more."""

    plan: Plan
    lost: tuple[str, ...]


def kept(plan: Plan) -> Mapping[str, object]:
    """What was chosen, skipped and said, as values that JSON can hold."""
    own = [id for id in plan.inventory.ids if plan.choices.get(id) or id in plan.facts or _skipped(plan, id)]
    ids = dict.fromkeys((*own, *(id for id, _check in sorted(plan.mends))))
    return {"form": FORM, "separate": plan.separate, "workloads": [_of_workload(plan, id) for id in ids]}


def has_choices(draft: Mapping[str, object]) -> bool:
    """Whether a draft holds anything worth asking about."""
    workloads = draft.get("workloads")
    return draft.get("form") == FORM and isinstance(workloads, list) and bool(workloads)


def restored(plan: Plan, draft: Mapping[str, Any]) -> Restored:
    """The plan with the choices of a draft, as far as their workloads are still there and still take them."""
    lost: list[str] = []
    if not has_choices(draft):
        return Restored(plan, ())
    plan = replace(plan, separate=draft.get("separate") is True)
    titles = {id: _title(plan.inventory, id) for id in plan.inventory.objects}
    for each in draft["workloads"]:
        try:
            id = _found(titles, each)
            if id is None:
                lost.append(_("{name} is not there any more").format(name=safe(str(each["name"]))))
            else:
                plan = _with(plan, id, each, lost)
        except (KeyError, TypeError, ValueError, AttributeError):
            lost.append(_("one entry of the draft cannot be read"))
    return Restored(plan, tuple(lost))


def with_manifests(inventory: Inventory, manifests: Sequence[Manifest]) -> Inventory:
    """The inventory with some files as they are now; new ones stand behind those of the same folder's name order."""
    fresh = {each.origin: each for each in manifests}
    listings = {origin: fresh.get(listing.origin, listing) for origin, listing in inventory.kustomizations.items()}
    own = {origin: fresh.pop(origin, old) for origin, old in inventory.manifests.items()}
    new = {origin: each for origin, each in fresh.items() if origin not in {old.origin for old in listings.values()}}
    return replace(inventory, manifests={**own, **new}, kustomizations=listings)


def _of_workload(plan: Plan, id: ObjectId) -> dict[str, object]:
    where, kind, called = _title(plan.inventory, id)
    chosen = plan.choices.get(id, {})
    facts = asdict(plan.facts[id]) if id in plan.facts else {}
    return {
        **asdict(id),
        "namespace": where,
        "kind": kind,
        "name": called,
        "choices": {p.key: list(p.words(chosen[p.key])) for p in PRACTICES if p.key in chosen},
        "skipped": _skipped(plan, id),
        "mends": sorted(check for own, check in plan.mends if own == id),
        "facts": facts,
    }


def _skipped(plan: Plan, id: ObjectId) -> list[str]:
    return [practice.key for practice in PRACTICES if (id, practice.key) in plan.skipped]


def _title(inventory: Inventory, id: ObjectId) -> Title:
    data = inventory.objects[id]
    return namespace(data), text(data.get("kind")), text(mapping(data.get("metadata")).get("name"))


def _found(titles: Mapping[ObjectId, Title], each: Mapping[str, Any]) -> ObjectId | None:
    """The same place if the same object stands there, else the one object of that name in the file."""
    wanted = each["namespace"], each["kind"], each["name"]
    id = ObjectId(each["origin"], each["document"], each["item"])
    if titles.get(id) == wanted:
        return id
    same = [other for other, title in titles.items() if title == wanted and other.origin == id.origin]
    return same[0] if len(same) == 1 else None


def _with(plan: Plan, id: ObjectId, each: Mapping[str, Any], lost: list[str]) -> Plan:
    known = {field.name for field in fields(AppFacts)}
    if facts := {key: value for key, value in each["facts"].items() if key in known}:
        plan = plan.know(id, AppFacts(**facts))
    # A draft of an older version has none.
    for check in each.get("mends", ()):
        plan = plan.mend(id, check, agreed=True) if check in MENDS else plan
    for practice in PRACTICES:
        if practice.key in each["skipped"]:
            plan = plan.skip(id, practice.key)
        words = each["choices"].get(practice.key)
        if words is None:
            continue
        try:
            choice = practice.choice(given(practice, words), plan.upto(id, practice.key))
        except WizardError as error:
            lost.append(labelled(safe(each["name"]), labelled(name(practice.key), str(error))))
            continue
        if not isinstance(choice, Question):
            plan = plan.choose(id, practice.key, choice)
    return plan


def given(practice: Practice[Any], words: Sequence[str]) -> Given:
    """The options that a practice's own words are, by Option.name."""
    found: dict[str, list[str]] = {}
    for option, value in _pairs(practice, words):
        values = found.setdefault(option, [])
        values += [] if value is None else [value]
    return found


def _pairs(practice: Practice[Any], words: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    options = {option.flag: option for option in practice.options}
    left = iter(words)
    for word in left:
        option = options[word]
        yield option.name, None if option.metavar is None else next(left)
