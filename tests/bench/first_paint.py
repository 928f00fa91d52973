"""Measure the time until a program's screen can be read, against a bare Textual app, in turns in one run.

    python -m tests.bench.first_paint --shows "Which failure" -- surefoot demo

Prints both medians in milliseconds and their ratio; with --at-most, exits 1 when the ratio is above it.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.screens.terminal.pseudo import Terminal  # noqa: E402 - the script runs from anywhere

HELLO = (sys.executable, str(ROOT / "tests" / "bench" / "hello.py"))


def first_paint(argv: tuple[str, ...], shows: str) -> float:
    """Milliseconds from the start of the program until its screen shows the text."""
    begun = time.perf_counter()
    with Terminal(*argv) as terminal:
        terminal.wait_for(shows)
        return (time.perf_counter() - begun) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shows", required=True, help="text of the first screen that must be readable")
    parser.add_argument("--runs", type=int, default=9, help="runs of each, in turns")
    parser.add_argument("--at-most", type=float, help="exit 1 above this ratio")
    parser.add_argument("command", nargs="+", help="the program and its arguments")
    given = parser.parse_args()
    # An installed program has its byte code; without it this would measure the compiler.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    bare, ours = [], []
    # The first of each writes byte code and warms the disk's cache; it is not counted.
    for _run in range(given.runs + 1):
        bare.append(first_paint(HELLO, "hello"))
        ours.append(first_paint(tuple(given.command), given.shows))
    hello, command = statistics.median(bare[1:]), statistics.median(ours[1:])
    ratio = command / hello
    print(f"hello    {hello:6.0f} ms\ncommand  {command:6.0f} ms\nratio    {ratio:6.2f}")
    return int(given.at_most is not None and ratio > given.at_most)


if __name__ == "__main__":
    sys.exit(main())
