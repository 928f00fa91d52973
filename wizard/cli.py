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
    from wizard.cluster_loading import Wanted
    from wizard.loading import Loaded, Target

COMMANDS = ("check", "fix", "demo")


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
    command = words[0] if words and words[0] in COMMANDS else None
    parser = _parser(command, "kubectl surefoot" if live else "surefoot")
    parsed = parser.parse_args(words[1:] if command else words)
    if command == "demo":
        from screens.start_up import start_demo  # noqa: PLC0415  # textual takes 0.3 s, which check and fix must not pay

        return start_demo(_target(parsed))
    wanted = _wanted(parsed, live=live)
    if command and wanted is None and not parsed.paths:
        parser.error(_("give a PATH, or a cluster: -n NAMESPACE, -A, --context"))
    return {None: _wizard, "check": _check, "fix": _fix}[command](parsed, wanted)


def _parser(command: str | None, program: str = "surefoot") -> argparse.ArgumentParser:
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
        "With -n, -A, -l, --context or --kubeconfig the words name workloads of a cluster:\n"
        "deploy/web, sts/db, ds; none means all of them.\n\n"
        "exit codes: 0 fine, 1 findings, 2 usage or input error"
    )
    parser = argparse.ArgumentParser(
        prog=f"{program} {command}" if command else program,
        description=descriptions[command],
        epilog=None if command else epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if command != "demo":
        parser.add_argument(
            "paths",
            nargs="*",
            metavar="PATH|TYPE/NAME",
            help=_("a file, a folder, - for the standard input, or a workload of a cluster"),
        )
        _add_cluster_options(parser, writing=command != "check")
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


def _add_cluster_options(parser: argparse.ArgumentParser, *, writing: bool) -> None:
    live = parser.add_argument_group(_("a running cluster, in kubectl's words"))
    live.add_argument("-n", "--namespace", metavar="NAME", help=_("load from this namespace"))
    live.add_argument("-A", "--all-namespaces", action="store_true", help=_("load from all namespaces"))
    live.add_argument("-l", "--selector", metavar="LABELS", default="", help=_("only workloads with these labels"))
    live.add_argument("--context", metavar="NAME", help=_("the context of the kubeconfig"))
    live.add_argument("--kubeconfig", metavar="FILE", help=_("the kubeconfig; else as kubectl finds it"))
    if writing:
        live.add_argument("--read-only", action="store_true", help=_("never offer to change the cluster"))


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
    result.add_argument("--apply", action="store_true", help=_("change the cluster, after a dry run and a question"))
    parser.add_argument("--yes", action="store_true", help=_("with --apply: do not ask"))
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


def _check(parsed: argparse.Namespace, wanted: "Wanted | None") -> int:
    from wizard.outputs.report import as_text, findings, report  # noqa: PLC0415  # --help must not pay for the engine

    loaded = _loaded(parsed, wanted)
    found = report(loaded)
    if parsed.format == "json":
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        print(as_text(found))
        _note(loaded.notes)
    if loaded.unreadable:
        return 2
    return 1 if findings(found) else 0


def _fix(parsed: argparse.Namespace, wanted: "Wanted | None") -> int:
    from wizard.fixing import fix, given_options  # noqa: PLC0415  # --help must not pay for the engine
    from wizard.outputs.written import print_diff, write_below, write_in_place  # noqa: PLC0415

    _refuse_contradictions(parsed, live=wanted is not None)
    loaded = _loaded(parsed, wanted, mend_tabs=parsed.mend_tabs)
    fixed = fix(
        loaded.inventory, given_options(vars(parsed)), only=parsed.only, skip=parsed.skip, separate=parsed.separate
    )
    code = 2 if loaded.unreadable else 0
    if parsed.output is not None and wanted is not None:
        from wizard.outputs.live_files import save_live  # noqa: PLC0415  # files need none of it

        save_live(fixed.plan, f"{parsed.output}/", patch=False)
    elif parsed.output is not None:
        write_below(fixed.plan, parsed.paths, parsed.output)
    elif parsed.write:
        write_in_place(fixed.plan)
    elif parsed.apply and loaded.cluster is not None:
        from wizard.outputs.applied import apply_asked  # noqa: PLC0415  # files need none of it

        code = apply_asked(loaded.cluster, fixed.plan, yes=parsed.yes)
    else:
        print_diff(fixed.plan)
    _note((*loaded.notes, *fixed.open))
    return code


def _refuse_contradictions(parsed: argparse.Namespace, *, live: bool) -> None:
    if parsed.apply and not live:
        raise WizardError(_("--apply changes a cluster; name one with -n, -A or --context, or use --write for files"))
    if parsed.apply and parsed.read_only:
        raise WizardError(_("--read-only and --apply exclude each other; give one of them"))
    if parsed.write and live:
        raise WizardError(_("--write is for files; --apply changes the cluster, --output DIR saves manifests"))


def _wizard(parsed: argparse.Namespace, wanted: "Wanted | None") -> int:
    from screens.start_up import start, start_live  # noqa: PLC0415  # textual takes 0.3 s, which check and fix must not pay

    if wanted is not None:
        return start_live(wanted, _target(parsed), read_only=parsed.read_only)
    return start(parsed.paths, _target(parsed), mend_tabs=parsed.mend_tabs, read_only=parsed.read_only)


def _wanted(parsed: argparse.Namespace, *, live: bool) -> "Wanted | None":
    """What is meant of a cluster; None where the words are paths."""
    told = (parsed.namespace, parsed.all_namespaces, parsed.selector, parsed.context, parsed.kubeconfig)
    if not live and not any(told):
        return None
    from wizard.cluster_loading import Wanted, refuse_ambiguous  # noqa: PLC0415  # files need none of it

    refuse_ambiguous(parsed.paths)
    return Wanted.told(
        parsed.paths,
        context=parsed.context,
        kubeconfig=parsed.kubeconfig,
        namespace=parsed.namespace,
        everywhere=parsed.all_namespaces,
        selector=parsed.selector,
    )


def _loaded(parsed: argparse.Namespace, wanted: "Wanted | None", *, mend_tabs: bool = False) -> "Loaded":
    if wanted is None:
        from wizard.loading import load  # noqa: PLC0415  # --help must not pay for the engine

        return load(parsed.paths, _target(parsed), mend_tabs=mend_tabs)
    from wizard import cluster_loading  # noqa: PLC0415  # files need none of it
    from wizard.cluster import Cluster  # noqa: PLC0415

    cluster = Cluster.connect(wanted.context, wanted.kubeconfig)
    try:
        return cluster_loading.load(cluster, wanted, _target(parsed), _show_progress if sys.stderr.isatty() else None)
    finally:
        if sys.stderr.isatty():
            print(end="\r\033[K", file=sys.stderr)


def _show_progress(done: int, all_: int) -> None:
    print(_("loading {done:,} of {all:,}").format(done=done, all=all_), end="\r", file=sys.stderr, flush=True)


def _target(parsed: argparse.Namespace) -> "Target":
    from wizard.loading import Target  # noqa: PLC0415  # --help must not pay for the engine

    return Target.told(parsed.nodes, parsed.zones, parsed.topology, parsed.kube_version)


def _note(notes: Sequence[str]) -> None:
    sys.stdout.flush()
    for note in notes:
        print(note, file=sys.stderr)
