"""Which spread is best on what is known, which one is there, and which fits another workload. Edits nothing."""

from dataclasses import replace

from wizard.checks import mistakes
from wizard.checks.check import Severity
from wizard.model.eligible import eligible_nodes
from wizard.model.overlay import overlaid
from wizard.model.places import places
from wizard.model.shapes import mapping
from wizard.model.spreading import rules
from wizard.model.topology import Topology
from wizard.model.workload import Workload
from wizard.practices.failover import suggested_toleration
from wizard.practices.spread_choice import LEVELS, SpreadChoice
from wizard.practices.spread_edits import edits
from wizard.practices.spread_placement import batch
from wizard.practices.spread_rules import KEY_OF, deciding, firm_levels

KEY = "spread"


def present(workload: Workload) -> SpreadChoice | None:
    """What the rules that are there amount to; None where there are none of a known level."""
    own = [rule for rule in rules(workload) if rule.level]
    bound = batch(workload)
    if bound:
        form = own[0].form if own else "topologySpreadConstraints"
        return SpreadChoice("placement", any(r.strict for r in own if r.level == "host"), form, None, *bound)
    if not own:
        return None
    widest = max(own, key=lambda rule: (LEVELS.index(rule.level or "none"), rule.strict))
    return SpreadChoice(widest.level or "none", widest.strict, widest.form)


def suggested(workload: Workload) -> SpreadChoice:
    """FACTS 6a. A rule that is there stays as firm and as wide as it is; another is strict only where that is free."""
    own = present(workload)
    tolerate, copies = suggested_toleration(workload), _copies(workload)
    if copies is None and workload.fewest < 2 and own is None:
        return SpreadChoice("none", tolerate=tolerate)
    return firm(replace(own or SpreadChoice(best_level(workload)), replicas=copies, tolerate=tolerate), workload)


def best_level(workload: Workload) -> str:
    """Zone where there are several or nobody knows: a preferred rule on a missing label does no harm."""
    known = workload.topology
    return "host" if known is not None and len(known.zones) < 2 else "zone"


def _copies(workload: Workload) -> int | None:
    """Three, so that an update and a failure together leave one; two where there are fewer than three zones.

    Fewer where each needs a place of its own, such as a port of the node, and an update one more.
    """
    if workload.fewest >= 2 or not may_grow(workload):
        return None
    wanted = 2 if workload.topology is not None and len(workload.topology.zones) < 3 else 3
    room = places(workload)
    if room is None:
        return wanted
    if room < 2:
        return None
    return min(wanted, max(2, room - 1 if workload.starts_first else room))


def may_grow(workload: Workload) -> bool:
    """A StatefulSet, pods that share one volume and what scales to none are never given more copies by suggestion."""
    scales_to_none = workload.autoscaler is not None and workload.fewest == 0
    return workload.kind == "Deployment" and not workload.shares_volume and not scales_to_none


def firm(choice: SpreadChoice, workload: Workload) -> SpreadChoice:
    """The choice made strict where a failure must be survived for sure, as far as the known cluster allows."""
    must, known = workload.facts.survive or "none", workload.topology
    if must == "none" or choice.level == "placement" or known is None or known.assumed:
        return choice
    wide = choice if LEVELS.index(choice.level) > LEVELS.index(must) else replace(choice, level=must)
    for each in (replace(wide, strict=True), replace(choice, level=must, strict=True)):
        if _is_free(each, workload):
            return each
    return wide if wide.level == choice.level else replace(wide, strict=False)


def asks_for_less(choice: SpreadChoice, workload: Workload) -> bool:
    """Whether a choice, taken at its word, is weaker than what is there: narrower, preferred, or free of its set."""
    own = present(workload)
    if own is None or choice.level == "placement":
        return False
    narrower = LEVELS.index(choice.level) < LEVELS.index(own.level)
    return narrower or (deciding(choice) in firm_levels(workload) and not choice.strict)


def portable(choice: SpreadChoice, workload: Workload) -> SpreadChoice | None:
    """The same answers for another workload, which keeps what it has that is firmer, wider or of another form."""
    if choice.level == "placement":
        return None
    own, room = present(workload), places(workload)
    grows = choice.replicas is not None and choice.replicas > workload.fewest and may_grow(workload)
    copies = choice.replicas if grows and (room is None or (choice.replicas or 0) <= room) else None
    seconds = choice.tolerate if workload.kind == "Deployment" else None
    same = replace(choice, replicas=copies, tolerate=seconds, weaken=False)
    if own is not None:
        wide = own if LEVELS.index(own.level) > LEVELS.index(choice.level) else same
        same = replace(wide, form=own.form, replicas=copies, tolerate=seconds)
    held = deciding(same) in firm_levels(workload)
    return replace(same, strict=held or (same.strict and not _sticks(same, workload)))


def _is_free(choice: SpreadChoice, workload: Workload) -> bool:
    """Whether a strict rule keeps its promise and costs nothing that the preferred one would not."""
    nodes = Topology(eligible_nodes(workload) or ())
    if len(nodes.values(KEY_OF[choice.level])) < 2:
        return False
    if choice.level != "host" and workload.binds_volumes and not workload.storage_classes:
        return False  # a disk may be bound to a zone before its pod is placed
    strict, soft = (_planned(each, workload) for each in (choice, replace(choice, strict=False)))
    same_update = mapping(strict.spec, "strategy") == mapping(soft.spec, "strategy")
    return same_update and not _found(strict) - _found(soft)


def _sticks(choice: SpreadChoice, workload: Workload) -> bool:
    """Whether a strict rule would leave a pod Pending or an update stuck, on what is known."""
    strict, soft = (_planned(each, workload) for each in (choice, replace(choice, strict=False)))
    return bool(_found(strict, {Severity.ERROR}) - _found(soft, {Severity.ERROR}))


def _planned(choice: SpreadChoice, workload: Workload) -> Workload:
    return overlaid(workload, edits(choice, workload).changed)


def _found(workload: Workload, severities: frozenset[Severity] | set[Severity] = frozenset()) -> set[str]:
    """What the catalogue says of the spread, good-to-knows left out."""
    wanted = severities or {Severity.ERROR, Severity.WARNING}
    return {each.id for each in mistakes(workload) if each.practice == KEY and each.severity in wanted}
