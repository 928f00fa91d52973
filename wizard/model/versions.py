"""Which server version knows which field. The only place that knows; FACTS section 1 has the sources."""

import re
from typing import NamedTuple

from wizard.errors import WizardError
from wizard.wording import _


class Version(NamedTuple):
    """A Kubernetes minor version, as in 1.30."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


OLDEST = Version(1, 25)
NEWEST = Version(1, 37)

ASSUMED = Version(1, 30)
"""Planned for when nobody said which server it is."""

SINCE = {
    "grpc-probe": Version(1, 24),  # KEP-2727, on by default since its beta
    "node-taints-policy": Version(1, 26),  # KEP-3094
    "spread-match-label-keys": Version(1, 27),  # KEP-3243
    "unhealthy-pod-eviction-policy": Version(1, 27),  # KEP-3017
    "sleep-action": Version(1, 30),  # KEP-3960
    "affinity-match-label-keys": Version(1, 31),  # KEP-3633
    "sleep-zero": Version(1, 33),  # KEP-4818
    "pod-level-resources": Version(1, 34),  # KEP-2837
    "stop-signal": Version(1, 38),  # KEP-4960: its gate is still off in 1.37
}
"""The first version in which a field is usable without switching a feature gate on."""


def knows(version: Version | None, feature: str) -> bool:
    """Tell whether a server keeps this feature's field; an unknown server counts as ASSUMED."""
    return (version or ASSUMED) >= SINCE[feature]


def honours_stateful_max_unavailable(version: Version | None) -> bool:
    """Tell whether a StatefulSet's maxUnavailable counts: on from 1.37; 1.35 had it on in its first patches only."""
    return (version or ASSUMED) >= Version(1, 37)


def parse(text: str) -> Version:
    """Read 1.30, v1.30.2 or 1.30+; raises WizardError for anything else."""
    found = re.fullmatch(r"v?(\d{1,4})\.(\d{1,4})(?:[.+-].*)?\+?", text.strip())
    if not found:
        raise WizardError(
            _("{text!r} is not a Kubernetes version; give major.minor, for example 1.30").format(text=text)
        )
    version = Version(int(found[1]), int(found[2]))
    if not OLDEST <= version <= NEWEST:
        raise WizardError(
            _("Kubernetes {version} is not known here; give a version from {oldest} to {newest}").format(
                version=version, oldest=OLDEST, newest=NEWEST
            )
        )
    return version
