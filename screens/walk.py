"""What a screen may ask of the app it runs in: to keep a plan and to go elsewhere."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from textual.screen import Screen

from wizard.planning.plan import Plan
from wizard.text.manifest import ObjectId
from wizard.text.paths import Data

if TYPE_CHECKING:
    # These bring the engine of edits, of files or of clusters, which the first paint need not wait for.
    from wizard.cluster.applying import Applied
    from wizard.cluster.connection import Cluster
    from wizard.cluster.loading import Wanted
    from wizard.outputs.receipt import Receipt
    from wizard.sources.loading import Loaded


Object = Mapping[str, Data]
FRESH = 60.0
"""Seconds after which the pods are asked for once more."""


class SeenPods:
    """All pods of one cluster as they were seen last, shared by the screens that draw them."""

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


@dataclass(frozen=True)
class Live:
    """The cluster that a plan is for, and what was asked of it."""

    cluster: "Cluster"
    wanted: "Wanted"
    read_only: bool
    """Nothing is offered that would change the cluster."""
    seen: SeenPods = field(default_factory=SeenPods, compare=False)
    """Its pods, as the steps have seen them last."""

    @property
    def place(self) -> str:
        """`prod-eu > shop`."""
        return " > ".join(self.wanted.described(self.cluster))

    @property
    def options(self) -> tuple[str, ...]:
        """The options of a command line that mean this cluster."""
        wanted = self.wanted
        named = ("--context", self.cluster.context) if self.cluster.context else ()
        return (*(("--kubeconfig", wanted.kubeconfig) if wanted.kubeconfig else ()), *named)

    @property
    def kept_as(self) -> str:
        """The name that a draft of it goes by."""
        return "#".join((self.cluster.server, *self.wanted.described(self.cluster)))


@runtime_checkable
class Walk(Protocol):
    """The app as its screens see it."""

    result: str | None
    """What is printed on the standard output after the end."""

    @property
    def live(self) -> Live | None:
        """The cluster that is worked on; None for files."""

    @property
    def returns(self) -> bool:
        """Whether there is somewhere to go back to from the first step of an only workload."""

    @property
    def visitor(self) -> bool:
        """Whether whoever sits here came over the network, and may name no file and no cluster."""

    def load(self, wanted: "Wanted") -> None:
        """Load from a cluster."""

    def begin_live(self, loaded: "Loaded", live: Live) -> None:
        """Work on what was loaded from a cluster."""

    def open_contexts(self) -> None:
        """Go to the choice of a cluster."""

    def open_namespaces(self, wanted: "Wanted") -> None:
        """Go to the choice of a namespace of the cluster that `wanted` names."""

    def keep(self, plan: Plan) -> None:
        """Take a plan with new choices."""

    def begin(self, loaded: "Loaded", sources: Sequence[str], *, demo: bool) -> None:
        """Work on what the start screen has read."""

    def rebase(self, plan: Plan) -> None:
        """Start anew from what was written or read again: there is nothing to undo before it."""

    def saved(self, plan: Plan) -> None:
        """These choices are written or printed: quitting asks no more, and the draft goes."""

    def open_table(self) -> None:
        """Go to the table, or to the only workload's first step."""

    def open_step(self, id: ObjectId, key: str) -> None:
        """Go to a step of a workload."""

    def open_review(self, id: ObjectId | None) -> None:
        """Go to the review, of one workload's walk or of the whole plan."""

    def open_apply(self, id: ObjectId | None) -> None:
        """Go to the question whether the plan is applied to the cluster."""

    def open_rollout(self, plan: Plan, done: "Applied") -> None:
        """Go to what becomes of the pods of a plan that was applied."""

    def open_receipt(self, receipt: "Receipt") -> None:
        """Go to what was written."""


def walk(screen: Screen[Any]) -> Walk:
    """The app of a screen."""
    app = screen.app
    if not isinstance(app, Walk):
        raise TypeError(app)
    return app
