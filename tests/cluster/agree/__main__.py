"""`make agree`: play every case and print the table; exit code 1 where a promise did not hold."""

import sys
from concurrent.futures import ThreadPoolExecutor

from tests.cluster.agree.cases import CASES
from tests.cluster.agree.playing import Played, play
from tests.cluster.control_plane import ControlPlane

AT_ONCE = 8


def main() -> int:
    """All cases side by side, each on nodes of its own."""
    played: list[Played] = []
    with ControlPlane.start() as plane, ThreadPoolExecutor(AT_ONCE) as pool:
        names = [plane.namespace() for _case in CASES]
        for each in pool.map(lambda case, name: play(plane, case, name), CASES, names):
            played.append(each)
            print(line(each), flush=True)
    agreed = sum(each.agrees for each in played)
    print(f"{agreed} of {len(played)} agree")
    return 0 if agreed == len(played) else 1


def line(played: Played) -> str:
    """One row of the table."""
    sign = "agrees " if played.agrees else "DIFFERS"
    case = played.case
    return f"{sign} {case.facts:<5} {case.name:<36} {played.promise:<9} {played.reality:<9} {played.because}"


if __name__ == "__main__":
    sys.exit(main())
