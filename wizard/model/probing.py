"""Read probes and hooks of a container, and what could serve as a readiness probe. Invents no path."""

from collections.abc import Mapping
from dataclasses import dataclass

from wizard.model.commands import Command, read
from wizard.model.shapes import integer, items, mapping, text
from wizard.model.workload import Container, Workload
from wizard.text.yamldata import Data

HANDLERS = ("httpGet", "tcpSocket", "grpc", "exec")
HOOK_HANDLERS = ("sleep", "exec", "httpGet")


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
    return text(port.get("protocol")) not in {"UDP", "SCTP"}


def speaks_no_tcp(container: Container) -> bool:
    """Whether a container declares ports and none of them can be asked by a probe."""
    return bool(container.ports) and not any(map(takes_tcp, container.ports))


def has_port(container: Container, port: Data) -> bool:
    """Whether a named port is one of this container's own; a number need not be declared."""
    return not isinstance(port, str) or port.isdigit() or any(each.get("name") == port for each in container.ports)


def pre_stop(container: Container) -> Mapping[str, Data]:
    """lifecycle.preStop, empty where there is none."""
    return mapping(container.data.get("lifecycle"), "preStop")


def pre_stop_command(container: Container) -> list[str]:
    """The command of the hook; empty where it runs none, or where a word of it is no text (the server refuses it)."""
    return exec_command(mapping(pre_stop(container), "exec"))


def exec_command(handler: Mapping[str, Data]) -> list[str]:
    """The command of an exec handler; empty where it has none that the server takes."""
    words = items(handler.get("command"))
    return [each for each in words if isinstance(each, str)] if all(isinstance(each, str) for each in words) else []


def pre_stop_read(container: Container) -> Command | None:
    """What the hook does, where it waits by the sleep action or runs a command; None for any other, or for none."""
    hook = pre_stop(container)
    if "sleep" in hook:
        seconds = integer(mapping(hook, "sleep").get("seconds"))
        return None if seconds is None else Command(seconds, exact=True)
    command = pre_stop_command(container)
    return read(command) if command else None


def pre_stop_seconds(container: Container) -> int | None:
    """How long the hook waits at least before the program is asked to stop; None where nobody can tell."""
    found = pre_stop_read(container)
    return None if found is None else found.waits
