"""Requests lost while pods come and go: the interval arithmetic against one request after the other."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.building import WEB, workload
from wizard.model.versions import Version
from wizard.simulation.traffic.ending import Ending, ending, served_ending
from wizard.simulation.traffic.errors import Errors
from wizard.simulation.traffic.stream import ROUTES, Presence, Stream
from wizard.simulation.traffic.traffic import errors

STEP = 0.5
"""All times of the tests are multiples of it, so that what happens in its middle holds for all of it."""
LITTLE = 1e-6
ticks = st.integers(0, 80).map(lambda number: number * STEP)


@st.composite
def streams(draw: st.DrawFn) -> Stream:
    return Stream(
        rate=draw(st.sampled_from([1, 10, 100])),
        seconds=draw(st.sampled_from([0, STEP, 2.0])),
        longest=draw(st.sampled_from([2.0, 10.0])),
        longest_share=draw(st.sampled_from([0, 0.1, 1])),
        keep_alive=draw(st.booleans()),
        slowest=draw(st.sampled_from([0, 5, 10])) * STEP,
        falls_back=draw(st.booleans()),
    )


@st.composite
def presences(draw: st.DrawFn) -> Presence:
    ready, listens = draw(ticks), draw(ticks)
    if draw(st.booleans()):
        return Presence(ready, listens)
    leaves, closes = ready + draw(ticks), ready + draw(ticks)
    return Presence(ready, listens, leaves, closes, closes + draw(ticks))


def one_by_one(
    pods: Sequence[Presence], stream: Stream, begin: float, end: float, clients: Mapping[str, float] | None = None
) -> Errors:
    """Send one request in the middle of each step on each route of each node, and see what becomes of it."""
    refused = cut = requests = outage = partial = failing = 0.0
    time = begin + STEP / 2
    while time < end:
        asking = [None] if clients is None else [node for node, until in clients.items() if time < until]
        met = [
            _met([each for each in pods if node in {None, each.node}], stream, time, stream.slowest * route / ROUTES)
            for node in asking
            for route in range(1, ROUTES + 1)
        ]
        weight = stream.rate * STEP / ROUTES / (len(clients) if clients else 1)
        failing = sum(each for both in met for each in both) / len(met) if met else 0
        requests += weight * len(met)
        refused += weight * sum(each for each, _cut in met)
        cut += weight * sum(each for _refused, each in met)
        outage += STEP * (failing > 1 - LITTLE)
        partial += STEP * (LITTLE < failing <= 1 - LITTLE)
        time += STEP
    return Errors(outage, partial, requests, refused, cut, failing)


def _met(pods: Sequence[Presence], stream: Stream, time: float, delay: float) -> tuple[float, float]:
    """Which share of the requests of one route is refused at this time, and which is cut."""
    targets = [each for each in pods if each.ready + delay < time and not _forgotten(each, stream, time, delay)]
    if not targets and stream.falls_back:
        told = [each for each in pods if each.leaves + delay < time]
        targets = [each for each in told if each.listens < time < each.closes]
    if not targets:
        return 1, 0
    answering = [each for each in targets if each.listens < time < each.closes]
    cut = sum(share * (time + seconds > each.ends) for each in answering for share, seconds in stream.lengths)
    return 1 - len(answering) / len(targets), cut / len(targets)


def _forgotten(pod: Presence, stream: Stream, time: float, delay: float) -> bool:
    return pod.leaves + delay < time and not (stream.keep_alive and time < pod.closes)


@given(st.lists(presences(), max_size=6), streams(), ticks, ticks)
def test_intervals_agree_with_one_request_after_the_other(
    pods: list[Presence], stream: Stream, begin: float, seconds: float
) -> None:
    found, wanted = errors(pods, stream, begin, begin + seconds), one_by_one(pods, stream, begin, begin + seconds)
    assert (found.requests, found.refused, found.cut) == pytest.approx(
        (wanted.requests, wanted.refused, wanted.cut), abs=1e-6
    )
    if found.outage_seconds is not None:
        assert found.outage_seconds == pytest.approx(wanted.outage_seconds, abs=1e-6)
    if found.partial_seconds is not None:
        assert found.partial_seconds == pytest.approx(wanted.partial_seconds, abs=1e-6)


clients = st.dictionaries(st.sampled_from("abcd"), st.one_of(ticks, st.just(math.inf)), min_size=1)


@given(st.lists(st.tuples(presences(), st.sampled_from("abcx")), max_size=6), streams(), clients, ticks)
def test_requests_that_stay_on_their_node_meet_its_pods_alone(
    placed: list[tuple[Presence, str]], stream: Stream, clients: Mapping[str, float], seconds: float
) -> None:
    pods = [replace(pod, node=node) for pod, node in placed]
    found, wanted = errors(pods, stream, 0, seconds, clients), one_by_one(pods, stream, 0, seconds, clients)
    for field in ("requests", "refused", "cut", "outage_seconds", "partial_seconds"):
        if (amount := getattr(found, field)) is not None:
            assert amount == pytest.approx(getattr(wanted, field), abs=LITTLE)


@given(st.lists(presences(), max_size=6), streams(), ticks, ticks)
def test_what_users_meet_holds_together(pods: list[Presence], stream: Stream, begin: float, seconds: float) -> None:
    found = errors(pods, stream, begin, begin + seconds)
    outage, partial = found.outage_seconds, found.partial_seconds
    assert 0 <= found.lost <= found.requests + LITTLE
    assert 0 <= found.share <= 1
    assert 0 <= found.lasting <= 1
    assert (outage is None) == (found.lasting == 1)
    assert (partial is None) == (0 < found.lasting < 1)
    assert (outage or 0) + (partial or 0) <= seconds + LITTLE
    if not found.lasting:
        assert (found.lost > LITTLE) == (outage + partial > LITTLE)
    if outage is not None:
        # All that begin in an outage fail, and of the others some.
        assert stream.rate * outage <= found.lost + LITTLE


@given(st.lists(presences(), max_size=6), streams(), ticks)
def test_what_fails_for_good_is_what_still_fails_long_after(pods: list[Presence], stream: Stream, begin: float) -> None:
    settled = 400
    found, later = errors(pods, stream, begin, settled), errors(pods, stream, settled, settled + 1)
    assert later.share == pytest.approx(found.lasting)


def stopping(pre_stop: int, grace: int, work: float = 0) -> Ending:
    """The end of a pod with a hook that waits; `work` seconds under way at SIGTERM, 0 for a program that just exits."""
    lifecycle = f"          lifecycle: {{preStop: {{sleep: {{seconds: {pre_stop}}}}}}}\n" if pre_stop else ""
    template = WEB.replace("      containers:", f"      terminationGracePeriodSeconds: {grace}\n      containers:")
    return served_ending(workload(template + lifecycle), work)


def replaced(end: Ending, work: float) -> list[Presence]:
    """Three pods of which one after the other is deleted when its successor is Ready: surge 1, unavailable 0."""
    old = [Presence(-60, -60, at, at + end.term, at + (end.kill if work else end.term)) for at in (60.0, 120.0, 180.0)]
    return [*old, *(Presence(each.leaves, each.leaves - 1) for each in old)]


seconds = st.integers(0, 60)


@given(streams(), seconds, seconds, seconds, st.sampled_from([0, 5, 30]))
def test_longer_pre_stop_never_refuses_more(stream: Stream, one: int, two: int, grace: int, work: int) -> None:
    short, long = sorted((one, two))
    less = errors(replaced(stopping(long, grace, work), work), stream, 0, 400)
    assert less.refused <= errors(replaced(stopping(short, grace, work), work), stream, 0, 400).refused + 1e-6


@given(streams(), seconds, st.sampled_from([1, 5, 30]), st.integers(0, 5))
def test_enough_pause_and_grace_lose_nothing(stream: Stream, pre_stop: int, work: int, margin: int) -> None:
    assume(pre_stop >= stream.slowest)
    stream = replace(stream, seconds=min(stream.seconds, work), longest=work)
    assert errors(replaced(stopping(pre_stop, pre_stop + work + margin, work), work), stream, 0, 400).lost == 0


def test_program_that_exits_at_once_cuts_what_is_under_way() -> None:
    stream = Stream(rate=100, seconds=0.3, longest=0.3, slowest=5)
    found = errors(replaced(stopping(0, 30), 0), stream, 0, 400)
    # Three deletions; a pod gets a third, or a quarter where its successor is known already, until routes know.
    assert found.refused > 100
    assert found.cut == pytest.approx(3 * 100 * 0.3 / 3)


def test_open_connections_bring_requests_until_they_are_closed() -> None:
    stream = Stream(rate=100, seconds=0.3, longest=0.3, slowest=5)
    end = stopping(15, 60)
    assert errors(replaced(end, 0), stream, 0, 400).lost == 0
    assert errors(replaced(end, 0), replace(stream, keep_alive=True), 0, 400).cut > 0


def test_pod_that_is_ready_before_it_listens_refuses() -> None:
    early = Presence(ready=10, listens=30)
    found = errors([Presence(-60, 0), early], Stream(rate=10, slowest=5), 0, 100)
    # The routes know after 1 to 5 s, 3 on the average; half of the requests go there.
    assert found.refused == pytest.approx(10 * (20 - 3) / 2)


def test_kube_proxy_falls_back_to_pods_that_end() -> None:
    ends = [Presence(-60, 0, 10, 40, 60)]
    assert errors(ends, Stream(rate=10, slowest=5, falls_back=True), 0, 40).refused == 0
    assert errors(ends, Stream(rate=10, slowest=5, falls_back=False), 0, 40).refused > 200


@pytest.mark.parametrize(
    ("pre_stop", "grace", "work", "term", "gone"),
    [(0, 30, 0, 0, 0), (15, 50, 30, 15, 45), (30, 30, 10, 30, 32), (40, 30, 10, 30, 32), (10, 0, 5, 0, 2)],
)
def test_grace_holds_the_pause_and_the_work(pre_stop: int, grace: int, work: int, term: int, gone: int) -> None:
    end = stopping(pre_stop, grace, work)
    assert (end.term, end.gone) == (term, gone)


def test_server_that_drops_the_sleep_action_waits_for_nothing() -> None:
    slept = WEB + "          lifecycle: {preStop: {sleep: {seconds: 15}}}\n"
    old = workload(slept, version=Version(1, 29))
    assert ending(old.containers[0], old, 0).term == 0


def test_thousand_pods_take_no_longer_than_their_number_asks() -> None:
    pods = [Presence(t, t, t + 500, t + 500, t + 530) for t in range(1000)]
    found = errors(pods, Stream(), 0, 2000)
    assert math.isfinite(found.lost)
