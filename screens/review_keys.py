"""Why a key of the review is greyed: the rules of what may be written where."""

from dataclasses import dataclass

from wizard.changes import Change
from wizard.manifest import ObjectId
from wizard.schema import SchemaError
from wizard.wording import _


@dataclass(frozen=True)
class State:
    """What decides it."""

    changes: tuple[Change, ...] | None
    """None while they are being made."""
    errors: tuple[tuple[ObjectId, SchemaError], ...] | None
    """What the schema finds in the result; None while it is being judged."""
    trouble: str
    """Why the plan cannot be carried out, or why the last writing failed."""
    stream: bool
    demo: bool


def why_not(action: str, state: State) -> str | None:
    """Why an action cannot be done now; None where it can."""
    if action not in {"finish", "write", "elsewhere", "print", "separate"}:
        return None
    if action == "separate":
        return _("What came by a pipe leaves by one; there is no second file") if state.stream else None
    return (_why_not_in_place(state) if action == "write" else None) or _why_not_at_all(state)


def _why_not_in_place(state: State) -> str | None:
    if state.stream:
        return _("This came by a pipe: Enter prints the result, o writes a file")
    return _("The demo is no file of yours; o writes it where you say") if state.demo else None


def _why_not_at_all(state: State) -> str | None:
    if state.changes is None or (state.errors is None and not state.trouble):
        return _("Still checking; a moment")
    if state.errors:
        return _("The plan would make a valid object invalid; choose another value")
    if not state.changes and not state.stream:
        return state.trouble or _("Nothing is changed; there is nothing to write")
    return None
