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


WORDS: dict[str, Words] = {}
"""By Practice.key; each practice brings its own (practices/__init__.py), so that a new one needs no line here."""

STATES = {
    "met": mark("met"),
    "weak": mark("weak"),
    "missing": mark("missing"),
    "not-applicable": mark("n/a"),
}

SEVERITIES = {"error": mark("error"), "warning": mark("warning"), "info": mark("info")}


def name(key: str) -> str:
    """The practice's name, as on its tab; what no practice looks after is about the object itself."""
    return _(WORDS[key].name) if key else _("Object")


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
