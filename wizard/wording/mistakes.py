"""A sentence for every mistake, reason and question that the engine names by its id; practices bring their risks'."""

from collections.abc import Mapping

from wizard.wording import _, mark, safe

SENTENCES: dict[str, str] = {
    # spread
    "one-replica": mark("one copy: any node failure, drain or update stops it"),
    "no-spread-rule": mark("nothing keeps the {replicas} copies apart; one node may hold them all"),
    "only-zones-spread": mark("only zones are spread: a rule of its own switches the cluster's host spreading off"),
    "spread-selector-misses-pods": mark(
        "the selector of {topology_key} does not match these pods, so the rule does nothing"
    ),
    "anti-affinity-repels-everything": mark("an empty selector keeps every pod of the namespace away, not only these"),
    "weight-in-required-term": mark("a required term has no weight; the server rejects it"),
    "preferred-term-misshapen": mark("a preferred term needs a weight from 1 to 100 and a podAffinityTerm"),
    "beta-topology-key": mark("{topology_key} is deprecated; nodes outside the big clouds often lack it"),
    "strict-key-missing-on-nodes": mark(
        "none of the {nodes} nodes has the label {topology_key}: every pod stays Pending"
    ),
    "more-replicas-than-hosts": mark("{replicas} copies, {hosts} hosts: {pending} stay Pending"),
    "surge-finds-no-host": mark(
        "{replicas} copies on {hosts} hosts: an update needs one host more, so the rollout never ends"
    ),
    "surge-finds-no-zone": mark(
        "{replicas} copies, {zones} zones, one in each: an update's extra pod finds no zone and waits for ever"
    ),
    "min-domains-never-reached": mark("minDomains {wanted}, {domains} domains there: {pending} stay Pending"),
    "host-port-takes-nodes": mark(
        "hostPort {port} is free once on each of {nodes} nodes: no room for {replicas} copies and an update"
    ),
    "running-pods-still-collide": mark(
        "the running pods keep their old rule: this one update waits for ever unless one of them may go first"
    ),
    "more-replicas-than-zones": mark("{replicas} copies, {domains} domains of {topology_key}: {pending} stay Pending"),
    "match-label-keys-too-new": mark("matchLabelKeys works from Kubernetes {since} on; an older server drops it"),
    "revision-key-without-revisions": mark(
        "pods of a StatefulSet have no pod-template-hash, so matchLabelKeys does nothing"
    ),
    "broken-nodes-count-as-domains": mark(
        "cordoned and dead nodes still count for {topology_key}, so copies may wait; nodeTaintsPolicy: Honor mends it"
    ),
    "spread-constraint-twice": mark("{topology_key} stands there twice with the same rule; the server rejects it"),
    "max-skew-below-one": mark("maxSkew must be 1 or more"),
    "max-skew-too-wide": mark("a skew of {skew} with {replicas} copies forbids nothing"),
    "min-domains-without-strict": mark("minDomains goes with DoNotSchedule only, and is 1 or more"),
    "empty-node-term": mark("an empty node selector term matches no node"),
    "too-few-nodes-fit": mark("its node rules leave {nodes} nodes for {replicas} copies"),
    "node-name-set": mark("nodeName puts every copy on {node}, past the scheduler"),
    # budget
    "no-budget": mark("a drain may take all {replicas} copies at once"),
    "budget-blocks-drain": mark("{field} {value} of {replicas} copies lets none go: a drain never ends"),
    "budget-allows-all": mark("the budget lets all {replicas} copies go at once, so it protects nothing"),
    "budget-on-one-replica": mark("with one copy this budget blocks every drain"),
    "budget-has-both-fields": mark("minAvailable and maxUnavailable exclude each other; the server rejects it"),
    "budget-has-no-field": mark("with neither minAvailable nor maxUnavailable no pod may ever leave"),
    "budget-selects-namespace": mark("an empty selector counts every pod of the namespace"),
    "two-budgets-on-one-pod": mark("{first} and {second} select the same pods: every eviction fails"),
    "budget-api-gone": mark("policy/v1beta1 is not served from Kubernetes 1.25 on; the budget is then not there"),
    "broken-pods-hold-drain": mark("a copy that is not ready may hold up a drain (unhealthyPodEvictionPolicy)"),
    # readiness
    "no-readiness-probe": mark("{container} gets requests before it listens, and while it cannot answer"),
    "probe-port-not-declared": mark("{container} declares no port {port}"),
    "grpc-port-is-a-name": mark("the gRPC probe of {container} needs the port as a number"),
    "grpc-probe-too-new": mark("gRPC probes work from Kubernetes 1.24 on"),
    "probe-needs-one-handler": mark("{probe} has {count} ways to ask; it needs exactly one"),
    "probe-host-set": mark("{probe} asks a fixed host instead of the pod; use a Host header"),
    "success-threshold-not-one": mark("{probe} must have successThreshold 1"),
    "readiness-has-grace": mark("a readiness probe takes no terminationGracePeriodSeconds"),
    "timeout-longer-than-period": mark("a timeout of {timeout} s is longer than the period of {period} s"),
    "liveness-as-strict-as-readiness": mark(
        "{container}'s livenessProbe gives up as soon as its readinessProbe: a busy pod is restarted, not relieved"
    ),
    "long-initial-delay": mark("a fixed delay of {delay} s; a startupProbe waits no longer than needed"),
    "exec-probe-often": mark("an exec probe every {period} s starts a process each time; 10 s or more is kinder"),
    # shutdown
    "no-pre-stop": mark("{container} stops while routes still lead to it: requests are refused at every update"),
    "pre-stop-eats-grace": mark("preStop takes {seconds} s of {grace} s grace: the program is killed in its work"),
    "no-time-to-drain": mark("{grace} s grace is less than {needed} s: preStop {seconds} s + work {drain} s + 5 s"),
    "sleep-action-too-new": mark("the sleep action works from Kubernetes {since} on; an older server drops it"),
    "bash-not-in-image": mark("{program} is hardly in the image {image}: the hook fails at once and nothing waits"),
    "hook-needs-one-handler": mark("preStop of {container} needs exactly one of sleep, exec, httpGet"),
    "grace-is-zero": mark("a grace period of 0 kills the pod at once; preStop never runs"),
    "grace-too-long": mark("{grace} s grace: cluster autoscalers wait {limit} s at most"),
    "recreate-strategy": mark("Recreate deletes every copy before the first new one starts"),
    "rollout-cannot-move": mark("no surge and none unavailable: the server rejects it"),
    "rollout-takes-all": mark("maxUnavailable {value} lets an update take all {replicas} copies at once"),
    "deadline-before-ready": mark("minReadySeconds {ready} is not below the progress deadline of {deadline} s"),
}

