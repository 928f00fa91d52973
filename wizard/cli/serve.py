"""`surefoot serve`: a wizard for each browser of a room."""

import argparse

from wizard.cli.options import add_tabs, add_target_options
from wizard.wording import _


def add_options(made: argparse.ArgumentParser) -> None:
    """What the visitors see, where the room is, and which cluster to plan for."""
    made.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help=_("files or folders that every visitor may read and nobody changes; without, the embedded shop"),
    )
    room = made.add_argument_group(_("where the room is"))
    room.add_argument("--port", type=int, metavar="N", default=8000, help=_("the port (default: 8000; 0: any)"))
    room.add_argument(
        "--bind", metavar="ADDRESS", default="127.0.0.1", help=_("who can come in (default: 127.0.0.1, this machine)")
    )
    add_target_options(made)
    add_tabs(made)


def run(parsed: argparse.Namespace) -> int:
    """Serve until a signal ends it; the exit code of the process."""
    from screens.start_up import start_room  # noqa: PLC0415  # textual takes 0.3 s, which check and fix must not pay
    from wizard.cli.reading import asked  # noqa: PLC0415  # --help reads nothing

    found = asked(parsed)
    return start_room(found.paths, found.target, parsed.bind, parsed.port, mend_tabs=found.mend_tabs)
