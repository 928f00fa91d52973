"""What a spread choice makes of a pod template: constraints, anti-affinity terms, node affinity. Edits a copy."""

import copy
from collections.abc import Sequence

from wizard.errors import WizardError
from wizard.model.shapes import items, mapping, mappings, text
from wizard.model.spreading import LEVEL_OF, PREFERRED, REQUIRED, Rule, rules
from wizard.model.topology import HOSTNAME, REGION, ZONE
from wizard.model.versions import knows
from wizard.model.workload import Workload
from wizard.practices.spread_choice import SpreadChoice
from wizard.text.yamldata import Data
from wizard.wording import _

KEY_OF = {"host": HOSTNAME, "zone": ZONE, "region": REGION}
WITHIN = {
    "none": (),
    "host": ("host",),
    "zone": ("zone", "host"),
    "region": ("region", "zone", "host"),
    "placement": ("host",),
}
"""The levels that a chosen one spreads, widest first: zone alone would switch the default host spreading off."""

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


def constraints(choice: SpreadChoice, workload: Workload, pod: Tree) -> None:
    """Set topologySpreadConstraints: own levels kept, changed, dropped or added; foreign ones left alone."""
    before = items(pod.get("topologySpreadConstraints"))
    after: list[Data] = []
    own = {rule.path[-1] for rule in rules(workload) if rule.form == "topologySpreadConstraints"}
    have: set[str] = set(_kept_levels(choice, workload, "podAntiAffinity"))
    for index, each in enumerate(before):
        level = LEVEL_OF.get(text(mapping(each).get("topologyKey")))
        if not isinstance(each, dict) or level is None:
            after.append(each)
        elif _stays(choice, workload, "topologySpreadConstraints", level) and not _repeats(each, after):
            kept = copy.deepcopy(each)
            if index not in own and level in WITHIN[choice.level]:
                kept["labelSelector"] = copy.deepcopy(dict(workload.selector))
            if level == _deciding(choice):
                _set_strict(kept, choice, workload)
            after.append(kept)
            have.add(level)
    if choice.form == "topologySpreadConstraints":
        after += [_constraint(choice, level, workload) for level in WITHIN[choice.level] if level not in have]
    _replace_list(pod, "topologySpreadConstraints", before, after)


def _repeats(constraint: Tree, others: Sequence[Data]) -> bool:
    """topologyKey and whenUnsatisfiable together must be unique (core/v1 validation)."""
    pair = ("topologyKey", "whenUnsatisfiable")
    return any(all(mapping(each).get(key) == constraint.get(key) for key in pair) for each in others)


def _deciding(choice: SpreadChoice) -> str:
    """The level whose rule is strict or preferred as chosen; narrower ones keep what they have."""
    return "host" if choice.level == "placement" else choice.level


def _stays(choice: SpreadChoice, workload: Workload, form: str, level: str) -> bool:
    """Rules wider than the level go; so does the other form, unless the file already mixes the two."""
    forms = {rule.form for rule in rules(workload) if rule.level}
    in_form = form == choice.form or choice.form in forms
    return in_form and choice.level != "none" and (choice.level == "placement" or level in WITHIN[choice.level])


def _kept_levels(choice: SpreadChoice, workload: Workload, form: str) -> list[str]:
    levels = [rule.level for rule in rules(workload) if rule.form == form and rule.level]
    return [level for level in levels if _stays(choice, workload, form, level)]


def _set_strict(constraint: Tree, choice: SpreadChoice, workload: Workload) -> None:
    constraint["whenUnsatisfiable"] = "DoNotSchedule" if choice.strict else "ScheduleAnyway"
    if choice.strict and knows(workload.version, "node-taints-policy"):
        # Else a cordoned or dead domain makes all others look too full, and replacements wait (FACTS 2.4).
        constraint["nodeTaintsPolicy"] = "Honor"
    if not choice.strict:
        constraint.pop("minDomains", None)  # the server allows it with DoNotSchedule only


def _constraint(choice: SpreadChoice, level: str, workload: Workload) -> Tree:
    made: Tree = {
        "maxSkew": 1,
        "topologyKey": KEY_OF[level],
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": copy.deepcopy(dict(workload.selector)),
    }
    if level == _deciding(choice):
        _set_strict(made, choice, workload)
    if workload.kind == "Deployment" and knows(workload.version, "spread-match-label-keys"):
        made["matchLabelKeys"] = ["pod-template-hash"]
    return made


