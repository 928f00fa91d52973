"""Sentences for mistakes in how a pod starts, is asked and ends; some mistakes have a closer one for their values."""

from collections.abc import Mapping

from wizard.wording import mark

PODS: dict[str, str] = {
    # readiness
    "exec-probe-has-one-second": mark(
        "{probe} of {container} has 1 s for its command; a slower answer is a failure (timeoutSeconds)"
    ),
    "ordered-start-asks-for-quorum": mark(
        "{probe} of {container} seems to ask for a majority, and OrderedReady starts the others only when it succeeds"
    ),
    "killed-while-starting-perhaps": mark(
        "{probe} kills {container} after {least} s to {patience} s, and a start takes {start} s: it may never run"
    ),
    "killed-while-starting-guessed": mark(
        "{probe} kills {container} after {least} s to {patience} s, though its readiness is first asked after {start} s"
    ),
    # shutdown
    "hook-stops-at-once": mark(
        "preStop stops {container} at once ({command}), and routes still lead to it: updates refuse requests"
    ),
    "hook-does-not-wait": mark(
        "preStop of {container} waits for nothing: if it ends at once when asked to, routes still lead to it"
    ),
    "pre-stop-never-ends": mark("preStop never ends: after {grace} s grace the program is killed in its work"),
    "command-not-in-image": mark("{field}: {program} is hardly in the image {image}, and then it fails at once"),
    "command-surely-not-in-image": mark("{field}: {program} is not in the image {image}, so it fails at once"),
    "bash-surely-not-in-image": mark("{program} is not in the image {image}: the hook fails at once, nothing waits"),
    "grace-longer-than-notice": mark(
        "{grace} s grace, and a node of {label} is gone {notice} s after its notice: the rest is cut"
    ),
    "deadline-before-start": mark(
        "a pod needs {start} s to start, and {deadline} s without progress are reported as a failed update"
    ),
    "deadline-before-start-perhaps": mark(
        "a start may take {start} s, and {deadline} s without progress are reported as a failed update"
    ),
}

_EXACT: dict[str, dict[str, dict[str, bool]]] = {
    "hook-does-not-wait": {"hook-stops-at-once": {"command": True}},
    "pre-stop-eats-grace": {"pre-stop-never-ends": {"ends": False}},
    "deadline-before-start": {"deadline-before-start-perhaps": {"sure": False}},
    "killed-while-starting": {
        "killed-while-starting-guessed": {"told": False},
        "killed-while-starting-perhaps": {"sure": False},
    },
    "bash-not-in-image": {"bash-surely-not-in-image": {"sure": True}},
    "command-not-in-image": {"command-surely-not-in-image": {"sure": True}},
}
"""The closer sentences, each with the values that must be there and those that must not."""


def exact(id: str, values: Mapping[str, str | int]) -> str:
    """The sentence that fits the values best."""
    for closer, fits in _EXACT.get(id, {}).items():
        if all(bool(values.get(key)) == wanted for key, wanted in fits.items()):
            return closer
    return id
