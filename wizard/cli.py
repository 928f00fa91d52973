"""The command line. Reads its words, calls the engine, and starts the screens, which nothing else in wizard knows."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wizard.errors import WizardError
from wizard.wording import _

if TYPE_CHECKING:
    from wizard.loading import Target

COMMANDS = ("check", "fix", "demo")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0: fine; 1: findings; 2: usage or input error."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
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


def _run(words: list[str]) -> int:
    command = words[0] if words and words[0] in COMMANDS else None
    parsed = _parser(command).parse_args(words[1:] if command else words)
    match command:
        case "check":
            return _check(parsed)
        case "fix":
            return _fix(parsed)
    return _wizard(parsed, demo=command == "demo")


def _parser(command: str | None) -> argparse.ArgumentParser:
    descriptions = {
        None: _("Make a Kubernetes workload highly available, step by step."),
        "demo": _("Try it on an embedded shop; writes nothing unless told where."),
        "check": _("Say how each workload stands. Exit code 1 when a practice is missing or a mistake is an error."),
        "fix": _("Do what the wizard suggests, or what the options say, without a screen."),
    }
    epilog = _(
        "commands:\n"
        "  surefoot demo             try it on an embedded shop\n"
        "  surefoot check PATH...    say how each workload stands\n"
        "  surefoot fix PATH...      do it without a screen\n\n"
        "exit codes: 0 fine, 1 findings, 2 usage or input error"
    )
    parser = argparse.ArgumentParser(
        prog=f"surefoot {command}" if command else "surefoot",
        description=descriptions[command],
        epilog=None if command else epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if command != "demo":
        many = "+" if command else "*"
        parser.add_argument(
            "paths", nargs=many, metavar="PATH", help=_("a file, a folder, or - for the standard input")
        )
    cluster = parser.add_argument_group(_("the cluster to plan for"))
    cluster.add_argument("--nodes", type=int, metavar="N", help=_("how many nodes it has"))
    cluster.add_argument("--zones", type=int, metavar="N", help=_("in how many zones they are"))
    cluster.add_argument("--topology", metavar="FILE", help=_("what `kubectl get nodes -o yaml` printed"))
    cluster.add_argument("--kube-version", metavar="VERSION", help=_("which server it runs, for example 1.30"))
    if command in {None, "fix"}:
        parser.add_argument("--mend-tabs", action="store_true", help=_("make tabs in an indent spaces first"))
    if command == "check":
        parser.add_argument("--format", choices=("text", "json"), default="text", help=_("for people, or for programs"))
    elif command == "fix":
        _add_fix_options(parser)
    if command is None:
        parser.add_argument("--version", action=_ShowVersion, nargs=0, help=_("say which version this is"))
    return parser


class _ShowVersion(argparse.Action):
    """argparse's own asks for the version before it is wanted, which takes a tenth of the first paint."""

    def __call__(self, parser: argparse.ArgumentParser, *_parsed: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415  # nothing else needs it

        print("surefoot", version("surefoot"))
        parser.exit()


def _add_fix_options(parser: argparse.ArgumentParser) -> None:
    from wizard.practices import PRACTICES  # noqa: PLC0415  # --help of the other commands must not pay for the engine
    from wizard.wording.practices import name  # noqa: PLC0415

    result = parser.add_mutually_exclusive_group()
    result.add_argument("--diff", action="store_true", help=_("print the difference (the default)"))
    result.add_argument("--write", action="store_true", help=_("write the files in place; of - print the result"))
    result.add_argument("--output", metavar="DIR", help=_("write every file that holds a workload below DIR"))
    parser.add_argument("--only", action="append", metavar="KIND/NAME", default=[], help=_("only this workload"))
    keys = [practice.key for practice in PRACTICES]
    parser.add_argument("--skip", action="append", choices=keys, default=[], help=_("leave this practice alone"))
    parser.add_argument("--separate", action="store_true", help=_("put new objects into files of their own"))
    for practice in PRACTICES:
        group = parser.add_argument_group(name(practice.key))
        for option in practice.options:
            said = _(option.help).replace("%", "%%")  # argparse formats it once more
            if option.metavar is None:
                group.add_argument(option.flag, action="store_true", help=said)
            else:
                action = "append" if option.repeat else "store"
                group.add_argument(option.flag, action=action, metavar=option.metavar, help=said)


def _check(parsed: argparse.Namespace) -> int:
    from wizard.loading import load  # noqa: PLC0415  # --help must not pay for the engine
    from wizard.outputs.report import as_text, findings, report  # noqa: PLC0415

    loaded = load(parsed.paths, _target(parsed))
    found = report(loaded)
    if parsed.format == "json":
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        print(as_text(found))
        _note(loaded.notes)
    if loaded.unreadable:
        return 2
    return 1 if findings(found) else 0


def _fix(parsed: argparse.Namespace) -> int:
    from wizard.fixing import fix, given_options  # noqa: PLC0415  # --help must not pay for the engine
    from wizard.loading import load  # noqa: PLC0415
    from wizard.outputs.written import print_diff, write_below, write_in_place  # noqa: PLC0415

    loaded = load(parsed.paths, _target(parsed), mend_tabs=parsed.mend_tabs)
    fixed = fix(
        loaded.inventory, given_options(vars(parsed)), only=parsed.only, skip=parsed.skip, separate=parsed.separate
    )
    if parsed.output is not None:
        write_below(fixed.plan, parsed.paths, parsed.output)
    elif parsed.write:
        write_in_place(fixed.plan)
    else:
        print_diff(fixed.plan)
    _note((*loaded.notes, *fixed.open))
    return 2 if loaded.unreadable else 0


def _wizard(parsed: argparse.Namespace, *, demo: bool) -> int:
    from screens.start_up import start  # noqa: PLC0415  # textual takes 0.3 s, which check and fix must not pay

    if demo:
        return start([], _target(parsed), demo=True)
    return start(parsed.paths, _target(parsed), mend_tabs=parsed.mend_tabs)


def _target(parsed: argparse.Namespace) -> "Target":
    from wizard.loading import Target  # noqa: PLC0415  # --help must not pay for the engine

    return Target.told(parsed.nodes, parsed.zones, parsed.topology, parsed.kube_version)


def _note(notes: Sequence[str]) -> None:
    sys.stdout.flush()
    for note in notes:
        print(note, file=sys.stderr)
