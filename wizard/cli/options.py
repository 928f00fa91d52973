"""Options that several commands share. --help must not pay for the engine: it is imported where an option needs it."""

import argparse
from functools import partial
from typing import Any

from wizard.wording import _

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

SEVERITIES = ("error", "warning", "info")


def add_paths(made: argparse.ArgumentParser) -> None:
    """What to read: files, or workloads of a cluster."""
    made.add_argument(
        "paths",
        nargs="*",
        metavar="PATH|TYPE/NAME",
        help=_("a file, a folder, - for the standard input, or a workload of a cluster"),
    )
    made.add_argument("--alone", action="store_true", help=_("leave out what lies beside a named file"))


def add_target_options(made: argparse.ArgumentParser) -> None:
    """Which cluster to plan for, as far as somebody says."""
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


def add_cluster_options(made: argparse.ArgumentParser, *, writing: bool) -> None:
    """A running cluster; the words then name workloads of it."""
    live = made.add_argument_group(_("a running cluster, in kubectl's words"))
    live.add_argument("-n", "--namespace", metavar="NAME", help=_("load from this namespace"))
    live.add_argument("-A", "--all-namespaces", action="store_true", help=_("load from all namespaces"))
    live.add_argument("-l", "--selector", metavar="LABELS", default="", help=_("only workloads with these labels"))
    live.add_argument("--context", metavar="NAME", help=_("the context of the kubeconfig"))
    live.add_argument("--kubeconfig", metavar="FILE", help=_("the kubeconfig; else as kubectl finds it"))
    if writing:
        live.add_argument("--read-only", action="store_true", help=_("never offer to change the cluster"))


def add_tabs(made: argparse.ArgumentParser) -> None:
    """Whether tabs in an indent are mended."""
    made.add_argument("--mend-tabs", action="store_true", help=_("make tabs in an indent spaces first"))


def add_assumption_options(made: argparse.ArgumentParser) -> None:
    """What the simulator shall assume."""
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
    from wizard.model.shapes import whole  # noqa: PLC0415  # --help must not pay for the engine

    number = whole(word)
    if number is None or number < least:
        raise argparse.ArgumentTypeError(
            _("{word!r} is no whole number of {least} or more").format(word=word, least=least)
        )
    return number


def add_practice_options(made: argparse.ArgumentParser) -> None:
    """What is chosen, by the options of the practices."""
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
