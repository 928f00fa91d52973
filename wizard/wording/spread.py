"""Sentences for mistakes in how many copies there are, and in how they are spread."""

from wizard.wording import mark

SPREAD: dict[str, str] = {
    "one-replica": mark("one copy: any node failure, drain or update stops it"),
    "one-replica-surges": mark("one copy: any node failure or drain stops it"),
    "one-replica-meant": mark("one copy, and a comment says that it is meant so: any node failure or drain stops it"),
    "one-replica-data": mark("one copy with data of its own: any node failure, drain or update stops it"),
    "one-replica-device": mark("one copy that needs {device}: any node failure or drain stops it"),
    "one-replica-leader": mark("one copy that could elect a leader: while it is away nobody leads"),
    "one-replica-unasked": mark("one copy that nobody is seen to ask: while it is away its own work waits"),
    "no-spread-rule": mark("nothing keeps the {replicas} copies apart; one node may hold them all"),
    "only-zones-spread": mark("hosts are not spread: a rule of its own switches the cluster's host spreading off"),
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
    "host-port-wanted-twice": mark(
        "{kind} {name} wants port {port} of the node too: no node takes pods of both, and some may stay Pending"
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
    "spread-counts-old-copies": mark(
        "{topology_key} counts old and new copies together, so an update may leave the new ones uneven"
    ),
    "spread-constraint-twice": mark("{topology_key} stands there twice with the same rule; the server rejects it"),
    "max-skew-below-one": mark("maxSkew must be 1 or more"),
    "max-skew-too-wide": mark("a skew of {skew} with {replicas} copies forbids nothing"),
    "min-domains-without-strict": mark("minDomains goes with DoNotSchedule only, and is 1 or more"),
    "empty-node-term": mark("an empty node selector term matches no node"),
    "too-few-nodes-fit": mark("its node rules leave {nodes} nodes for {replicas} copies"),
    "node-name-set": mark("nodeName puts every copy on {node}, past the scheduler"),
    "autoscaler-minimum-below-two": mark("at the quietest hour the autoscaler leaves {replicas}: one failure stops it"),
    "autoscaler-goes-to-zero": mark(
        "{name} may take every copy away; whoever asks then gets no answer until one has started again"
    ),
    "two-autoscalers-on-one-workload": mark(
        "{first} and {second} scale the same workload: the count is ambiguous, and neither scales it"
    ),
    "autoscalers-share-pods": mark(
        "its selector takes the pods of {other} too, so {first} and {second} count the same pods and neither scales"
    ),
    "autoscaler-target-missing": mark("it scales {kind} {name}, which is not there; {near} is: it scales nothing"),
    "autoscaler-target-missing-here": mark("it scales {kind} {name}, which is not there: it scales nothing"),
    "autoscaler-target-missing-unread": mark("it scales {kind} {name}, which is not among what was read"),
    "replicas-fight-autoscaler": mark("replicas {replicas} fights {autoscaler}: each apply sets the count back"),
    "spread-only-preferred": mark("it must survive the loss of a {level}, and its rules are only preferred"),
    "anti-affinity-misses-pods": mark(
        "the anti-affinity over {topology_key} asks for other pods, not for these copies"
    ),
    "anti-affinity-selects-nothing": mark("an anti-affinity term without a labelSelector keeps nothing apart"),
    "spread-selector-names-version": mark(
        "{label} changes with each release, so old and new copies do not count each other"
    ),
    "topology-key-empty": mark("topologyKey is empty; the server rejects it"),
    "match-label-keys-clash": mark("matchLabelKeys needs a labelSelector that does not name the same label {label}"),
    "key-missing-on-nodes": mark("{without} of {nodes} nodes lack {topology_key}, and the rule is blind for them"),
    "host-network-takes-nodes": mark(
        "with hostNetwork port {port} is free once on each of {nodes} nodes: no room for {replicas} copies and one"
    ),
    "node-terms-are-alternatives": mark(
        "node terms are alternatives: {first} or {second} is enough, and not every copy meets both"
    ),
    "pinned-to-one-value": mark("{label} is {value} for every copy: one failure there takes all"),
    "tolerates-everything": mark("it tolerates everything for ever, so its pods never leave a dead node"),
    "failover-too-slow": mark("pods wait {waits} s on a node that is {taint}; {wanted} s is wanted"),
    "stateful-pod-stays-on-dead-node": mark(
        "a StatefulSet's pod stays on a dead node until somebody acts; {wanted} s is wanted"
    ),
    "copies-share-one-volume": mark("{replicas} copies share {claim}, which goes to one node ({mode})"),
    "volumes-bound-before-pods": mark("{storage_class} binds a disk before its pod has a zone"),
}
