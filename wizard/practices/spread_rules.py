"""What a spread choice makes of the rules that keep copies apart, in either form. Edits a copy.

A rule that is there never becomes weaker, narrower or another one unless the choice says so (`weakens`): a strict one
stays strict, a wider one stays, and so do several of one key, their minDomains, maxSkew and weights. What counts other
pods is left alone.
"""

import copy
from collections.abc import Mapping, Sequence

from wizard.model.shapes import integer, items, mapping, text
from wizard.model.spreading import LEVEL_OF, PREFERRED, REQUIRED, Rule, rules
from wizard.model.topology import HOSTNAME, REGION, ZONE
from wizard.model.versions import knows
from wizard.model.workload import Workload
from wizard.practices.editing import Tree, prune, replace_list, section
from wizard.practices.spread_choice import SpreadChoice
from wizard.text.yamldata import Data

KEY_OF = {"host": HOSTNAME, "zone": ZONE, "region": REGION}
WITHIN = {
    "none": (),
    "host": ("host",),
    "zone": ("zone", "host"),
    "region": ("region", "zone", "host"),
    "placement": ("host",),
}
"""The levels that a chosen one spreads, widest first: zone alone would switch the default host spreading off."""


def constraints(choice: SpreadChoice, workload: Workload, pod: Tree) -> None:
    """Set topologySpreadConstraints: own levels kept, firmed, weakened or added; those of other pods left alone."""
    before = items(pod.get("topologySpreadConstraints"))
    own = {rule.path[-1]: rule for rule in rules(workload) if rule.form == "topologySpreadConstraints"}
    made: dict[int, Data] = {}
    for index, each in enumerate(before):
        rule, level = own.get(index), LEVEL_OF.get(text(mapping(each).get("topologyKey")))
        if not isinstance(each, dict) or (rule is None and level not in _levels(choice, workload)):
            made[index] = each
        elif rule is None:
            # It counts none of these pods, so it keeps nothing apart: made to count them it is a rule like a new one.
            made[index] = {**copy.deepcopy(each), "labelSelector": copy.deepcopy(dict(workload.selector))}
            _set_strict(mapping(made[index]), workload, strict=_is_strict(choice, workload, str(level)))
        elif _stays(choice, workload, rule):
            made[index] = _kept(each, rule, choice, workload)
    after = [made[index] for index in sorted(_unrepeated(made, before))]
    if choice.form == "topologySpreadConstraints":
        have = {LEVEL_OF.get(text(mapping(each).get("topologyKey"))) for each in after}
        have |= _kept_levels(choice, workload, "podAntiAffinity")
        after += [_constraint(choice, level, workload) for level in _levels(choice, workload) if level not in have]
    replace_list(pod, "topologySpreadConstraints", before, after)


def _unrepeated(made: Mapping[int, Data], before: Sequence[Data]) -> set[int]:
    """Which of them stay: topologyKey and whenUnsatisfiable must be unique together (core/v1 validation).

    One that an edit has made like another goes; two that were alike before are not for this edit to part.
    """
    kept = {index for index, each in made.items() if _pair(each) == _pair(before[index])}
    pairs = {_pair(made[index]) for index in kept}
    for index in sorted({*made} - kept):
        if _pair(made[index]) not in pairs:
            kept.add(index)
            pairs.add(_pair(made[index]))
    return kept


def _pair(constraint: Data) -> tuple[str, str]:
    return text(mapping(constraint).get("topologyKey")), text(mapping(constraint).get("whenUnsatisfiable"))


def _levels(choice: SpreadChoice, workload: Workload) -> tuple[str, ...]:
    """The levels to spread, widest first: those chosen, and those that are there already unless they may go."""
    own = set() if choice.weakens else {rule.level for rule in rules(workload)}
    return tuple(level for level in WITHIN["region"] if level in own or level in WITHIN[choice.level])


def deciding(choice: SpreadChoice) -> str:
    """The level whose rule is strict or preferred as chosen; narrower ones keep what they have."""
    return "host" if choice.level == "placement" else choice.level


def firm_levels(workload: Workload) -> set[str | None]:
    """The levels that a strict rule of its own spreads already."""
    return {rule.level for rule in rules(workload) if rule.strict}


def _is_strict(choice: SpreadChoice, workload: Workload, level: str) -> bool:
    """Whether a rule that is made for a level is strict: as chosen, or as the one in whose place it stands."""
    kept = level in firm_levels(workload) and not (choice.weakens and level == deciding(choice))
    return kept or (choice.strict and level == deciding(choice))


def _kept(constraint: Tree, rule: Rule, choice: SpreadChoice, workload: Workload) -> Tree:
    """An own constraint as it stays."""
    kept = copy.deepcopy(constraint)
    if _becomes(rule, choice, workload) is not rule.strict:
        _set_strict(kept, workload, strict=not rule.strict)
    elif rule.strict:
        _honour_taints(kept, workload)
    return kept


