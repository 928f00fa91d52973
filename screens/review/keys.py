"""What a plan comes to, found out step by step, and why a key of the review is greyed meanwhile or for good."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from textual.binding import Binding, BindingType

from screens.review.words import diff_rows
from wizard.errors import WizardError
from wizard.planning.changes import Change
from wizard.planning.diff import Row
from wizard.planning.judging import blocked
from wizard.planning.plan import Plan
from wizard.planning.schema import SchemaError
from wizard.practices import PRACTICES
from wizard.text.manifest import ObjectId
from wizard.wording import _

KEYS: list[BindingType] = [
    Binding("enter", "finish", _("Finish"), id="review.finish", tooltip=_("Write, or print what came by a pipe")),
    Binding("m", "more", _("More workloads"), id="review.more", tooltip=_("On to another workload; all is kept")),
    Binding("f", "mend", _("Mend"), id="review.mend", tooltip=_("Each mistake: mend it, or read its page")),
    Binding("A", "apply", _("Apply"), id="review.apply", tooltip=_("Change the cluster, after a dry run")),
    Binding("D", "download", _("Download"), id="review.download", tooltip=_("Take the changed files with you")),
    Binding("w", "write", _("Write"), id="review.write", tooltip=_("Write the files in place")),
    Binding("o", "elsewhere", _("Elsewhere"), id="review.elsewhere", tooltip=_("Write to another path")),
    Binding("P", "patch", _("Patch"), id="review.patch", tooltip=_("Save a patch, for whoever owns the object")),
    Binding("x", "print", _("Print"), id="review.print", tooltip=_("Leave and print the result")),
    Binding("e", "separate", _("New objects apart"), id="review.separate", tooltip=_("New objects in own files")),
    Binding("d", "diff", _("Diff"), id="review.diff", tooltip=_("The diff alone, or with the rest again")),
    Binding("question_mark", "why", _("All"), id="review.why", tooltip=_("All that is still weak")),
    Binding("escape", "back", _("Back"), id="review.back", tooltip=_("Back to the last step or the table")),
    Binding("u", "app.undo", show=False),
    *(Binding(str(number), f"jump({number})", show=False) for number in range(1, len(PRACTICES) + 1)),
]


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


@dataclass(frozen=True)
class Ways:
    """Where a plan may go from here."""

    stream: bool = False
    """It came by a pipe and leaves by one."""
    demo: bool = False
    live: bool = False
    """It is for a cluster."""
    read_only: bool = False
    denied: tuple[str, ...] | None = ()
    """What the person may not do in the cluster; None while that is being asked."""
    visitor: bool = False
    """It is looked at from elsewhere, and may leave only as a download."""

    @property
    def finish(self) -> str:
        """The action that Enter stands for."""
        if self.visitor:
            return "download"
        return "print" if self.stream else "elsewhere" if self.demo else "apply" if self.live else "write"

    def has(self, action: str) -> bool:
        """Whether there is such a way at all; a key without one is not shown."""
        if action == "download" or (self.visitor and action in {"write", "elsewhere", "print", "apply", "patch"}):
            return self.visitor and action == "download"
        if self.read_only and action in {"write", "elsewhere", "separate", "apply", "patch"}:
            return False
        if action in {"write", "separate"}:
            return not self.live
        return self.live or action not in {"apply", "patch"}


def why_not(action: str, found: Found, ways: Ways) -> str | None:
    """Why an action cannot be done now; None where it can."""
    if action == "separate":
        return _("What came by a pipe leaves by one; there is no second file") if ways.stream else None
    if action == "write" and ways.stream:
        return _("This came by a pipe: Enter prints the result, o writes a file")
    if action == "write" and ways.demo:
        return _("The demo is no file of yours; o writes it where you say")
    if action == "finish" and ways.read_only:
        return _("--read-only: nothing is written here; x prints the result")
    if action not in {"finish", "download", "write", "elsewhere", "print", "apply", "patch"}:
        return None
    live = action == "apply" or (action == "finish" and ways.live)
    return _why_nowhere(found, ways.stream) or (_why_not_allowed(ways) if live else None)


def _why_not_allowed(ways: Ways) -> str | None:
    if ways.denied is None:
        return _("Still asking the server what you may do; a moment")
    if ways.denied:
        return _("You may not do all of this (see above); o saves a manifest instead")
    return None


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
