"""One pod's end, from its deletion to its last moment: hook, SIGTERM, work under way, SIGKILL (FACTS 3)."""

from dataclasses import dataclass

from wizard.model.probing import pre_stop, pre_stop_seconds
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
    """When its program is asked to stop."""
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
    """The end of a container whose program needs `finishing` seconds after SIGTERM; 0 for one that exits at once."""
    grace = workload.grace_seconds
    hook = _hook_seconds(container, workload)
    # Without a grace period hooks do not run, and what is left is never less than two seconds.
    term = min(hook, grace)
    return Ending(hook, term, term + finishing, max(grace, term + LEAST_AFTER_HOOK), grace)


def served_ending(workload: Workload, finishing: float) -> Ending:
    """The end of the container on the way of a request that stops first."""
    endings = [ending(each, workload, finishing) for each in workload.served or workload.containers]
    return min(endings, key=lambda each: each.term, default=Ending(0, 0, finishing, workload.grace_seconds, 0))


def _hook_seconds(container: Container, workload: Workload) -> int:
    if "sleep" in pre_stop(container) and not knows(workload.version, "sleep-action"):
        return 0  # the server has dropped it
    if workload.facts.shell is False and "exec" in pre_stop(container):
        return 0  # a command without its shell fails at once
    return max(0, pre_stop_seconds(container) or 0)
