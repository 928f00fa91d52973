"""Carry out the choices of one workload. Knows no other workload and no file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from wizard.errors import WizardError
from wizard.model.overlay import overlaid
from wizard.model.permitted import permitted
from wizard.model.shapes import mapping, selects
from wizard.model.workload import Neighbour, Workload
from wizard.planning.changes import Addition
from wizard.practices import PRACTICES
from wizard.practices.practice import Practice
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data

Choices = Mapping[str, Any]
"""The choice of each practice, by Practice.key."""


@dataclass(frozen=True)
class Folded:
    """One workload with its choices carried out, in the order of the practices."""

    workload: Workload
    changed: Mapping[ObjectId, Mapping[str, Data]]
    added: tuple[Addition, ...]
    refused: tuple[WizardError, ...] = ()
    """Why some choices could not be carried out."""


def fold(workload: Workload, chosen: Choices) -> Folded:
    """Carry out choices one practice after the other, each seeing what the one before has made."""
    folded = Folded(workload, {}, ())
    for practice in PRACTICES:
        if practice.key in chosen:
            folded = carried(folded, practice, chosen[practice.key])
    return folded


def carried(folded: Folded, practice: Practice[Any], choice: object) -> Folded:
    """Carry out one more choice; one that cannot be is refused."""
    try:
        edited = practice.edits(choice, folded.workload)
    except WizardError as error:
        return replace(folded, refused=(*folded.refused, error))
    edited = replace(edited, changed=permitted(folded.workload, edited.changed))
    workload, added = overlaid(folded.workload, edited.changed), list(folded.added)
    for data in edited.added:
        addition = _addition(workload, practice.key, data)
        added.append(addition)
        workload = replace(
            workload,
            budgets=(*workload.budgets, Neighbour(addition.id, data)),
            beside={**workload.beside, addition.id: sum(addition.copies.values()) - workload.fewest},
        )
    return Folded(workload, {**folded.changed, **edited.changed}, tuple(added), folded.refused)


def _addition(workload: Workload, practice: str, data: Mapping[str, Data]) -> Addition:
    """A new budget with what it counts: the workload, and what of its kin it selects."""
    chosen = [each for each in workload.kin if selects(mapping(data, "spec").get("selector"), each.labels)]
    copies = {(each.of.kind, each.of.name): each.copies for each in chosen if each.scale}
    bare = next((each.of.name for each in chosen if each.of.kind == "Pod"), "")
    own = {(workload.kind, workload.name): workload.fewest}
    return Addition(workload.id, practice, data, {**copies, **own}, bare)
