"""The words that argparse brings itself, in the reader's language."""

import argparse

from wizard.wording import _, mark, ngettext

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


def translate_argparse() -> None:
    """Let argparse ask this catalogue."""
    # Its own way goes by the environment alone, where --lang is not.
    vars(argparse).update(_=_, ngettext=ngettext)