def _becomes(rule: Rule, choice: SpreadChoice, workload: Workload) -> bool:
    """Whether an own rule is strict in the end: firmed where no other of its level is firm, weakened where asked."""
    if rule.level != deciding(choice) or rule.strict is choice.strict:
        return rule.strict
    if rule.strict:
        return not choice.weakens
    return rule.level not in firm_levels(workload)


def _stays(choice: SpreadChoice, workload: Workload, rule: Rule) -> bool:
    """Rules wider than the level go where that was asked; so does the other form, unless the file mixes the two."""
    if rule.level is None:
        return True
    if choice.level == "none":
        return False
    forms = {each.form for each in rules(workload) if each.level}
    in_form = rule.form == choice.form or choice.form in forms
    return in_form and (choice.level == "placement" or rule.level in _levels(choice, workload))


def _kept_levels(choice: SpreadChoice, workload: Workload, form: str) -> set[str | None]:
    return {rule.level for rule in rules(workload) if rule.form == form and _stays(choice, workload, rule)}


def _set_strict(constraint: Tree, workload: Workload, *, strict: bool) -> None:
    constraint["whenUnsatisfiable"] = "DoNotSchedule" if strict else "ScheduleAnyway"
    if strict:
        _honour_taints(constraint, workload)
    else:
        constraint.pop("minDomains", None)  # the server allows it with DoNotSchedule only


def _honour_taints(constraint: Tree, workload: Workload) -> None:
    """Else a cordoned or dead domain makes all others look too full, and replacements wait (FACTS 2.4)."""
    if knows(workload.version, "node-taints-policy"):
        constraint["nodeTaintsPolicy"] = "Honor"


def _constraint(choice: SpreadChoice, level: str, workload: Workload) -> Tree:
    made: Tree = {
        "maxSkew": 1,
        "topologyKey": KEY_OF[level],
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": copy.deepcopy(dict(workload.selector)),
    }
    if _is_strict(choice, workload, level):
        _set_strict(made, workload, strict=True)
    if workload.kind == "Deployment" and knows(workload.version, "spread-match-label-keys"):
        made["matchLabelKeys"] = ["pod-template-hash"]
    return made


def anti_affinity(choice: SpreadChoice, workload: Workload, pod: Tree) -> None:
    """Set the podAntiAffinity terms that count the workload's own pods; terms about other pods are left alone."""
    own = [rule for rule in rules(workload) if rule.form == "podAntiAffinity" and rule.level]
    anti = mapping(pod.get("affinity"), "podAntiAffinity")
    required, preferred = list(items(anti.get(REQUIRED))), list(items(anti.get(PREFERRED)))
    have = _kept_levels(choice, workload, "topologySpreadConstraints")
    turned: set[str | None] = {rule.level for rule in own if not rule.strict} if choice.weakens else set()
    for rule in own:
        source = required if rule.strict else preferred
        entry = items(anti.get(REQUIRED if rule.strict else PREFERRED))[_index(rule)]
        strict = _becomes(rule, choice, workload)
        if not _stays(choice, workload, rule):
            source.remove(entry)
        elif strict is rule.strict or (strict and rule.level in turned):
            have.add(rule.level)
        else:
            source.remove(entry)
            if rule.level not in turned:
                _add_term(dict(rule.data), required, preferred, strict=strict)
            turned.add(rule.level)
            have.add(rule.level)
    if choice.form == "podAntiAffinity":
        for level in _levels(choice, workload):
            if level not in have:
                strict = _is_strict(choice, workload, level)
                _add_term(_term(level, workload, strict=strict), required, preferred, strict=strict)
    lists = ((REQUIRED, required), (PREFERRED, preferred))
    if all(items(anti.get(key)) == after for key, after in lists):
        return
    target = section(section(pod, "affinity"), "podAntiAffinity")
    for key, after in lists:
        replace_list(target, key, items(anti.get(key)), after)
    prune(pod, "affinity", "podAntiAffinity")


def _index(rule: Rule) -> int:
    step = rule.path[-1]
    assert isinstance(step, int)  # noqa: S101  # rules() ends each path with the index
    return step


def _add_term(term: Tree, required: list[Data], preferred: list[Data], *, strict: bool) -> None:
    """A weight that stands in a required term, where none may be, is what a preferred one made of it weighs."""
    weight = integer(term.get("weight"))
    plain = copy.deepcopy({key: each for key, each in term.items() if key != "weight"})
    if strict:
        required.append(plain)
    else:
        kept = weight if weight is not None and 1 <= weight <= 100 else 100
        preferred.append({"weight": kept, "podAffinityTerm": plain})


def _term(level: str, workload: Workload, *, strict: bool) -> Tree:
    made: Tree = {"labelSelector": copy.deepcopy(dict(workload.selector)), "topologyKey": KEY_OF[level]}
    if strict and workload.kind == "Deployment" and knows(workload.version, "affinity-match-label-keys"):
        # Else the surge pod of an update finds every host taken by the old revision (FACTS 2.3).
        made["matchLabelKeys"] = ["pod-template-hash"]
    return made
