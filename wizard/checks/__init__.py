"""The catalogue of mistakes, one file per topic. Judges; mends and words nothing."""

from wizard.checks import budget, readiness, shutdown, spread  # noqa: F401  # importing a topic fills the catalogue
from wizard.checks.check import CATALOGUE, Mistake, Severity
from wizard.workload import Workload

__all__ = ["CATALOGUE", "Mistake", "Severity", "mistakes"]


def mistakes(workload: Workload) -> tuple[Mistake, ...]:
    """Everything that the catalogue finds in a workload, by practice and in the catalogue's order."""
    return tuple(mistake for check in CATALOGUE.values() for mistake in check.mistakes(workload))
