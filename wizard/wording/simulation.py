"""What a played scenario came to, in short words for a table cell, and what was assumed for it."""

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

from wizard.wording import _, clauses, mark, ngettext, safe
from wizard.wording.routes import source
from wizard.wording.scheduling import no_node

SCENARIOS = {
    "scale-up": mark("scaled by hand"),
    "pod-deleted": mark("a pod is deleted"),
    "drain": mark("a host is drained"),
    "drain-several": mark("hosts are drained"),
    "rolling-update": mark("rolling update"),
    "hpa-scale": mark("HPA scales"),
    "vpa-restart": mark("VPA restarts pods"),
    "host-loss": mark("a host dies"),
    "zone-loss": mark("a zone dies"),
    "rack-loss": mark("a rack dies"),
}
"""The scenarios of simulation.scenarios, by their names."""

TRAFFIC = {
    "none": mark("no requests"),
    "service": mark("a Service in the cluster"),
    "ingress": mark("an ingress"),
    "headless": mark("a headless Service"),
    "lb-nodes": mark("a load balancer to nodes"),
    "lb-local": mark("a load balancer to nodes with pods"),
    "lb-pods": mark("a load balancer to pods"),
}


ASSUMED = {
    "pods": mark(
        "a pod runs {run} s after it is placed (--run-seconds), answers {start} s later (--start-seconds), "
        "needs {stop} s to stop (--stop-seconds)"
    ),
    "broken": mark("its pods run and never become Ready (--broken)"),
    "broken-update": mark("what an update brings runs and never becomes Ready (--broken-update)"),
    "silent-update": mark("what an update brings runs and answers nobody (--silent-update)"),
    "sound-update": mark("what an update brings works (else --broken-update, --silent-update)"),
    "zonal": mark("a volume is reached from its own zone only (else --volumes-anywhere)"),
    "shared-anywhere": mark("a volume that all copies share is reached from every zone, one host at a time"),
    "anywhere": mark("volumes are reached from every zone (--volumes-anywhere)"),
    "no-requests": mark("no requests come in (--traffic service)"),
    "requests": mark("{rate} requests a second (--request-rate) of {seconds} s (--request-seconds)"),
    "routes": mark("they come by {traffic} (--traffic), which learns of a pod in {first} to {last} s (--propagation)"),
    "way-in": mark("the way they come is read from: {why}"),
    "way-assumed": mark("the way they come is {why}"),
    "longest": mark("{share} % of them take {seconds} s (--longest-share, --drain-seconds)"),
    "listed-unready": mark(
        "they reach pods that are not ready, or that end, until nothing is left of them (publishNotReadyAddresses)"
    ),
    "stay-on-node": mark(
        "they come evenly from every node and stay there (internalTrafficPolicy Local); "
        "nobody asks from a node that is drained or dead"
    ),
    "keep-alive": mark("connections stay open until the program closes them (--keep-alive)"),
    "no-keep-alive": mark("each request opens a connection (else --keep-alive)"),
    "finishes": mark("the program finishes its work after SIGTERM (else --drops-work)"),
    "drops-work": mark("the program drops its work at SIGTERM (else --drain-seconds, --finishes-work)"),
    "scale": mark("a scaling by hand asks for {replicas} copies (--scale-to)"),
    "load": mark("a load asks the autoscaler for {most} copies, and when it has them for {fewest}"),
    "drained": mark("{hosts} hosts are drained at once where several are (--hosts-drained)"),
    "unnoticed": mark("a dead host still counts as there for {seconds} s (--unreachable-seconds)"),
    "racks": mark("racks are told by the node label {label} (--rack-label)"),
    "alone": mark("nothing else runs on the nodes (a cluster tells: -n, -A, --context)"),
    "others": mark("{pods} pods of others run in the cluster"),
    "nodes": mark("{nodes} nodes in {zones} zones, only a picture (--nodes, --zones, --topology)"),
}
"""By the ids of simulation.assumed, each with the options or fields that set it."""


REASONS = {
    "no-pods": mark("no node may hold one of its pods"),
    "budget": mark("budget {budget} lets no pod go ({pods} held)"),
    "their-budget": mark("budget {budget} of others lets none of their pods go ({pods} held)"),
    "others-pending": mark("pods of others find no node ({pods} Pending: {pod} and the like)"),
    "preemption": mark("its priority may make room: preemption of others is not simulated"),
    "two-budgets": mark("two budgets select one pod, which the server refuses to evict ({pods} held)"),
    "paused": mark("paused: nothing rolls out until somebody resumes it"),
    "by-hand": mark("OnDelete: a pod is replaced only when somebody deletes it"),
    "never-ready": mark("pods run and never become Ready ({pods})"),
    "liveness-kills": mark(
        "the liveness probe has {container} killed {seconds} s after each start, before it answers: "
        "it never becomes ready ({pods} pods)"
    ),
    "startup-kills": mark(
        "the startup probe has {container} killed {seconds} s after each start, before it answers: "
        "it never becomes ready ({pods} pods)"
    ),
    "answers-nobody": mark("Ready, for no probe asks, and answering nobody ({pods} pods)"),
    "in-order": mark("{pod} is not available, and the others wait for it, one after the other ({pods} left)"),
    "old-serves": mark("the old version still serves ({pods} pods)"),
    "partition": mark("partition {partition} leaves the pods below it as they were ({pods} left)"),
    "scaled-enough": mark("the autoscaler has come to {replicas} copies after {seconds} s"),
    "scaled-short": mark("the autoscaler stops at {replicas} copies, and the load asks for {wanted} (spec.behavior)"),
    "only-copy": mark("VPA never evicts the only copy"),
    "progress-deadline": mark(
        "no progress for {seconds} s (progressDeadlineSeconds); nothing is rolled back by itself"
    ),
    "eviction-stopped": mark("too many hosts of a zone are silent: the cluster evicts nothing there ({nodes} hosts)"),
    "tolerating": mark("pods that tolerate a dead host for ever are not made anew elsewhere ({pods} left)"),
    "daemons-bound": mark("pods of a DaemonSet stay with their dead hosts ({pods} left)"),
    "volume-held": mark("{volume} is attached to another host for as long as a pod has it there ({pods} waiting)"),
    "volume-on-dead-host": mark(
        "{volume} stays attached to a dead host until somebody deletes the Node, or its pod by force, and {minutes} "
        "minutes more; the taint node.kubernetes.io/out-of-service frees it at once ({pods} waiting)"
    ),
    "terminating": mark(
        "pods stay Terminating on dead hosts until somebody deletes the Node, or them by force, or gives the Node the "
        "taint node.kubernetes.io/out-of-service ({pods} left)"
    ),
}
"""Why something does not end, or what it leaves undone: by the ids of simulation.reasons."""


