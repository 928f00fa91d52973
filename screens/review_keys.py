"""What a plan comes to, found out step by step, and why a key of the review is greyed meanwhile or for good."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from screens.review_words import diff_rows
from wizard.changes import Change
from wizard.diff import Row
from wizard.errors import WizardError
from wizard.judging import blocked
from wizard.manifest import ObjectId
from wizard.plan import Plan
from wizard.schema import SchemaError
from wizard.wording import _


@dataclass(frozen=True)
class Found:
    """What is known so far."""

    changes: tuple[Change, ...] | None = None
    """None while they are being made."""
    rows: tuple[Row, ...] = ()
    errors: tuple[tuple[ObjectId, SchemaError], ...] | None = None
    """What the schema finds in the result; None while it is being judged."""
    trouble: str = ""
    """Why the plan cannot be carried out."""


def derive(plan: Plan) -> Iterator[Found]:
    """First the diff, then what the schema says of it."""
    try:
        found = Found(plan.changes, diff_rows(plan.changes))
    except WizardError as error:
        yield Found((), trouble=str(error))
        return
    yield found
    yield replace(found, errors=blocked(plan))


def why_not(action: str, found: Found, *, stream: bool, demo: bool) -> str | None:
    """Why an action cannot be done now; None where it can."""
    if action not in {"finish", "write", "elsewhere", "print", "separate"}:
        return None
    if action == "separate":
        return _("What came by a pipe leaves by one; there is no second file") if stream else None
    if action == "write" and stream:
        return _("This came by a pipe: Enter prints the result, o writes a file")
    if action == "write" and demo:
        return _("The demo is no file of yours; o writes it where you say")
    return _why_nowhere(found, stream)


def _why_nowhere(found: Found, stream: bool) -> str | None:
    if found.trouble:
        return found.trouble
    if found.changes is None or found.errors is None:
        return _("Still checking; a moment")
    if found.errors:
        return _("The plan would make a valid object invalid; choose another value")
    if not found.changes and not stream:
        return _("Nothing is changed; there is nothing to write")
    return None
