"""What scenarios do to a workload as it was loaded and as it is chosen, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wizard.model.workload import Workload
from wizard.simulation.played import Played, played
from wizard.simulation.scenarios import playable
from wizard.simulation.traffic.timing import assumed_for
from wizard.text.paths import Data
from wizard.wording.simulation import cell

Object = Mapping[str, Data]


@dataclass(frozen=True)
class Pair:
    """One scenario on a workload as it was loaded, and as it is chosen."""

    before: Played
    after: Played

    @property
    def said(self) -> tuple[str, str]:
        """Both in a few words."""
        return cell(self.before.outcome, self.before.errors), cell(self.after.outcome, self.after.errors)

    @property
    def same(self) -> bool:
        before, after = self.said
        return before == after


def pairs(
    before: Workload, after: Workload, names: tuple[str, ...] = (), others: Sequence[Object] = ()
) -> Mapping[str, Pair]:
    """Scenarios that make sense for the workload, by name, each on both its forms."""
    given = assumed_for(after)
    wanted = [each for each in playable(after, None, given) if not names or each in names]
    return {
        each: Pair(played(before, each, given, others=others), played(after, each, given, others=others))
        for each in wanted
    }
