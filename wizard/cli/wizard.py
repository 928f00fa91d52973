"""`surefoot` alone, or with what to work on: the wizard itself."""

import argparse

from wizard.cli.options import add_assumption_options, add_cluster_options, add_paths, add_tabs, add_target_options
from wizard.wording import _


def add_options(made: argparse.ArgumentParser) -> None:
    """What to work on, which cluster to plan for, and what the simulator assumes."""
    add_paths(made)
    add_cluster_options(made, writing=True)
    add_target_options(made)
    add_tabs(made)
    add_assumption_options(made)
    made.add_argument("--version", action=_ShowVersion, nargs=0, help=_("say which version this is"))


def run(parsed: argparse.Namespace) -> int:
    """Open the wizard; the exit code of the process."""
    from screens.start_up import start, start_live  # noqa: PLC0415  # textual takes 0.3 s, which check and fix must not pay
    from wizard.cli.reading import asked  # noqa: PLC0415  # --help reads nothing

    found = asked(parsed)
    if found.wanted is not None:
        return start_live(found.wanted, found.target, read_only=parsed.read_only)
    named = found.named if found.paths else None
    return start(named, found.target, mend_tabs=found.mend_tabs, read_only=parsed.read_only)


class _ShowVersion(argparse.Action):
    """argparse's own asks for the version before it is wanted, which takes a tenth of the first paint."""

    def __call__(self, parser: argparse.ArgumentParser, *_parsed: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415  # nothing else needs it

        print("surefoot", version("surefoot"))
        parser.exit()