def anti_affinity(choice: SpreadChoice, workload: Workload, pod: Tree) -> None:
    """Set the podAntiAffinity terms that count the workload's own pods; terms about other pods are left alone."""
    own = [rule for rule in rules(workload) if rule.form == "podAntiAffinity" and rule.level]
    anti = mapping(pod.get("affinity"), "podAntiAffinity")
    required, preferred = list(items(anti.get(REQUIRED))), list(items(anti.get(PREFERRED)))
    have: set[str] = set(_kept_levels(choice, workload, "topologySpreadConstraints"))
    for rule in own:
        source = required if rule.strict else preferred
        entry = items(anti.get(REQUIRED if rule.strict else PREFERRED))[_index(rule)]
        level = rule.level or ""
        if not _stays(choice, workload, "podAntiAffinity", level):
            source.remove(entry)
        elif level == _deciding(choice) and rule.strict != choice.strict:
            source.remove(entry)
            if level not in have:
                _add_term(choice, dict(rule.data), required, preferred)
        have.add(level)
    if choice.form == "podAntiAffinity":
        for level in WITHIN[choice.level]:
            if level not in have:
                strict = choice.strict and level == _deciding(choice)
                _add_term(choice, _term(level, workload, strict=strict), required, preferred, strict=strict)
    lists = ((REQUIRED, required), (PREFERRED, preferred))
    if all(items(anti.get(key)) == after for key, after in lists):
        return
    target = section(section(pod, "affinity"), "podAntiAffinity")
    for key, after in lists:
        _replace_list(target, key, items(anti.get(key)), after)
    _prune(pod, "affinity", "podAntiAffinity")


def _index(rule: Rule) -> int:
    step = rule.path[-1]
    assert isinstance(step, int)  # noqa: S101  # rules() ends each path with the index
    return step


def _add_term(
    choice: SpreadChoice, term: Tree, required: list[Data], preferred: list[Data], *, strict: bool | None = None
) -> None:
    if choice.strict if strict is None else strict:
        required.append(copy.deepcopy(term))
    else:
        preferred.append({"weight": 100, "podAffinityTerm": copy.deepcopy(term)})


def _term(level: str, workload: Workload, *, strict: bool) -> Tree:
    made: Tree = {"labelSelector": copy.deepcopy(dict(workload.selector)), "topologyKey": KEY_OF[level]}
    if strict and workload.kind == "Deployment" and knows(workload.version, "affinity-match-label-keys"):
        # Else the surge pod of an update finds every host taken by the old revision (FACTS 2.3).
        made["matchLabelKeys"] = ["pod-template-hash"]
    return made


def placed(choice: SpreadChoice, present: tuple[str, tuple[str, ...]] | None, pod: Tree) -> None:
    """Bind the template to the chosen placement set, in every existing term, or release it from the present one."""
    if present and (choice.level != "placement" or present[0] != choice.placement_label):
        _release(present[0], pod)
    if choice.level != "placement":
        return
    wanted: Tree = {"key": choice.placement_label, "operator": "In", "values": list(choice.placement_values)}
    required = section(section(section(pod, "affinity"), "nodeAffinity"), REQUIRED)
    terms = mappings(required.get("nodeSelectorTerms"))
    # A term of its own would be ORed and widen the choice of nodes instead of narrowing it.
    for term in terms:
        expressions = mappings(term.get("matchExpressions"))
        same = [
            each for each in expressions if each.get("key") == choice.placement_label and each.get("operator") == "In"
        ]
        if same:
            same[0]["values"] = list(choice.placement_values)
        elif expressions or term.get("matchFields"):
            term["matchExpressions"] = [*items(term.get("matchExpressions")), wanted]
    if not any(term.get("matchExpressions") or term.get("matchFields") for term in terms):
        required["nodeSelectorTerms"] = [{"matchExpressions": [wanted]}]


def _release(label: str, pod: Tree) -> None:
    required = mapping(pod.get("affinity"), "nodeAffinity", REQUIRED)
    terms = mappings(required.get("nodeSelectorTerms"))
    for term in terms:
        kept = [each for each in items(term.get("matchExpressions")) if mapping(each).get("key") != label]
        _replace_list(term, "matchExpressions", items(term.get("matchExpressions")), kept)
    if any(not term for term in terms):
        # An emptied term asked for nothing else, and terms are ORed: so nothing is asked any more.
        mapping(pod.get("affinity"), "nodeAffinity").pop(REQUIRED, None)
        _prune(pod, "affinity", "nodeAffinity")


def _replace_list(parent: Tree, key: str, before: list[Data], after: list[Data]) -> None:
    if after and after != before:
        parent[key] = after
    elif not after and before:
        del parent[key]


def _prune(parent: Tree, key: str, child: str) -> None:
    """Drop what an edit has emptied: a bare `affinity: {}` would only puzzle its reader."""
    holder = mapping(parent.get(key))
    if holder.get(child) == {}:
        del holder[child]
    if parent.get(key) == {}:
        del parent[key]
