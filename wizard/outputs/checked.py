"""`surefoot check`: load, report, hide what a team does not want to hear, print."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from wizard.checks import Severity
from wizard.errors import WizardError
from wizard.loading import Loaded
from wizard.outputs.formats import FORMATS
from wizard.outputs.hiding import (
    Hiding,
    annotated,
    baseline_text,
    hidden,
    hidden_lines,
    key,
    read_baseline,
    refuse_unknown,
)
from wizard.outputs.report import Report, findings, report
from wizard.outputs.report_text import as_text
from wizard.settings import Settings
from wizard.wording import _, safe

__all__ = ["check", "hiding", "key"]


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


def check(
    parsed: argparse.Namespace,
    settings: Settings,
    loaded: Loaded,
    found: Report | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Print what was found of what was loaded, or of a report that was made elsewhere; the exit code."""
    hides = hiding(parsed, settings)
    made = report(loaded, progress) if found is None else found
    if parsed.write_baseline:
        _write_baseline(parsed.write_baseline, made)
        return 0
    annotations, notes = annotated(loaded.inventory)
    shown = hidden({**made, "notes": [*made["notes"], *notes]}, hides, annotations)
    shown["settings"] = settings.origin or None
    if parsed.format == "text":
        lines = {origin: manifest.text.splitlines() for origin, manifest in loaded.inventory.manifests.items()}
        print(as_text(shown, lines))
    else:
        print(FORMATS[parsed.format](shown))
        sys.stdout.flush()
        for line in hidden_lines(shown) if parsed.format != "json" else ():
            print(line, file=sys.stderr)
    sys.stdout.flush()
    for note in (
        *shown["notes"],
        *([_("settings: {file}").format(file=safe(settings.origin))] if settings.origin else []),
    ):
        if parsed.format == "text":
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
