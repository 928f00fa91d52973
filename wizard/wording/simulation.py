"""What a played scenario came to, in short words for a table cell, and what was assumed for it."""

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

from wizard.wording import _, mark, ngettext
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
    "no-requests": mark("no requests come in (--traffic service)"),
    "requests": mark("{rate} requests a second (--request-rate) of {seconds} s (--request-seconds)"),
    "routes": mark("they come by {traffic} (--traffic), which learns of a pod in {first} to {last} s (--propagation)"),
    "longest": mark("{share} % of them take {seconds} s (--longest-share, --drain-seconds)"),
    "keep-alive": mark("connections stay open until the program closes them (--keep-alive)"),
    "no-keep-alive": mark("each request opens a connection (else --keep-alive)"),
    "finishes": mark("the program finishes its work after SIGTERM (--drain-seconds, --drops-work)"),
    "drops-work": mark("the program drops its work at SIGTERM (else --drain-seconds)"),
    "nodes": mark("{nodes} nodes in {zones} zones, only a picture (--nodes, --zones, --topology)"),
}
"""By the ids of simulation.assumed, each with the options that set it."""


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
    def out_seconds(self) -> float | None: ...
    @property
    def seconds_to_full(self) -> float | None: ...
    @property
    def ends(self) -> bool: ...
    @property
    def pending(self) -> Sequence[tuple[Why, int]]: ...


class Lost(Protocol):
    """What of simulation.traffic.Lost is said here."""

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
    said = {key: _(TRAFFIC[each]) if isinstance(each, str) else f"{each:g}" for key, each in values.items()}
    return _(ASSUMED[id]).format(**said)


def scenario(name: str) -> str:
    """The scenario in a table."""
    return _(SCENARIOS[name]) if name in SCENARIOS else name


def cell(outcome: Outcome, lost: Lost) -> str:
    """The outcome in a few words: how it ended, then who waits for a node, then the requests."""
    return ", ".join([_ending(outcome), *_waiting(outcome), *_requests(lost)])


def lost_words(lost: Lost) -> str:
    """How many requests were lost of how many; "none" only where it is none."""
    if not whole(lost.lost):
        return _("none of {all:,} requests lost").format(all=whole(lost.requests))
    return _("{refused:,} refused and {cut:,} cut of {all:,} requests").format(
        refused=whole(lost.refused), cut=whole(lost.cut), all=whole(lost.requests)
    )


def pending_words(outcome: Outcome) -> tuple[str, ...]:
    """Why pods stay Pending, in the scheduler's words."""
    return tuple(
        ngettext("{count} Pending: {why}", "{count} Pending: {why}", count).format(
            count=count, why=no_node(why.nodes, why.reasons)
        )
        for why, count in outcome.pending
    )


def whole(amount: float) -> int:
    """Rounded up, so that little is never shown as none; what arithmetic leaves behind is none."""
    return math.ceil(amount - 1e-6)


def _ending(outcome: Outcome) -> str:
    if not outcome.ends and outcome.out_seconds is None:
        return _("never ends, none ready")
    if not outcome.ends:
        return _("never ends")
    if outcome.out_seconds is None:
        return _("none ready for good")
    if outcome.out_seconds:
        return _("outage {seconds} s").format(seconds=whole(outcome.out_seconds))
    if outcome.scenario == "scale-up" and outcome.seconds_to_full is not None:
        return _("full after {seconds} s").format(seconds=whole(outcome.seconds_to_full))
    return _("{ready} of {wanted} ready").format(ready=outcome.lowest_ready, wanted=outcome.wanted)


def _waiting(outcome: Outcome) -> list[str]:
    count = sum(count for _why, count in outcome.pending)
    return [_("{count} Pending").format(count=count)] if count else []


def _requests(lost: Lost) -> list[str]:
    return [_("{count:,} lost").format(count=whole(lost.lost))] if lost.requests else []
