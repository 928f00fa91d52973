"""What can be chosen about the spread of copies: the widest failure to survive, and how firmly."""

import re
from dataclasses import dataclass

from wizard.errors import WizardError
from wizard.model.topology import PLACEMENT
from wizard.wording import _, listed

LEVELS = ("none", "host", "zone", "region", "placement")
FORMS = {"spread": "topologySpreadConstraints", "anti-affinity": "podAntiAffinity"}
LABEL = re.compile(r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
VALUE = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True)
class SpreadChoice:
    """The widest failure to survive, and how firmly."""

    level: str
    """One of LEVELS; every narrower level is spread too."""
    strict: bool = False
    """Strict keeps a pod Pending rather than break the rule."""
    form: str = "topologySpreadConstraints"
    replicas: int | None = None
    """None leaves the count alone; with an autoscaler it is the minimum."""
    placement_label: str = PLACEMENT
    placement_values: tuple[str, ...] = ()
    tolerate: int | None = None
    """Seconds that pods stay on a dead node; None leaves their tolerations alone."""
    weaken: bool = False
    """Whether what is there may become weaker: wider levels and the placement set go, strict becomes preferred.

    Only where somebody asked for it; else a firmer or wider rule stays beside what is chosen.
    """

    @property
    def weakens(self) -> bool:
        """Whether weaker was asked for: no rule at all is that in so many words."""
        return self.weaken or self.level == "none"

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise WizardError(
                _("spread level {level!r} is not known; use one of {levels}").format(
                    level=self.level, levels=listed(LEVELS)
                )
            )
        if self.replicas is not None and self.replicas < 1:
            raise WizardError(_("replicas must be 1 or more; 2 survive one failure, 3 one during an update"))
        if self.level == "placement":
            self._check_placement()

    def _check_placement(self) -> None:
        if not LABEL.fullmatch(self.placement_label):
            raise WizardError(
                _("{label!r} is no label key; use letters, digits, - _ . and at most one /").format(
                    label=self.placement_label
                )
            )
        if not self.placement_values or not all(map(VALUE.fullmatch, self.placement_values)):
            raise WizardError(_("a placement set needs the value of its label; give one or more, separated by commas"))
