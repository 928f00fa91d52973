"""`surefoot learn`: the missions, two of them on a file of the learner's own."""

import argparse

from wizard.cli.options import add_tabs, add_target_options
from wizard.wording import _


def add_options(made: argparse.ArgumentParser) -> None:
    """The learner's own file, and which cluster to plan for."""
    made.add_argument("path", nargs="?", metavar="FILE", help=_("a file or folder of your own for two more missions"))
    add_target_options(made)
    add_tabs(made)


def run(parsed: argparse.Namespace) -> int:
    """Open the missions; the exit code of the process."""
    from screens.start_up import start_learning  # noqa: PLC0415  # textual takes 0.3 s, which check and fix must not pay
    from wizard.cli.reading import asked  # noqa: PLC0415  # --help reads nothing

    return start_learning(parsed.path, asked(parsed).target, mend_tabs=parsed.mend_tabs)
