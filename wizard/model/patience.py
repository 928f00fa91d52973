"""How long the kubelet lets a container start before a probe of it has it killed."""

from dataclasses import dataclass

from wizard.model.defaults import probe_number
from wizard.model.shapes import mapping
from wizard.model.workload import Container


@dataclass(frozen=True)
class Patience:
    """What a container has from its start to its first good answer, in seconds."""

    probe: str
    """The probe that kills: startupProbe, which keeps the others waiting until it succeeds, else livenessProbe."""
    least: int
    """Before this none is killed: the last failure that counts comes here at the earliest."""
    most: int
    """After this every one has been killed: in between it depends on where the kubelet's tick falls."""


_TIMINGS = (("initialDelaySeconds", 0), ("periodSeconds", 1), ("failureThreshold", 1))
"""Each with its least value."""


def patience(container: Container) -> Patience | None:
    """None where no probe kills. The kubelet asks at the first tick after the delay and then once a period, and kills
    at the last of failureThreshold failures in a row (kubelet prober/worker.go doProbe)."""
    for name in ("startupProbe", "livenessProbe"):
        probe = mapping(container.data.get(name))
        if probe:
            delay, period, failures = (max(least, probe_number(probe, field)) for field, least in _TIMINGS)
            return Patience(name, delay + (failures - 1) * period, delay + failures * period)
    return None
