"""One pod's end on a time line, and how one rolling update fares with its requests."""

from collections.abc import Sequence

from textual.content import Content

from screens.review.pairs import Object, Pair, pairs
from screens.steps.cluster_picture import titles
from screens.terminal import signs
from wizard.model.pausing import stopping
from wizard.model.probing import pre_stop
from wizard.model.workload import Container, Workload
from wizard.simulation.given.assumptions import Assumptions
from wizard.simulation.traffic.requests import Timeline, stream, timeline
from wizard.simulation.traffic.timing import assumed_for, of
from wizard.wording import _, clauses, safe
from wizard.wording.simulation import lost_words, whole

UPDATE = "rolling-update"


def end(workload: Workload, width: int) -> list[Content]:
    """A ruler, then what the container does, then when the routes know, all to one scale."""
    container = next(iter(stopping(workload) or workload.containers), None)
    if container is None:
        return []
    line = timeline(workload, container, assumed_for(workload))
    last = max(line.ending.kill, line.last_route)
    scale = max(1.0, last / max(10, width - 12))
    bars = [_bar(line, container, scale), _routes(line, scale)]
    return [Content(_ruler(last, scale)), *(Content(each) for each in bars)]


def _ruler(last: float, scale: float) -> str:
    """`0 s       10        20`."""
    step = next((each for each in (5, 10, 20, 30, 60, 120, 300, 600, 1800) if each / scale >= 8), 3600)
    row = ""
    for seconds in range(0, int(last) + 1, step):
        row = row.ljust(int(seconds / scale)) + (f"{seconds} s" if not seconds else str(seconds))
    return row


def _bar(line: Timeline, container: Container, scale: float) -> str:
    ends = line.ending
    rule, bar = signs.active().rule, signs.active().bar
    hook = f"preStop {ends.pre_stop} s" if pre_stop(container) else ""
    row = f"{bar}{_filled(hook, int(ends.term / scale) - 1, rule)}" if ends.term else ""
    row += _("SIGTERM")
    stop = min(ends.finish, ends.kill)
    row += rule * max(0, int(stop / scale) - len(row))
    if ends.margin < 0:
        return f"{row}{bar} " + _("SIGKILL cuts work of {seconds} s").format(seconds=whole(ends.finish - ends.term))
    done = _("done at {seconds} s").format(seconds=whole(ends.finish))
    killed = _("SIGKILL would come at {seconds} s").format(seconds=whole(ends.kill))
    return f"{row}{bar} {clauses((done, killed))}"


def _routes(line: Timeline, scale: float) -> str:
    marks = signs.active().pod * max(1, int(line.last_route / scale))
    late = line.pause_margin
    said = _("the last route knows after {seconds} s").format(seconds=whole(line.last_route))
    if late < 0:
        more = _("{seconds} s too late").format(seconds=whole(-late))
    else:
        more = _("{seconds} s to spare").format(seconds=int(late))
    return f"{marks} {clauses((said, more))}"


def _filled(words: str, width: int, rule: str) -> str:
    if len(words) + 2 > width:
        return rule * max(0, width)
    left = (width - len(words) - 2) // 2
    return f"{rule * left} {words} {rule * (width - len(words) - 2 - left)}"


def update(before: Workload, after: Workload, others: Sequence[Object] = ()) -> list[Content]:
    """What one rolling update loses, before and after; what it was reckoned with."""
    pair = pairs(before, after, (UPDATE,), others).get(UPDATE)
    return [] if pair is None else [_update(pair, after, assumed_for(after))]


def _update(pair: Pair, after: Workload, given: Assumptions) -> Content:
    flow = stream(after, given)
    if not flow.rate:
        return Content.styled(_("No requests come in, so an update loses none."), "$foreground-muted")
    said = _("One rolling update, {rate:g} requests a second: now {now}; then {then}.").format(
        rate=flow.rate, now=_fate(pair, after=False), then=_fate(pair, after=True)
    )
    return Content(said)


def _fate(pair: Pair, *, after: bool) -> str:
    side = pair.after if after else pair.before
    if side.outcome.ends:
        return lost_words(side.errors)
    # Where it hangs before any request fails, a count of none would read as if all were well.
    return clauses((lost_words(side.errors), _("and it never ends"))) if side.errors.lost else _("it never ends")


def start(workload: Workload) -> list[Content]:
    """A pod's first seconds: when it runs, when requests come, when it can answer them."""
    given = assumed_for(workload)
    moments = of(workload, given)
    if moments.killing is not None:
        said = _("{probe} has {container} killed {seconds} s after its start, before it answers.")
        probe, name = moments.killing.probe, safe(moments.killing.container)
        told = said.format(probe=probe, container=name, seconds=moments.killing.seconds)
        return [Content.styled(told, "$text-error")]
    if moments.ready is None:
        return []
    if moments.ready < moments.serving:
        said = _("A pod gets requests after {ready} s and answers after {serving} s: {gap} s of refusals.")
        gap = whole(moments.serving - moments.ready)
        return [
            Content.styled(
                said.format(ready=whole(moments.ready), serving=whole(moments.serving), gap=gap), "$text-warning"
            )
        ]
    said = _("A pod answers after {serving} s and gets requests after {ready} s.")
    return [Content(said.format(ready=whole(moments.ready), serving=whole(moments.serving)))]


def starts(before: Workload, after: Workload) -> list[Content]:
    """A pod's first seconds, before and after."""
    heads = titles()
    return [
        Content.assemble(f"{head}  ", row)
        for head, workload in zip(heads, (before, after), strict=True)
        for row in start(workload)
    ]
