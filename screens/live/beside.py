"""The pods of a cluster as they were seen last: what is drawn counts those of others, and says so where it cannot."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from wizard.text.paths import Data
from wizard.wording import _

if TYPE_CHECKING:
    # The client comes with the cluster.
    from wizard.cluster.connection import Cluster

Object = Mapping[str, Data]
FRESH = 60.0
"""Seconds after which the pods are asked for once more."""


class Beside:
    """All pods of one cluster, shared by the screens that ask for them."""

    def __init__(self) -> None:
        self.pods: tuple[Object, ...] | None = None
        """None until they were seen."""
        self._seen = 0.0

    def see(self, cluster: "Cluster") -> tuple[Object, ...]:
        """Ask the cluster, unless that was done just now; to be called in a thread. Raises ClusterError."""
        from wizard.cluster.rolling import all_pods  # noqa: PLC0415  # files need none of it

        if self.pods is None or time.monotonic() - self._seen > FRESH:
            self.pods, self._seen = tuple(all_pods(cluster)), time.monotonic()
        return self.pods


def unseen() -> Content:
    """What a picture says while the pods of others are not known."""
    return Content.styled(_("Without the pods of others: they are not seen yet, or may not be."), "$foreground-muted")
