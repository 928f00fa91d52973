"""How long a pod of a workload takes to be there and to be gone, from what its manifest says and what is assumed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from wizard.model.shapes import integer, mapping
from wizard.model.workload import Container, Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.traffic.ending import ending
from wizard.text.yamldata import Data


@dataclass(frozen=True)
class Timing:
    """The moments of one pod's life; seconds from when it was placed, or from when it was deleted."""

    running: float
    """Its containers run."""
    serving: float
    """It would answer requests."""
    ready: float | None
    """The cluster sends it requests; None for a pod that never becomes Ready."""
    term: float
    """SIGTERM: preStop is over, or was cut off."""
    gone: float
    """Its object, its room and its place are free again."""


def of(workload: Workload, assumptions: Assumptions, *, updated: bool = False) -> Timing:
    """The timing of the workload's pods; `updated` are those that an update brings."""
    running = assumptions.run_seconds
    start = math.inf if updated and assumptions.silent_update else assumptions.start_seconds
    ready = max((_ready(each, running, start) for each in workload.containers), default=running)
    broken = assumptions.broken or (updated and assumptions.broken_update) or ready == math.inf
    endings = [ending(each, workload, assumptions.stop_seconds) for each in workload.containers]
    term = float(max((each.term for each in endings), default=0))
    # Without a grace period the object goes at once, whatever its program does.
    gone = max((float(each.gone) for each in endings), default=0.0) if workload.grace_seconds else 0.0
    return Timing(running, running + start, None if broken else ready, term, gone)


def _ready(container: Container, running: float, start: float) -> float:
    """Without a readiness probe a container is Ready as soon as it runs."""
    readiness = mapping(container.data.get("readinessProbe"))
    startup = mapping(container.data.get("startupProbe"))
    if startup:
        # Its success lets the kubelet ask for readiness at once (prober/worker.go).
        return running + _first_tick(startup, start)
    if not readiness:
        return running
    period = integer(readiness.get("periodSeconds")) or 10
    return running + _first_tick(readiness, start) + ((integer(readiness.get("successThreshold")) or 1) - 1) * period


def _first_tick(probe: Mapping[str, Data], start: float) -> float:
    """When a probe first finds an application that answers after `start` seconds."""
    if start == math.inf:
        return start
    delay, period = integer(probe.get("initialDelaySeconds")) or 0, integer(probe.get("periodSeconds")) or 10
    return delay + max(0, math.ceil((start - delay) / period)) * period


def assumed_for(workload: Workload) -> Assumptions:
    """The assumptions, with what people have said of this application, and of all, in their place."""
    facts = workload.facts
    known = {"start_seconds": facts.start_seconds, "stop_seconds": facts.drain_seconds}
    told = {field: value for field, value in known.items() if value is not None}
    return Assumptions(**{**told, **workload.assumed})
