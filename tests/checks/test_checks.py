"""More cases of the catalogue than its pages show: both forms of a rule, other levels, the edge of a range."""

import pytest

from tests.building import SERVICE, SIX_HOSTS, WEB, first, plan, within
from wizard.model.topology import Topology, told
from wizard.model.versions import Version
from wizard.wording.mistakes import QUESTIONS, REASONS, SENTENCES

BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {SPEC, selector: {matchLabels: {app: web}}}
"""
TSC = "topologySpreadConstraints: [{maxSkew: 1, topologyKey: KEY, whenUnsatisfiable: WHEN, labelSelector: SELECTOR}]"
OWN = "{matchLabels: {app: web}}"


def pod(more: str, text: str = WEB) -> str:
    """The web Deployment with a line put into its pod spec."""
    return text.replace("      containers:\n", f"      {more}\n      containers:\n")


def container(more: str) -> str:
    """The web Deployment with a line put into its container."""
    return within(WEB, "image: web:1", more)


def spec(more: str, text: str = WEB) -> str:
    """The web Deployment with a line put into its spec."""
    return text.replace("  replicas: 3\n", f"  replicas: 3\n  {more}\n")


def constraint(key: str = "kubernetes.io/hostname", when: str = "DoNotSchedule", selector: str = OWN) -> str:
    """A pod spec line with one spread constraint."""
    return TSC.replace("KEY", key).replace("WHEN", when).replace("SELECTOR", selector)


def anti(term: str, kind: str = "required") -> str:
    """A pod spec line with one anti-affinity term."""
    return f"affinity: {{podAntiAffinity: {{{kind}DuringSchedulingIgnoredDuringExecution: [{term}]}}}}"


def budget(more: str) -> str:
    """A budget of the web pods."""
    return BUDGET.replace("SPEC", more)


HOST_TERM = f"{{topologyKey: kubernetes.io/hostname, labelSelector: {OWN}}}"
ZONE = "topology.kubernetes.io/zone"
PROBE = "{httpGet: {path: /, port: http}}"

FIRES: list[tuple[str, tuple[str, ...], Topology | None, Version | None]] = [
    ("one-replica", (WEB.replace("replicas: 3", "replicas: 1"),), None, None),
    ("one-replica", (WEB.replace("  replicas: 3\n", ""),), None, None),
    ("no-spread-rule", (WEB,), None, None),
    ("only-zones-spread", (pod(constraint(ZONE)),), None, None),
    ("spread-selector-misses-pods", (pod(constraint(selector="{matchLabels: {app: wbe}}")),), None, None),
    ("spread-selector-misses-pods", (pod(constraint(selector="{}")),), None, None),
    ("anti-affinity-repels-everything", (pod(anti("{topologyKey: a, labelSelector: {}}")),), None, None),
    ("weight-in-required-term", (pod(anti(HOST_TERM.replace("{topo", "{weight: 1, topo", 1))),), None, None),
    ("preferred-term-misshapen", (pod(anti(HOST_TERM, "preferred")),), None, None),
    (
        "preferred-term-misshapen",
        (pod(anti(f"{{weight: 101, podAffinityTerm: {HOST_TERM}}}", "preferred")),),
        None,
        None,
    ),
    ("beta-topology-key", (pod(constraint("failure-domain.beta.kubernetes.io/zone")),), None, None),
    ("more-replicas-than-hosts", (pod(anti(HOST_TERM)),), told(2, 1), None),
    ("surge-finds-no-host", (pod(anti(HOST_TERM)),), told(3, 3), None),
    ("more-replicas-than-zones", (pod(anti(HOST_TERM.replace("kubernetes.io/hostname", ZONE))),), told(4, 2), None),
    ("surge-finds-no-zone", (pod(anti(HOST_TERM.replace("kubernetes.io/hostname", ZONE))),), told(6, 3), None),
    (
        "min-domains-never-reached",
        (pod(constraint(ZONE).replace("maxSkew", "minDomains: 3, maxSkew")),),
        told(4, 2),
        None,
    ),
    (
        "host-port-takes-nodes",
        (
            WEB.replace("containerPort: 8080", "{containerPort: 8080, hostPort: 80}").replace(
                "- name: http\n              {", "- {name: http, "
            ),
        ),
        told(3, 3),
        None,
    ),
    (
        "match-label-keys-too-new",
        (pod(anti(HOST_TERM.replace("{topo", "{matchLabelKeys: [a], topo", 1))),),
        None,
        Version(1, 30),
    ),
    (
        "revision-key-without-revisions",
        (
            pod(
                constraint().replace("{max", "{matchLabelKeys: [pod-template-hash], max"),
                WEB.replace("Deployment", "StatefulSet"),
            ),
        ),
        None,
        None,
    ),
    ("broken-nodes-count-as-domains", (pod(constraint()),), None, None),
    ("spread-constraint-twice", (pod(constraint().replace("}]", "}, " + constraint()[28:-1] + "]")),), None, None),
    ("max-skew-below-one", (pod(constraint().replace("maxSkew: 1", "maxSkew: 0")),), None, None),
    ("max-skew-too-wide", (pod(constraint().replace("maxSkew: 1", "maxSkew: 3")),), None, None),
    (
        "min-domains-without-strict",
        (pod(constraint(when="ScheduleAnyway").replace("{max", "{minDomains: 2, max")),),
        None,
        None,
    ),
    (
        "empty-node-term",
        (pod("affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{}]}}}"),),
        None,
        None,
    ),
    ("too-few-nodes-fit", (pod("nodeSelector: {topology.kubernetes.io/zone: zone-a}"),), SIX_HOSTS, None),
    ("node-name-set", (pod("nodeName: a1"),), None, None),
    ("no-budget", (WEB,), None, None),
    ("budget-blocks-drain", (WEB, budget("minAvailable: 3")), None, None),
    ("budget-percent-blocks-drain", (WEB, budget("minAvailable: 67%")), None, None),
    ("budget-blocks-drain", (WEB, budget("maxUnavailable: 0")), None, None),
    ("budget-allows-all", (WEB, budget("maxUnavailable: 3")), None, None),
    ("budget-on-one-replica", (WEB.replace("replicas: 3", "replicas: 1"), budget("minAvailable: 1")), None, None),
    ("budget-has-both-fields", (WEB, budget("minAvailable: 1, maxUnavailable: 1")), None, None),
    ("budget-has-no-field", (WEB, budget("unhealthyPodEvictionPolicy: AlwaysAllow")), None, None),
    (
        "budget-selects-namespace",
        (WEB, budget("maxUnavailable: 1").replace("{matchLabels: {app: web}}", "{}")),
        None,
        None,
    ),
    (
        "two-budgets-on-one-pod",
        (WEB, budget("maxUnavailable: 1"), budget("maxUnavailable: 1").replace("name: web", "name: b")),
        None,
        None,
    ),
    ("budget-api-gone", (WEB, budget("maxUnavailable: 1").replace("policy/v1", "policy/v1beta1")), None, None),
    ("broken-pods-hold-drain", (WEB, budget("maxUnavailable: 1")), None, Version(1, 27)),
    ("no-readiness-probe", (WEB, SERVICE), None, None),
    ("probe-port-not-declared", (container("readinessProbe: {httpGet: {path: /, port: htpp}}"),), None, None),
    ("grpc-port-is-a-name", (container("readinessProbe: {grpc: {port: grpc}}"),), None, None),
    ("probe-needs-one-handler", (container("readinessProbe: {periodSeconds: 5}"),), None, None),
    ("probe-host-set", (container("readinessProbe: {httpGet: {path: /, port: http, host: 10.0.0.1}}"),), None, None),
    (
        "success-threshold-not-one",
        (container("livenessProbe: {tcpSocket: {port: 80}, successThreshold: 2}"),),
        None,
        None,
    ),
    (
        "readiness-has-grace",
        (container("readinessProbe: {tcpSocket: {port: 80}, terminationGracePeriodSeconds: 2}"),),
        None,
        None,
    ),
    (
        "timeout-longer-than-period",
        (container("readinessProbe: {tcpSocket: {port: 80}, timeoutSeconds: 11}"),),
        None,
        None,
    ),
    ("liveness-as-strict-as-readiness", (container(f"readinessProbe: {PROBE}\nlivenessProbe: {PROBE}"),), None, None),
    (
        "long-initial-delay",
        (container("readinessProbe: {tcpSocket: {port: 80}, initialDelaySeconds: 30}"),),
        None,
        None,
    ),
    ("exec-probe-often", (container("readinessProbe: {exec: {command: [a]}, periodSeconds: 5}"),), None, None),
    ("no-pre-stop", (WEB,), None, None),
    ("pre-stop-eats-grace", (container("lifecycle: {preStop: {exec: {command: [sh, -c, sleep 30]}}}"),), None, None),
    ("sleep-action-too-new", (container("lifecycle: {preStop: {sleep: {seconds: 5}}}"),), None, Version(1, 29)),
    (
        "bash-not-in-image",
        (
            container("lifecycle: {preStop: {exec: {command: [/bin/bash, -c, sleep 5]}}}").replace(
                "web:1", "web:1-alpine"
            ),
        ),
        None,
        None,
    ),
    ("hook-opens-socket", (container("lifecycle: {preStop: {tcpSocket: {port: 80}}}"),), None, None),
    ("grace-is-zero", (pod("terminationGracePeriodSeconds: 0"),), None, None),
    ("grace-too-long", (pod("terminationGracePeriodSeconds: 601"),), None, None),
    ("recreate-strategy", (spec("strategy: {type: Recreate}"),), None, None),
    ("rollout-cannot-move", (spec("strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}"),), None, None),
    ("rollout-takes-all", (spec("strategy: {rollingUpdate: {maxUnavailable: 3}}"),), None, None),
    ("deadline-before-ready", (spec("minReadySeconds: 600"),), None, None),
    ("no-resource-requests", (WEB,), None, None),
    ("no-resource-requests", (pod("resources: {requests: {cpu: 1}}"),), None, Version(1, 33)),
]

NEARLY: list[tuple[str, tuple[str, ...], Topology | None, Version | None]] = [
    ("one-replica", (WEB.replace("replicas: 3", "replicas: 2"),), None, None),
    ("no-spread-rule", (pod(constraint("example.com/rack")),), None, None),
    ("only-zones-spread", (pod(anti(HOST_TERM.replace("kubernetes.io/hostname", ZONE))),), None, None),
    (
        "anti-affinity-repels-everything",
        (pod(anti("{topologyKey: a, labelSelector: {matchLabels: {app: other}}}")),),
        None,
        None,
    ),
    (
        "preferred-term-misshapen",
        (pod(anti(f"{{weight: 100, podAffinityTerm: {HOST_TERM}}}", "preferred")),),
        None,
        None,
    ),
    ("strict-key-missing-on-nodes", (pod(constraint("example.com/rack", "ScheduleAnyway")),), SIX_HOSTS, None),
    ("more-replicas-than-hosts", (pod(anti(HOST_TERM)),), None, None),
    ("more-replicas-than-hosts", (pod(anti(HOST_TERM)),), told(3, 1), None),
    (
        "surge-finds-no-host",
        (spec("strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}", pod(anti(HOST_TERM))),),
        told(3, 3),
        None,
    ),
    ("surge-finds-no-host", (pod(anti(HOST_TERM)),), told(4, 2), None),
    ("surge-finds-no-zone", (pod(anti(HOST_TERM.replace("kubernetes.io/hostname", ZONE))),), told(8, 4), None),
    (
        "min-domains-never-reached",
        (pod(constraint(ZONE).replace("maxSkew", "minDomains: 3, maxSkew")),),
        told(6, 3),
        None,
    ),
    (
        "host-port-takes-nodes",
        (
            WEB.replace("containerPort: 8080", "{containerPort: 8080, hostPort: 80}").replace(
                "- name: http\n              {", "- {name: http, "
            ),
        ),
        told(4, 2),
        None,
    ),
    (
        "match-label-keys-too-new",
        (pod(anti(HOST_TERM.replace("{topo", "{matchLabelKeys: [a], topo", 1))),),
        None,
        Version(1, 31),
    ),
    (
        "broken-nodes-count-as-domains",
        (pod(constraint().replace("{max", "{nodeTaintsPolicy: Honor, max")),),
        None,
        None,
    ),
    ("broken-nodes-count-as-domains", (pod(constraint()),), None, Version(1, 25)),
    ("max-skew-too-wide", (pod(constraint().replace("maxSkew: 1", "maxSkew: 2")),), None, None),
    ("budget-percent-blocks-drain", (WEB, budget("minAvailable: 66%")), None, None),
    ("budget-allows-all", (WEB, budget("maxUnavailable: 2")), None, None),
    (
        "two-budgets-on-one-pod",
        (WEB, budget("maxUnavailable: 1"), budget("maxUnavailable: 1").replace("app: web", "app: other")),
        None,
        None,
    ),
    ("broken-pods-hold-drain", (WEB, budget("maxUnavailable: 1")), None, Version(1, 26)),
    ("no-readiness-probe", (container(f"readinessProbe: {PROBE}"), SERVICE), None, None),
    ("probe-port-not-declared", (container("readinessProbe: {httpGet: {path: /, port: 9999}}"),), None, None),
    (
        "timeout-longer-than-period",
        (container("readinessProbe: {tcpSocket: {port: 80}, timeoutSeconds: 10}"),),
        None,
        None,
    ),
    (
        "liveness-as-strict-as-readiness",
        (container(f"readinessProbe: {PROBE}\nlivenessProbe: {PROBE[:-1]}, failureThreshold: 6}}"),),
        None,
        None,
    ),
    ("pre-stop-eats-grace", (container("lifecycle: {preStop: {exec: {command: [sh, -c, sleep 20]}}}"),), None, None),
    ("sleep-action-too-new", (container("lifecycle: {preStop: {sleep: {seconds: 5}}}"),), None, Version(1, 30)),
    (
        "bash-not-in-image",
        (container("lifecycle: {preStop: {exec: {command: [/bin/bash, -c, sleep 5]}}}"),),
        None,
        None,
    ),
    ("grace-too-long", (pod("terminationGracePeriodSeconds: 600"),), None, None),
    ("rollout-takes-all", (spec("strategy: {rollingUpdate: {maxUnavailable: 2}}"),), None, None),
    ("deadline-before-ready", (spec("minReadySeconds: 599"),), None, None),
    ("no-resource-requests", (pod("resources: {requests: {cpu: 1}}"),), None, Version(1, 34)),
    ("no-resource-requests", (pod("resources: {limits: {cpu: 1}}"),), None, None),
]


def found(texts: tuple[str, ...], topology: Topology | None, version: Version | None) -> set[str]:
    """The ids of what the catalogue finds in the first workload."""
    made = plan(*texts, topology=topology, version=version)
    return {each.id for each in made.mistakes(first(made))}


@pytest.mark.parametrize(("id", "texts", "topology", "version"), FIRES, ids=[each[0] for each in FIRES])
def test_check_fires(id: str, texts: tuple[str, ...], topology: Topology | None, version: Version | None) -> None:
    assert id in found(texts, topology, version)


@pytest.mark.parametrize(("id", "texts", "topology", "version"), NEARLY, ids=[each[0] for each in NEARLY])
def test_check_leaves_a_near_miss_alone(
    id: str, texts: tuple[str, ...], topology: Topology | None, version: Version | None
) -> None:
    assert id not in found(texts, topology, version)


def test_every_sentence_takes_the_values_of_its_mistake() -> None:
    for _id, texts, topology, version in FIRES:
        made = plan(*texts, topology=topology, version=version)
        for each in made.mistakes(first(made)):
            assert SENTENCES[each.id].format(**each.values)
            assert made.inventory.manifests["shop.yaml"].position(each.object, each.path).line > 0


def test_reasons_and_questions_are_sentences() -> None:
    assert all(text[0].islower() for text in (*REASONS.values(), *QUESTIONS.values()) if not text.startswith("spec"))
