"""`surefoot check`: report, hide what a team does not want to hear, print."""

import sys
from dataclasses import dataclass, field
from pathlib import Path

from wizard.errors import WizardError
from wizard.outputs.failing import DEFAULT, failures
from wizard.outputs.formats import FORMATS
from wizard.outputs.hiding import (
    Hiding,
    baseline_text,
    hidden,
    hidden_lines,
)
from wizard.outputs.report import Gathered, Report
from wizard.outputs.report_text import as_text
from wizard.outputs.telling import Telling, counted_lines, told
from wizard.wording import _, safe


@dataclass(frozen=True)
class Printing:
    """How a report is printed."""

    format: str
    settings: str
    """The file of the team's defaults; empty where there is none."""
    fail_on: tuple[str, ...] = DEFAULT
    """Levels and ids: which findings make the exit code 1."""
    write_baseline: str | None = None
    """The file that takes all findings, in place of printing them."""
    telling: Telling = field(default_factory=Telling)
    """What is told one by one."""


def check(found: Gathered, hides: Hiding, printing: Printing) -> int:
    """Print what was found, without what is hidden; the exit code."""
    made = found.report()
    # Somebody counts on what they named. A hidden id is a word that they do not; a severity is none.
    failed = any(each["named"] and each["id"] not in hides.ignore for each in made["unreadable"])
    if printing.write_baseline:
        _write_baseline(printing.write_baseline, made)
        return 2 if failed else 0
    shown = {**told(hidden(made, hides), printing.telling), "settings": printing.settings or None}
    if printing.format == "text":
        print(as_text(shown))
    else:
        for part in FORMATS[printing.format](shown):
            sys.stdout.write(part)
        print()
    sys.stdout.flush()
    if printing.format != "json":
        used = [_("settings: {file}").format(file=safe(printing.settings))] if printing.settings else []
        # The text has them before its sum.
        left_out = () if printing.format == "text" else (*hidden_lines(shown), *counted_lines(shown))
        for note in (*shown["notes"], *used, *left_out):
            print(note, file=sys.stderr)
    if failed:
        return 2
    return 1 if failures(shown, printing.fail_on) else 0


def _write_baseline(path: str, found: Report) -> None:
    try:
        Path(path).write_text(baseline_text(found), encoding="utf-8")
    except OSError as error:
        raise WizardError(
            _("{path}: cannot be written ({why}); write elsewhere").format(path=safe(path), why=error.strerror)
        ) from error
    print(_("{path}: written; use it with --baseline {path}").format(path=safe(path)), file=sys.stderr)
