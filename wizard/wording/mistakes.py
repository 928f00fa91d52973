"""A sentence for every mistake, reason and question that the engine names by its id; practices bring their risks'."""

from collections.abc import Mapping

from wizard.wording import _, mark, safe
from wizard.wording.pods import PODS, exact
from wizard.wording.spread import SPREAD

SENTENCES: dict[str, str] = {
    **PODS,
    **SPREAD,
    # budget
    "no-budget": mark("a drain may take all {replicas} copies at once"),
    "budget-blocks-drain": mark("{field} {value} of {replicas} copies lets none go: a drain never ends"),
    "budget-blocks-drain-one": mark("{field} {value} of one copy lets it never go: a drain never ends"),
    "budget-blocks-drain-alone": mark("{field} {value} lets no copy go, however many there are: a drain never ends"),
    "budget-allows-all": mark("the budget lets all {replicas} copies go at once, so it protects nothing"),
    "budget-empties-one-workload": mark(
        "{field} {value} counts {all} copies of several workloads, so all {replicas} of this one may go at once"
    ),
    "budget-on-one-replica": mark("with one copy this budget blocks every drain"),
    "budget-value-refused": mark("{field} {value} is neither a count nor a share of 0% to 100%; the server rejects it"),
    "budget-counts-unscaled": mark(
        "{name} also selects pods of {other}, which has no scale: {field} {value} then lets no pod go at all"
    ),
    "budget-counts-bare-pods": mark(
        "{name} also selects the bare Pod {pod}, which counts as healthy and not as expected: more copies may go"
    ),
    "budget-has-both-fields": mark("minAvailable and maxUnavailable exclude each other; the server rejects it"),
    "budget-has-no-field": mark("with neither minAvailable nor maxUnavailable no pod may ever leave"),
    "budget-selects-namespace": mark("an empty selector counts every pod of the namespace"),
    "two-budgets-on-one-pod": mark("{first} and {second} select the same pods: every eviction fails"),
    "budget-api-gone": mark("policy/v1beta1 is not served from Kubernetes 1.25 on; the budget is then not there"),
    "broken-pods-hold-drain": mark("a copy that is not ready may hold up a drain (unhealthyPodEvictionPolicy)"),
    "only-read": mark("{file} was only read, so its {kind} {name} stays as it is; name the file too to change it"),
    "said-elsewhere": mark(
        "{kind} {name} of {file} stays as it is: {field} is said elsewhere (kustomization, Rollout)"
    ),
    # services and the ways in
    "service-target-port-missing": mark(
        "Service {name} sends to the {protocol} port {port}, which no container of its pods has: nothing answers"
    ),
    "service-target-port-other": mark(
        "Service {name} sends to the {protocol} port {port}, and its pods have only {names}: nothing answers"
    ),
    "service-reaches-other-pods": mark(
        "Service {name} also sends to the pods of {other}, which do not listen on {port} as those of {own} do"
    ),
    "service-port-taken": mark("Service {name} asks for {what}, which {other} has: the server refuses one of them"),
    "service-given-twice": mark("Service {name} stands in this file twice: the server keeps the second alone"),
    "front-names-no-service": mark("{kind} {name} leads to Service {service}, which is not there"),
    "front-names-near-service": mark("{kind} {name} leads to Service {service}, which is not there; {near} is"),
    "front-names-unread-service": mark("{kind} {name} leads to Service {service}, which is not among what was read"),
    "front-names-no-port": mark("{kind} {name} leads to port {port} of Service {service}, which has only {ports}"),
    # readiness
    "no-readiness-probe": mark("{container} gets requests before it listens, and while it cannot answer"),
    "probe-port-not-declared": mark("{container} declares no port {port}"),
    "grpc-port-is-a-name": mark("the gRPC probe of {container} needs the port as a number"),
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
    "no-pre-stop": mark(
        "if {container} ends at once when it is asked to, routes still lead to it: updates then refuse requests"
    ),
    "pre-stop-eats-grace": mark("preStop takes {seconds} s of {grace} s grace: the program is killed in its work"),
    "no-time-to-drain": mark("{grace} s grace is less than {needed} s: preStop {seconds} s + work {drain} s + 5 s"),
    "sleep-action-too-new": mark("the sleep action works from Kubernetes {since} on; an older server drops it"),
    "bash-not-in-image": mark("{program} is hardly in the image {image}: the hook fails at once and nothing waits"),
    "hook-needs-one-handler": mark("preStop of {container} needs exactly one of sleep, exec, httpGet"),
    "grace-is-zero": mark("a grace period of 0 kills the pod at once; preStop never runs"),
    "grace-too-long": mark("{grace} s grace: cluster autoscalers wait {limit} s unless they are told to wait longer"),
    "recreate-strategy": mark("Recreate deletes every copy before the first new one starts"),
    "surge-waits-for-volume": mark(
        "{claim} goes to one node ({mode}): an update never ends if its new pod lands on another node"
    ),
    "surge-waits-for-volume-apart": mark(
        "{claim} goes to one node ({mode}), and an update's new pod has to be on another: it never starts"
    ),
    "surge-waits-for-volume-one-pod": mark(
        "{claim} goes to one pod ({mode}): an update's new pod never starts while the old one stands"
    ),
    "rollout-cannot-move": mark("no surge and none unavailable: the server rejects it"),
    "rollout-takes-all": mark("maxUnavailable {value} lets an update take all {replicas} copies at once"),
    "rollout-paused": mark("nothing rolls out while it is paused: its pods stay as they are, whatever is changed here"),
    "deadline-before-ready": mark("minReadySeconds {ready} is not below the progress deadline of {deadline} s"),
    # the object as such
    "same-selector": mark(
        "{other} has the same selector: budgets, Services and spread rules count both, autoscalers scale neither"
    ),
    "namespace-half-set": mark(
        "{names}: no namespace; they are beside this one only where kubectl's context says {namespace}"
    ),
    "namespace-half-set-here": mark("no namespace; it is beside {names} only where kubectl's context says {namespace}"),
    "workload-api-gone": mark("{version} is not served from Kubernetes 1.16 on; the {kind} cannot be applied"),
    "selector-misses-own-pods": mark("spec.selector does not match the template's labels; the server rejects it"),
    "pod-replacement-policy-unknown": mark("Deployments have no podReplacementPolicy; Jobs do"),
    "stop-signal-needs-os": mark(
        "stopSignal of {container} needs spec.os.name, and a feature gate that is off by default"
    ),
    "no-resource-requests": mark("no container asks for cpu or memory: evicted first, and placed without measure"),
    "number-out-of-range": mark("{field} {value} is out of its range ({least} to {most}); the server rejects it"),
    "number-below-range": mark("{field} {value} is below {least}; the server rejects it"),
    "autoscaler-minimum-above-maximum": mark(
        "a minimum of {minimum} is above the maximum of {maximum}; the server rejects it"
    ),
    "mount-without-volume": mark("{container} mounts {name}, a volume that the pod does not have"),
    # services
    "service-publishes-unready-pods": mark("{name} sends requests to pods that are not ready or are ending"),
    "service-selector-names-version": mark("{name} selects {label}, which changes with each release"),
    "service-selects-nothing": mark("{name} selects none of the pods that were read"),
    "local-traffic-needs-longer-pause": mark(
        "{name} is Local: its balancer needs {needed} s or more to see that a pod has gone; preStop waits {seconds} s"
    ),
    "ready-before-load-balancer": mark(
        "the balancer learns of a new pod late: neither a readiness gate nor minReadySeconds waits for it"
    ),
    "close-traffic-too-few-pods": mark(
        "{name} keeps traffic near ({wanted}): {replicas} copies in {zones} zones; {needed} serve that well"
    ),
    # budget
    "budget-percent-blocks-drain": mark("{field} {value} of {replicas} copies rounds to all: a drain never ends"),
    "budget-at-autoscaler-minimum": mark(
        "minAvailable {value}, and the autoscaler may leave {fewest}: at the quietest hour a drain never ends"
    ),
    "budget-selector-names-version": mark("{label} changes with each release; the budget then selects no pod"),
    "budget-selector-missing": mark("{name} has no selector, so it selects no pod"),
    "budget-selects-no-pods": mark(
        "{name} selects none of the pods that were read; unless its pods are elsewhere, it protects nothing"
    ),
    "budget-in-other-namespace": mark("a budget counts pods of its own namespace; {name} is in {namespace}"),
    "budget-cannot-count": mark(
        "pods of a {kind} have no scale: {field} {value} lets none go; use minAvailable, a number"
    ),
    "budget-cannot-count-daemonset": mark("a DaemonSet has no scale: {field} {value} lets none of its pods go"),
    "budget-meaning-changes": mark(
        "an empty selector chose no pod in policy/v1beta1; in policy/v1 it chooses every pod"
    ),
    "broken-members-may-go": mark("a member that is not ready may hold the only copy of some data, and may be evicted"),
    "budget-loses-quorum": mark("{away} of {replicas} members may go at once; more than {most} leave no majority"),
    "autoscaler-api-gone": mark("{version} is not served from Kubernetes {since} on; the autoscaler is then not there"),
    # readiness
    "init-container-has-probe": mark("{container} is an init container and takes no {field}; the server rejects it"),
    "liveness-asks-dependencies": mark(
        "{path} looks like a check of what lies behind: one backend away restarts every copy"
    ),
    "exec-readiness-freezes": mark("in 1.35 and 1.36 {container}'s exec probe is not asked while its pod is ending"),
    # shutdown
    "pre-stop-on-some-containers": mark("{container} is asked to stop at once, before its neighbour's hook has ended"),
    "pre-stop-shorter-than-route": mark(
        "preStop waits {seconds} s; the slowest hop may need {needed} s to learn of it"
    ),
    "sleep-out-of-range": mark("sleep takes {lowest} s to {grace} s (the grace period), not {seconds} s"),
    "hook-opens-socket": mark("tcpSocket is no hook: it fails at once and nothing waits"),
    "start-hook-opens-socket": mark("tcpSocket is no hook: postStart fails, and {container} is killed at each start"),
    "restarts-wait-too": mark("a restart by the livenessProbe of {container} waits {seconds} s too"),
    "rollout-takes-only-copy": mark("maxUnavailable {value} lets an update stop the one copy before the new one runs"),
    "stateful-max-unavailable-ignored": mark("this server does not look at maxUnavailable of a StatefulSet"),
    "stateful-update-goes-one-by-one": mark(
        "with OrderedReady pods start one by one; maxUnavailable {value} hardly speeds it up"
    ),
    "stateful-update-held-back": mark("an update reaches no pod by itself"),
}

