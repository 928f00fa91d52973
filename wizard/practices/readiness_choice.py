"""What can be chosen about readiness: one probe a container."""

import re
from dataclasses import dataclass, field

from wizard.errors import WizardError
from wizard.model.defaults import PROBE
from wizard.model.probing import HANDLERS
from wizard.wording import _, listed

WORDS = {"http": "httpGet", "tcp": "tcpSocket", "grpc": "grpc", "exec": "exec"}
SLOW_START = 30
"""Seconds; a slower start gets a startupProbe (FACTS 6d)."""
_HEADER = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")


@dataclass(frozen=True)
class Timing:
    """Seconds and counts of a probe; None leaves the field to the server's default."""

    initial_delay: int | None = None
    period: int | None = None
    timeout: int | None = None
    failures: int | None = None

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            least = 0 if name == "initial_delay" else 1
            if value is not None and value < least:
                raise WizardError(_("{field} must be {least} or more").format(field=TIMINGS[name][0], least=least))


TIMINGS = {
    "initial_delay": ("initialDelaySeconds", 0),
    "period": ("periodSeconds", PROBE["periodSeconds"]),
    "timeout": ("timeoutSeconds", PROBE["timeoutSeconds"]),
    "failures": ("failureThreshold", PROBE["failureThreshold"]),
}
"""The field that each timing becomes, and what the server takes for an unset one (core/v1 Probe)."""

SUGGESTED = Timing(period=5, timeout=2, failures=3)


@dataclass(frozen=True)
class ProbeChoice:
    """The readiness probe of one container."""

    container: str
    handler: str
    """One of probing.HANDLERS."""
    port: int | str | None = None
    """A number or the name of one of the container's ports; None for exec."""
    path: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    command: tuple[str, ...] = ()
    timing: Timing = SUGGESTED
    start_seconds: int | None = None
    """How long a start may take, None for what is known of the workload.

    Above SLOW_START a startupProbe is added where there is none.
    """

    def __post_init__(self) -> None:
        if self.handler not in HANDLERS:
            raise WizardError(_("a probe asks by {kinds}, not {kind!r}").format(kinds=listed(WORDS), kind=self.handler))
        if self.handler == "exec" and not self.command:
            raise WizardError(_("an exec probe needs a command"))
        if self.handler != "exec" and self.port in {None, ""}:
            raise WizardError(_("the probe needs a port: a number, or the name of one of the container's ports"))
        if isinstance(self.port, int) and not 1 <= self.port <= 65535:
            raise WizardError(_("port {port} cannot be; give 1 to 65535").format(port=self.port))
        if self.handler == "grpc" and not isinstance(self.port, int):
            raise WizardError(_("a gRPC probe needs the port as a number"))
        if self.handler == "httpGet" and not self.path.startswith("/"):
            raise WizardError(_("the path must begin with /; ask the application's authors which one answers 200"))
        if any(not _HEADER.fullmatch(name) for name, _value in self.headers):
            raise WizardError(_("a header is written Name: value, the name without blanks"))


@dataclass(frozen=True)
class ReadinessChoice:
    """The probes to set, at most one a container."""

    probes: tuple[ProbeChoice, ...] = field(default=())
