"""Whether a workload's selector says which pods are its own. Changes nothing."""

from wizard.model.shapes import selects, selects_all
from wizard.model.workload import Workload

UNSELECTED = ("extensions/v1beta1", "apps/v1beta1")
"""The APIs in which the server took the template's labels for a selector that was left out (SetDefaults_Deployment)."""


def why_unselected(workload: Workload) -> str:
    """The id of the reason why it does not; empty where it does. The server refuses such a workload."""
    old = workload.data.get("apiVersion") in UNSELECTED
    stated = dict(workload.selector) if old else workload.spec.get("selector")
    if not isinstance(stated, dict) or selects_all(stated):
        return "selector-missing"
    return "" if selects(stated, workload.labels) else "selector-misses-own-pods"
