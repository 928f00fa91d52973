"""Random clusters and workloads, the same for the same seed: what placement, budgets and updates can meet."""

from dataclasses import dataclass
from random import Random
from typing import Any

Object = dict[str, Any]
HOST = "kubernetes.io/hostname"
ZONE = "topology.kubernetes.io/zone"
OWN: Object = {"matchLabels": {"app": "web"}}
WEB = {"app": "web", "tier": "front"}


@dataclass(frozen=True)
class Drawn:
    """One random case."""

    seed: int
    namespace: str
    nodes: tuple[Object, ...]
    workload: Object
    budgets: tuple[Object, ...]
    beside: Object | None
    """A Deployment of somebody else that was there before."""
    sick: bool
    """Its pods run and are never Ready."""

    @property
    def replicas(self) -> int:
        return int(self.workload["spec"]["replicas"])


def draw(seed: int, namespace: str) -> Drawn:
    """The case of a seed, on nodes that only this namespace uses."""
    chance = _Chance(seed, namespace)
    sick = chance.happens(0.08)
    return Drawn(
        seed,
        namespace,
        tuple(chance.nodes()),
        chance.workload(sick=sick),
        tuple(chance.budget(number) for number in range(chance.pick({0: 3, 1: 5, 2: 1}))),
        chance.beside() if chance.happens(0.35) else None,
        sick,
    )


