"""Why a second copy of a workload may be no answer to the failure of the one, as far as its manifest tells."""

import re
from collections.abc import Mapping

from wizard.model.images import store
from wizard.model.shapes import items, mapping, mappings, text
from wizard.model.workload import Workload
from wizard.text.yamldata import Data

MEANT, DATA, DEVICE, LEADER, UNASKED = "meant", "data", "device", "leader", "unasked"

_MEANT = re.compile(
    r"""(do\ not|don['\u2019]?t|never|must\ ?n[o']t|must\ not|can\ ?not|can['\u2019]t|should\ not|shouldn['\u2019]?t)
          \s (\w+\s){0,3}? (scale|replicate|increase|raise|change|run|be\ (scaled|replicated|increased|raised|more))
      | (does|do|is)\ ?(not|n['\u2019]t)\ (yet\ |currently\ )?(support|highly\ available|ha\b|scal|safe|replicat)
      | (not|no)\ (support|ha\b|more\ than|high\ availability)
      | (only|exactly|at\ most|just|always)\ (one|1|a\ single)\b
      | (one|1|single)\ (copy|replica|instance|pod)\ only
      | \bsingletons?\b | must\ (be|stay|remain|run\ as)\ (a\ )?(1|one|single)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A comment that says that one copy is meant; not one that only says that there is one."""
_LEADER = re.compile(r"leader[-_]?elect|LEADER_?ELECT|enable-leader|leaderElection", re.IGNORECASE)
_OFF = re.compile(r"[= ]\"?(false|0|no|off)\"?$", re.IGNORECASE)
_ACCELERATOR = re.compile(r"gpu|tpu|accelerator", re.IGNORECASE)


def why_alone(workload: Workload) -> str:
    """The first reason that the manifest of a workload with one copy gives; empty where it gives none."""
    if _MEANT.search(workload.remark(("spec", "replicas"))):
        return MEANT
    if workload.kind == "StatefulSet" or workload.binds_volumes or any(map(_is_store, workload.containers)):
        return DATA
    if _device(workload):
        return DEVICE
    if _elects_leader(workload):
        return LEADER
    return "" if workload.served and not workload.only_watched else UNASKED
