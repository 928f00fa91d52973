"""The catalogue of mistakes, one file per topic. Judges; mends and words nothing."""

from collections.abc import Iterator

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
    services,
    shutdown,
    spread,
    strays,
    terms,
    volumes,
)
from wizard.checks.blanks import filled_in_later
from wizard.checks.check import CATALOGUE, Mistake, Severity
from wizard.checks.following import folded
from wizard.model.inventory import Inventory
from wizard.model.workload import Workload

__all__ = ["CATALOGUE", "Mistake", "Severity", "mistakes", "object_mistakes"]


def mistakes(workload: Workload) -> tuple[Mistake, ...]:
    """Everything that the catalogue finds in a workload, by practice and in the catalogue's order."""
    found = (mistake for check in CATALOGUE.values() for mistake in check.mistakes(workload))
    return folded([each for each in found if not filled_in_later(each, workload)])


def object_mistakes(inventory: Inventory) -> Iterator[Mistake]:
    """What the catalogue finds in budgets, Services and autoscalers, each judged by itself."""
    for each in inventory.judged_alone:
        for check in CATALOGUE.values():
            if check.find_in is not None and each.data.get("kind") in check.kinds:
                for bite in check.find_in(each, inventory):
                    yield check.mistake(bite, bite.object or each.id)
