"""The options of each command. --help must not pay for the engine, so it is imported where an option needs it."""

import argparse
from functools import partial
from typing import Any

from wizard.wording import LANGUAGES, _
from wizard.wording.usage import HelpFormatter, translate_argparse

COMMANDS = ("check", "fix", "simulate", "demo", "learn", "serve", "explain")
ASSUMED = (
    "run_seconds",
    "stop_seconds",
    "unreachable_seconds",
    "request_rate",
    "request_seconds",
    "longest_share",
    "propagation_seconds",
    "keep_alive",
    "finishes",
    "broken",
    "broken_update",
    "silent_update",
    "zonal_volumes",
    "rack_label",
    "scale_to",
    "hosts_drained",
)
"""The assumptions of the simulator that options set; the rest are facts."""
FORMATS = ("text", "json", "sarif", "junit", "github", "markdown")


def parser(command: str | None, program: str = "surefoot") -> argparse.ArgumentParser:
    """The parser of one command; None is the wizard."""
    descriptions = {
        None: _("Make a Kubernetes workload highly available, step by step."),
        "demo": _("Try it on an embedded shop; writes nothing unless told where."),
        "check": _("Say how each workload stands. Exit code 1 when a practice is missing or a mistake is an error."),
        "fix": _("Do what the wizard suggests, or what the options say, without a screen."),
        "simulate": _("Play what happens to each workload, now and as the wizard suggests; changes nothing."),
        "learn": _("See six things break on an embedded shop and make them hold; with a FILE, two more on your own."),
        "serve": _("Give each browser a wizard of its own: on the embedded shop, or on the files that are named."),
        "explain": _("Say what a check of the catalogue is about; without an ID, list them all."),
    }
    epilog = _(
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
    translate_argparse()
    made = argparse.ArgumentParser(
        prog=f"{program} {command}" if command else program,
        description=descriptions[command],
        epilog=None if command else epilog,
        formatter_class=HelpFormatter,
    )
    made.add_argument("--lang", choices=LANGUAGES, help=_("the language to speak; else the locale's"))
    if command in {None, "demo", "learn", "serve"}:
        made.add_argument("--ascii", action="store_true", help=_("draw with ASCII signs only"))
    if command == "explain":
        made.add_argument("id", nargs="?", metavar="ID", help=_("as a report shows it in brackets"))
        return made
    if command == "learn":
        made.add_argument(
            "path", nargs="?", metavar="FILE", help=_("a file or folder of your own for two more missions")
        )
    elif command == "serve":
        _add_serve_options(made)
    elif command != "demo":
        made.add_argument(
            "paths",
            nargs="*",
            metavar="PATH|TYPE/NAME",
            help=_("a file, a folder, - for the standard input, or a workload of a cluster"),
        )
        _add_cluster_options(made, writing=command in {None, "fix"})
    _add_target_options(made)
    if command in {None, "fix"}:
        made.add_argument("--mend-tabs", action="store_true", help=_("make tabs in an indent spaces first"))
    if command in {None, "demo", "simulate"}:
        _add_assumption_options(made)
    if command == "check":
        _add_check_options(made)
    elif command == "simulate":
        _add_simulate_options(made)
    elif command == "fix":
        _add_fix_options(made)
    if command is None:
        made.add_argument("--version", action=_ShowVersion, nargs=0, help=_("say which version this is"))
    return made


def _add_target_options(made: argparse.ArgumentParser) -> None:
    cluster = made.add_argument_group(_("the cluster to plan for"))
    cluster.add_argument("--nodes", type=int, metavar="N", help=_("how many nodes it has"))
    cluster.add_argument("--zones", type=int, metavar="N", help=_("in how many zones they are"))
    cluster.add_argument("--topology", metavar="FILE", help=_("what `kubectl get nodes -o yaml` printed"))
    cluster.add_argument("--kube-version", metavar="VERSION", help=_("which server it runs, for example 1.30"))
    cluster.add_argument(
        "--fact",
        action="append",
        metavar="NAME=VALUE",
        default=[],
        help=_("what only people know of the applications, for example quorum=true or drain_seconds=60; or =unknown"),
    )


def _add_cluster_options(made: argparse.ArgumentParser, *, writing: bool) -> None:
    live = made.add_argument_group(_("a running cluster, in kubectl's words"))
    live.add_argument("-n", "--namespace", metavar="NAME", help=_("load from this namespace"))
    live.add_argument("-A", "--all-namespaces", action="store_true", help=_("load from all namespaces"))
    live.add_argument("-l", "--selector", metavar="LABELS", default="", help=_("only workloads with these labels"))
    live.add_argument("--context", metavar="NAME", help=_("the context of the kubeconfig"))
    live.add_argument("--kubeconfig", metavar="FILE", help=_("the kubeconfig; else as kubectl finds it"))
    if writing:
        live.add_argument("--read-only", action="store_true", help=_("never offer to change the cluster"))


def _add_serve_options(made: argparse.ArgumentParser) -> None:
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


class _ShowVersion(argparse.Action):
    """argparse's own asks for the version before it is wanted, which takes a tenth of the first paint."""

    def __call__(self, parser: argparse.ArgumentParser, *_parsed: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415  # nothing else needs it

        print("surefoot", version("surefoot"))
        parser.exit()


def _add_check_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("--format", choices=FORMATS, default="text", help=_("for people, or for programs"))
    shown = made.add_argument_group(_("what is shown; what is hidden is counted"))
    shown.add_argument("--severity", choices=("error", "warning", "info"), help=_("the least that is shown"))
    shown.add_argument("--select", action="append", metavar="ID", default=[], help=_("only these checks"))
    shown.add_argument("--ignore", action="append", metavar="ID", default=[], help=_("not these checks"))
    shown.add_argument("--baseline", metavar="FILE", help=_("hide the findings that this file lists"))
    shown.add_argument("--write-baseline", metavar="FILE", help=_("write all findings of today into this file"))


def _add_simulate_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("--format", choices=("text", "json"), default="text", help=_("for people, or for programs"))
    made.add_argument(
        "--scenario",
        action="append",
        metavar="NAME",
        default=[],
        help=_(
            "only this one, or several: scale-up, pod-deleted, drain, drain-several, rolling-update, hpa-scale, "
            "vpa-restart, host-loss, zone-loss, rack-loss"
        ),
    )
    made.add_argument("--seed", type=int, metavar="N", default=0, help=_("which of equal nodes is taken, by chance"))
    _add_practice_options(made)


def _add_assumption_options(made: argparse.ArgumentParser) -> None:
    taken = made.add_argument_group(_("what the simulator assumes"))
    yes: dict[str, Any] = {"action": "store_const", "const": True}
    no: dict[str, Any] = {"action": "store_const", "const": False}
    for option, said in (
        ("--run-seconds", _("from a pod's placing until its containers run")),
        ("--stop-seconds", _("from SIGTERM until its program has ended")),
        ("--request-rate", _("requests a second")),
        ("--request-seconds", _("how long most requests take")),
        ("--longest-share", _("which share of them takes the drain seconds, for example 0.01")),
        ("--unreachable-seconds", _("how long a dead host still counts as there")),
    ):
        taken.add_argument(option, type=_number, metavar="N", help=said)
    taken.add_argument(
        "--propagation",
        dest="propagation_seconds",
        type=_number,
        metavar="N",
        help=_("seconds until the last route knows that a pod has come or goes"),
    )
    taken.add_argument("--keep-alive", **yes, help=_("connections stay open"))
    ends = taken.add_mutually_exclusive_group()
    ends.add_argument("--drops-work", dest="finishes", **no, help=_("the program drops its work at SIGTERM"))
    ends.add_argument("--finishes-work", dest="finishes", **yes, help=_("the program finishes its work after SIGTERM"))
    health = taken.add_mutually_exclusive_group()
    health.add_argument("--broken", **yes, help=_("its pods run and never become Ready"))
    health.add_argument("--broken-update", **yes, help=_("what an update brings runs and never becomes Ready"))
    health.add_argument("--silent-update", **yes, help=_("what an update brings runs and answers nobody"))
    taken.add_argument("--volumes-anywhere", dest="zonal_volumes", **no, help=_("volumes are reached from every zone"))
    taken.add_argument("--rack-label", metavar="KEY", help=_("the node label that marks racks"))
    taken.add_argument(
        "--scale-to", type=partial(_whole, 0), metavar="N", help=_("how many copies a scaling by hand asks for")
    )
    taken.add_argument(
        "--hosts-drained", type=partial(_whole, 1), metavar="N", help=_("how many hosts are drained at once")
    )


def _number(word: str) -> float:
    """A number that is not negative."""
    try:
        found = float(word)
    except ValueError:
        found = -1
    if not 0 <= found < float("inf"):
        raise argparse.ArgumentTypeError(_("{word!r} is no number of 0 or more").format(word=word))
    return found


def _whole(least: int, word: str) -> int:
    """A whole number that is not too small."""
    if not word.isdecimal() or int(word) < least:
        raise argparse.ArgumentTypeError(
            _("{word!r} is no whole number of {least} or more").format(word=word, least=least)
        )
    return int(word)


def _add_fix_options(made: argparse.ArgumentParser) -> None:
    result = made.add_mutually_exclusive_group()
    result.add_argument("--diff", action="store_true", help=_("print the difference (the default)"))
    result.add_argument("--write", action="store_true", help=_("write the files in place; of - print the result"))
    result.add_argument("--output", metavar="DIR", help=_("write every file that holds a workload below DIR"))
    result.add_argument("--apply", action="store_true", help=_("change the cluster, after a dry run and a question"))
    made.add_argument("--yes", action="store_true", help=_("with --apply: do not ask"))
    made.add_argument("--only", action="append", metavar="KIND/NAME", default=[], help=_("only this workload"))
    made.add_argument(
        "--mend",
        action="append",
        metavar="ID",
        default=[],
        help=_("mend what this check finds (surefoot explain lists them), or all that can be mended without asking"),
    )
    made.add_argument("--separate", action="store_true", help=_("put new objects into files of their own"))
    _add_practice_options(made)


def _add_practice_options(made: argparse.ArgumentParser) -> None:
    from wizard.practices import PRACTICES  # noqa: PLC0415  # --help of the other commands must not pay for the engine
    from wizard.wording.practices import name  # noqa: PLC0415

    keys = [practice.key for practice in PRACTICES]
    made.add_argument("--skip", action="append", choices=keys, default=[], help=_("leave this practice alone"))
    for practice in PRACTICES:
        group = made.add_argument_group(name(practice.key))
        for option in practice.options:
            said = _(option.help).replace("%", "%%")  # argparse formats it once more
            if option.metavar is None:
                group.add_argument(option.flag, action="store_true", help=said)
            else:
                action = "append" if option.repeat else "store"
                group.add_argument(option.flag, action=action, metavar=option.metavar, help=said)
