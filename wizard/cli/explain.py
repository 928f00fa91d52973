"""`surefoot explain`: a page of the catalogue, or the table of all checks."""

import argparse

from wizard.wording import _


def add_options(made: argparse.ArgumentParser) -> None:
    """Which check."""
    made.add_argument("id", nargs="?", metavar="ID", help=_("as a report shows it in brackets"))


def run(parsed: argparse.Namespace) -> int:
    """Print it."""
    from wizard.outputs.explained import explained, table  # noqa: PLC0415  # --help must not pay for the engine

    print(explained(parsed.id) if parsed.id else table())
    return 0
