"""`make agree`: play every case and random ones, print what differs; exit code 1 where too much does.

`python -m tests.cluster.agree --random 300 --seed 1000` plays the cases of seeds 1000 to 1299, and no others.
"""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor

from tests.cluster.agree.at_random import lines, play_at_random, summary
from tests.cluster.agree.cases import CASES
from tests.cluster.agree.playing import Played, play
from tests.cluster.control_plane import ControlPlane

AT_ONCE = 8


LEAST = 0.99
"""The share of random cases that must agree in every answer."""


def main() -> int:
    """The told cases, then the random ones."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--random", type=int, default=300)
    parser.add_argument("--seed", type=int)
    told = parser.parse_args()
    good = told.seed is not None or _told_cases()
    return 0 if _random_cases(told.seed or 0, told.random) and good else 1


def _told_cases() -> bool:
    """All cases side by side, each on nodes of its own."""
    played: list[Played] = []
    with ControlPlane.start() as plane, ThreadPoolExecutor(AT_ONCE) as pool:
        names = [plane.namespace() for _case in CASES]
        for each in pool.map(lambda case, name: play(plane, case, name), CASES, names):
            played.append(each)
            print(line(each), flush=True)
    agreed = sum(each.agrees for each in played)
    print(f"{agreed} of {len(played)} agree")
    return agreed == len(played)


def _random_cases(seed: int, count: int) -> bool:
    print(f"seeds {seed} to {seed + count - 1}", flush=True)
    played = []
    for each in play_at_random(range(seed, seed + count)):
        played.append(each)
        for said in lines(each):
            print(said, flush=True)
    for said in summary(played):
        print(said)
    return sum(each.agrees for each in played) >= LEAST * len(played)


def line(played: Played) -> str:
    """One row of the table."""
    sign = "agrees " if played.agrees else "DIFFERS"
    case = played.case
    return f"{sign} {case.facts:<5} {case.name:<36} {played.promise:<9} {played.reality:<9} {played.because}"


if __name__ == "__main__":
    sys.exit(main())
