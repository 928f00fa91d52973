"""What a spread choice makes of a workload and its autoscaler: rules, placement, tolerations, copies. Edits a copy."""

import copy
from collections.abc import Mapping

from wizard.model.autoscaling import minimum_field
from wizard.model.overlay import overlaid
from wizard.model.places import one_first_helps
from wizard.model.shapes import mapping
from wizard.model.workload import Workload
from wizard.practices.editing import Tree, edited_pod
from wizard.practices.failover import tolerate
from wizard.practices.practice import Edited
from wizard.practices.shutdown_choice import ShutdownChoice
from wizard.practices.shutdown_edits import set_strategy
from wizard.practices.spread_choice import SpreadChoice
from wizard.practices.spread_placement import placed
from wizard.practices.spread_rules import anti_affinity, constraints
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data

ONE_GOES_FIRST = ShutdownChoice(max_surge=0, max_unavailable=1)
"""For an update whose extra pod finds every place taken: a new copy starts where an old one was (FACTS 2.3)."""


def edits(choice: SpreadChoice, workload: Workload) -> Edited:
    """Whole new data for the workload and its autoscaler, where the choice does not hold yet."""
    data = copy.deepcopy(dict(workload.data))
    pod = edited_pod(workload, data)
    constraints(choice, workload, pod)
    anti_affinity(choice, workload, pod)
    placed(choice, workload, pod)
    if choice.tolerate is not None:
        tolerate(pod, choice.tolerate)
    changed: dict[ObjectId, Mapping[str, Data]] = {}
    scaler = workload.autoscaler
    if choice.replicas is not None and scaler is None:
        mapping(data.get("spec"))["replicas"] = choice.replicas
    elif choice.replicas is not None and scaler is not None:
        scaled = copy.deepcopy(dict(scaler.data))
        mapping(scaled.get("spec"))[minimum_field(scaler.data)] = choice.replicas
        changed[scaler.id] = scaled
    _let_updates_move(overlaid(workload, {**changed, workload.id: data}), data)
    changed[workload.id] = data
    olds = {workload.id: workload.data} | ({scaler.id: scaler.data} if scaler else {})
    return Edited({id: new for id, new in changed.items() if new != olds[id]})


def _let_updates_move(planned: Workload, data: Tree) -> None:
    """One copy goes first, where the rule or the copies leave the extra pod of an update no place.

    The numbers are the Shutdown step's, which comes later and may set others; but a choice that would never let an
    update end is not left behind meanwhile.
    """
    if one_first_helps(planned):
        set_strategy(mapping(data.get("spec")), ONE_GOES_FIRST)
