"""`surefoot simulate`: what happens to each workload, now and as suggested."""

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wizard.cli.options import (
    add_assumption_options,
    add_cluster_options,
    add_paths,
    add_practice_options,
    add_tabs,
    add_target_options,
)
from wizard.wording import _

if TYPE_CHECKING:
    from wizard.text.paths import Data


def add_options(made: argparse.ArgumentParser) -> None:
    """What to play, on which workloads and nodes, and what is assumed and chosen."""
    add_paths(made)
    add_cluster_options(made, writing=False)
    add_target_options(made)
    add_tabs(made)
    add_assumption_options(made)
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
    add_practice_options(made)


def run(parsed: argparse.Namespace) -> int:
    """Play and print."""
    from wizard.cli.reading import asked, load, note  # noqa: PLC0415  # --help reads nothing
    from wizard.outputs.simulated import Asking, simulate  # noqa: PLC0415  # --help must not pay for the engine
    from wizard.planning.fixing import fix, given_options  # noqa: PLC0415

    # What the options of a practice say of the application is a fact for the simulator too.
    starts = [word.rpartition("=")[2] for word in parsed.start_seconds or ()]
    told = {
        "traffic": parsed.traffic,
        "drain_seconds": parsed.drain_seconds,
        "start_seconds": max(starts, default=None),
    }
    parsed.fact += [f"{name}={value}" for name, value in told.items() if value is not None]
    loaded, cluster = load(asked(parsed, needed=True))
    pods: tuple[Mapping[str, Data], ...] = ()
    if cluster is not None:
        from wizard.cluster.rolling import all_pods  # noqa: PLC0415  # files need none of it

        pods = tuple(all_pods(cluster))
    fixed = fix(loaded.inventory, given_options(vars(parsed)), skip=parsed.skip)
    wanted = Asking(tuple(parsed.scenario), parsed.seed, parsed.format)
    print(simulate(wanted, fixed.plan, pods, fixed.open))
    note((*loaded.told, *fixed.open) if parsed.format == "text" else loaded.told)
    return 2 if loaded.skipped else 0
