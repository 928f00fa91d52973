"""What a command line asks to read, and for which cluster: made once of its words, then handed down."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.cli.options import ASSUMED, SEVERITIES
from wizard.wording import _

if TYPE_CHECKING:
    from wizard.cluster.connection import Cluster
    from wizard.cluster.loading import Wanted
    from wizard.sources.folders import Origins
    from wizard.sources.loading import Loaded, Target
    from wizard.sources.settings import Settings
    from wizard.text.paths import Data

_BAR = 30
"""Columns of the progress bar."""


@dataclass(frozen=True)
class Asked:
    """The sources that are named, the cluster to plan for, and what the team has agreed on."""

    paths: tuple[str, ...]
    target: "Target"
    settings: "Settings"
    wanted: "Wanted | None" = None
    """What is meant of a running cluster; None where the words are paths."""
    mend_tabs: bool = False
    alone: bool = False
    """Whether nothing counts that lies beside what is named."""

    @property
    def named(self) -> "Origins":
        """What the paths stand for. Raises WizardError."""
        from wizard.sources.folders import origins  # noqa: PLC0415  # --help must not pay for the engine

        return origins(self.paths, alone=self.alone)


def asked(parsed: argparse.Namespace, *, needed: bool = False) -> Asked:
    """What the words ask for, which must name something where that is needed. Raises WizardError."""
    wanted = _wanted(parsed)
    if needed and wanted is None and not parsed.paths:
        parsed.refuse(_("give a PATH, or a cluster: -n NAMESPACE, -A, --context"))
    settings = _settings()
    mend_tabs, alone = getattr(parsed, "mend_tabs", False), getattr(parsed, "alone", False)
    paths = tuple(getattr(parsed, "paths", ()))
    return Asked(paths, _target(parsed, settings), settings, wanted, mend_tabs, alone)


def load(asked: Asked, listed: "Origins | None" = None, *, judging: bool = False) -> "tuple[Loaded, Cluster | None]":
    """Read what is asked for: files, or workloads of the cluster that comes with them. Raises WizardError.

    `listed` is what the paths stand for, where that was asked already; for judging, files need no workload.
    """
    if asked.wanted is None:
        from wizard.sources.loading import load  # noqa: PLC0415  # --help must not pay for the engine

        return load(listed or asked.named, asked.target, mend_tabs=asked.mend_tabs, judging=judging), None
    from wizard.cluster import loading  # noqa: PLC0415  # files need none of it
    from wizard.cluster.connection import Cluster  # noqa: PLC0415

    cluster = Cluster.connect(asked.wanted.context, asked.wanted.kubeconfig)
    with wiped():
        return loading.load(cluster, asked.wanted, asked.target, on_terminal()), cluster


def note(notes: Sequence[str]) -> None:
    """Say what was left out, behind all that was printed."""
    sys.stdout.flush()
    for each in notes:
        print(each, file=sys.stderr)


def on_terminal() -> Callable[[int, int], None] | None:
    """What shows done and all; None where nobody watches."""
    return _show if sys.stderr.isatty() else None


@contextmanager
def wiped() -> Iterator[None]:
    """Take the line away behind what is done meanwhile."""
    try:
        yield
    finally:
        if sys.stderr.isatty():
            print(end="\r\033[K", file=sys.stderr)


def _wanted(parsed: argparse.Namespace) -> "Wanted | None":
    names = ("namespace", "all_namespaces", "selector", "context", "kubeconfig")
    told = [getattr(parsed, name, None) for name in names]
    if not hasattr(parsed, "selector") or not (parsed.live or any(told)):
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


def _target(parsed: argparse.Namespace, settings: "Settings") -> "Target":
    from wizard.sources.loading import Target  # noqa: PLC0415  # --help must not pay for the engine
    from wizard.sources.settings import app_facts  # noqa: PLC0415

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

    return read_settings(Path.cwd(), _is_id, SEVERITIES)


def _is_id(id: str) -> bool:
    from wizard.planning.ids import is_id  # noqa: PLC0415  # asked only where a surefoot.yaml names one

    return is_id(id)


def _show(done: int, all_: int) -> None:
    filled = _BAR * done // max(all_, 1)
    bar = f"[{'#' * filled}{'.' * (_BAR - filled)}]"
    said = _("{bar} {done:,} of {all:,}").format(bar=bar, done=done, all=all_)
    print(said, end="\r", file=sys.stderr, flush=True)
