"""Workloads on small pools of nodes, each with what is done to it; FACTS 2.3, 2.4 and 7 have the rules behind them."""

from dataclasses import dataclass, field
from typing import Any

Object = dict[str, Any]
HOST = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"
OWN = {"matchLabels": {"app": "web"}}


@dataclass(frozen=True)
class Case:
    """One workload on nodes of its own."""

    name: str
    facts: str
    """The number in FACTS section 7, or the section."""
    does: str
    """create, update, drain or scale: what is done once the objects are there."""
    nodes: int
    zones: int
    pod: Object = field(default_factory=dict)
    spec: Object = field(default_factory=dict)
    container: Object = field(default_factory=dict)
    kind: str = "Deployment"
    replicas: int = 3
    budgets: tuple[Object, ...] = ()
    sick: bool = False
    """Its pods run and are never Ready."""
    after: Object | None = None
    """The pod spec of the update, where it is another one."""
    daily: bool = False
    """Whether CI runs it each time."""


def anti(key: str = HOST, **more: Any) -> Object:
    """Required anti-affinity against its own kind."""
    term = {"topologyKey": key, "labelSelector": OWN, **more}
    return {"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}}


def spread(key: str = HOST, **more: Any) -> Object:
    """A strict spread constraint."""
    constraint = {"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": "DoNotSchedule", "labelSelector": OWN}
    return {"topologySpreadConstraints": [constraint | more]}


def rolling(surge: Any, unavailable: Any) -> Object:
    """A rolling update in these steps."""
    return {"strategy": {"rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable}}}


def least(value: Any, **more: Any) -> Object:
    return {"minAvailable": value, **more}


def most(value: Any, **more: Any) -> Object:
    return {"maxUnavailable": value, **more}


HASH = {"matchLabelKeys": ["pod-template-hash"]}
PORT = {"ports": [{"containerPort": 8080, "hostPort": 8080}]}
ALWAYS = {"unhealthyPodEvictionPolicy": "AlwaysAllow"}
HONOR = {"nodeTaintsPolicy": "Honor"}

CASES = (
    Case("more-copies-than-hosts", "#12", "create", 3, 3, anti(), replicas=4, daily=True),
    Case("as-many-copies-as-hosts", "#12", "create", 3, 3, anti()),
    Case("more-copies-than-zones", "#16", "create", 4, 2, anti(ZONE), daily=True),
    Case("as-many-copies-as-zones", "#16", "create", 3, 3, anti(ZONE)),
    Case("update-of-as-many-as-hosts", "#14", "update", 3, 3, anti(), daily=True),
    Case("update-with-none-unavailable", "#13", "update", 4, 2, anti(), rolling(1, 0), replicas=4),
    Case("update-of-four-by-default", "2.3", "update", 4, 2, anti(), replicas=4, daily=True),
    Case("update-with-one-unavailable", "#13", "update", 3, 3, anti(), rolling(0, 1), daily=True),
    Case("update-with-a-spare-host", "2.3", "update", 4, 2, anti()),
    Case("update-that-tells-revisions-apart", "#13", "update", 3, 3, anti(**HASH)),
    Case("hash-added-to-running-rule", "#15", "update", 3, 3, anti(), after=anti(**HASH), daily=True),
    Case("update-of-as-many-as-zones", "#16", "update", 6, 3, anti(ZONE)),
    Case("stateful-set-of-as-many-as-hosts", "2.3", "update", 3, 3, anti(), kind="StatefulSet"),
    Case("strict-hosts-drained", "#20", "drain", 3, 3, spread(), budgets=(most(1),), daily=True),
    Case("strict-hosts-drained-with-honor", "#20", "drain", 3, 3, spread(**HONOR), budgets=(most(1),), daily=True),
    Case("strict-zones-drained-with-honor", "2.4", "drain", 6, 3, spread(ZONE, **HONOR), budgets=(most(1),)),
    Case("min-domains-not-there", "#24", "create", 4, 2, spread(ZONE, minDomains=3), daily=True),
    Case("min-domains-there", "#24", "create", 3, 3, spread(ZONE, minDomains=3)),
    Case("min-domains-with-room", "#24", "create", 4, 2, spread(ZONE, minDomains=3), replicas=2),
    Case("strict-key-on-no-node", "2.4", "create", 2, 1, spread("example.com/rack")),
    Case("budget-keeps-all", "#36", "drain", 3, 3, budgets=(least(3),), daily=True),
    Case("budget-keeps-all-by-percent", "#36", "drain", 3, 3, budgets=(least("100%"),)),
    Case("budget-lets-none-go", "#36", "drain", 3, 3, budgets=(most(0),)),
    Case("percent-rounds-to-all", "#37", "drain", 3, 3, budgets=(least("67%"),)),
    Case("percent-leaves-one", "#37", "drain", 3, 3, budgets=(least("66%"),)),
    Case("percent-of-six", "#37", "drain", 3, 3, replicas=6, budgets=(least("80%"),)),
    Case("budget-lets-one-go", "#36", "drain", 3, 3, budgets=(most(1),), daily=True),
    Case("budget-keeps-two-of-three", "#36", "drain", 3, 3, budgets=(least(2),)),
    Case("small-percent-rounds-up", "#37", "drain", 3, 3, budgets=(most("1%"),)),
    Case("budget-of-everything", "#41", "drain", 3, 3, budgets=(least(3, selector={}),)),
    Case("budget-of-nothing", "#42", "drain", 3, 3, budgets=(least(3, selector=None),)),
    Case("budget-without-a-field", "#40", "drain", 3, 3, budgets=({},)),
    Case("two-budgets", "#43", "drain", 3, 3, budgets=(most(1), most(2)), daily=True),
    Case("one-copy-with-a-budget", "#38", "drain", 2, 1, replicas=1, budgets=(least(1),)),
    Case("stateful-set-budget", "#36", "drain", 3, 3, kind="StatefulSet", budgets=(most(1),)),
    Case("sick-pods-held", "#46", "drain", 3, 3, budgets=(most(1),), sick=True),
    Case(
        "sick-pods-let-go",
        "#46",
        "drain",
        3,
        3,
        budgets=(most(1, unhealthyPodEvictionPolicy="AlwaysAllow"),),
        sick=True,
    ),
    Case("host-port-on-too-few-nodes", "#85", "create", 2, 1, container=PORT),
    Case("host-port-on-each-node", "#85", "update", 3, 3, container=PORT),
    Case("host-port-with-one-unavailable", "#85", "update", 3, 3, {}, rolling(0, 1), PORT),
)
