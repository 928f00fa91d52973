"""What a scenario does to a workload as it was and as it is chosen, reckoned once for all that show it."""

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.simulation.assumptions import Assumptions
from wizard.simulation.outcome import Outcome
from wizard.simulation.requests import lost_requests
from wizard.simulation.scenarios import play, playable
from wizard.simulation.timing import assumed_for
from wizard.simulation.traffic import Lost
from wizard.wording.simulation import cell
from wizard.workload import Workload


@dataclass(frozen=True)
class Played:
    """One scenario on one form of a workload."""

    outcome: Outcome
    lost: Lost

    @property
    def said(self) -> str:
        """It in a few words."""
        return cell(self.outcome, self.lost)


@dataclass(frozen=True)
class Pair:
    """One scenario on a workload as it was loaded, and as it is chosen."""

    before: Played
    after: Played

    @property
    def same(self) -> bool:
        return self.before.said == self.after.said


def played(workload: Workload, scenario: str, given: Assumptions) -> Played:
    """One scenario on one form."""
    outcome = play(workload, scenario, given)
    return Played(outcome, lost_requests(outcome.lives, workload, given))


def pairs(before: Workload, after: Workload, names: tuple[str, ...] = ()) -> Mapping[str, Pair]:
    """Scenarios that make sense for the workload, by name, each on both its forms."""
    given = assumed_for(after)
    wanted = [each for each in playable(after, None, given) if not names or each in names]
    return {each: Pair(played(before, each, given), played(after, each, given)) for each in wanted}


def size(workload: Workload) -> int:
    """How much work a scenario is: pods times nodes."""
    nodes = len(workload.topology.nodes) if workload.topology else 6
    return max(workload.replicas, workload.fewest) * nodes
