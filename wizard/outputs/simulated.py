"""`surefoot simulate`: what each scenario does to a workload now, and to what the wizard suggests."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wizard.errors import WizardError
from wizard.model.inventory import namespace
from wizard.planning.plan import Plan
from wizard.simulation.assumed import assumed
from wizard.simulation.events.neighbours import others_of
from wizard.simulation.played import Played, played
from wizard.simulation.scenarios import SCENARIOS, unplayable
from wizard.simulation.traffic.timing import assumed_for
from wizard.text.manifest import ObjectId
from wizard.text.paths import Data
from wizard.wording import _, cells, clauses, labelled, listed, padded, safe
from wizard.wording.folding import folded
from wizard.wording.scheduling import no_node
from wizard.wording.simulation import assumed_line, cell, scenario, why_words

Object = Mapping[str, Data]
VERSION = 2
"""Of the fields; a field that goes or changes its meaning raises it."""
WIDTH = 80
"""Columns that sentences are folded to."""


@dataclass(frozen=True)
class Asking:
    """What is to be played, and how it is printed."""

    scenarios: tuple[str, ...]
    """Only these; empty for all."""
    seed: int
    format: str


def simulate(asking: Asking, plan: Plan, pods: Sequence[Object], left_open: Sequence[str]) -> str:
    """What is printed: every workload as loaded beside what the plan makes of it, among the pods of a cluster.

    Raises WizardError for what is no scenario.
    """
    for name in asking.scenarios:
        if name not in SCENARIOS:
            known = listed(SCENARIOS)
            raise WizardError(_("{name!r} is no scenario; there are {known}").format(name=safe(name), known=known))
    found = [_workload(plan, id, asking, pods) for id in plan.inventory.ids]
    if asking.format == "json":
        report = {"version": VERSION, "workloads": found, "open": list(left_open)}
        return json.dumps(report, indent=2, ensure_ascii=False)
    return "\n\n".join("\n".join(_block(each)) for each in found)


def _workload(plan: Plan, id: ObjectId, asking: Asking, pods: Sequence[Object]) -> dict[str, Any]:
    before, after = plan.before(id), plan.workload(id)
    assumptions = assumed_for(before)
    asked = dict.fromkeys(asking.scenarios or SCENARIOS)
    lacking = {each: why for each, why in unplayable(before, None, assumptions).items() if each in asked}
    names = [each for each in asked if each not in lacking]
    budgets = plan.inventory.of_kind("PodDisruptionBudget")
    others = others_of(before, pods, [each.data for each in budgets])
    both = [
        (
            name,
            played(before, name, assumptions, others=others, seed=asking.seed),
            played(after, name, assumptions, others=others, seed=asking.seed),
        )
        for name in names
    ]
    topology = both[0][1].outcome.topology if both else None
    return {
        "file": id.origin,
        "kind": before.kind,
        "namespace": namespace(before.data),
        "name": before.name,
        "seed": asking.seed,
        "assumed": [
            {"id": each, "values": dict(values), "message": assumed_line(each, values)}
            for each, values in (assumed(before, assumptions, topology, names, others.pods) if topology else ())
        ],
        "scenarios": [
            {"name": name, "title": scenario(name), "before": _numbers(now), "after": _numbers(then)}
            for name, now, then in both
        ],
        "not_played": [{"name": name, "title": scenario(name), "message": why} for name, why in lacking.items()],
    }


def _numbers(found: Played) -> dict[str, Any]:
    outcome, errors = found.outcome, found.errors
    return {
        "said": cell(outcome, errors),
        "ends": outcome.ends,
        "targets": list(outcome.targets),
        "wanted": outcome.wanted,
        "lowest_ready": outcome.lowest_ready,
        "below_seconds": outcome.below_seconds,
        "seconds_to_full": outcome.seconds_to_full,
        "pending": [{"count": count, "message": no_node(why.nodes, why.reasons)} for why, count in outcome.pending],
        "others_pending": outcome.others_pending,
        "evictions": outcome.evictions,
        "refused_evictions": outcome.refused_evictions,
        "outage_seconds": _rounded(errors.outage_seconds),
        "partial_seconds": _rounded(errors.partial_seconds),
        "requests": _rounded(errors.requests),
        "refused": _rounded(errors.refused),
        "cut": _rounded(errors.cut),
        "lost": _rounded(errors.lost),
        "share": round(errors.share, 6),
        "lasting": round(errors.lasting, 6),
        "ready": [{"seconds": _rounded(seconds), "ready": count} for seconds, count in errors.ready],
        "why": list(why_words(outcome)),
    }


def _rounded(amount: float | None) -> float | None:
    return None if amount is None else round(amount, 3)


def _block(found: Mapping[str, Any]) -> Iterator[str]:
    name = "/".join(filter(None, (found["namespace"], found["name"])))
    yield f"{safe(found['kind'])} {safe(name)}  {safe(found['file'])}"
    rows = [(each["title"], each["before"]["said"], each["after"]["said"]) for each in found["scenarios"]]
    if rows:
        rows.insert(0, ("", _("now"), _("as suggested")))
        first, second = (max(cells(row[place]) for row in rows) for place in (0, 1))
        yield from (f"  {padded(title, first)}  {padded(now, second)}  {then}".rstrip() for title, now, then in rows)
    for side, said in (("before", _("now")), ("after", _("as suggested"))):
        titles: dict[str, list[str]] = {}
        for each in found["scenarios"]:
            for why in each[side]["why"]:
                titles.setdefault(why, []).append(each["title"])
        for why, those in titles.items():
            yield _folded(clauses([said, listed(those)]), why)
    for each in found["not_played"]:
        yield _folded(_("not played"), labelled(each["title"], each["message"]))
    for each in found["assumed"]:
        yield _folded(_("assumed"), each["message"])


def _folded(head: str, line: str) -> str:
    return folded(f"  {labelled(head, line)}", WIDTH, 4)
