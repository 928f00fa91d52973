"""The placement set that a template is bound to: read from its node affinity, set, or released. Edits a copy."""

import re

from wizard.model.shapes import items, mapping, mappings, text
from wizard.model.spreading import REQUIRED, terms
from wizard.model.workload import Workload
from wizard.practices.editing import Tree, prune, replace_list, section
from wizard.practices.spread_choice import LABEL, VALUE, SpreadChoice

_BATCH = re.compile(r"placement|rack|batch")


def batch(workload: Workload) -> tuple[str, tuple[str, ...]] | None:
    """The placement set the template is bound to: a batch label that every term asks for."""
    wanted = terms(workload)
    for expression in items(wanted[0].get("matchExpressions")) if wanted else []:
        key = text(mapping(expression).get("key"))
        values = tuple(text(each) for each in items(mapping(expression).get("values")))
        named = _BATCH.search(key) and LABEL.fullmatch(key) and mapping(expression).get("operator") == "In"
        everywhere = all(expression in items(term.get("matchExpressions")) for term in wanted)
        if named and everywhere and values and all(map(VALUE.fullmatch, values)):
            return key, values
    return None


def placed(choice: SpreadChoice, workload: Workload, pod: Tree) -> None:
    """Bind the template to the chosen placement set, in every existing term, or release it where that was asked."""
    present = batch(workload)
    moves = choice.level == "placement" and present is not None and present[0] != choice.placement_label
    if present and (moves or (choice.level != "placement" and choice.weakens)):
        _release(present[0], pod)
    if choice.level != "placement":
        return
    wanted: Tree = {"key": choice.placement_label, "operator": "In", "values": list(choice.placement_values)}
    required = section(section(section(pod, "affinity"), "nodeAffinity"), REQUIRED)
    alternatives = mappings(required.get("nodeSelectorTerms"))
    # A term of its own would be ORed and widen the choice of nodes instead of narrowing it.
    for term in alternatives:
        expressions = mappings(term.get("matchExpressions"))
        same = [
            each for each in expressions if each.get("key") == choice.placement_label and each.get("operator") == "In"
        ]
        if same:
            same[0]["values"] = list(choice.placement_values)
        elif expressions or term.get("matchFields"):
            term["matchExpressions"] = [*items(term.get("matchExpressions")), wanted]
    if not any(term.get("matchExpressions") or term.get("matchFields") for term in alternatives):
        required["nodeSelectorTerms"] = [{"matchExpressions": [wanted]}]


def _release(label: str, pod: Tree) -> None:
    required = mapping(pod.get("affinity"), "nodeAffinity", REQUIRED)
    alternatives = mappings(required.get("nodeSelectorTerms"))
    for term in alternatives:
        kept = [each for each in items(term.get("matchExpressions")) if mapping(each).get("key") != label]
        replace_list(term, "matchExpressions", items(term.get("matchExpressions")), kept)
    if any(not term for term in alternatives):
        # An emptied term asked for nothing else, and terms are ORed: so nothing is asked any more.
        mapping(pod.get("affinity"), "nodeAffinity").pop(REQUIRED, None)
        prune(pod, "affinity", "nodeAffinity")
