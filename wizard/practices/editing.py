"""Take hold of the parts of a copied object that a choice edits. Raises WizardError where something else is there."""

from wizard.errors import WizardError
from wizard.model.shapes import mapping
from wizard.model.workload import Workload
from wizard.text.yamldata import Data
from wizard.wording import _

Tree = dict[str, Data]


def edited_pod(workload: Workload, data: Tree) -> Tree:
    """The pod spec of a copied workload; raises WizardError where the template is none."""
    pod = mapping(data.get("spec"), "template").get("spec")
    if not isinstance(pod, dict):
        raise WizardError(
            _("{origin}: {name} has no spec.template.spec; write one before choosing").format(
                origin=workload.id.origin, name=workload.name
            )
        )
    return pod


def section(parent: Tree, key: str) -> Tree:
    """The mapping under `key`, made where it is missing or empty; raises WizardError where something else is there."""
    if parent.get(key) is None:
        parent[key] = {}
    found = parent[key]
    if not isinstance(found, dict):
        raise WizardError(_("{key} holds no mapping; mend it in the file before choosing").format(key=key))
    return found


def replace_list(parent: Tree, key: str, before: list[Data], after: list[Data]) -> None:
    """Put a list in the place of another; one that is empty goes with its key."""
    if after and after != before:
        parent[key] = after
    elif not after and before:
        del parent[key]


def prune(parent: Tree, key: str, child: str) -> None:
    """Drop what an edit has emptied: a bare `affinity: {}` would only puzzle its reader."""
    holder = mapping(parent.get(key))
    if holder.get(child) == {}:
        del holder[child]
    if parent.get(key) == {}:
        del parent[key]
