"""What a mission tells: its title, its story, what must hold, and hints, each going further than the one before."""

from collections.abc import Mapping

from wizard.wording import _, mark

TITLES: Mapping[str, str] = {
    "node-dies": mark("A node dies"),
    "zone-dies": mark("A zone dies"),
    "drain-takes-all": mark("A drain takes all copies"),
    "drain-never-ends": mark("A drain never ends"),
    "update-drops-requests": mark("An update drops requests"),
    "rollout-stuck": mark("A rollout is stuck"),
    "own-node-dies": mark("Your own: a node dies"),
    "own-update": mark("Your own: an update"),
}
STORIES: Mapping[str, str] = {
    "node-dies": mark("The shop's pages come from one pod. At night its node fails, and nobody is there."),
    "zone-dies": mark("Two copies stand on two hosts, and both hosts in the one zone with the fast disks. It burns."),
    "drain-takes-all": mark("Two hosts are emptied for a new kernel, at the same time. The cart's copies are on them."),
    "drain-never-ends": mark("A host is to be emptied. The budget of payments lets no pod go, so it never is."),
    "update-drops-requests": mark("Payments gets a new version. Each pod that leaves is still sent customers."),
    "rollout-stuck": mark(
        "Search has one copy on each host, and an update that first wants one more. There is no host."
    ),
    "own-node-dies": mark("The node with most of your copies fails."),
    "own-update": mark("Your workload gets a new version while requests come in."),
}
GOALS: Mapping[str, str] = {
    "never-out": mark("at least one copy is ready at every moment"),
    "ends": mark("it comes to its end, and no pod stays Pending"),
    "nothing-lost": mark("no request is refused or cut"),
}
HINTS: Mapping[str, tuple[str, ...]] = {
    "node-dies": (
        mark("A copy on a dead node is missed only after minutes; only another copy helps at once."),
        mark("Two copies on different hosts are enough: Spread, level host, Replicas 2 or more."),
    ),
    "zone-dies": (
        mark("Spreading over hosts says nothing about zones: two hosts may stand in one."),
        mark("In Spread take the level zone, strict; or a third copy, for which that zone has no host left."),
    ),
    "drain-takes-all": (
        mark("A drain asks before each pod whether a budget allows it; without a budget all may go at once."),
        mark("Let one be away, or let one stay: both keep a copy up. More copies than drained hosts help too."),
    ),
    "drain-never-ends": (
        mark("Three must stay of three: then none may ever go."),
        mark("Let one be away, or say that two must stay. A fourth copy would do it too."),
    ),
    "update-drops-requests": (
        mark("Routes learn of a leaving pod some seconds late. Until then it has to go on answering."),
        mark("Let it wait before it stops, longer than the slowest route, and give it the grace time for that."),
    ),
    "rollout-stuck": (
        mark("A new pod finds no host before an old one has gone, and no old one may go before."),
        mark("Let one be unavailable, or let two copies share a host, or have a copy less than there are hosts."),
    ),
    "own-node-dies": (
        mark("One copy cannot survive its node, and copies on one node die together."),
        mark("In Spread take the level host or zone, and at least two replicas."),
    ),
    "own-update": (
        mark("A pod loses requests while it starts without a readiness probe, and while it stops without a pause."),
        mark("Readiness says when it may get requests; Shutdown waits until it gets none."),
    ),
}


def title(id: str) -> str:
    """The mission's name in the list."""
    return _(TITLES[id])


def story(id: str) -> str:
    """What happens, in a sentence or two."""
    return _(STORIES[id])


def goal(id: str) -> str:
    """What must hold."""
    return _(GOALS[id])


def hints(id: str, count: int) -> tuple[str, ...]:
    """The first hints."""
    return tuple(_(each) for each in HINTS[id][:count])
