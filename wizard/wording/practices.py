"""The words for each practice: its name, its column, what it protects from, its states."""

from dataclasses import dataclass

from wizard.wording import _, mark


@dataclass(frozen=True)
class Words:
    """What a person reads of one practice."""

    name: str
    column: str
    question: str
    why: str
    """What it protects from, in two sentences."""


WORDS = {
    "spread": Words(
        mark("Spread"),
        mark("SPREAD"),
        mark("Which failure must {name} survive?"),
        mark(
            "When a machine or a zone fails, every copy on it is gone at once. "
            "Copies kept apart lose one and go on."
        ),
    ),
    "budget": Words(
        mark("Budget"),
        mark("BUDGET"),
        mark("How many copies of {name} may maintenance take at once?"),
        mark(
            "Draining nodes for an upgrade evicts pods, all that it meets at once. "
            "A budget makes the drain wait until the replacements are ready."
        ),
    ),
    "readiness": Words(
        mark("Readiness"),
        mark("READY"),
        mark("How do we know that {name} can take requests?"),
        mark(
            "Without a probe a container gets requests from its first moment, before it listens. "
            "A probe also takes a copy out of rotation while it cannot answer."
        ),
    ),
    "shutdown": Words(
        mark("Shutdown"),
        mark("STOP"),
        mark("How does a copy of {name} leave without dropping requests?"),
        mark(
            "Routes learn late that a pod is leaving, and send requests to a program that has already stopped. "
            "A pause before stopping, and time to finish, lets every update pass unnoticed."
        ),
    ),
}

STATES = {
    "met": mark("met"),
    "weak": mark("weak"),
    "missing": mark("missing"),
    "not-applicable": mark("n/a"),
}

SEVERITIES = {"error": mark("error"), "warning": mark("warning"), "info": mark("info")}


def name(key: str) -> str:
    """The practice's name, as on its tab."""
    return _(WORDS[key].name)


def column(key: str) -> str:
    """The head of the practice's column."""
    return _(WORDS[key].column)


def asked(key: str, workload: str) -> str:
    """The step's question about a workload, whose name the caller has made safe."""
    return _(WORDS[key].question).format(name=workload)


def why(key: str) -> str:
    """What the practice protects from."""
    return _(WORDS[key].why)


def state(status: str) -> str:
    """The word for a status."""
    return _(STATES[status])


def severity(level: str) -> str:
    """The word for a severity."""
    return _(SEVERITIES[level])
