"""Why a second copy of a workload may be no answer to the failure of the one, as far as its manifest tells."""

import re
from collections.abc import Iterator

from wizard.model.shapes import items, mapping, mappings, text
from wizard.model.stores import is_store
from wizard.model.volumes import exclusive, unread_claims
from wizard.model.workload import Workload

MEANT, DATA, DEVICE, LEADER, UNASKED = "meant", "data", "device", "leader", "unasked"

_MEANT = re.compile(
    r"""(never|\b(do|must|can|should)\ ?n(o|['\u2019])?t|can['\u2019]?t)\s(\w+\s){0,3}?
          (scale|replicate|increase|raise|run|be\ (scaled|replicated|increased|raised|more))
      | (does|do|is)\ ?(not|n['\u2019]?t)\ (yet\ |currently\ )?(support|highly\ available|ha\b|scal|safe|replicat)
      | \b(not|no)\ (support|more\ than)
      | \b(only|exactly|at\ most|just|always)\ (one|1|a\ single)\b
      | \b(one|1|single)\ (copy|replica|instance|pod)\ only
      | \bsingletons?\b
      | \bmust\ (be|stay|remain|run\ as)\ (a\ )?(1|one|single)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A comment that says that one copy is meant; not one that only says that there is one."""
_LEADER = re.compile(r"leader[-_]?elect", re.IGNORECASE)
_OFF = re.compile(r"[= ]['\"]?(false|0|no|off)['\"]?$", re.IGNORECASE)
_ACCELERATOR = re.compile(r"gpu|tpu|accelerator", re.IGNORECASE)


def why_alone(workload: Workload) -> str:
    """The first reason that the manifest of a workload with one copy gives; empty where it gives none."""
    if "replicas" in workload.spec and _MEANT.search(workload.remark(("spec", "replicas"))):
        return MEANT
    if _keeps_data(workload):
        return DATA
    if device(workload):
        return DEVICE
    if any(_LEADER.search(each) and not _OFF.search(each) for each in _words(workload)):
        return LEADER
    return "" if workload.served and not workload.only_watched else UNASKED


def _keeps_data(workload: Workload) -> bool:
    disks = exclusive(workload) or unread_claims(workload)
    return workload.kind == "StatefulSet" or bool(disks) or any(map(is_store, workload.containers))


def device(workload: Workload) -> str:
    """A device of which nodes have few, such as a GPU, that its pods ask for or go by; empty where they do not."""
    for container in workload.containers:
        for field in ("limits", "requests"):
            for name in mapping(container.data.get("resources"), field):
                # An extended resource has the domain of its maker (docs, extended resources).
                if "/" in name and not name.partition("/")[0].endswith("kubernetes.io"):
                    return name
    return next(filter(_ACCELERATOR.search, mapping(workload.pod.get("nodeSelector"))), "")


def _words(workload: Workload) -> Iterator[str]:
    """The arguments and variables of its containers, a variable as NAME=value."""
    for container in workload.containers:
        for field in ("command", "args"):
            yield from (text(each) for each in items(container.data.get(field)))
        for each in mappings(container.data.get("env")):
            yield f"{text(each.get('name'))}={each.get('value', '')}"
