"""The words that argparse brings itself, in the reader's language."""

import argparse
import re

from wizard.wording import _, labelled, mark, ngettext
from wizard.wording.folding import folded

# From Python 3.11 to 3.14; what another version says stays English.
WORDS = (
    mark("usage: "),
    mark("positional arguments"),
    mark("options"),
    mark("show this help message and exit"),
    mark("%(prog)s: error: %(message)s\n"),
    mark("argument %(argument_name)s: %(message)s"),
    mark("unrecognized arguments: %s"),
    mark("the following arguments are required: %s"),
    mark("expected one argument"),
    mark("invalid choice: %(value)r (choose from %(choices)s)"),
    mark("invalid %(type)s value: %(value)r"),
    mark("not allowed with argument %s"),
    mark("ambiguous option: %(option)s could match %(matches)s"),
    mark("ignored explicit argument %r"),
)


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Help whose lines are as wide as they look, and whose headings end as the language ends them."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return folded(" ".join(text.split()), width).split("\n")

    def format_help(self) -> str:
        return re.sub(
            r"^(\S.*):$", lambda found: labelled(found[1]).rstrip(), super().format_help(), flags=re.MULTILINE
        )


def translate_argparse() -> None:
    """Let argparse ask this catalogue."""
    # Its own way goes by the environment alone, where --lang is not.
    vars(argparse).update(_=_, ngettext=ngettext)
