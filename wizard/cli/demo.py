"""`surefoot demo`: the wizard on the embedded shop."""

import argparse

from wizard.cli.options import add_assumption_options, add_target_options


def add_options(made: argparse.ArgumentParser) -> None:
    """Which cluster to plan for, and what the simulator assumes."""
    add_target_options(made)
    add_assumption_options(made)


def run(parsed: argparse.Namespace) -> int:
    """Open the wizard; the exit code of the process."""
    from screens.start_up import start_demo  # noqa: PLC0415  # textual takes 0.3 s, which check and fix must not pay
    from wizard.cli.reading import asked  # noqa: PLC0415  # --help reads nothing

    return start_demo(asked(parsed).target)
