"""Read probes and hooks of a container, and what could serve as a readiness probe. Invents no path."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wizard.model.shapes import integer, items, mapping, text
from wizard.model.workload import Container, Workload
from wizard.text.yamldata import Data

HANDLERS = ("httpGet", "tcpSocket", "grpc", "exec")
HOOK_HANDLERS = ("sleep", "exec", "httpGet")

_SLEEP = re.compile(r"\s*sleep\s+(\d+)s?\s*(?:(?:;|&&)\s*(.*\S)\s*)?", re.DOTALL)


@dataclass(frozen=True)
class Candidate:
    """A readiness probe that the manifest itself gives reason for."""

    handler: str
    """One of HANDLERS."""
    port: int | str
    path: str = ""
    source: str = ""
    """The field it was taken from: livenessProbe or startupProbe."""


def candidate(container: Container) -> Candidate | None:
    """What the container's own liveness or startup probe suggests; None where nothing does."""
    for source in ("livenessProbe", "startupProbe"):
        probe = mapping(container.data.get(source))
        for handler in ("httpGet", "grpc", "tcpSocket"):
            port = mapping(probe.get(handler)).get("port")
            if isinstance(port, int | str) and not isinstance(port, bool):
                return Candidate(handler, port, text(mapping(probe.get(handler)).get("path")), source)
    return None


def likely_port(container: Container, workload: Workload) -> int | str | None:
    """The port a probe would ask: one that a Service targets, else the first declared; by name where it has one."""
    targets = set(filter(None, (str(target) for target in workload.target_ports if target is not None)))
    declared = sorted(
        (port for port in container.ports if takes_tcp(port)),
        key=lambda port: str(port.get("name")) not in targets and str(port.get("containerPort")) not in targets,
    )
    for port in declared:
        return text(port.get("name")) or integer(port.get("containerPort"))
    if container.ports:
        return None
    return next((each for each in workload.target_ports if isinstance(each, int | str)), None)


def takes_tcp(port: Mapping[str, Data]) -> bool:
    """Whether a probe can ask a declared port: it asks over TCP, and the protocol is TCP where none is said."""
    return port.get("protocol") not in {"UDP", "SCTP"}


def speaks_no_tcp(container: Container) -> bool:
    """Whether a container declares ports and none of them can be asked by a probe."""
    return bool(container.ports) and not any(map(takes_tcp, container.ports))


def has_port(container: Container, port: Data) -> bool:
    """Whether a named port is one of this container's own; a number need not be declared."""
    return not isinstance(port, str) or port.isdigit() or any(each.get("name") == port for each in container.ports)


def pre_stop(container: Container) -> Mapping[str, Data]:
    """lifecycle.preStop, empty where there is none."""
    return mapping(container.data.get("lifecycle"), "preStop")


def pre_stop_seconds(container: Container) -> int | None:
    """How long the hook waits: the sleep action, or a command that begins with sleep; None for another."""
    hook = pre_stop(container)
    if "sleep" in hook:
        return integer(mapping(hook, "sleep").get("seconds"))
    command = [text(each) for each in items(mapping(hook, "exec").get("command"))]
    found = _SLEEP.fullmatch(_script(command))
    return int(found[1]) if found else None


def after_sleep(command: list[str]) -> str:
    """The part of a hook's shell script behind its leading sleep; the whole script where it has none."""
    script = _script(command)
    found = _SLEEP.fullmatch(script)
    return (found[2] or "") if found else script


def _script(command: list[str]) -> str:
    if len(command) == 3 and command[1] == "-c":
        return command[2]
    return " ".join(command) if len(command) == 2 and command[0].rpartition("/")[2] == "sleep" else ""
