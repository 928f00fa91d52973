"""The command line. Reads its words, calls the engine, and starts the screens, which nothing else in wizard knows."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli_options import ASSUMED, COMMANDS, parser
from wizard.errors import WizardError
from wizard.wording import LANGUAGES, _, speak

if TYPE_CHECKING:
    from wizard.cluster.loading import Wanted
    from wizard.outputs.report import Gathered
    from wizard.sources.loading import Loaded, Target
    from wizard.sources.settings import Settings
    from wizard.text.paths import Data

_BAR = 30
"""Columns of the progress bar."""


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
    if command == "explain":
        from wizard.outputs.explained import explained, table  # noqa: PLC0415  # --help must not pay for the engine

        print(explained(parsed.id) if parsed.id else table())
        return 0
    if command == "demo":
        from screens.start_up import start_demo  # noqa: PLC0415  # textual takes 0.3 s, which check and fix must not pay

        return start_demo(_target(parsed))
    if command == "learn":
        from screens.start_up import start_learning  # noqa: PLC0415  # textual takes 0.3 s, which check and fix must not pay

        return start_learning(parsed.path, _target(parsed))
    if command == "serve":
        from screens.start_up import start_room  # noqa: PLC0415  # textual takes 0.3 s, which check and fix must not pay

        return start_room(parsed.paths, _target(parsed), parsed.bind, parsed.port)
    wanted = _wanted(parsed, live=live)
    if command and wanted is None and not parsed.paths:
        options.error(_("give a PATH, or a cluster: -n NAMESPACE, -A, --context"))
    return {None: _wizard, "check": _check, "fix": _fix, "simulate": _simulate}[command](parsed, wanted)


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


def _check(parsed: argparse.Namespace, wanted: "Wanted | None") -> int:
    from wizard.outputs.checked import check, hiding  # noqa: PLC0415  # --help must not pay for the engine
    from wizard.outputs.report import gather  # noqa: PLC0415

    settings = _settings()
    hides = hiding(parsed, settings)  # first: a wrong id must not wait for ten thousand workloads
    progress = _show_progress if sys.stderr.isatty() else None
    try:
        found = _gathered_in_bulk(parsed, progress) if wanted is None else None
        if found is None:
            found = gather(_loaded(parsed, wanted), progress)
    finally:
        _end_progress()
    return check(parsed, settings, found, hides)


def _gathered_in_bulk(parsed: argparse.Namespace, progress: "Callable[[int, int], None] | None") -> "Gathered | None":
    """What several processes find; None where one is enough, or finds better words for there being nothing."""
    from wizard.outputs.bulk import gather, pays  # noqa: PLC0415  # --help must not pay for the engine

    return gather(parsed.paths, _target(parsed), progress) if pays(parsed.paths) else None


def _fix(parsed: argparse.Namespace, wanted: "Wanted | None") -> int:
    from wizard.outputs.written import print_diff, write_below, write_in_place  # noqa: PLC0415
    from wizard.planning.fixing import fix, given_options  # noqa: PLC0415  # --help must not pay for the engine

    _refuse_contradictions(parsed, live=wanted is not None)
    loaded = _loaded(parsed, wanted, mend_tabs=parsed.mend_tabs)
    fixed = fix(
        replace(loaded.inventory, unread=loaded.may_hold("PodDisruptionBudget")),
        given_options(vars(parsed)),
        only=parsed.only,
        skip=parsed.skip,
        mend=parsed.mend,
    )
    plan = replace(fixed.plan, separate=parsed.separate)
    code = 2 if loaded.skipped else 0
    if parsed.output is not None and wanted is not None:
        from wizard.outputs.live_files import save_live  # noqa: PLC0415  # files need none of it

        save_live(plan, f"{parsed.output}/", patch=False)
    elif parsed.output is not None:
        write_below(plan, parsed.paths, parsed.output)
    elif parsed.write:
        write_in_place(plan)
    elif parsed.apply and loaded.cluster is not None:
        from wizard.outputs.applied import apply_asked  # noqa: PLC0415  # files need none of it

        code = apply_asked(loaded.cluster, plan, yes=parsed.yes)
    else:
        print_diff(plan)
    _note((*loaded.said, *fixed.open))
    return code


def _simulate(parsed: argparse.Namespace, wanted: "Wanted | None") -> int:
    from wizard.outputs.simulated import simulate  # noqa: PLC0415
    from wizard.planning.fixing import fix, given_options  # noqa: PLC0415  # --help must not pay for the engine

    # What the options of a practice say of the application is a fact for the simulator too.
    starts = [word.rpartition("=")[2] for word in parsed.start_seconds or ()]
    told = {
        "traffic": parsed.traffic,
        "drain_seconds": parsed.drain_seconds,
        "start_seconds": max(starts, default=None),
    }
    parsed.fact += [f"{name}={value}" for name, value in told.items() if value is not None]
    loaded = _loaded(parsed, wanted)
    fixed = fix(loaded.inventory, given_options(vars(parsed)), skip=parsed.skip)
    print(simulate(parsed, fixed.plan, loaded.cluster, fixed.open))
    _note((*loaded.said, *fixed.open) if parsed.format == "text" else loaded.said)
    return 2 if loaded.skipped else 0


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
    from wizard.cluster.loading import Wanted, refuse_ambiguous  # noqa: PLC0415  # files need none of it

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
        from wizard.sources.loading import load  # noqa: PLC0415  # --help must not pay for the engine

        return load(parsed.paths, _target(parsed), mend_tabs=mend_tabs)
    from wizard.cluster import loading as cluster_loading  # noqa: PLC0415  # files need none of it
    from wizard.cluster.connection import Cluster  # noqa: PLC0415

    cluster = Cluster.connect(wanted.context, wanted.kubeconfig)
    try:
        return cluster_loading.load(cluster, wanted, _target(parsed), _show_progress if sys.stderr.isatty() else None)
    finally:
        _end_progress()


def _end_progress() -> None:
    if sys.stderr.isatty():
        print(end="\r\033[K", file=sys.stderr)


def _show_progress(done: int, all_: int) -> None:
    filled = _BAR * done // max(all_, 1)
    bar = f"[{'#' * filled}{'.' * (_BAR - filled)}]"
    said = _("{bar} {done:,} of {all:,}").format(bar=bar, done=done, all=all_)
    print(said, end="\r", file=sys.stderr, flush=True)


def _target(parsed: argparse.Namespace) -> "Target":
    from wizard.sources.loading import Target  # noqa: PLC0415  # --help must not pay for the engine
    from wizard.sources.settings import app_facts  # noqa: PLC0415

    settings = _settings()
    told = parsed.nodes is not None or parsed.zones is not None or parsed.topology is not None
    place = parsed if told else settings
    facts = app_facts({**settings.facts, **dict(map(_fact, parsed.fact))})
    version = parsed.kube_version or settings.kube_version
    assumed = {each: value for each in ASSUMED if (value := getattr(parsed, each, None)) is not None}
    return replace(Target.told(place.nodes, place.zones, place.topology, version, facts), assumed=assumed)


def _fact(word: str) -> "tuple[str, Data]":
    from wizard.sources.settings import fact  # noqa: PLC0415  # --help must not pay for the engine

    name, _sign, value = word.partition("=")
    key = name.strip().replace("-", "_")
    return key, fact(key, value.strip())


def _settings() -> "Settings":
    from wizard.sources.settings import read_settings  # noqa: PLC0415  # --help must not pay for the engine

    return read_settings(Path.cwd())


def _note(notes: Sequence[str]) -> None:
    sys.stdout.flush()
    for note in notes:
        print(note, file=sys.stderr)
