"""What a readiness choice makes of a container, and what it reads from one. Edits a copy."""

import math
from dataclasses import replace

from wizard.errors import WizardError
from wizard.model.defaults import PROBE, probe_number
from wizard.model.probing import HANDLERS, candidate
from wizard.model.shapes import integer, items, mapping, mappings, text
from wizard.model.versions import knows
from wizard.model.workload import Container, Workload
from wizard.practices.readiness_choice import SLOW_START, SUGGESTED, TIMINGS, ProbeChoice, Timing
from wizard.text.yamldata import Data


def starts_in(probe: ProbeChoice, workload: Workload) -> int | None:
    """How long a start may take, as said of the container, else of the workload; None where nobody said."""
    return workload.facts.start_seconds if probe.start_seconds is None else probe.start_seconds


def start_probe(probe: ProbeChoice, start: int | None) -> dict[str, Data] | None:
    """The startupProbe that a slow start needs: it holds the others back until the first success (FACTS 6d)."""
    if start is None or start <= SLOW_START:
        return None
    period = probe.timing.period or PROBE["periodSeconds"]
    return {**handler(probe), "periodSeconds": period, "failureThreshold": math.ceil(start / period) + 2}


def handler(probe: ProbeChoice) -> dict[str, Data]:
    """The handler field of a probe."""
    if probe.handler == "exec":
        return {"exec": {"command": list(probe.command)}}
    asked: dict[str, Data] = {"port": probe.port}
    if probe.handler == "httpGet":
        asked = {"path": probe.path, "port": probe.port}
        if probe.headers:
            asked["httpHeaders"] = [{"name": name, "value": value} for name, value in probe.headers]
    return {probe.handler: asked}


def set_probe(container: dict[str, Data], probe: ProbeChoice, start: int | None) -> None:
    """Put the probe into a container; what the form does not ask, such as a scheme, stays as it is."""
    before = mapping(container.get("readinessProbe"))
    after = {key: each for key, each in before.items() if key not in HANDLERS or key == probe.handler}
    wanted = mapping(handler(probe)[probe.handler])
    old = mapping(before.get(probe.handler))
    # A scheme, a gRPC service: what the form does not ask stays as it is; headers are asked.
    merged = {key: each for key, each in old.items() if key in wanted or key != "httpHeaders"} | wanted
    made: dict[str, Data] = {probe.handler: merged, **{k: v for k, v in after.items() if k != probe.handler}}
    for name, value in vars(probe.timing).items():
        made.pop(TIMINGS[name][0], None)
        if value is not None:
            made[TIMINGS[name][0]] = value
    if made != before:
        container["readinessProbe"] = {
            key: made[key] for key in [*[k for k in before if k in made], *[k for k in made if k not in before]]
        }
    starting = start_probe(probe, start)
    if starting is not None and not mapping(container.get("startupProbe")):
        container["startupProbe"] = starting


def present_probe(container: Container) -> ProbeChoice | None:
    """The container's own probe as a choice; None where it has none, or one that this form cannot hold."""
    probe = mapping(container.data.get("readinessProbe"))
    kind = next((each for each in HANDLERS if each in probe), None)
    if kind is None:
        return None
    asked = mapping(probe.get(kind))
    headers = tuple((text(each.get("name")), text(each.get("value"))) for each in mappings(asked.get("httpHeaders")))
    port = asked.get("port")
    timing = {name: integer(probe.get(key)) for name, (key, _default) in TIMINGS.items()}
    command = tuple(text(each) for each in items(asked.get("command")))
    path = text(asked.get("path")) or ("/" if kind == "httpGet" else "")
    try:
        return ProbeChoice(
            container.name,
            kind,
            port if isinstance(port, int | str) else None,
            path,
            headers,
            command,
            Timing(**timing),
        )
    except WizardError:
        return None


def candidate_probe(container: Container, workload: Workload) -> ProbeChoice | None:
    """The probe that the container's own liveness or startup probe suggests; None where nothing does."""
    found = candidate(container)
    if found is None or (found.handler == "httpGet" and not found.path.startswith("/")):
        return None
    if found.handler == "grpc" and (not isinstance(found.port, int) or not knows(workload.version, "grpc-probe")):
        return None
    source = mapping(mapping(container.data.get(found.source)).get(found.handler))
    headers = tuple((text(h.get("name")), text(h.get("value"))) for h in mappings(source.get("httpHeaders")))
    return ProbeChoice(
        container.name, found.handler, found.port, found.path, headers, timing=_sooner_than_liveness(container)
    )


def _sooner_than_liveness(container: Container) -> Timing:
    """The suggested timing, with fewer failures where liveness would give up as soon (FACTS 7 #66)."""
    liveness = mapping(container.data.get("livenessProbe"))
    gives_up = probe_number(liveness, "periodSeconds") * probe_number(liveness, "failureThreshold")
    fewer = max(1, (gives_up - 1) // (SUGGESTED.period or 1))
    return replace(SUGGESTED, failures=min(fewer, SUGGESTED.failures or 1)) if liveness else SUGGESTED
