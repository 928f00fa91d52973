"""`surefoot check`: how each workload stands."""

import argparse
from typing import TYPE_CHECKING

from wizard.cli.options import SEVERITIES, add_cluster_options, add_paths, add_tabs, add_target_options
from wizard.wording import _

if TYPE_CHECKING:
    from wizard.cli.reading import Asked
    from wizard.outputs.checked import Printing
    from wizard.outputs.hiding import Hiding
    from wizard.outputs.report import Gathered
    from wizard.outputs.telling import Telling
    from wizard.sources.folders import Origins

FORMATS = ("text", "json", "sarif", "junit", "github", "markdown")


def add_options(made: argparse.ArgumentParser) -> None:
    """What to judge, for which cluster, what is hidden and how it is printed."""
    add_paths(made)
    add_cluster_options(made, writing=False)
    add_target_options(made)
    add_tabs(made)
    made.add_argument(
        "--fail-on",
        action="append",
        metavar="WORD",
        default=[],
        help=_("what makes the exit code 1: error, missing (the default), warning, or the id of a check"),
    )
    made.add_argument("--format", choices=FORMATS, default="text", help=_("for people, or for programs"))
    shown = made.add_argument_group(_("what is shown; what is hidden is counted"))
    shown.add_argument("--severity", choices=SEVERITIES, help=_("the least that is shown"))
    shown.add_argument("--select", action="append", metavar="ID", default=[], help=_("only these checks"))
    shown.add_argument("--ignore", action="append", metavar="ID", default=[], help=_("not these checks"))
    shown.add_argument("--baseline", metavar="FILE", help=_("hide the findings that this file lists"))
    shown.add_argument("--write-baseline", metavar="FILE", help=_("write all findings of today into this file"))


def run(parsed: argparse.Namespace) -> int:
    """Judge and print; exit code 1 for findings."""
    from wizard.cli.reading import asked, wiped  # noqa: PLC0415  # --help reads nothing
    from wizard.outputs.checked import check  # noqa: PLC0415  # --help must not pay for the engine

    found = asked(parsed, needed=True)
    hides = _hiding(parsed, found)  # first: a wrong id must not wait for ten thousand workloads
    listed = _listed(found)
    printing = _printing(parsed, found, listed)
    with wiped():
        gathered = _gathered(found, listed)
    return check(gathered, hides, printing)


def _listed(found: "Asked") -> "Origins | None":
    """What the paths stand for; None for a cluster."""
    return found.named if found.wanted is None else None


def _hiding(parsed: argparse.Namespace, found: "Asked") -> "Hiding":
    """What the options and the team's defaults hide. Raises WizardError."""
    from wizard.checks import Severity  # noqa: PLC0415
    from wizard.outputs.hiding import Hiding, read_baseline, refuse_unknown  # noqa: PLC0415  # --help must not pay

    settings = found.settings
    refuse_unknown((*parsed.select, *parsed.ignore))
    baseline = parsed.baseline or settings.baseline
    return Hiding(
        select=tuple(parsed.select) or settings.select,
        ignore=(*settings.ignore, *parsed.ignore),
        severity=Severity(parsed.severity or settings.severity or Severity.INFO),
        # A baseline that is being written is not there yet.
        baseline=read_baseline(baseline) if baseline and not parsed.write_baseline else None,
    )


def _printing(parsed: argparse.Namespace, found: "Asked", listed: "Origins | None") -> "Printing":
    from wizard.outputs.checked import Printing  # noqa: PLC0415  # --help must not pay for the engine
    from wizard.outputs.failing import DEFAULT, refuse_unknown  # noqa: PLC0415

    fail_on = tuple(word for each in parsed.fail_on for word in each.split(","))
    refuse_unknown(fail_on)
    return Printing(
        parsed.format,
        found.settings.origin,
        fail_on or found.settings.fail_on or DEFAULT,
        parsed.write_baseline,
        _telling(parsed, found, listed),
    )


def _telling(parsed: argparse.Namespace, asked: "Asked", listed: "Origins | None") -> "Telling":
    """What is told one by one: all of what was named, and of what was found in folders what asks for a change."""
    from wizard.outputs.telling import Telling  # noqa: PLC0415  # --help must not pay for the engine
    from wizard.sources.fixtures import fixtures  # noqa: PLC0415

    found = frozenset(origin for origin, named in (listed.named if listed else {}).items() if not named)
    wanted = (parsed.severity or asked.settings.severity) == "info" or bool(parsed.select or asked.settings.select)
    return Telling(found, fixtures(found, asked.paths), wanted)


def _gathered(found: "Asked", listed: "Origins | None") -> "Gathered":
    """What one process finds, or several where that is faster."""
    from wizard.cli.reading import load, on_terminal  # noqa: PLC0415  # --help reads nothing
    from wizard.outputs.report import gather  # noqa: PLC0415

    if listed is not None:
        from wizard.outputs import bulk  # noqa: PLC0415

        several = (
            bulk.gather(listed, found.target, on_terminal(), mend_tabs=found.mend_tabs) if bulk.pays(listed) else None
        )
        # None: nothing is there to judge, which one process has better words for.
        if several is not None:
            return several
    return gather(load(found, listed, judging=True)[0], on_terminal())
