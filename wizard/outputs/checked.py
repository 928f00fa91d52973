"""`surefoot check`: load, report, hide what a team does not want to hear, print."""

import argparse
import sys
from pathlib import Path

from wizard.checks import Severity
from wizard.errors import WizardError
from wizard.outputs.formats import FORMATS
from wizard.outputs.hiding import (
    Hiding,
    baseline_text,
    hidden,
    hidden_lines,
    read_baseline,
    refuse_unknown,
)
from wizard.outputs.report import Gathered, Report, findings
from wizard.outputs.report_text import as_text
from wizard.sources.settings import Settings
from wizard.wording import _, safe


def hiding(parsed: argparse.Namespace, settings: Settings) -> Hiding:
    """What the options and the team's defaults hide. Raises WizardError."""
    refuse_unknown((*parsed.select, *parsed.ignore))
    baseline = parsed.baseline or settings.baseline
    return Hiding(
        select=tuple(parsed.select) or settings.select,
        ignore=(*settings.ignore, *parsed.ignore),
        severity=Severity(parsed.severity or settings.severity),
        # A baseline that is being written is not there yet.
        baseline=read_baseline(baseline) if baseline and not parsed.write_baseline else None,
    )


def check(parsed: argparse.Namespace, settings: Settings, found: Gathered, hides: Hiding) -> int:
    """Print what was found, without what is hidden; the exit code."""
    made = found.report()
    if parsed.write_baseline:
        _write_baseline(parsed.write_baseline, made)
        return 0
    shown = {**hidden(made, hides), "settings": settings.origin or None}
    if parsed.format == "text":
        print(as_text(shown))
    else:
        for part in FORMATS[parsed.format](shown):
            sys.stdout.write(part)
        print()
    sys.stdout.flush()
    if parsed.format != "json":
        told = [_("settings: {file}").format(file=safe(settings.origin))] if settings.origin else []
        for note in (*shown["notes"], *told, *(hidden_lines(shown) if parsed.format != "text" else ())):
            print(note, file=sys.stderr)
    return 1 if findings(shown) else 0


def _write_baseline(path: str, found: Report) -> None:
    try:
        Path(path).write_text(baseline_text(found), encoding="utf-8")
    except OSError as error:
        raise WizardError(
            _("{path}: cannot be written ({why}); write elsewhere").format(path=safe(path), why=error.strerror)
        ) from error
    print(_("{path}: written; use it with --baseline {path}").format(path=safe(path)), file=sys.stderr)
