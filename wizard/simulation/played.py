"""A scenario together with what becomes of the requests meanwhile: what screens, missions and reports show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.model.workload import Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.outcome import Outcome
from wizard.simulation.scenarios import play
from wizard.simulation.traffic.requests import lost_requests
from wizard.simulation.traffic.traffic import Lost
from wizard.text.paths import Data


@dataclass(frozen=True)
class Played:
    """What became of the workload, and of its requests."""

    outcome: Outcome
    lost: Lost


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
    return Played(outcome, lost_requests(outcome.lives, workload, outcome.assumptions))