REASONS = {
    "daemonset": mark("a DaemonSet runs once on each node; drains leave it alone"),
    "budgets-unseen": mark("you may not list this namespace's budgets, and a new one could double one that is there"),
    "one-replica": mark("with one copy a budget either blocks the drain or allows the outage; raise replicas first"),
    "no-ports": mark("no Service selects it and it declares no port: it takes no traffic"),
    "patch": mark("a patch, merged into an object that is not here; left alone"),
    "no-containers": mark("spec.template.spec.containers is missing or empty; left alone"),
}

QUESTIONS = {
    "probe-path": mark("which path answers 200 when it can take requests? pass {option} http:/path:port, or tcp:port"),
    "placement-label": mark("which node label marks the placement set? pass {option} LABEL=VALUE"),
}


def sentence(id: str, values: Mapping[str, str | int]) -> str:
    """What a mistake or a risk means here; values from a manifest are made safe to show."""
    shown = {key: safe(value) if isinstance(value, str) else value for key, value in values.items()}
    return _(SENTENCES[id]).format(**shown)


def reason(id: str) -> str:
    """Why a practice does not apply, or a workload is left alone."""
    return _(REASONS[id])


def question(id: str, option: str) -> str:
    """What only people can answer, and the option that takes the answer."""
    return _(QUESTIONS[id]).format(option=option)
