"""What is not judged because something fills it in before a server sees it."""

from collections.abc import Mapping

from wizard.checks.check import Mistake
from wizard.model.blanks import blank
from wizard.model.workload import Workload
from wizard.text.yamldata import Data, at

_COUNTS = {"replicas", "minReplicas", "maxReplicas", "minReplicaCount"}
"""Fields that hold a number, whatever else stands there."""


def filled_in_later(mistake: Mistake, workload: Workload) -> bool:
    """Whether a mistake is about a value that is a blank."""
    try:
        value = at(dict(_object(mistake, workload)), mistake.path)
    except KeyError:
        return False
    return blank(value, number=bool(mistake.path) and mistake.path[-1] in _COUNTS)


def _object(mistake: Mistake, workload: Workload) -> Mapping[str, Data]:
    # A budget that a plan itself adds goes by the id of its workload, and has no blanks.
    near = (*workload.services, *workload.budgets, *workload.autoscalers, *workload.claims)
    own = mistake.object == workload.id
    return workload.data if own else next((each.data for each in near if each.id == mistake.object), {})
