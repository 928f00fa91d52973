"""A scenario together with the errors that users meet in it: what screens, missions and reports show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from wizard.model.workload import Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.outcome import Outcome
from wizard.simulation.scenarios import play
from wizard.simulation.traffic.errors import Errors
from wizard.simulation.traffic.requests import errors_met
from wizard.text.paths import Data


@dataclass(frozen=True)
class Played:
    """What became of the workload, and of its users."""

    outcome: Outcome
    errors: Errors


def played(
    workload: Workload,
    scenario: str,
    given: Assumptions | None = None,
    *,
    others: Iterable[Mapping[str, Data]] = (),
    seed: int = 0,
) -> Played:
    """Play a scenario and count its requests. Raises WizardError for one that cannot be played here."""
    outcome = play(workload, scenario, given, others=others, seed=seed)
    met = errors_met(outcome.lives, workload, outcome.assumptions)
    return Played(outcome, replace(met, ready=outcome.ready))
