"""The parser of one command: what all have in common; the rest stands in the command's own file."""

import argparse
from importlib import import_module

from wizard.wording import LANGUAGES, _
from wizard.wording.usage import HelpFormatter, translate_argparse

COMMANDS = ("check", "fix", "simulate", "demo", "learn", "serve", "explain")


def parser(command: str | None, program: str = "surefoot") -> argparse.ArgumentParser:
    """The parser of one command; None is the wizard."""
    translate_argparse()
    made = argparse.ArgumentParser(
        prog=f"{program} {command}" if command else program,
        description=_description(command),
        epilog=None if command else _epilog(),
        formatter_class=HelpFormatter,
    )
    made.add_argument("--lang", choices=LANGUAGES, help=_("the language to speak; else the locale's"))
    if command in {None, "demo", "learn", "serve"}:
        made.add_argument("--ascii", action="store_true", help=_("draw with ASCII signs only"))
    import_module(f"wizard.cli.{command or 'wizard'}").add_options(made)
    return made


def _description(command: str | None) -> str:
    return {
        None: _("Make a Kubernetes workload highly available, step by step."),
        "demo": _("Try it on an embedded shop; writes nothing unless told where."),
        "check": _("Say how each workload stands. Exit code 1 when a practice is missing or a mistake is an error."),
        "fix": _("Do what the wizard suggests, or what the options say, without a screen."),
        "simulate": _("Play what happens to each workload, now and as the wizard suggests; changes nothing."),
        "learn": _("See six things break on an embedded shop and make them hold; with a FILE, two more on your own."),
        "serve": _("Give each browser a wizard of its own: on the embedded shop, or on the files that are named."),
        "explain": _("Say what a check of the catalogue is about; without an ID, list them all."),
    }[command]


def _epilog() -> str:
    return _(
        "commands:\n"
        "  surefoot demo             try it on an embedded shop\n"
        "  surefoot learn [FILE]     see it break, and make it hold\n"
        "  surefoot serve            give each browser of a room its own wizard\n"
        "  surefoot check PATH...    say how each workload stands\n"
        "  surefoot fix PATH...      do it without a screen\n"
        "  surefoot simulate PATH... see it break, now and as suggested\n"
        "  surefoot explain [ID]     say what a finding means\n\n"
        "With -n, -A, -l, --context or --kubeconfig the words name workloads of a cluster:\n"
        "deploy/web, sts/db, ds; none means all of them.\n\n"
        "exit codes: 0 fine, 1 findings, 2 usage or input error"
    )
