"""Mends of preStop and postStart hooks. What a person's command does stays."""

from wizard.mends.mend import Object, Place, drop, mends, node
from wizard.model.commands import FOREVER, waiting
from wizard.model.defaults import grace
from wizard.model.pausing import does_more, unchainable
from wizard.model.probing import exec_command, pre_stop_read
from wizard.model.shapes import integer, mapping, mappings
from wizard.model.versions import knows
from wizard.model.workload import Container, Workload


@mends("sleep-out-of-range")
def possible_sleep(data: Object, place: Place) -> Object:
    """The nearest number that the server takes."""
    values = place.bite.values
    nearest = min(max(int(values["seconds"]), int(values["lowest"])), int(values["grace"]))
    node(data, place.path[:-1])["seconds"] = nearest
    return data


@mends("hook-opens-socket", "start-hook-opens-socket")
def no_socket(data: Object, place: Place) -> Object:
    """A hook that always fails goes; one beside it stays."""
    drop(data, place.path)
    if not node(data, place.path[:-1]):
        drop(data, place.path[:-1])
    return data


@mends("pre-stop-shorter-than-route", "hook-does-not-wait")
def longer_pause(data: Object, place: Place) -> Object | None:
    """As long as the slowest hop needs, then what the hook does; the grace period is fitted (FACTS 6e)."""
    hook, own = node(data, place.path), place.workload
    container = node(data, place.path[:-2])
    needed = int(place.bite.values["needed"])
    if own is None or not needed or unchainable(Container("", container, ()), own):
        return None
    if "sleep" in hook:
        hook["sleep"] = {"seconds": needed}
    else:
        hook["exec"] = {**mapping(hook, "exec"), "command": list(waiting(exec_command(mapping(hook, "exec")), needed))}
    _fit_grace(data, needed, own)
    return data


def _fit_grace(data: Object, pause: int, workload: Workload) -> None:
    pod = node(data, ("spec", "template", "spec"))
    drain = workload.facts.drain_seconds
    fitting = pause + (30 if drain is None else drain) + 5
    if grace(pod) < fitting:
        pod["terminationGracePeriodSeconds"] = fitting


@mends("bash-not-in-image")
def sleep_without_a_shell(data: Object, place: Place) -> Object | None:
    """The sleep action, where the server knows it and the hook does nothing but wait."""
    hook, own = node(data, place.path[:-1]), place.workload
    container = Container("", node(data, place.path[:-3]), ())
    found = pre_stop_read(container)
    waits = found is not None and 0 < found.least < FOREVER and not does_more(container)
    if own is None or not knows(own.version, "sleep-action") or not waits or found is None:
        return None
    del hook["exec"]
    hook["sleep"] = {"seconds": found.least}
    if found.least >= own.grace_seconds:
        _fit_grace(data, found.least, own)  # the server refuses a sleep that is longer than the grace period
    return data


@mends("sleep-action-too-new")
def sleep_by_shell(data: Object, place: Place) -> Object:
    """The same pause by the image's own shell; where it has none there is no pause, as now."""
    hook = node(data, place.path[:-1])
    wanted = integer(mapping(hook.pop("sleep")).get("seconds")) or 0
    hook["exec"] = {"command": ["/bin/sh", "-c", f"sleep {wanted}"]}
    return data


@mends("pre-stop-on-some-containers")
def same_pause(data: Object, place: Place) -> Object | None:
    """The sleep action of its neighbour, where the server knows it; a command may not be in this image."""
    if place.workload is None or not knows(place.workload.version, "sleep-action"):
        return None
    container = node(data, place.path)
    for each in mappings(node(data, place.path[:-2]).get("containers")):
        wanted = mapping(each, "lifecycle", "preStop", "sleep")
        if wanted:
            lifecycle = container.setdefault("lifecycle", {})
            if isinstance(lifecycle, dict):
                lifecycle["preStop"] = {"sleep": dict(wanted)}
                return data
    return None
