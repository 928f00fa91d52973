"""The answers for one workload given to others, as far as they hold there too."""

from dataclasses import replace

from wizard.planning.plan import Plan
from wizard.practices import PRACTICES
from wizard.text.manifest import ObjectId

PORTABLE_FACTS = ("drain_seconds", "failover_seconds", "survive")
"""What holds for other workloads too; how an image starts, what is in it and how traffic comes is each one's own."""


def copied(plan: Plan, source: ObjectId, targets: tuple[ObjectId, ...]) -> Plan:
    """The plan in which others get the same answers, as far as those name no container, port or label value."""
    chosen = plan.choices.get(source, {})
    for target in targets:
        plan = _knowing(plan, source, target) if target != source else plan
        for practice in PRACTICES if target != source else ():
            choice = chosen.get(practice.key)
            portable = None if choice is None else practice.portable(choice, plan.upto(target, practice.key))
            if portable is not None:
                plan = plan.choose(target, practice.key, portable)
    return plan


def _knowing(plan: Plan, source: ObjectId, target: ObjectId) -> Plan:
    """The plan that takes for true of a workload what was said of another and holds for both."""
    told = plan.facts.get(source, plan.inventory.facts)
    said = {name: value for name in PORTABLE_FACTS if (value := getattr(told, name)) is not None}
    known = plan.facts.get(target, plan.inventory.facts)
    fuller = replace(known, **said)
    return plan if fuller == known else plan.know(target, fuller)
