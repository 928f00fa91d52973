"""What can be chosen about the end of a pod: its hooks, its grace, how an update goes about it."""

from dataclasses import dataclass

from wizard.errors import WizardError
from wizard.model.routes import MARGIN, ROUTE_SECONDS
from wizard.model.shapes import percent
from wizard.wording import _, listed

TRAFFIC = ROUTE_SECONDS
DRAIN = 30
"""Seconds that work under way is given where nobody said."""
FORMS = ("sleep", "exec", "http", "keep")


@dataclass(frozen=True)
class PreStop:
    """The preStop hook of one container."""

    container: str
    form: str
    """sleep action, exec of a shell's sleep (before a script that is there already), http, or keep as it is."""
    seconds: int = 0
    path: str = ""
    port: int | str = ""

    def __post_init__(self) -> None:
        if self.form not in FORMS:
            raise WizardError(
                _("preStop form {form!r} is not known; use one of {forms}").format(form=self.form, forms=listed(FORMS))
            )
        if self.form in {"sleep", "exec"} and self.seconds < 1:
            raise WizardError(_("preStop must wait 1 second or more; 10 suits a Service inside the cluster"))
        if self.form == "http" and (not self.path.startswith("/") or not self.port):
            raise WizardError(_("a preStop by HTTP needs a path that begins with / and a port"))


@dataclass(frozen=True)
class ShutdownChoice:
    """One pod's end, and how an update goes about it. None leaves a field as it is."""

    hooks: tuple[PreStop, ...] = ()
    grace: int | None = None
    """terminationGracePeriodSeconds; preStop counts inside it."""
    max_surge: int | str | None = None
    max_unavailable: int | str | None = None
    min_ready: int | None = None

    def __post_init__(self) -> None:
        longest = max((hook.seconds for hook in self.hooks), default=0)
        if self.grace is not None and self.grace < 1:
            raise WizardError(_("a grace period of 0 kills the pod at once; give 30 or more"))
        if self.grace is not None and longest > self.grace:
            raise WizardError(
                _("preStop waits {seconds} s but the grace period ends after {grace} s; give at least {needed}").format(
                    seconds=longest, grace=self.grace, needed=longest + DRAIN + MARGIN
                )
            )
        for value in (self.max_surge, self.max_unavailable):
            if value is not None and percent(value) is None and not (isinstance(value, int) and value >= 0):
                raise WizardError(_("{value!r} is no number of pods and no percentage").format(value=str(value)))
        if self.max_surge in {0, "0%"} and self.max_unavailable in {0, "0%"}:
            raise WizardError(_("with no surge and none unavailable an update cannot move; give one of them 1"))
