"""One pod's end, from its deletion to its last moment: hook, SIGTERM, work under way, SIGKILL (FACTS 3)."""

from dataclasses import dataclass

from wizard.model.commands import program
from wizard.model.images import Lacks, lacks
from wizard.model.pausing import stopping
from wizard.model.probing import pre_stop, pre_stop_command, pre_stop_seconds
from wizard.model.shapes import text
from wizard.model.versions import knows
from wizard.model.workload import Container, Workload

LEAST_AFTER_HOOK = 2
"""Seconds that a container has after SIGTERM at least (kuberuntime_container.go minimumGracePeriodInSeconds)."""


@dataclass(frozen=True)
class Ending:
    """What happens to one container, in seconds after its pod was deleted."""

    pre_stop: int
    """How long its hook waits; 0 where it has none, or one whose time nobody can tell."""
    term: float
    """When its program is asked to stop, by the hook itself or by SIGTERM."""
    finish: float
    """When its program has done its work, if nothing kills it before."""
    kill: float
    grace: int
    """terminationGracePeriodSeconds."""

    @property
    def gone(self) -> float:
        """When the program is no more."""
        return min(self.finish, self.kill)

    @property
    def margin(self) -> float:
        """Seconds left when its work is done; less than none where SIGKILL comes first."""
        return self.kill - self.finish


def ending(container: Container, workload: Workload, finishing: float) -> Ending:
    """The end of a container whose program needs `finishing` seconds after SIGTERM; 0 for one that exits at once.

    A sidecar is asked to stop when the last main container has gone, however long that takes (KEP-753).
    """
    grace = workload.grace_seconds
    hook = _hook_seconds(container, workload)
    # Without a grace period hooks do not run, and what is left is never less than two seconds.
    term: float = min(hook, grace)
    if container in workload.sidecars:
        others = (ending(each, workload, finishing).gone for each in workload.containers)
        term = min(grace, max((term, *others)))
    return Ending(hook, term, term + finishing, max(grace, term + LEAST_AFTER_HOOK), grace)


def served_ending(workload: Workload, finishing: float) -> Ending:
    """The end of the container on the way of a request that stops first: where a sidecar takes it, what is behind it.

    Both are on the way, so the sidecar's later end saves nothing.
    """
    endings = [ending(each, workload, finishing) for each in stopping(workload) or workload.containers]
    return min(endings, key=lambda each: each.term, default=Ending(0, 0, finishing, workload.grace_seconds, 0))


def _hook_seconds(container: Container, workload: Workload) -> int:
    if "sleep" in pre_stop(container) and not knows(workload.version, "sleep-action"):
        return 0  # the server has dropped it
    image = text(container.data.get("image"))
    if lacks(image, program(pre_stop_command(container)), workload.facts.shell) is Lacks.SURELY:
        return 0  # what is not in the image fails at once
    return max(0, pre_stop_seconds(container) or 0)