REASONS = {
    "selector-missing": mark(
        "spec.selector is missing or empty, so nothing says which pods are its own; write it first"
    ),
    "selector-misses-own-pods": mark("spec.selector does not match its own template's labels; mend that first"),
    "budget-hangs": mark("whether the budget that selects its pods is beside it hangs on kubectl's context"),
    "daemonset": mark("a DaemonSet runs once on each node; drains leave it alone"),
    "budgets-unseen": mark("you may not list this namespace's budgets, and a new one could double one that is there"),
    "one-replica": mark("with one copy a budget either blocks the drain or allows the outage; raise replicas first"),
    "no-ports": mark("no Service selects it and it lists no port: whether it takes traffic is not known"),
    "no-traffic": mark("no requests come in, as somebody said"),
    "only-watched": mark("only metrics and probes ask it, by the names of its ports: no request is lost when it ends"),
    "drains-itself": mark("it is known to go on answering for a while after it was asked to stop"),
    "one-copy-shifts": mark("one copy, and no other takes over: a pause makes the outage begin later, not shorter"),
    "one-copy-grows": mark("one copy, and no other takes over: requests leave it at once, and a pause adds to that"),
    "patch": mark("a patch, merged into an object that is not here; left alone"),
    "listed-patch": mark("a patch that a kustomization lists; left alone"),
    "not-built": mark("it has no selector of its own, and what its kustomization makes of it is not known; left alone"),
    "no-containers": mark("spec.template.spec.containers is missing or empty; left alone"),
}

