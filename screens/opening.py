"""What the command line hands over to the screens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from screens.walk import Live
from wizard.planning.plan import Plan

if TYPE_CHECKING:
    from screens.review.keys import Ways
    from wizard.cluster.loading import Wanted
    from wizard.model.inventory import Inventory
    from wizard.sources.loading import Loaded, Target


@dataclass(frozen=True)
class Opening:
    """The sources, the cluster and the plan to begin with."""

    plan: Plan
    target: "Target"
    sources: tuple[str, ...] = ()
    """As given; none for the demo, and where the start screen has to ask."""
    demo: bool = False
    stream: bool = False
    """The standard input was the source: no file is written, the result goes to the standard output."""
    skipped: tuple[str, ...] = ()
    """Sentences about what was left out."""
    draft: Mapping[str, object] | None = None
    """Choices kept for these sources by an earlier run."""
    wanted: "Wanted | None" = None
    """What to load from a cluster before anything else."""
    live: Live | None = None
    """The cluster that the plan is for; None for files."""
    read_only: bool = False
    """Nothing is ever offered that would change the cluster."""
    visitor: bool = False
    """Whoever sits here came over the network: no file and no cluster of this machine is theirs."""
    more: "Callable[[], Loaded] | None" = None
    """What was put off for the first screen: what lies beside the sources, and what is made of them."""
    keeps: bool = False
    """The app keeps choices for the next start by means of its own."""

    def on(self, plan: Plan, sources: tuple[str, ...], said: tuple[str, ...], *, demo: bool) -> "Opening":
        """The same beginning on other sources."""
        return Opening(plan, self.target, sources, demo, skipped=said, read_only=self.read_only)

    def on_cluster(self, plan: Plan, said: tuple[str, ...], live: Live) -> "Opening":
        """The same beginning on what was loaded from a cluster."""
        files = replace(self, sources=(), stream=False, demo=False)
        return replace(files, plan=plan, skipped=said, wanted=live.wanted, live=live)

    def learned(self, inventory: "Inventory", said: tuple[str, ...]) -> "Opening":
        """The same beginning with all that was read behind the first screen."""
        return replace(self, plan=replace(self.plan, inventory=inventory, _memo={}), skipped=said, more=None)

    @property
    def ways(self) -> "Ways":
        """Where a plan may go from the review."""
        from screens.review.keys import Ways  # noqa: PLC0415  # nobody begins with the review

        return Ways(self.stream, self.demo, self.live is not None, self.read_only, visitor=self.visitor)

    @property
    def places(self) -> tuple[str, ...]:
        """Where one is, for the head of a screen."""
        return self.sources if self.live is None else (self.live.place,)

    @property
    def kept_as(self) -> tuple[str, ...]:
        """What a draft is kept under; nothing where none is."""
        if self.visitor:
            return ()
        return self.sources if self.live is None else (self.live.kept_as,)

    @property
    def keeps_drafts(self) -> bool:
        """Whether choices can wait for the next start."""
        return self.keeps or bool(self.kept_as)