class Why(Protocol):
    """Why pods stay Pending, as simulation.fitting has it."""

    @property
    def nodes(self) -> int: ...
    @property
    def reasons(self) -> tuple[tuple[str, str, int], ...]: ...


class Outcome(Protocol):
    """What of simulation.outcome.Outcome is said here."""

    @property
    def scenario(self) -> str: ...
    @property
    def wanted(self) -> int: ...
    @property
    def lowest_ready(self) -> int: ...
    @property
    def ready(self) -> Sequence[tuple[float, int]]: ...
    @property
    def seconds_to_full(self) -> float | None: ...
    @property
    def ends(self) -> bool: ...
    @property
    def pending(self) -> Sequence[tuple[Why, int]]: ...
    @property
    def reasons(self) -> Sequence[tuple[str, Mapping[str, float | str]]]: ...


class Errors(Protocol):
    """What of simulation.traffic.errors.Errors is said here."""

    @property
    def outage_seconds(self) -> float | None: ...
    @property
    def requests(self) -> float: ...
    @property
    def refused(self) -> float: ...
    @property
    def cut(self) -> float: ...
    @property
    def lost(self) -> float: ...


def assumed_line(id: str, values: Mapping[str, float | str]) -> str:
    """One line of what the figures stand on."""
    if id in {"way-in", "way-assumed"}:
        return _(ASSUMED[id]).format(why=source({key: str(each) for key, each in values.items()}))
    return _(ASSUMED[id]).format(**_shown(values))


def _shown(values: Mapping[str, float | str]) -> dict[str, str]:
    return {
        key: f"{each:g}" if not isinstance(each, str) else _(TRAFFIC[each]) if each in TRAFFIC else safe(each)
        for key, each in values.items()
    }


def scenario(name: str) -> str:
    """The scenario in a table."""
    return _(SCENARIOS[name]) if name in SCENARIOS else name


def cell(outcome: Outcome, errors: Errors) -> str:
    """The outcome in a few words: how it ended, then who waits for a node, then the requests."""
    return clauses([_ending(outcome, errors), *_waiting(outcome), *_requests(errors)])


def lost_words(errors: Errors) -> str:
    """How many requests were lost of how many; "none" only where it is none."""
    if not whole(errors.lost):
        return _("none of {all:,} requests lost").format(all=whole(errors.requests))
    return _("{refused:,} refused and {cut:,} cut of {all:,} requests").format(
        refused=whole(errors.refused), cut=whole(errors.cut), all=whole(errors.requests)
    )


def why_words(outcome: Outcome) -> tuple[str, ...]:
    """Why pods stay Pending, in the scheduler's words, and why else it does not end."""
    pending = (
        ngettext("{count} Pending: {why}", "{count} Pending: {why}", count).format(
            count=count, why=no_node(why.nodes, why.reasons)
        )
        for why, count in outcome.pending
    )
    return (*pending, *(_(REASONS[id]).format(**_shown(values)) for id, values in outcome.reasons))


def whole(amount: float) -> int:
    """Rounded up, so that little is never shown as none; what arithmetic leaves behind is none."""
    return math.ceil(amount - 1e-6)


def _ending(outcome: Outcome, errors: Errors) -> str:
    none_ready = not outcome.ready[-1][1] and outcome.wanted > 0
    if not outcome.ends:
        return _("never ends, none ready") if none_ready else _("never ends")
    if none_ready:
        return _("none ready for good")
    if errors.outage_seconds and whole(errors.outage_seconds):
        return _("outage {seconds} s").format(seconds=whole(errors.outage_seconds))
    if outcome.scenario == "scale-up" and outcome.seconds_to_full is not None:
        return _("full after {seconds} s").format(seconds=whole(outcome.seconds_to_full))
    return _("{ready} of {wanted} ready").format(ready=outcome.lowest_ready, wanted=outcome.wanted)


def _waiting(outcome: Outcome) -> list[str]:
    count = sum(count for _why, count in outcome.pending)
    return [_("{count} Pending").format(count=count)] if count else []


def _requests(errors: Errors) -> list[str]:
    return [_("{count:,} lost").format(count=whole(errors.lost))] if errors.requests else []
