"""From the words of a command line to one command, and from what it raises to an exit code."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from wizard.errors import WizardError
from wizard.wording import LANGUAGES, _, speak
from wizard.wording.usage import HelpFormatter, translate_argparse

COMMANDS = ("check", "fix", "simulate", "demo", "learn", "serve", "explain")


def plugin() -> int:
    """`kubectl surefoot`: the same, but what is named is in the cluster."""
    return main(live=True)


def main(arguments: Sequence[str] | None = None, *, live: bool = False) -> int:
    """Run one command. Exit code 0: fine; 1: findings; 2: usage or input error."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words, live=live)
    except WizardError as error:
        sys.stdout.flush()
        print(f"surefoot: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read our output has seen enough; without this Python complains again while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _run(words: list[str], *, live: bool) -> int:
    # Before the options have their help, and a screen its keys.
    speak(_told_language(words))
    words = _command_first(words)
    command = words[0] if words and words[0] in COMMANDS else None
    options = parser(command, "kubectl surefoot" if live else "surefoot")
    parsed = options.parse_args(words[1:] if command else words)
    speak(parsed.lang)
    if getattr(parsed, "ascii", False):
        os.environ["SUREFOOT_ASCII"] = "1"
    parsed.live, parsed.refuse = live, options.error
    # Each command lies in the file of its name, and pays for what it imports.
    run: Callable[[argparse.Namespace], int] = import_module(f"wizard.cli.{command or 'wizard'}").run
    return run(parsed)


def _told_language(words: Sequence[str]) -> str | None:
    """The language that the words name; whether they do it rightly is for the parser to say, in that language."""
    pairs = zip(words, [*words[1:], ""], strict=False)
    told = [
        after if word == "--lang" else word.removeprefix("--lang=")
        for word, after in pairs
        if word.startswith("--lang")
    ]
    return told[-1] if told and told[-1] in LANGUAGES else None


def _command_first(words: list[str]) -> list[str]:
    """`surefoot --lang zh check` as well as `surefoot check --lang zh`."""
    behind = 2 if words[:1] == ["--lang"] else 1 if words and words[0].startswith("--lang=") else 0
    if behind and words[behind : behind + 1] and words[behind] in COMMANDS:
        return [words[behind], *words[:behind], *words[behind + 1 :]]
    return words


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
