"""Play outcomes of two sizes and print times beside a yardstick of this machine: `python -m tests.bench.simulate`."""

import time
from collections.abc import Callable

from tests.cluster.agree.cases import spread
from tests.simulation.making import web
from wizard.model.topology import told
from wizard.simulation.scenarios import play

SMALL_LIMIT, LARGE_LIMIT = 0.010, 20.0
"""Seconds for 10 pods on 12 nodes, and for 1,000 on 1,000."""


def best(action: Callable[[], object], times: int) -> float:
    """The shortest of some runs."""
    found = []
    for _time in range(times):
        began = time.perf_counter()
        action()
        found.append(time.perf_counter() - began)
    return min(found)


def main() -> None:
    """Small outcomes each a few times, large ones once."""
    yardstick = best(lambda: sum(number * number for number in range(1_000_000)), 3)
    print(f"yardstick: a million squares in {yardstick * 1000:.0f} ms")
    small, large = web(10, spread(), topology=told(12, 3)), web(1000, spread(), topology=told(1000, 3))
    for scenario in ("scale-up", "drain", "rolling-update", "host-loss", "zone-loss"):
        taken = best(lambda scenario=scenario: play(small, scenario), 7)  # type: ignore[misc]
        print(f"10 pods, 12 nodes, {scenario:<15} {taken * 1000:7.1f} ms  {taken / SMALL_LIMIT:5.2f} of its limit")
    for scenario in ("drain", "rolling-update", "zone-loss"):
        taken = best(lambda scenario=scenario: play(large, scenario), 1)  # type: ignore[misc]
        print(f"1,000 pods, 1,000 nodes, {scenario:<15} {taken:5.1f} s  {taken / LARGE_LIMIT:5.2f} of its limit")


if __name__ == "__main__":
    main()
