"""How long a pod of a workload takes to be there and to be gone, from what its manifest says and what is assumed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from wizard.model.defaults import probe_number
from wizard.model.patience import patience
from wizard.model.shapes import integer, mapping
from wizard.model.workload import Container, Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.traffic.ending import ending
from wizard.text.yamldata import Data

BACK_OFF = (0, 10, 20, 40, 80, 160, 300)
"""Seconds from the end of a container to its next start, for each time that it ended: CrashLoopBackOff, from 10 s on
twice as long each time and never longer than the last (kubelet.go MaxContainerBackOff, kuberuntime_manager.go
doBackOff). Once that is reached it goes on so."""


@dataclass(frozen=True)
class Killing:
    """A container that a probe has killed before it answers, again and again."""

    container: str
    probe: str
    """startupProbe or livenessProbe."""
    seconds: int
    """How long it is let run each time."""
    times: tuple[tuple[float, float], ...]
    """When it is killed and when it runs again, in seconds from when its pod was placed; at last it counts as down."""


@dataclass(frozen=True)
class Timing:
    """The moments of one pod's life; seconds from when it was placed, or from when it was deleted."""

    running: float
    """Its containers run."""
    serving: float
    """It would answer requests; never where it runs and is broken, or is killed before it does."""
    ready: float | None
    """The cluster sends it requests; None for a pod that never becomes Ready."""
    term: float
    """SIGTERM: preStop is over, or was cut off."""
    gone: float
    """Its object, its room and its place are free again."""
    killing: Killing | None = None
    """Why it never answers; without a probe that asks, it is Ready between `ready` and the first of its times."""


def of(workload: Workload, assumptions: Assumptions, *, updated: bool = False) -> Timing:
    """The timing of the workload's pods; `updated` are those that an update brings."""
    running = assumptions.run_seconds
    start = math.inf if updated and assumptions.silent_update else assumptions.start_seconds
    killing = _killing(workload, assumptions, start)
    if killing is not None:
        start = math.inf
    ready = max((_ready(each, running, start) for each in workload.running), default=running)
    broken = assumptions.broken or (updated and assumptions.broken_update)
    endings = [ending(each, workload, assumptions.stop_seconds) for each in workload.running]
    term = float(max((each.term for each in endings), default=0))
    # Without a grace period the object goes at once, whatever its program does.
    gone = max((float(each.gone) for each in endings), default=0.0) if workload.grace_seconds else 0.0
    serving = math.inf if broken else running + start
    return Timing(running, serving, None if broken or ready == math.inf else ready, term, gone, killing)


def _killing(workload: Workload, assumptions: Assumptions, start: float) -> Killing | None:
    """The first container on the way of requests that is killed for certain before it answers.

    Only where somebody said how long a start takes: a start that is assumed kills nobody.
    """
    if workload.facts.start_seconds is None and "start_seconds" not in workload.assumed and start != math.inf:
        return None
    found = [(each, known) for each in workload.served or workload.containers if (known := patience(each)) is not None]
    container, known = min(found, key=lambda each: each[1].most, default=(None, None))
    if container is None or known is None or start <= known.most:
        return None
    grace = integer(mapping(container.data.get(known.probe)).get("terminationGracePeriodSeconds"))
    stop = float(ending(container, workload, assumptions.stop_seconds).gone)
    times, up = [], assumptions.run_seconds
    for wait in BACK_OFF:
        down = up + known.most
        up = down + (stop if grace is None else min(stop, grace)) + wait
        times.append((down, up))
    times[-1] = (times[-1][0], math.inf)
    return Killing(container.name, known.probe, known.most, tuple(times))


def _ready(container: Container, running: float, start: float) -> float:
    """Without a readiness probe a container is Ready as soon as it runs."""
    readiness = mapping(container.data.get("readinessProbe"))
    startup = mapping(container.data.get("startupProbe"))
    if startup:
        # Its success lets the kubelet ask for readiness at once (prober/worker.go).
        return running + _first_tick(startup, start)
    if not readiness:
        return running
    more = (probe_number(readiness, "successThreshold") - 1) * probe_number(readiness, "periodSeconds")
    return running + _first_tick(readiness, start) + more


def _first_tick(probe: Mapping[str, Data], start: float) -> float:
    """When a probe first finds an application that answers after `start` seconds."""
    if start == math.inf:
        return start
    delay, period = probe_number(probe, "initialDelaySeconds"), max(1, probe_number(probe, "periodSeconds"))
    return delay + max(0, math.ceil((start - delay) / period)) * period


def assumed_for(workload: Workload) -> Assumptions:
    """The assumptions, with what people have said of this application, and of all, in their place."""
    facts = workload.facts
    known = {"start_seconds": facts.start_seconds, "stop_seconds": facts.drain_seconds}
    told = {field: value for field, value in known.items() if value is not None}
    return Assumptions(**{**told, **workload.assumed})
