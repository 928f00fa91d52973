"""`surefoot fix`: what the wizard suggests, or what the options say, without a screen."""

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from wizard.cli.options import add_cluster_options, add_paths, add_practice_options, add_tabs, add_target_options
from wizard.errors import WizardError
from wizard.wording import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.cluster.connection import Cluster
    from wizard.planning.plan import Plan


def add_options(made: argparse.ArgumentParser) -> None:
    """What to work on, for which cluster, where the result goes, and what is chosen."""
    add_paths(made)
    add_cluster_options(made, writing=True)
    add_target_options(made)
    add_tabs(made)
    result = made.add_mutually_exclusive_group()
    result.add_argument("--diff", action="store_true", help=_("print the difference (the default)"))
    result.add_argument("--write", action="store_true", help=_("write the files in place; of - print the result"))
    result.add_argument("--output", metavar="DIR", help=_("write every file that holds a workload below DIR"))
    result.add_argument("--apply", action="store_true", help=_("change the cluster, after a dry run and a question"))
    made.add_argument("--yes", action="store_true", help=_("with --apply: do not ask"))
    made.add_argument("--only", action="append", metavar="KIND/NAME", default=[], help=_("only this workload"))
    made.add_argument(
        "--mend",
        action="append",
        metavar="ID",
        default=[],
        help=_("mend what this check finds (surefoot explain lists them), or all that can be mended without asking"),
    )
    made.add_argument("--separate", action="store_true", help=_("put new objects into files of their own"))
    add_practice_options(made)


def run(parsed: argparse.Namespace) -> int:
    """Plan, and print, write or apply it."""
    from wizard.cli.reading import asked, load, note  # noqa: PLC0415  # --help reads nothing
    from wizard.planning.fixing import fix, given_options  # noqa: PLC0415  # --help must not pay for the engine

    found = asked(parsed, needed=True)
    _refuse_contradictions(parsed, live=found.wanted is not None)
    loaded, cluster = load(found, judging=True)
    fixed = fix(
        replace(loaded.inventory, unread=loaded.may_hold("PodDisruptionBudget")),
        given_options(vars(parsed)),
        only=parsed.only,
        skip=parsed.skip,
        mend=parsed.mend,
    )
    plan = replace(fixed.plan, separate=parsed.separate)
    refused = list[str]()
    if found.wanted is None:
        refused = _written(parsed, found.paths, plan)
        code = 2 if loaded.skipped or refused else 0
    else:
        code = _delivered(parsed, plan, cluster)
    note((*loaded.told, *refused, *fixed.open))
    return code


def _written(parsed: argparse.Namespace, paths: "Sequence[str]", plan: "Plan") -> list[str]:
    """Print the difference or write the files; a sentence for each reason why one stays as it is."""
    from wizard.outputs.written import print_diff, write_below, write_in_place  # noqa: PLC0415  # --help must not pay

    if parsed.output is not None:
        done = write_below(plan, paths, parsed.output)
    else:
        done = write_in_place(plan) if parsed.write else print_diff(plan)
    # Two objects may be refused for the same words in the same place.
    return list(dict.fromkeys(f"surefoot: {each.error}" for each in done.refusals))


def _delivered(parsed: argparse.Namespace, plan: "Plan", cluster: "Cluster | None") -> int:
    """Save or apply what is planned for a cluster; the exit code of the process."""
    if parsed.output is not None:
        from wizard.outputs.live_files import save_live  # noqa: PLC0415  # files need none of it

        save_live(plan, f"{parsed.output}/", patch=False)
    elif parsed.apply and cluster is not None:
        from wizard.cli.applying import apply_asked  # noqa: PLC0415  # files need none of it

        return apply_asked(cluster, plan, yes=parsed.yes)
    else:
        from wizard.outputs.written import print_plan  # noqa: PLC0415  # --help must not pay for the engine

        print_plan(plan)
    return 0


def _refuse_contradictions(parsed: argparse.Namespace, *, live: bool) -> None:
    if parsed.apply and not live:
        raise WizardError(_("--apply changes a cluster; name one with -n, -A or --context, or use --write for files"))
    if parsed.apply and parsed.read_only:
        raise WizardError(_("--read-only and --apply exclude each other; give one of them"))
    if parsed.write and live:
        raise WizardError(_("--write is for files; --apply changes the cluster, --output DIR saves manifests"))
