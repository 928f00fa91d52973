"""The catalogue of mistakes, one file per topic. Judges; mends and words nothing."""

from collections.abc import Iterator
from dataclasses import replace

# Importing a topic fills the catalogue, in the order in which a report lists what it finds.
from wizard.checks import (  # noqa: F401
    budget,
    copies,
    fields,
    node_rules,
    placing,
    probes,
    readiness,
    refused,
    rollout,
    scaling,
    services,
    shutdown,
    spread,
    starting,
    strays,
    terms,
    together,
    volumes,
    ways_in,
)
from wizard.checks.blanks import filled_in_later
from wizard.checks.check import CATALOGUE, Mistake, Severity
from wizard.checks.following import folded
from wizard.model.inventory import Inventory, why_partial
from wizard.model.workload import Neighbour, Workload
from wizard.text.yamldata import Path

__all__ = ["CATALOGUE", "Mistake", "Severity", "mistakes", "object_mistakes"]


def mistakes(workload: Workload) -> tuple[Mistake, ...]:
    """Everything that the catalogue finds in a workload, by practice and in the catalogue's order."""
    found = (mistake for check in CATALOGUE.values() for mistake in check.mistakes(workload))
    return folded([each for each in found if not filled_in_later(each, workload)])


def object_mistakes(inventory: Inventory) -> Iterator[Mistake]:
    """What the catalogue finds in budgets, Services and the like, each judged by itself."""
    for each in inventory.judged_alone:
        for check in CATALOGUE.values():
            if check.find_in is not None and each.kind in check.kinds:
                for bite in check.find_in(each, inventory):
                    yield check.mistake(bite, bite.object or each.id)
        yield from _seen_by_neighbours(each, inventory)


def _seen_by_neighbours(each: Neighbour, inventory: Inventory) -> Iterator[Mistake]:
    """What is wrong with it for workloads that were only read, and are not judged themselves."""
    told = set[tuple[str, Path]]()
    for one in inventory.selected(each.id):
        if one.id.origin in inventory.neighbours and not why_partial(one.data):
            for found in mistakes(inventory.workload(one.id)):
                if found.object == each.id and (found.id, found.path) not in told:
                    told.add((found.id, found.path))
                    yield replace(found, practice="")