class _Chance:
    def __init__(self, seed: int, namespace: str) -> None:
        self._random = Random(seed)  # noqa: S311
        self._namespace = namespace
        # A domain of the whole cluster would hold nodes of other cases where nodeAffinityPolicy is Ignore.
        self._rack = f"agree.test/rack-{namespace}"
        self._count = self._random.randint(2, 12)
        self._zones = self._random.randint(1, min(4, self._count))
        self._small = self.happens(0.3)

    def happens(self, share: float) -> bool:
        return self._random.random() < share

    def pick(self, weights: dict[Any, float]) -> Any:
        return self._random.choices(list(weights), list(weights.values()))[0]

    # the cluster

    def nodes(self) -> list[Object]:
        racks = self._random.randint(1, 3)
        tainted, cordoned, lacking = (self.pick({0: 3, 0.15: 1, 0.4: 1}) for _kind in range(3))
        return [self._node(number, racks, tainted, cordoned, lacking) for number in range(self._count)]

    def _node(self, number: int, racks: int, tainted: float, cordoned: float, lacking: float) -> Object:
        name = f"{self._namespace}-{number}"
        labels = {
            HOST: name,
            "pool": self._namespace,
            "size": self.pick({"small": 1, "big": 2}),
            "generation": str(self._random.randint(1, 4)),
        }
        if not self.happens(lacking / 2):
            labels[ZONE] = f"{self._namespace}-{'abcd'[number % self._zones]}"
        if not self.happens(lacking):
            labels[self._rack] = f"r{self._random.randrange(racks)}"
        effects = {"NoSchedule": 3, "NoExecute": 1, "PreferNoSchedule": 2}
        taints = [{"key": "dedicated", "value": self.pick({"db": 1, "web": 1}), "effect": self.pick(effects)}]
        amounts = {"cpu": "8", "memory": "32Gi", "pods": "110"}
        if self._small:
            amounts = {
                "cpu": self.pick({"1": 1, "2": 1, "1500m": 1}),
                "memory": self.pick({"1Gi": 1, "2Gi": 1}),
                "pods": self.pick({"2": 1, "3": 1, "110": 3}),
            }
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name, "labels": labels},
            "spec": {
                **({"taints": taints} if self.happens(tainted) else {}),
                **({"unschedulable": True} if self.happens(cordoned) else {}),
            },
            "status": {"capacity": amounts, "allocatable": amounts},
        }

    # the workload

    def workload(self, *, sick: bool) -> Object:
        kind = self.pick({"Deployment": 3, "StatefulSet": 1})
        spec: Object = {
            "replicas": self._random.randint(1, 8),
            "selector": OWN,
            "template": {
                # Successors come late, so that evictions one after the other meet the same count of healthy pods.
                "metadata": {"labels": WEB, "annotations": {"fake/never-ready": "true"} if sick else {}},
                "spec": self.pod(kind),
            },
        }
        if kind == "StatefulSet":
            spec["serviceName"] = "web"
            spec["podManagementPolicy"] = self.pick({"OrderedReady": 2, "Parallel": 1})
        else:
            spec["strategy"] = self.pick_strategy()
        return {
            "apiVersion": "apps/v1",
            "kind": kind,
            "metadata": {"name": "web", "namespace": self._namespace},
            "spec": spec,
        }

    def pick_strategy(self) -> Object:
        if self.happens(0.4):
            return {}
        if self.happens(0.1):
            return {"type": "Recreate"}
        surge, away = self.pick({0: 1, 1: 3, "50%": 1, "25%": 1}), self.pick({0: 3, 1: 2, "30%": 1})
        return {"rollingUpdate": {"maxSurge": 1 if surge == away == 0 else surge, "maxUnavailable": away}}

    def pod(self, kind: str) -> Object:
        container: Object = {"name": "web", "image": "web:1"}
        if self._small or self.happens(0.2):
            container["resources"] = {
                "requests": {
                    "cpu": self.pick({"100m": 1, "400m": 2, "900m": 1}),
                    "memory": self.pick({"128Mi": 1, "700Mi": 1}),
                }
            }
        if self.happens(0.12):
            container["ports"] = [{"containerPort": 8080, "hostPort": 8080}]
        pod: Object = {"containers": [container], "nodeSelector": {"pool": self._namespace}}
        if self.happens(0.1):
            pod["nodeSelector"]["size"] = "big"
        if self.happens(0.3):
            pod["tolerations"] = [self.toleration()]
        if constraints := self.constraints(kind):
            pod["topologySpreadConstraints"] = constraints
        if affinity := self.affinity(kind):
            pod["affinity"] = affinity
        return pod

    def toleration(self) -> Object:
        return self.pick_of(
            {"key": "dedicated", "operator": "Exists"},
            {"key": "dedicated", "value": "web", "effect": "NoSchedule"},
            {"key": "dedicated", "operator": "Equal", "value": "db"},
            {"key": "node.kubernetes.io/unschedulable", "operator": "Exists", "effect": "NoSchedule"},
        )

    def pick_of(self, *choices: Object) -> Object:
        return self._random.choice(choices)

    def constraints(self, kind: str) -> list[Object]:
        keys = self._random.sample([HOST, ZONE, self._rack], self.pick({0: 4, 1: 4, 2: 2}))
        return [self._constraint(key, kind) for key in keys]

    def _constraint(self, key: str, kind: str) -> Object:
        strict = self.happens(0.7)
        found: Object = {
            "maxSkew": self.pick({1: 4, 2: 1}),
            "topologyKey": key,
            "whenUnsatisfiable": "DoNotSchedule" if strict else "ScheduleAnyway",
            "labelSelector": self.selector(),
        }
        if strict and self.happens(0.2):
            found["minDomains"] = self._random.randint(1, 4)
        if self.happens(0.3):
            found["nodeTaintsPolicy"] = self.pick({"Honor": 2, "Ignore": 1})
        if self.happens(0.15):
            found["nodeAffinityPolicy"] = "Ignore" if key == self._rack else "Honor"
        if kind == "Deployment" and self.happens(0.25):
            found["matchLabelKeys"] = ["pod-template-hash"]
        return found

    def selector(self) -> Object:
        return self.pick_of(
            OWN,
            OWN,
            OWN,
            {"matchLabels": {"tier": "front"}},
            {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "other"]}]},
            {"matchLabels": {"app": "nobody"}},
        )

    def affinity(self, kind: str) -> Object:
        found: Object = {}
        if self.happens(0.3):
            found["podAntiAffinity"] = self._pod_terms(kind, self.pick({"required": 2, "preferred": 1}))
        if self.happens(0.08):
            found["podAffinity"] = self._pod_terms(kind, self.pick({"required": 2, "preferred": 1}))
        if self.happens(0.25):
            found["nodeAffinity"] = self._node_terms()
        return found

    def _pod_terms(self, kind: str, rule: str) -> Object:
        term: Object = {"topologyKey": self.pick({HOST: 3, ZONE: 1, self._rack: 1}), "labelSelector": self.selector()}
        if kind == "Deployment" and self.happens(0.25):
            term["matchLabelKeys"] = ["pod-template-hash"]
        if rule == "required":
            return {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
        weighted = {"weight": self._random.randint(1, 100), "podAffinityTerm": term}
        return {"preferredDuringSchedulingIgnoredDuringExecution": [weighted]}

    def _node_terms(self) -> Object:
        expressions = (
            {"key": "size", "operator": "In", "values": ["big"]},
            {"key": "size", "operator": "NotIn", "values": ["big"]},
            {"key": "generation", "operator": "Gt", "values": ["1"]},
            {"key": "generation", "operator": "Lt", "values": ["4"]},
            {"key": self._rack, "operator": "Exists"},
            {"key": self._rack, "operator": "DoesNotExist"},
        )
        terms = [{"matchExpressions": [each]} for each in self._random.sample(expressions, self.pick({1: 3, 2: 1}))]
        if self.happens(0.3):
            preference = [{"weight": 50, "preference": terms[0]}]
            return {"preferredDuringSchedulingIgnoredDuringExecution": preference}
        return {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}

    # the neighbours

    def budget(self, number: int) -> Object:
        amount = self.pick({0: 1, 1: 4, 2: 2, "30%": 1, "50%": 1, "67%": 1, "100%": 1})
        spec: Object = {self.pick({"maxUnavailable": 1, "minAvailable": 1}): amount, "selector": OWN}
        if self.happens(0.3):
            spec["unhealthyPodEvictionPolicy"] = self.pick({"AlwaysAllow": 2, "IfHealthyBudget": 1})
        return {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": f"web-{number}", "namespace": self._namespace},
            "spec": spec,
        }

    def beside(self) -> Object:
        labels = {"app": "other", **({"tier": "front"} if self.happens(0.4) else {})}
        pod: Object = {
            "containers": [{"name": "other", "image": "other:1"}],
            "nodeSelector": {"pool": self._namespace},
        }
        if self.happens(0.4):
            term = {"topologyKey": self.pick({HOST: 3, ZONE: 1}), "labelSelector": self.selector()}
            pod["affinity"] = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
        if self.happens(0.3):
            pod["containers"][0]["ports"] = [{"containerPort": 8080, "hostPort": 8080}]
        return {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "other", "namespace": self._namespace},
            "spec": {
                "replicas": self._random.randint(1, 3),
                "selector": {"matchLabels": {"app": "other"}},
                "template": {"metadata": {"labels": labels}, "spec": pod},
            },
        }
