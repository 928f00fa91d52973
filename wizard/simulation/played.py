"""A scenario together with the errors that users meet in it: what screens, missions and reports show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf

from wizard.model.eligible import repelling
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


def played(  # noqa: PLR0913 - all that a play may be given
    workload: Workload,
    scenario: str,
    given: Assumptions | None = None,
    *,
    others: Iterable[Mapping[str, Data]] = (),
    running: Workload | None = None,
    seed: int = 0,
    steps: int | None = None,
) -> Played:
    """Play a scenario and count its requests, as scenarios.play does. Raises WizardError."""
    outcome = play(workload, scenario, given, others=others, running=running, seed=seed, steps=steps)
    met = errors_met(outcome.lives, workload, outcome.assumptions, clients(outcome))
    return Played(outcome, replace(met, ready=outcome.ready))


def clients(outcome: Outcome) -> Mapping[str, float]:
    """The nodes that requests come from, all that take any pod, and until when: until they die or are drained.

    Nobody says where clients run. A node that is lost or drained loses its clients with its pods.
    """
    nodes = [node for node in outcome.topology.nodes if not node.unschedulable and not repelling((), node.taints)]
    leave = {values["node"]: seconds for seconds, event, values in outcome.steps if event in {"cordoned", "lost"}}
    return {node.name: leave.get(node.name, inf) for node in nodes or outcome.topology.nodes}
