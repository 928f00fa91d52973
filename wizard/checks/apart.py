"""Tell the pods of a workload from those that a new budget must not select. Decides nothing."""

import copy

from wizard.checks.spread import version_label
from wizard.model.shapes import items, mapping, selects
from wizard.model.workload import Kin, Workload
from wizard.text.yamldata import Data


def told_apart(workload: Workload) -> dict[str, Data] | None:
    """The workload's own selector, narrowed past the pods that a budget over it must not select; None where none can.

    Those are the pods that have a budget already, and those whose controller has no scale: one of either, and no
    eviction passes (eviction.go, disruption.go). Bare Pods are left out where they can be.
    """
    selector = copy.deepcopy(dict(workload.selector))
    for kin in workload.kin:
        if selects(selector, kin.labels) and (kin.budgets or kin.scale is False or kin.of.kind == "Pod"):
            narrowed = _without(selector, kin, workload)
            if narrowed is None and (kin.budgets or kin.scale is False):
                return None
            selector = narrowed or selector
    return selector


def _without(selector: dict[str, Data], kin: Kin, workload: Workload) -> dict[str, Data] | None:
    """The selector that asks for a label by which the kin differ, those first that the workload's own pods lack."""
    # One that changes with each release tells them apart until the next.
    stable = [(key, value) for key, value in kin.labels.items() if not version_label({"matchLabels": {key: value}})]
    differing = [(key, value) for key, value in stable if workload.labels.get(key) != value]
    for key, value in sorted(differing, key=lambda pair: pair[0] in workload.labels):
        asked = [*items(selector.get("matchExpressions"))]
        same = next((each for each in asked if _excludes(each, key)), None)
        if same is None:
            asked.append({"key": key, "operator": "NotIn", "values": [value]})
        else:
            asked[asked.index(same)] = {**mapping(same), "values": [*items(mapping(same).get("values")), value]}
        narrowed = {**selector, "matchExpressions": asked}
        if selects(narrowed, workload.labels):
            return narrowed
    return None


def _excludes(expression: Data, key: str) -> bool:
    return mapping(expression).get("key") == key and mapping(expression).get("operator") == "NotIn"