QUESTIONS = {
    "pods-not-told-apart": mark(
        "its selector takes pods that have a budget already, or none can count, and no label tells them apart; "
        "give its pods a label of their own, then pass {option}"
    ),
    "probe-without-tcp": mark(
        "probes ask over TCP and its ports are not; pass {option} exec:command, or tcp:port of another port"
    ),
    "hook-by-http": mark(
        "preStop is an HTTP request, no wait goes before it: let the application wait, or replace it: {option} sleep"
    ),
    "hook-without-shell": mark(
        "preStop runs a program and needs a shell to wait before it, and none is seen; to replace it: {option} sleep"
    ),
    "probe-path": mark("which path answers 200 when it can take requests? pass {option} http:/path:port, or tcp:port"),
    "placement-label": mark("which node label marks the placement set? pass {option} LABEL=VALUE"),
}


def sentence(id: str, values: Mapping[str, str | int]) -> str:
    """What a mistake or a risk means here; values from a manifest are made safe to show."""
    shown = {key: safe(value) if isinstance(value, str) else value for key, value in values.items()}
    return _(SENTENCES[_exact(id, values)]).format(**shown)


def _exact(id: str, values: Mapping[str, str | int]) -> str:
    """The sentence of a mistake that fits its values."""
    if how := values.get("how"):
        return f"{id}-{how}"
    if id == "number-out-of-range" and not values["most"]:
        return "number-below-range"  # many fields have no upper end, and then there is none to name
    if id == "one-replica" and values["why"]:
        return f"{id}-{values['why']}"
    if id == "one-replica" and values["surge"]:
        return "one-replica-surges"  # an update starts the new copy first
    return exact(_of_services(id, values), values)


def _of_services(id: str, values: Mapping[str, str | int]) -> str:
    """The sentence of what leads nowhere, by what stands there."""
    if id == "service-target-port-missing" and values["names"]:
        return "service-target-port-other"
    if id == "front-names-no-service" and values["near"]:
        return "front-names-near-service"
    return "front-names-unread-service" if id == "front-names-no-service" and not values["sure"] else id
    if id == "front-names-no-service" and not values["sure"]:
        return "front-names-unread-service"
    return exact(id, values)


def reason(id: str) -> str:
    """Why a practice does not apply, or a workload is left alone."""
    return _(REASONS[id])


def question(id: str, option: str) -> str:
    """What only people can answer, and the option that takes the answer."""
    return _(QUESTIONS[id]).format(option=option)
