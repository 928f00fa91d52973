"""Mistakes about how many copies there are: one alone, an autoscaler that goes lower, a count that fights it."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, Value, check
from wizard.model import autoscaling
from wizard.model.alone import device, why_alone
from wizard.model.shapes import integer
from wizard.model.volumes import starts_new_first
from wizard.model.workload import Workload

REPLICAS = ("spec", "replicas")


@check(Severity.WARNING, "spread", missing=True, needs=("autoscalers",))
def one_replica(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #33: nothing below keeps a single copy up."""
    scaled = workload.autoscaler is not None or "HorizontalPodAutoscaler" in workload.unseen
    # None at all is switched off on purpose.
    if workload.kind == "DaemonSet" or workload.fewest != 1 or scaled:
        return
    # Where a second one is no answer, or nobody is seen to wait for one, it is for people to know and not to mend.
    why = why_alone(workload)
    values: dict[str, Value] = {"replicas": workload.fewest, "surge": int(starts_new_first(workload)), "why": why}
    severity = Severity.INFO if why else None
    yield Bite(REPLICAS, {**values, "device": device(workload)}, severity=severity)


@check(Severity.WARNING, "spread", missing=True)
def autoscaler_minimum_below_two(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #35: at the quietest hour one copy is left; unset is 1 (autoscaling/v2). None is another check."""
    for scaler in workload.autoscalers:
        if autoscaling.fewest(scaler.data) == 1:
            field = autoscaling.minimum_field(scaler.data)
            path = ("spec", field) if field in scaler.spec else ("spec",)
            yield Bite(path, {"replicas": 1, "field": field}, scaler.id)


@check(Severity.WARNING)
def replicas_fight_autoscaler(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #34: each apply sets the count back to what stands here (docs, horizontal-pod-autoscale)."""
    if workload.autoscaler is not None and integer(workload.spec.get("replicas")) is not None:
        yield Bite(REPLICAS, {"replicas": workload.replicas, "autoscaler": workload.autoscaler.name})
