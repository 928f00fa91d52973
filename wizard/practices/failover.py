"""How long pods stay on a dead node: the tolerations that a spread choice sets. Edits a copy."""

from wizard.model.shapes import items, mappings
from wizard.model.versions import ASSUMED, Version
from wizard.model.workload import Workload
from wizard.text.yamldata import Data

DEAD = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
UNTOLD = 300
"""Seconds that a pod stays where no toleration says otherwise (DefaultTolerationSeconds)."""
SHORT = 30
"""Seconds; below that a passing fault of the network moves pods (FACTS 7 #91)."""


def noticed_after(version: Version | None) -> int:
    """Seconds until a silent node counts as dead (node-monitor-grace-period, FACTS 1b)."""
    return 50 if (version or ASSUMED) >= Version(1, 32) else 40


def suggested_toleration(workload: Workload) -> int | None:
    """What makes pods of a dead node run elsewhere as soon as was asked; None where it is so, or was not asked.

    A StatefulSet gets none: it starts no second pod of a name before the first is surely gone (KEP-2268).
    """
    wanted = workload.facts.failover_seconds
    if wanted is None or workload.kind != "Deployment":
        return None
    seconds = max(SHORT, wanted - noticed_after(workload.version))
    return seconds if seconds < max(_waits(workload, taint) for taint in DEAD) else None


def tolerate(pod: dict[str, Data], seconds: int) -> None:
    """Let pods stay this long on a dead node; other tolerations are left alone."""
    found = items(pod.get("tolerations"))
    for taint in DEAD:
        own = [each for each in mappings(found) if each.get("key") == taint and each.get("effect") != "NoSchedule"]
        for each in own:
            # The server takes tolerationSeconds with NoExecute only.
            each |= {"effect": "NoExecute", "tolerationSeconds": seconds}
        if not own:
            found.append({"key": taint, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": seconds})
    pod["tolerations"] = found


def _waits(workload: Workload, taint: str) -> int:
    own = [t for t in mappings(workload.pod.get("tolerations")) if t.get("key") == taint]
    waits = [each.get("tolerationSeconds") for each in own if each.get("effect") != "NoSchedule"]
    # Without an end it waits for ever.
    return max((each if isinstance(each, int) else 2**31 for each in waits), default=UNTOLD)
